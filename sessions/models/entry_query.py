"""Which exercises belong to a finished session: one more, one less, and that one back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import models, transaction

from exercises.dose import Dose
from exercises.models import Exercise
from routines.models import MAX_PRESCRIPTIONS
from sessions.by_hand import done_as_planned
from sessions.record import SWAP_STEP, EntryRecord, SetRecord
from sessions.taken_out import TakenOut

if TYPE_CHECKING:
    from sessions.models.entry import Entry
    from sessions.models.session import Session


class SessionFullError(Exception):
    """The session holds as many exercises as a routine can."""


class LastExerciseError(Exception):
    """A session of exercises has at least one."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def next_place(self, session: "Session") -> int:
        """Return where an exercise added to the session would stand: after all the others while there is room."""
        taken: set[int] = {entry.position for entry in session.planned_entries()}
        after = 1 + max(taken) if taken else 0
        free = (place for place in [*range(after, SWAP_STEP), *range(after)] if place not in taken)
        return int(next(free))

    def reported(self, session: "Session", reports: Mapping[int, EntryRecord]) -> "list[Entry]":
        """Return the session's entries the reports are of; what stands in for others comes and goes with them."""
        here = {entry.position: entry for entry in session.entries.all()}
        swaps = {position: report.swap for position, report in reports.items() if report.swap}
        if swaps or any(entry.stands_in_for_id for entry in here.values()):
            exercises = Exercise.objects.in_bulk({swap.exercise for swap in swaps.values()}, field_name="slug")
            wanted = {
                position: self.model(
                    session=session,
                    exercise=exercises[swap.exercise],
                    position=position,
                    stands_in_for=here[swap.stands_in_for],
                    **asdict(swap.dose),
                )
                for position, swap in swaps.items()
            }
            stay = {p for p, entry in here.items() if p in reports and entry.is_same_as(wanted.get(p))}
            _remove([entry for p, entry in here.items() if entry.stands_in_for_id and p not in stay])
            self.bulk_create(entry for p, entry in wanted.items() if p not in stay)
            session._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # to be read anew
            here = {entry.position: entry for entry in session.entries.all()}
        return [entry for entry in here.values() if entry.position in reports]

    @transaction.atomic
    def add_done(self, session: "Session", exercise: Exercise, dose: Dose, place: int) -> "Entry":
        """Add an exercise as done in this dose; its time counts too. The same one at the same place twice is one.

        Raises SessionFullError when the session has as many exercises as it can hold.
        """
        session.lock()
        planned = {entry.position: entry for entry in session.planned_entries()}
        if place in planned and planned[place].exercise_id == exercise.pk:
            return planned[place]
        if len(planned) >= MAX_PRESCRIPTIONS:
            raise SessionFullError
        place = self.next_place(session) if place in planned else place
        report = done_as_planned({place: dose}, dose.seconds())[0]
        entry = self.model(session=session, exercise=exercise, position=place, duration_seconds=report.duration_seconds)
        entry.dose = dose
        _store([(entry, report.sets)])
        _count(session, report.duration_seconds)
        return entry

    @transaction.atomic
    def take_out(self, session: "Session", pk: int) -> TakenOut | None:
        """Take a planned exercise out, with what was done of it and of its stand-ins; None if it is gone already.

        Raises LastExerciseError when it is the only one.
        """
        session.lock()
        planned = session.planned_entries()
        entry = next((row for row in planned if row.pk == pk), None)
        if entry is None:
            return None
        if len(planned) == 1:
            raise LastExerciseError
        rows = [entry, *session.stand_ins(entry)]
        # Minutes told by hand may be fewer than those of the exercises.
        seconds = min(session.duration_seconds, sum(row.duration_seconds for row in rows))
        taken_out = TakenOut(seconds, tuple((row.exercise_id, row.dose, row.done) for row in rows))
        _remove(rows)
        _count(session, -seconds)
        return taken_out

    @transaction.atomic
    def put_back(self, session: "Session", taken_out: TakenOut) -> bool:
        """Put back what was taken out, as it was; return whether it was gone. Twice is once.

        Raises Exercise.DoesNotExist when the exercise itself is gone, and SessionFullError as add_done() does.
        """
        session.lock()
        planned = {entry.position: entry for entry in session.planned_entries()}
        if taken_out.place in planned and planned[taken_out.place].exercise_id == taken_out.exercise:
            return False
        if len(planned) >= MAX_PRESCRIPTIONS:
            raise SessionFullError
        pks = {exercise for exercise, _dose, _done in taken_out.rows}
        if Exercise.objects.visible_to(session.person).filter(pk__in=pks).count() < len(pks):
            raise Exercise.DoesNotExist
        shift = self.next_place(session) - taken_out.place if taken_out.place in planned else 0
        rows = []
        for exercise, dose, done in taken_out.rows:
            entry = self.model(session=session, exercise_id=exercise, position=done.position + shift)
            entry.dose, entry.duration_seconds = dose, done.duration_seconds
            rows.append((entry, done.sets))
        _store(rows)
        _count(session, taken_out.seconds)
        return True


def _store(rows: "Sequence[tuple[Entry, Sequence[SetRecord]]]") -> None:
    """Save a planned exercise and what stood in for it, each with its sets."""
    first, _sets = rows[0]
    for entry, sets in rows:
        entry.stands_in_for = None if entry is first else first
        entry.save()
        entry.logged_sets.bulk_create(entry.logged_sets.model(entry=entry, **asdict(done)) for done in sets)


def _remove(entries: "Sequence[Entry]") -> None:
    """Delete exercises, stand-ins with what they stand in for, in one statement a table."""
    for entry in entries[:1]:
        own = type(entry)._default_manager.filter(person=entry.person_id, pk__in=[each.pk for each in entries])
        sets = entry.logged_sets.model.objects.filter(person=entry.person_id, entry__in=entries)
        for rows in (sets, own):
            rows._raw_delete(rows.db)


def _count(session: "Session", seconds: int) -> None:
    """Add to the session's time; no report of before counts any more."""
    session.duration_seconds += seconds
    session.record_version += 1
    session.keep("duration_seconds", "record_version")
