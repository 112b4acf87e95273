"""Prescriptions that are not stored yet: from a pasted sheet, a shared routine or a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from exercises.dose import Dose
from exercises.models import DOSE_COLUMNS, Exercise
from routines.models.arranging import MAX_PRESCRIPTIONS, RoutineFullError
from routines.models.change import Kind
from routines.models.prescription import Prescription, Priority
from routines.models.routine import Routine

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Draft:
    """An exercise with its dose. Without an `exercise`, an own one of that `name` is made, with the `fields`."""

    exercise: Exercise | None
    dose: Dose
    note: str = ""
    priority: str = Priority.NORMAL
    name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def make_routine(
    person: "User", name: str, weekly_target: int, drafts: Sequence[Draft], *, days: Sequence[int] = ()
) -> Routine:
    """Make a routine of the drafts, all or nothing. Raises RoutineFullError, LibraryFullError."""
    routine = Routine.objects.create(person=person, name=name, weekly_target=weekly_target, days=sorted(days))
    _append(routine, drafts)
    return routine


def append(routine: Routine, drafts: Sequence[Draft]) -> None:
    """Add the drafts at the end of a routine, all or nothing. Raises RoutineFullError, LibraryFullError."""
    with routine.changing(Kind.PASTED):
        _append(routine, drafts)


def _append(routine: Routine, drafts: Sequence[Draft]) -> None:
    if len(routine.rows) + len(drafts) > MAX_PRESCRIPTIONS:
        raise RoutineFullError
    made: dict[str, Exercise] = {}
    for draft in drafts:
        key = draft.name.casefold()
        if draft.exercise is None and key not in made:
            made[key] = Exercise.objects.create_own(routine.person, draft.name, draft.dose, **draft.fields)
    rows = [
        Prescription(
            routine=routine,
            exercise=draft.exercise or made[draft.name.casefold()],
            position=position,
            note=draft.note,
            priority=draft.priority,
            **{name: getattr(draft.dose, name) for name in DOSE_COLUMNS},
        )
        for position, draft in enumerate(drafts, start=len(routine.rows))
    ]
    Prescription.objects.bulk_create(rows)
    routine.rows = [*routine.rows, *rows]
