"""A programme from stage to stage: what changes, and what that means for a routine that follows it. Pure.

A stage is a row of Programme.weekly_progression: its `weeks` in words ("3–4", "days 1–2"), the `change` in words, and
the same for the app: `base` "as-written" to begin again from the programme's own doses, `changes` of single exercises,
and `times_a_day`. What a stage does not mention stays as the stage before left it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from exercises.dose import Dose, Sides

AS_WRITTEN = "as-written"
# Of a change; `sets` 0 leaves the exercise out.
DOSE_FIELDS = ("sets", "reps", "hold_seconds", "rest_seconds", "sides", "rep_seconds")


@dataclass(frozen=True, slots=True)
class Step:
    """One exercise of a programme, or of a routine, where `key` names it."""

    exercise: str
    dose: Dose
    note: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Advance:
    """One thing that changes in a routine. Without `before` something comes in, at `place`; without `after` it goes."""

    before: Step | None
    after: Step | None
    place: int = 0


def first_day(weeks: str) -> int:
    """Return the first day, from 1, of a stage: 15 for "3–4" (weeks), 3 for "days 3–5"."""
    found = re.search(r"\d+", weeks)
    number = int(found[0]) if found else 1
    return number if "day" in weeks.casefold() else 7 * (number - 1) + 1


def stage_on(stages: Sequence[Mapping[str, Any]], day: int) -> int:
    """Return the number, from 0, of the stage that a day (from 1) lies in."""
    return max((number for number, stage in enumerate(stages) if first_day(stage["weeks"]) <= day), default=0)


def plan(base: Sequence[Step], stages: Sequence[Mapping[str, Any]], number: int) -> list[Step | None]:
    """Return the programme as it is in the stage, place by place; None where an exercise is left out."""
    steps: list[Step | None] = list(base)
    for stage in stages[: number + 1]:
        if stage.get("base") == AS_WRITTEN:
            steps = list(base)
        for change in stage.get("changes", ()):
            for place, written in enumerate(base):
                if written.exercise == change["exercise"]:
                    steps[place] = _changed(steps[place] or written, change)
    return steps


def times_a_day(stages: Sequence[Mapping[str, Any]], number: int, otherwise: int) -> int:
    """Return how often a day the stage is done."""
    said = [stage["times_a_day"] for stage in stages[: number + 1] if stage.get("times_a_day")]
    return int(said[-1]) if said else otherwise


def advances(rows: Sequence[Step], before: Sequence[Step | None], after: Sequence[Step | None]) -> list[Advance]:
    """Return what in a routine changes when its programme goes from one plan to another.

    A person's own doses stay, but for what the programme itself changes; what they took out stays out.
    """
    mine = _matched(rows, before)
    found = []
    for place, (was, becomes) in enumerate(zip(before, after, strict=True)):
        if was == becomes:
            continue
        row = mine.get(place)
        if was is None and becomes is not None:
            found.append(Advance(None, becomes, _place(mine, place, rows)))
        elif row is not None and becomes is None:
            found.append(Advance(row, None))
        elif row is not None and was is not None and becomes is not None:
            changed = _follow(row, was, becomes)
            if changed != row:
                found.append(Advance(row, changed))
    return found


def _changed(step: Step, change: Mapping[str, Any]) -> Step | None:
    if change.get("sets") == 0:
        return None
    values = {name: change[name] for name in DOSE_FIELDS if name in change}
    if "sides" in values:
        values["sides"] = Sides(values["sides"])
    exercise, note = change.get("becomes", step.exercise), change.get("note", step.note)
    return replace(step, exercise=exercise, dose=replace(step.dose, **values), note=note)


def _follow(row: Step, was: Step, becomes: Step) -> Step:
    """Return the row with what differs between two steps of the programme."""
    if was.exercise != becomes.exercise:
        return replace(becomes, key=row.key)
    names = [field.name for field in fields(Dose)]
    changed = {
        name: getattr(becomes.dose, name) for name in names if getattr(was.dose, name) != getattr(becomes.dose, name)
    }
    note = becomes.note if was.note != becomes.note and row.note in ("", was.note) else row.note
    return replace(row, dose=replace(row.dose, **changed), note=note)


def _matched(rows: Sequence[Step], steps: Iterable[Step | None]) -> dict[int, Step]:
    """Return the routine's row for each place of the programme that has one, each row once."""
    left = list(rows)
    matched = {}
    for place, step in enumerate(steps):
        row = next((row for row in left if step and row.exercise == step.exercise), None)
        if row is not None:
            left.remove(row)
            matched[place] = row
    return matched


def _place(mine: Mapping[int, Step], place: int, rows: Sequence[Step]) -> int:
    """Return where in the routine a place of the programme lies: behind the nearest row before it, else first."""
    before = [row for at, row in mine.items() if at < place]
    return rows.index(before[-1]) + 1 if before else 0
