"""What the library is asked for, and which exercises fit it. Pure but for the rows it is given."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from exercises.models import Exercise
from exercises.search import Findable, Found, findable, search

# Stands in an address for what the person has said in Settings: nobody's health is written into a link.
MINE = "mine"
# Filters of one value that an exercise has or has not; and those of several values.
FACETS = ("kind", "focus", "position", "muscle", "equipment", "level", "spine", "time")
LISTS = ("without", "have")

type Counts = dict[str, Counter[str]]


class Own(NamedTuple):
    """What a person has said: cautions, and equipment at hand, by their slugs."""

    cautions: frozenset[str] = frozenset()
    equipment: frozenset[str] = frozenset()


NOTHING_SAID = Own()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person asked for; empty means anything."""

    q: str = ""
    kind: str = ""
    focus: str = ""
    position: str = ""
    muscle: str = ""
    equipment: str = ""
    level: str = ""
    spine: str = ""
    time: str = ""
    # Leave out what has one of these cautions; leave out what needs other things than these.
    without: tuple[str, ...] = ()
    have: tuple[str, ...] = ()
    own: Own = NOTHING_SAID

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Each choice, as (filter, value)."""
        single = [(name, getattr(self, name)) for name in ("q", *FACETS) if getattr(self, name)]
        return single + [(name, value) for name in LISTS for value in getattr(self, name)]

    @property
    def facets(self) -> dict[str, str]:
        return {name: value for name in FACETS if (value := getattr(self, name))}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return any(name != "q" for name, _value in self.chosen)

    @property
    def excluded(self) -> frozenset[str]:
        """The cautions that lead to leaving an exercise out."""
        return frozenset(self.without) | (self.own.cautions if MINE in self.without else frozenset())

    @property
    def at_hand(self) -> frozenset[str] | None:
        """The equipment that may be needed; None when any may."""
        if not self.have:
            return None
        return frozenset(self.have) | (self.own.equipment if MINE in self.have else frozenset())

    def but(self, **values: Any) -> "Filters":
        return replace(self, **values)

    def dropping(self, name: str, value: str) -> "Filters":
        """Return the filters without one choice."""
        if name not in LISTS:
            return self.but(**{name: ""})
        return self.but(**{name: tuple(kept for kept in getattr(self, name) if kept != value)})

    def query_string(self) -> str:
        """Return "?…" with what is chosen, or "?" so that a link still leads to the whole library."""
        return f"?{urlencode(self.chosen)}"


def filterable(exercise: Exercise) -> Findable[Exercise]:
    """Return what an exercise (its muscles and cautions loaded) is found and filtered by."""
    cautions = frozenset(row.caution.slug for row in exercise.exercise_cautions.all())
    return replace(findable(exercise), cautions=cautions)


def fits[T](it: Findable[T], filters: Filters) -> bool:
    at_hand = filters.at_hand
    return (
        all(value in it.facets.get(name, ()) for name, value in filters.facets.items())
        and it.cautions.isdisjoint(filters.excluded)
        and (at_hand is None or it.needs <= at_hand)
    )


def apply[T](filters: Filters, findables: Sequence[Findable[T]]) -> Found[T]:
    """Return the rows that fit the words and every filter."""
    found = search(filters.q, findables)
    return Found([it for it in found.rows if fits(it, filters)], found.ignored)


def counts[T](filters: Filters, findables: Sequence[Findable[T]]) -> Counts:
    """Return, for each filter, how many rows each of its values would leave, the other filters staying as they are."""
    found: Counts = {name: Counter() for name in FACETS}
    wanted, only_lists = filters.facets.items(), filters.but(**dict.fromkeys(FACETS, ""))
    for it in search(filters.q, findables).rows:
        missed = [name for name, value in wanted if value not in it.facets.get(name, ())]
        if len(missed) > 1 or not fits(it, only_lists):
            continue
        for name in missed or FACETS:
            found[name].update(it.facets.get(name, ()))
    return found


class WayOut(NamedTuple):
    """One choice to drop, and how many rows that would show."""

    name: str
    value: str
    filters: Filters
    number: int


def ways_out[T](filters: Filters, findables: Sequence[Findable[T]]) -> list[WayOut]:
    """Return which one choice to drop, the one that shows most first; none when no single one is in the way."""
    if len(filters.chosen) < 2:  # dropping the only one is to clear
        return []
    found, options = search(filters.q, findables).rows, []
    for name, value in filters.chosen:
        without = filters.dropping(name, value)
        rows = findables if name == "q" else found
        options.append(WayOut(name, value, without, sum(fits(it, without) for it in rows)))
    return sorted((option for option in options if option.number), key=lambda option: -option.number)
