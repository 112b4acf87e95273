"""A routine into its file: the same routine always gives the same bytes."""

import json
from typing import Any

from exercises.dose import Dose
from exercises.models import DOSE_COLUMNS, Exercise
from routines.models import Routine

FORMAT, VERSION = "backroutine-routine", 1
# An own exercise's columns, by the names they have in the file.
OWN_COLUMNS = {
    name: name
    for name in (
        "kind",
        "start_position",
        "steps",
        "breathing",
        "cues",
        "note",
        "focus",
        "equipment",
        "spine_movements",
    )
} | {"figure": "figure_slug"}


def document_of(routine: Routine) -> dict[str, Any]:
    """Return the file of a routine whose prescriptions, exercises and their muscles are loaded."""
    own: dict[int, int] = {}
    own_exercises: list[dict[str, Any]] = []
    rows = []
    for row in routine.rows:
        exercise = row.exercise
        if exercise.is_own and exercise.pk not in own:
            own[exercise.pk] = len(own)
            own_exercises.append(_own(exercise))
        which = {"own": own[exercise.pk]} if exercise.is_own else {"exercise": exercise.slug}
        rows.append(
            {**which, "name": exercise.name, "dose": _dose(row.dose), "note": row.note, "priority": row.priority}
        )
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": routine.name,
        "times_a_week": routine.weekly_target,
        "days": list(routine.days),
        "exercises": rows,
        "own_exercises": own_exercises,
    }


def text_of(routine: Routine) -> str:
    return json.dumps(document_of(routine), indent=1, ensure_ascii=False) + "\n"


def _dose(dose: Dose) -> dict[str, Any]:
    return {name: getattr(dose, name) for name in DOSE_COLUMNS}


def _own(exercise: Exercise) -> dict[str, Any]:
    return {
        "name": exercise.name,
        "dose": _dose(exercise.dose),
        **{name: getattr(exercise, column) for name, column in OWN_COLUMNS.items()},
        "muscles": [row.muscle.slug for row in exercise.exercise_muscles.all()],
    }
