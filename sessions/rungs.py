"""An exercise's ladder of doses: where a dose stands on it, and the next place up or down. Pure.

A ladder changes how much is done: sets, repeats, hold. Sides, rests and tempo stay the person's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from exercises.dose import Dose

# Below the first level a dose is cut "by about a third".
# Source: the catalogue's rule (regress_action in exercises/catalogue/_rules.toml).
CUT = 1 / 3
# Repeats are cut before the hold; of fewer than three, a third is not even one.
FEWEST_REPS_TO_CUT = 3


class Rung(NamedTuple):
    """The three numbers a level sets."""

    sets: int
    reps: int
    hold_seconds: int

    @classmethod
    def of(cls, dose: Dose) -> "Rung":
        return cls(dose.sets, dose.reps, dose.hold_seconds)

    def on(self, dose: Dose) -> Dose:
        """Return the dose with these numbers, all else as it was."""
        return replace(dose, sets=self.sets, reps=self.reps, hold_seconds=self.hold_seconds)

    def covers(self, other: "Rung") -> bool:
        """Tell whether this is at least as much as the other in every number."""
        return all(mine >= theirs for mine, theirs in zip(self, other, strict=True))


@dataclass(frozen=True, slots=True)
class LevelRung:
    """One level of the catalogue's ladder; `change` says in words what it changes."""

    number: int
    rung: Rung
    change: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go: the numbers, and the level to remember: theirs, or the last one below them, 0 below the first.

    `change` is what the level changes, in words; empty between two levels.
    """

    rung: Rung
    level: int
    change: str = ""


def standing(rung: Rung, levels: Sequence[LevelRung], remembered: int | None = None) -> LevelRung | None:
    """Return the level a dose stands on, or None between levels.

    Two levels may have the same numbers and differ in how the exercise is done: then the remembered one counts,
    else the lower one.
    """
    same = [level for level in levels if level.rung == rung]
    return next((level for level in same if level.number == remembered), same[0] if same else None)


def rung_up(rung: Rung, levels: Sequence[LevelRung], remembered: int | None = None) -> Target | None:
    """Return the next dose up, at most one level away and changing one number only; None at the top.

    Where a level asks for more in several numbers, repeats grow first, then the hold, then the sets. A level that
    gives less in one number for more in another, or the same numbers in a harder way, is one change by itself.
    Source: "Move one level up; change only one exercise variable (repeats, hold, sets or variation)", the catalogue's
    rule; more repeats before more load is the 2-for-2 rule of ACSM and NSCA.
    """
    last = _last_level(rung, levels, remembered)
    is_known = remembered is not None or standing(rung, levels) is not None
    above = (lv for lv in levels if (lv.number > last if is_known else _is_more(lv.rung, rung)))
    level = next(above, None)
    if level is None:
        return None
    goal = level.rung
    grows = [name for name in ("reps", "hold_seconds", "sets") if getattr(goal, name) > getattr(rung, name)]
    if len(grows) < 2 or not goal.covers(rung):
        return Target(goal, level.number, level.change)
    return Target(rung._replace(**{grows[0]: getattr(goal, grows[0])}), last)


def rung_down(rung: Rung, levels: Sequence[LevelRung], remembered: int | None = None) -> Target | None:
    """Return the dose one level down, or a third less below the first level; None when there is no less.

    Source: "Go one level down (or cut repeats or hold by about a third at level 1)", the catalogue's rule.
    """
    last = _last_level(rung, levels, remembered)
    is_on_it = standing(rung, levels, remembered) is not None
    below = [level for level in levels if level.number < last + (not is_on_it)]
    if below:
        return Target(below[-1].rung, below[-1].number, below[-1].change)
    cut = cut_to(rung, 1 - CUT)
    return None if cut == rung else Target(cut, 0)


def rung_after_break(
    rung: Rung, levels: Sequence[LevelRung], levels_down: int, remembered: int | None = None
) -> Target | None:
    """Return the dose so many levels down, but no lower than the first; None when that is no less.

    Source: after_a_break in the catalogue's rule, our own choice as it says there.
    """
    at_most = _last_level(rung, levels, remembered) + (standing(rung, levels, remembered) is None)
    wanted = max(1, at_most - levels_down)
    goal = next((level for level in levels if level.number == wanted), None)
    if goal is None or wanted >= at_most or goal.rung == rung:
        return None
    return Target(goal.rung, goal.number, goal.change)


def cut_to(rung: Rung, share: float) -> Rung:
    """Return the rung with about this share of its repeats; of its hold, or its sets, where repeats are few.

    One number changes and none goes below 1. A half rounds up: rather a little more than nothing to do.
    """
    if rung.reps >= FEWEST_REPS_TO_CUT:
        return rung._replace(reps=_portion(rung.reps, share))
    if rung.hold_seconds:
        return rung._replace(hold_seconds=_portion(rung.hold_seconds, share))
    if rung.sets > 1:
        return rung._replace(sets=_portion(rung.sets, share))
    return rung._replace(reps=_portion(rung.reps, share))


def _last_level(rung: Rung, levels: Sequence[LevelRung], remembered: int | None) -> int:
    """Return the number of the level a dose stands on, or of the last one it has passed; 0 below the first."""
    if here := standing(rung, levels, remembered):
        return here.number
    if remembered is not None:
        return remembered
    return max((level.number for level in levels if _is_more(rung, level.rung)), default=0)


def _portion(value: int, share: float) -> int:
    return max(1, int(value * share + 0.5 + 1e-9))


def _is_more(one: Rung, other: Rung) -> bool:
    return one != other and one.covers(other)
