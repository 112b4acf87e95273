"""What pages read of a person's routines, each statement put together once (see backroutine.prepared)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField
from django.http import Http404

from backroutine.prepared import PERSON, Prepared, Slot
from exercises import shelf
from routines.models import Prescription, Routine

if TYPE_CHECKING:
    from accounts.models import User

ROUTINE = Slot("routine", BigIntegerField())


def _routines() -> Any:
    return Routine.objects.filter(person=PERSON).kept().select_related("programme")


KEPT = Prepared(_routines)
ROWS_OF_KEPT = Prepared(
    lambda: Prescription.objects.filter(person=PERSON, routine__deleted_at=None).order_by("position")
)
ONE = Prepared(lambda: _routines().filter(pk=ROUTINE))
ROWS_OF_ONE = Prepared(lambda: Prescription.objects.filter(person=PERSON, routine=ROUTINE).order_by("position"))


def kept(person: "User") -> list[Routine]:
    """Return the routines a person has, archived ones too, with their programme and `rows`."""
    return filled(person, KEPT.instances(person=person.pk), ROWS_OF_KEPT.instances(person=person.pk))


def one(person: "User", pk: int, *, is_with_muscles: bool = False) -> Routine:
    """Return one of them; what an exercise of their own works is read only if asked for.

    Raises Http404 where it is none of theirs.
    """
    routines = ONE.instances(person=person.pk, routine=pk)
    rows = ROWS_OF_ONE.instances(person=person.pk, routine=pk) if routines else []
    for routine in filled(person, routines, rows, is_with_muscles=is_with_muscles):
        return routine
    raise Http404


def filled(
    person: "User", routines: list[Routine], rows: Iterable[Prescription], *, is_with_muscles: bool = False
) -> list[Routine]:
    """Give the routines their person and their rows, which come in order, each with its exercise."""
    by_pk = {routine.pk: routine for routine in routines}
    for routine in routines:
        routine.person, routine.rows = person, []
    for row in rows:
        row.routine = by_pk[row.routine_id]
        row.routine.rows.append(row)
    shelf.attach((row for routine in routines for row in routine.rows), is_with_muscles=is_with_muscles)
    return routines
