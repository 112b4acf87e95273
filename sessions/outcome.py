"""What was done of an exercise against what was planned, side by side. Pure sums over logged sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.words import known_words
from exercises.dose import Dose, Side


class Logged(Protocol):
    """A logged set, stored or reported."""

    @property
    def side(self) -> str: ...
    @property
    def reps(self) -> int: ...
    @property
    def held_seconds(self) -> int: ...
    @property
    def is_skipped(self) -> bool: ...


@known_words
def side_name(side: Side) -> str:
    return {Side.LEFT: _("Left"), Side.RIGHT: _("Right"), Side.BOTH: ""}[side]


@dataclass(frozen=True, slots=True)
class SideOutcome:
    """One side's repeats and seconds over all sets, planned and done."""

    side: Side
    planned_reps: int
    planned_seconds: int
    reps: int
    held_seconds: int

    @property
    def name(self) -> str:
        return side_name(self.side)

    @property
    def is_in_full(self) -> bool:
        if self.planned_seconds:
            return self.held_seconds >= self.planned_seconds
        return self.reps >= self.planned_reps

    def __str__(self) -> str:
        if self.planned_seconds:
            if self.is_in_full:
                return _("%(done)s s held") % {"done": self.held_seconds}
            return _("%(done)s of %(planned)s s held") % {"done": self.held_seconds, "planned": self.planned_seconds}
        if self.is_in_full:
            return ngettext("%(done)s repeat", "%(done)s repeats", self.reps) % {"done": self.reps}
        return _("%(done)s of %(planned)s repeats") % {"done": self.reps, "planned": self.planned_reps}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done of one exercise. A set that was never reached counts as left out, like a skipped one."""

    sides: tuple[SideOutcome, ...]
    planned_sets: int
    left_out: int

    @property
    def is_left_out(self) -> bool:
        return self.planned_sets > 0 and self.left_out == self.planned_sets

    @property
    def is_begun(self) -> bool:
        return any(side.reps or side.held_seconds for side in self.sides)


def outcome(dose: Dose, sets: Iterable[Logged], *, sets_handed_over: int = 0) -> Outcome:
    """Return what was done of a dose, less the sets that another exercise took over."""
    done = [each for each in sets if not each.is_skipped]
    own_sets = max(0, dose.sets - sets_handed_over)
    planned = [key for key in dose.set_keys() if key[0] <= own_sets]
    sides = tuple(
        SideOutcome(
            side,
            own_sets * dose.reps,
            own_sets * dose.reps * dose.hold_seconds,
            sum(each.reps for each in done if each.side == side),
            sum(each.held_seconds for each in done if each.side == side),
        )
        for side in dose.sides_of_a_set
    )
    return Outcome(sides, len(planned), max(0, len(planned) - len(done)))


def totals(outcomes: Iterable[Outcome]) -> list[SideOutcome]:
    """Add up the seconds held and the plain repeats of several exercises, by side; sides without any are left out."""
    rows = [side for each in outcomes for side in each.sides]
    return [
        SideOutcome(
            side,
            0,
            0,
            sum(row.reps for row in rows if row.side is side and not row.planned_seconds),
            sum(row.held_seconds for row in rows if row.side is side),
        )
        for side in (Side.LEFT, Side.RIGHT, Side.BOTH)
        if any(row.side is side for row in rows)
    ]
