"""A routine's prescriptions put in, taken out and put in order. Only while the routine is being changed."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from exercises import shelf
from exercises.models import Exercise
from routines.models.prescription import Prescription

if TYPE_CHECKING:
    from routines.models.routine import Routine
    from routines.undo import Snapshot

MAX_PRESCRIPTIONS = 60


class RoutineFullError(Exception):
    """The routine holds as many prescriptions as a person could do in a day."""


class CannotUndoError(Exception):
    """An exercise that would have to come back is no more."""


def place_of(prescription: Prescription, rows: list[Prescription]) -> int | None:
    """Return where a prescription stands, counted from 0; None when it was taken out meanwhile."""
    return next((place for place, row in enumerate(rows) if row.pk == prescription.pk), None)


def append(routine: "Routine", prescription: Prescription) -> None:
    insert(routine, prescription, len(routine.rows))


def insert(routine: "Routine", prescription: Prescription, place: int) -> None:
    """Store a new prescription at its place. Raises RoutineFullError."""
    if routine.is_full():
        raise RoutineFullError
    prescription.position = _free_position(routine)
    prescription.save(force_insert=True)
    arrange(routine, [*routine.rows[:place], prescription, *routine.rows[place:]])


def take_out(routine: "Routine", place: int) -> None:
    routine.prescriptions.filter(pk=routine.rows[place].pk).delete()
    arrange(routine, [*routine.rows[:place], *routine.rows[place + 1 :]])


def arrange(routine: "Routine", rows: list[Prescription]) -> None:
    """Number the prescriptions from 0 in this order; from now on the routine's are these."""
    routine.rows = rows
    # Positions are unique at every moment, so those that move step aside below zero before they take their places.
    moved = [(place, row) for place, row in enumerate(rows) if row.position != place]
    for place, row in moved:
        row.position = -1 - place
    if moved:
        own = Prescription.objects.filter(person=routine.person_id)
        own.bulk_update([row for _place, row in moved], ["position"])
        own.filter(routine=routine, position__lt=0).update(position=-1 - models.F("position"))
    for place, row in moved:
        row.position = place


def become(routine: "Routine", snapshot: "Snapshot") -> None:
    """Make the routine what the snapshot says. Raises RoutineFullError or CannotUndoError."""
    routine.name, routine.weekly_target, routine.days = snapshot["name"], snapshot["weekly_target"], snapshot["days"]
    routine.started_on = date.fromisoformat(snapshot["started_on"]) if snapshot["started_on"] else None
    routine.stage = snapshot["stage"]
    wanted = {row["pk"]: row for row in snapshot["rows"]}
    if len(wanted) > MAX_PRESCRIPTIONS:
        raise RoutineFullError
    exercise_pks = {row["exercise"] for row in wanted.values()}
    if Exercise.objects.filter(pk__in=exercise_pks).count() < len(exercise_pks):
        raise CannotUndoError
    routine.prescriptions.exclude(pk__in=wanted).delete()
    free = _free_position(routine)
    rows = {row.pk: row for row in routine.rows}
    for pk, values in wanted.items():
        row = rows[pk] if pk in rows else Prescription(pk=pk, routine=routine, position=free)
        if pk not in rows or row.snapshot() != values:
            row.become(values)
            row.save(force_insert=pk not in rows)
        free += pk not in rows
        rows[pk] = row
    arrange(routine, [rows[pk] for pk in wanted])
    shelf.attach(routine.rows)


def _free_position(routine: "Routine") -> int:
    return max((row.position for row in routine.rows), default=-1) + 1
