"""A dose: how much of one exercise. Pure; the columns that store it are in exercises.models."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.words import known_words

MAX_SETS = 10
MAX_REPS = 100
MAX_HOLD_SECONDS = 600
MAX_REST_SECONDS = 600
MAX_REP_SECONDS = 30
# Of one dose in all: far above any sheet, and far below what a slip of the finger adds up to.
MAX_DOSE_SECONDS = 60 * 60
# The gap in which a person turns to the other side; announced, and never part of either side's time.
SWITCH_SECONDS = 5


class Sides(StrEnum):
    """Which sides one set works. `each` finishes one side before the other; `alternate` changes at every repeat."""

    NONE = "none"
    EACH = "each"
    ALTERNATE = "alternate"
    LEFT = "left"
    RIGHT = "right"


class Side(StrEnum):
    """The side one piece of work is done on; `both` when the exercise has no sides."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


SIDES_OF_A_SET: dict[Sides, tuple[Side, ...]] = {
    Sides.NONE: (Side.BOTH,),
    Sides.EACH: (Side.LEFT, Side.RIGHT),
    Sides.ALTERNATE: (Side.LEFT, Side.RIGHT),
    Sides.LEFT: (Side.LEFT,),
    Sides.RIGHT: (Side.RIGHT,),
}


@dataclass(frozen=True, slots=True)
class Dose:
    """Sets × repeats × hold, as on a clinic sheet. Repeats and hold are per side; one set covers its sides.

    `hold_seconds` 0 means plain repeats; a single long hold is one repeat with a hold.
    `rest_seconds` lies between sets, `release_seconds` between held repeats (beside the time to move out and in,
    `rep_seconds`, which is also the time one plain repeat takes).
    """

    sets: int = 1
    reps: int = 1
    hold_seconds: int = 0
    sides: Sides = Sides.NONE
    rest_seconds: int = 0
    release_seconds: int = 0
    rep_seconds: int = 4

    @property
    def is_held(self) -> bool:
        return self.hold_seconds > 0

    @property
    def gap_seconds(self) -> int:
        """Seconds between two held repeats: moving out and in again, and the rest asked for."""
        return self.rep_seconds + self.release_seconds

    @property
    def sides_of_a_set(self) -> tuple[Side, ...]:
        return SIDES_OF_A_SET[self.sides]

    def set_keys(self) -> Iterator[tuple[int, Side]]:
        """Yield (set number from 1, side) for each set to be logged, in the order they are done."""
        for number in range(1, self.sets + 1):
            for side in self.sides_of_a_set:
                yield number, side

    @property
    def between_sets_seconds(self) -> int:
        """Seconds between two sets: the rest asked for; without one, what turning round or letting go takes."""
        if self.rest_seconds:
            return self.rest_seconds
        if self.sides is Sides.EACH:
            return SWITCH_SECONDS
        return self.gap_seconds if self.is_held else 0

    def work_seconds(self) -> int:
        """Seconds one side of one set works: holding, or moving through plain repeats."""
        return self.reps * (self.hold_seconds if self.is_held else self.rep_seconds)

    def set_seconds(self) -> int:
        """Seconds one set takes with all its sides, the gaps between held repeats and the switch of sides."""
        sides = len(self.sides_of_a_set)
        seconds = sides * self.work_seconds()
        if self.sides is Sides.ALTERNATE:
            return seconds + (sides * self.reps - 1) * self.gap_seconds if self.is_held else seconds
        if self.is_held:
            seconds += sides * (self.reps - 1) * self.gap_seconds
        return seconds + (sides - 1) * SWITCH_SECONDS

    def seconds(self) -> int:
        """Seconds the whole dose takes, what lies between sets included, getting into position excluded."""
        return self.sets * self.set_seconds() + (self.sets - 1) * self.between_sets_seconds

    def __str__(self) -> str:
        """Return the whole dose in one line, what is usual left out; parse() reads it back."""
        if self.is_held and self.sets > 1 and self.reps == 1:
            text = f"{_('%(sets)s sets') % {'sets': self.sets}} × {_seconds(self.hold_seconds)}"
        else:
            text = self._repeats_and_hold()
        parts = [f"{text} {words}" if (words := _words_of_sides().get(self.sides)) else text]
        for name, words in _words_of_gaps().items():
            if (seconds := getattr(self, name)) != getattr(USUAL, name):
                parts.append(words % {"seconds": seconds})
        return "; ".join(parts)

    @property
    def short(self) -> str:
        """What a clinic sheet would say, rests and tempo left out: "3 × 10 × 2 s each side"."""
        return _short(self)

    def _repeats_and_hold(self) -> str:
        numbers = [self.sets] if self.sets > 1 else []
        if self.reps > 1 or not self.is_held:
            numbers.append(self.reps)
        parts = [str(number) for number in numbers]
        if self.is_held:
            return " × ".join([*parts, _seconds(self.hold_seconds)])
        return _repeats(self.sets * self.reps) % {"dose": " × ".join(parts)}

    @classmethod
    def parse(cls, text: str) -> "Dose":
        """Read what str() wrote, in the language in use. Raises ValueError for anything else."""
        main, *gaps = text.strip().split("; ")
        fields: dict[str, Any] = {**_read_main(main), **_read_gaps(gaps)}
        dose = cls(**fields)
        if not dose.is_in_range() or str(dose) != text.strip():
            raise ValueError(f"Not a dose: {text[:80]!r}")
        return dose

    def is_in_range(self) -> bool:
        """Say whether the dose is one that can be stored."""
        return (
            1 <= self.sets <= MAX_SETS
            and 1 <= self.reps <= MAX_REPS
            and 0 <= self.hold_seconds <= MAX_HOLD_SECONDS
            and 0 <= self.rest_seconds <= MAX_REST_SECONDS
            and 0 <= self.release_seconds <= MAX_REST_SECONDS
            and 1 <= self.rep_seconds <= MAX_REP_SECONDS
        )

    def explained(self) -> str:
        """Return the dose in a sentence for somebody who has never seen a clinic sheet."""
        words = [self._sets_in_words(), *self._gaps_in_words()]
        if self.seconds() != self.hold_seconds:
            words.append(about(self.seconds()))
        return _("%(dose)s.") % {"dose": "; ".join(words)}

    def _sets_in_words(self) -> str:
        values = {"sets": self.sets, "reps": self.reps, "hold": self.hold_seconds}
        if not self.is_held and self.sets == 1:
            text = ngettext("%(reps)s repeat", "%(reps)s repeats", self.reps) % values
        elif not self.is_held:
            text = _("%(sets)s sets of %(reps)s repeats") % values
        elif self.reps == 1:
            text = (
                _("Hold for %(hold)s\u00a0s") if self.sets == 1 else _("Hold for %(hold)s\u00a0s, %(sets)s times")
            ) % values
        elif self.sets == 1:
            text = _("%(reps)s repeats, holding each for %(hold)s\u00a0s") % values
        else:
            text = _("%(sets)s sets of %(reps)s, holding each for %(hold)s\u00a0s") % values
        sides = {
            Sides.EACH: _("on each side"),
            Sides.ALTERNATE: _("on each side, changing sides every time"),
            Sides.LEFT: _("on the left side only"),
            Sides.RIGHT: _("on the right side only"),
        }
        return f"{text} {sides[self.sides]}" if self.sides in sides else text

    def _gaps_in_words(self) -> list[str]:
        gaps = []
        if self.sets > 1 and self.rest_seconds:
            gaps.append(_("rest %(seconds)s\u00a0s between sets") % {"seconds": self.rest_seconds})
        if self.reps > 1 and self.is_held and self.release_seconds:
            gaps.append(_("let go for %(seconds)s\u00a0s between holds") % {"seconds": self.release_seconds})
        return gaps


USUAL = Dose()
GAPS = ("rest_seconds", "release_seconds", "rep_seconds")


@known_words
def _short(dose: Dose) -> str:
    text = dose._repeats_and_hold()
    return f"{text} {words}" if (words := _words_of_sides().get(dose.sides)) else text


def _seconds(seconds: int | str) -> str:
    return _("%(seconds)s s") % {"seconds": seconds}


def _repeats(number: int) -> str:
    return ngettext("%(dose)s repeat", "%(dose)s repeats", number)


def _words_of_sides() -> dict[Sides, str]:
    return {
        Sides.EACH: _("each side"),
        Sides.ALTERNATE: _("each side, alternating"),
        Sides.LEFT: _("left side only"),
        Sides.RIGHT: _("right side only"),
    }


def _words_of_gaps() -> dict[str, str]:
    return {
        "rest_seconds": _("rest %(seconds)s s"),
        "release_seconds": _("let go for %(seconds)s s"),
        "rep_seconds": _("%(seconds)s s a repeat"),
    }


def _read_main(text: str) -> dict[str, int | Sides]:
    """Read sets, repeats, hold and sides: "3 × 10 × 2 s each side". Raises ValueError."""
    fields: dict[str, int | Sides] = {}
    for sides, words in sorted(_words_of_sides().items(), key=lambda it: -len(it[1])):
        if text.endswith(f" {words}"):
            text, fields["sides"] = text.removesuffix(f" {words}"), sides
            break
    *before, last = text.split(" × ")
    if (seconds := _number_in(last, _("%(seconds)s s"), "seconds")) is not None:
        fields["hold_seconds"] = seconds
        if len(before) == 1 and (sets := _number_in(before[0], _("%(sets)s sets"), "sets")):
            return fields | {"sets": sets}
    else:
        # A language may have several plurals; below 112 each of them shows.
        endings = {_repeats(number) for number in range(112)}
        before.extend(str(number) for it in endings if (number := _number_in(last, it, "dose")) is not None)
    if len(before) > 2 or not all(number.isdecimal() for number in before):
        raise ValueError(f"Not sets and repeats: {text[:80]!r}")
    return fields | dict(zip(("reps", "sets"), map(int, reversed(before)), strict=False))


def _read_gaps(parts: list[str]) -> dict[str, int]:
    """Read the rests and the tempo. Raises ValueError."""
    words = _words_of_gaps()
    found = {
        name: seconds
        for part in parts
        for name in words
        if (seconds := _number_in(part, words[name], "seconds")) is not None
    }
    if len(found) != len(parts):
        raise ValueError(f"Not rests or a tempo: {'; '.join(parts)[:80]!r}")
    return found


def _number_in(text: str, words: str, name: str) -> int | None:
    """Return the number that stands in the words, or None if the text is not those words."""
    before, after = (words % {name: "\0"}).split("\0")
    digits = text.removeprefix(before).removesuffix(after)
    is_it = text == f"{before}{digits}{after}" and digits.isascii() and digits.isdigit() and len(digits) <= 4
    return int(digits) if is_it else None


def about(seconds: int) -> str:
    """Return a length of time as one says it: "about 45 s", "about 3 min"."""
    if seconds < 90:
        return _("about %(seconds)s\u00a0s") % {"seconds": 5 * round(seconds / 5) or seconds}
    return _("about %(minutes)s\u00a0min") % {"minutes": round(seconds / 60)}
