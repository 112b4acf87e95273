"""How a session begins, and how devices deliver it; `reads` says which sessions."""

import uuid
import zoneinfo
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backroutine.prepared import PERSON, Prepared
from exercises.dose import Dose
from exercises.models import Exercise
from routines.models import Routine
from sessions.by_hand import done_as_planned
from sessions.delivery import Delivery
from sessions.models.coach import Coach
from sessions.models.entry import KEY, Entry
from sessions.models.reads import SessionReads
from sessions.models.source import Source
from sessions.models.storing import know_entries
from sessions.plan import Plan, read_plan
from sessions.record import Record, RecordError, read_record

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models.session import Session
    from sessions.story import Story


class GoneError(Exception):
    """The person has deleted the session this is about."""


class SessionQuerySet(SessionReads):
    def story_of(self, exercise: Exercise, today: date) -> "Story | None":
        """Return what the person whose sessions these are did of an exercise in the last year; None when nothing."""
        # The sums and their words stand above the models.
        from sessions.story import story  # noqa: PLC0415

        return story(self._hints["instance"], exercise, today)  # type: ignore[attr-defined]

    def start(self, person: "User", routine: Routine, key: uuid.UUID, minutes: int | None = None) -> "Session":
        """Return the session with this key, planned from the routine as it is now. The same key twice is one session.

        With minutes, only what fits into them is planned. During a flare-up its doses are lowered; what is paused is
        left out.
        Raises ValueError when the key belongs to somebody else's session.
        """
        return self.begin(person, Source.of_routine(routine, minutes), key)

    def begin(self, person: "User", source: Source, key: uuid.UUID) -> "Session":
        """Return the session with this key, planned from the source as it is now, as start() does of a routine."""
        return self._open(person, source, key, timezone.now())[0]

    def plan(self, person: "User", routine: Routine) -> Plan:
        """Return what start() would plan today, as a page carries it."""
        eased = Coach.objects.of(person).eased(timezone.localdate(timezone=zoneinfo.ZoneInfo(person.time_zone)))
        return Plan(routine.name, routine.pk, tuple(Source.of_routine(routine).planned(eased)), eased)

    def planned(self, person: "User", routine: Routine, plan: Plan, key: uuid.UUID) -> "Session":
        """Return the session that this plan of the routine makes, entries included; nothing is stored."""
        exercises = {row.exercise_id: row.exercise for row in routine.prescriptions.all()}
        session = self.model(pk=key, person=person, routine=routine, name=plan.name, started_at=timezone.now())
        if plan.eased:
            session.eased_day, session.eased_days = plan.eased.day, plan.eased.days
        entries = [_entry(session, *row) for row in plan.doses]
        for entry in entries:
            entry.exercise = exercises[entry.exercise_id]
        # Where Django keeps related rows that are loaded already: these were never stored.
        session._prefetched_objects_cache = {"entries": entries}  # type: ignore[attr-defined]
        return session

    @transaction.atomic
    def receive(self, person: "User", delivery: Delivery, ratings: dict[str, Any] | None) -> "Session":
        """Store what a device has done of a session, and start it first where it began without a network.

        Raises RecordError when the report is wrong, TakenError when another device plays the session,
        DoesNotExist when there is none (or it is somebody else's), and GoneError when the person has deleted it.
        """
        session = next(iter(LOCKED.instances(person=person.pk, key=delivery.key)), None)
        if session is None:
            if not delivery.plan:
                raise self.model.DoesNotExist
            self._begun_offline(person, read_plan(delivery.plan, _number_of(delivery.person)), delivery.key)
            (session,) = LOCKED.instances(person=person.pk, key=delivery.key)
        if session.deleted_at is not None:
            raise GoneError
        if session.finished_at is not None and delivery.repeats(session.device, session.record_version):
            return session  # its exercises may have been changed since: they need not fit the report any more
        know_entries(session)
        record = read_record(delivery.record, session.doses(), now=timezone.now(), swaps=session.swap_doses)
        holder: dict[str, Any] = {"device": delivery.device, "is_taking": delivery.is_taking, "is_locked": True}
        if ratings is None:
            session.record(record, **holder)
        else:
            session.finish(record, **holder, **ratings)
        return session

    def _begun_offline(self, person: "User", plan: Plan, key: uuid.UUID) -> None:
        exercises = {exercise for _place, exercise, _dose in plan.doses}
        if Exercise.objects.filter(pk__in=exercises).count() < len(exercises):
            raise RecordError(_("An exercise of this session does not exist any more."))
        # Deleted in the meantime, for good, the routine is not there to point at.
        routine = person.routines.filter(pk=plan.routine).first()
        try:
            source = Source(plan.name, routine, doses=plan.doses, eased=plan.eased)
            self._open(person, source, key, timezone.now())
        except ValueError as error:
            raise self.model.DoesNotExist from error

    @transaction.atomic
    def log_by_hand(
        self, person: "User", source: Source, key: uuid.UUID, *, started_at: datetime, minutes: int, **ratings: Any
    ) -> "Session":
        """Return the session with this key, done as planned in so many minutes. The same key twice is one session.

        Raises ValueError when the key belongs to somebody else's session.
        """
        session, is_new = self._open(person, source, key, started_at)
        if is_new:
            took = timedelta(minutes=minutes)
            entries = done_as_planned(session.doses(), 60 * minutes)
            activity_seconds = 0 if entries else 60 * minutes
            session.finish(Record(1, entries, started_at, started_at + took, activity_seconds), **ratings)
        return session

    @transaction.atomic
    def copy_as_new(self, session: "Session", key: uuid.UUID, now: datetime) -> "Session":
        """Return a copy, with this key, of what was done, as if it had ended now; how it felt is not copied.

        The same key twice is one copy. Raises ValueError when the key belongs to somebody else's session.
        """
        doses = [(entry.position, entry.exercise_id, entry.dose) for entry in session.entries.all()]
        source = Source(session.name, session.routine, session.activity, session.is_activity, doses)
        took = timedelta(seconds=session.duration_seconds)
        copy, is_new = self._open(session.person, source, key, now - took)
        if is_new:
            entries = tuple(entry.done for entry in session.entries.all())
            activity_seconds = 0 if entries else session.duration_seconds
            copy.finish(Record(1, entries, now - took, now, activity_seconds))
        return copy

    @transaction.atomic
    def _open(self, person: "User", source: Source, key: uuid.UUID, started_at: datetime) -> "tuple[Session, bool]":
        """Get or create the session with this key and the entries of its plan; tell whether it is new."""
        local_on = timezone.localdate(started_at, zoneinfo.ZoneInfo(person.time_zone))
        is_planned = source.doses is None
        eased = Coach.objects.of(person).eased(local_on) if is_planned else source.eased
        columns = {
            "routine": source.routine,
            "activity": source.activity,
            "is_activity": source.is_activity,
            "name": source.name,
            "started_at": started_at,
            "local_on": local_on,
            "time_zone": person.time_zone,
            "eased_day": eased.day if eased else None,
            "eased_days": eased.days if eased else None,
        }
        try:
            with transaction.atomic():
                session = self.create(person=person, pk=key, **columns)
        except IntegrityError as error:
            known = self.filter(person=person, pk=key).first()
            if known is None:
                raise ValueError("That key belongs to another session.") from error
            return known, False
        doses = source.planned(eased) if is_planned else source.doses
        Entry.objects.bulk_create(_entry(session, *row) for row in doses or ())
        return session, True


def _locked() -> "models.QuerySet[Session]":
    from sessions.models.session import Session  # noqa: PLC0415  # it stands above

    return Session.objects.select_for_update().filter(person=PERSON, pk=KEY)


LOCKED = Prepared(_locked)


def _entry(session: "Session", position: int, exercise_pk: int, dose: Dose) -> Entry:
    entry = Entry(session=session, exercise_id=exercise_pk, position=position)
    entry.dose = dose
    return entry


def _number_of(mark: str) -> int:
    """Return the key of the row a mark names; a plan given to a guest stays good in the account they joined."""
    number, _dash, _rest = mark.partition("-")
    return int(number) if number.isascii() and number.isdecimal() else 0
