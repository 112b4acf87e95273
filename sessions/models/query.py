"""Which sessions: reads by name, and the two ways a session begins."""

import uuid
import zoneinfo
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from exercises.dose import Dose
from exercises.models import Exercise
from routines.models import Routine
from sessions.by_hand import done_as_planned
from sessions.delivery import Delivery
from sessions.milestones import MOST_EARLIER, SESSIONS_TO_FIRST_BEST, Amount, Reached, reached
from sessions.models.coach import Coach
from sessions.models.entry import SETS_PLANNED, Entry, LoggedSet
from sessions.models.source import Source
from sessions.plan import Plan, read_plan
from sessions.record import Record, RecordError, read_record

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models.session import Session
    from sessions.story import Story


# What no page of a session shows of its exercises: columns that are long, or JSON to be read.
UNSHOWN = ("other_names", "focus", "equipment_optional", "spine_movements", "breathing", "mistakes", "sources")


class GoneError(Exception):
    """The person has deleted the session this is about."""


class SessionQuerySet(models.QuerySet["Session"]):
    def kept(self) -> "SessionQuerySet":
        """Leave out what was deleted and can still be restored."""
        return self.filter(deleted_at=None)

    def finished(self) -> "SessionQuerySet":
        return self.kept().filter(finished_at__isnull=False)

    def unfinished(self) -> "SessionQuerySet":
        return self.kept().filter(finished_at=None)

    def erase(self) -> None:
        """Delete the sessions for good, in one statement a table: a cascade would read all their rows first."""
        entries = Entry.objects.filter(session__in=self.values("pk"))
        LoggedSet.objects.filter(entry__session__in=self.values("pk")).delete()
        entries._raw_delete(entries.db)
        self._raw_delete(self.db)

    def since(self, day: date) -> "SessionQuerySet":
        """Keep what was done on that day or later, by the person's own calendar."""
        return self.filter(local_on__gte=day)

    def between(self, first_on: date, last_on: date) -> "SessionQuerySet":
        """Keep the sessions of these days, both included."""
        return self.filter(local_on__range=(first_on, last_on))

    def earlier_than(self, session: "Session") -> "SessionQuerySet":
        """Keep what was done before it, the oldest first."""
        before = models.Q(local_on__lt=session.local_on) | models.Q(
            local_on=session.local_on, started_at__lt=session.started_at
        )
        return self.filter(before).exclude(pk=session.pk).order_by("local_on", "started_at")

    def amounts(self) -> list[dict[int, Amount]]:
        """Return what each session of exercises did, by exercise, the oldest first, in one query."""
        done = models.Q(logged_sets__is_skipped=False)
        rows = (
            Entry.objects.filter(session__in=self.values("pk"))
            .order_by("session__local_on", "session__started_at")
            .values_list("session", "exercise", "exercise__name")
            .annotate(
                done_held=models.Sum("logged_sets__held_seconds", filter=done, default=0),
                done_reps=models.Sum("logged_sets__reps", filter=done, default=0),
            )
        )
        amounts: dict[uuid.UUID, dict[int, Amount]] = {}
        for session, exercise, name, held, reps in rows:
            amounts.setdefault(session, {})[exercise] = Amount(name, held, reps)
        return list(amounts.values())

    def milestones_of(self, session: "Session") -> list[Reached]:
        """Return what was reached with a session, in two bounded reads at most; nothing before it is finished."""
        if session.finished_at is None or session.deleted_at is not None:
            return []
        before = self.earlier_than(session)
        earlier = list(before.values_list("local_on", flat=True)[: MOST_EARLIER + 1])
        is_early = len(earlier) < SESSIONS_TO_FIRST_BEST
        return reached(session.local_on, earlier, (before | self.filter(pk=session.pk)).amounts() if is_early else ())

    def newest_first(self) -> "SessionQuerySet":
        return self.order_by("-local_on", "-started_at")

    def sets_last_time(self, session: "Session") -> "models.QuerySet[LoggedSet]":
        """Return what was logged when the session's routine was done last before it, in one query."""
        earlier = self.finished().filter(routine=session.routine_id, started_at__lt=session.started_at).newest_first()
        sets = LoggedSet.objects.filter(entry__session__in=earlier.values("pk")[:1])
        rows = sets.select_related("entry__exercise", "entry__session").order_by("entry__position", "number", "pk")
        return rows.only("side", "reps", "held_seconds", "entry__exercise__name", "entry__session__local_on")

    def lean(self) -> "SessionQuerySet":
        """Load when, what and how it felt; the rest is read when somebody asks for it."""
        what = ("person", "routine", "is_activity", "name", "started_at", "finished_at", "local_on", "duration_seconds")
        felt = ("pain_before", "pain_after", "pain_worst", "effort", "is_left_for_pain", "morning_after")
        return self.only(*what, *felt, "morning_pain")

    def first_on(self) -> date | None:
        """Return the day of the first of these sessions."""
        return self.order_by("local_on").values_list("local_on", flat=True).first()

    def first_and_last_on(self) -> tuple[date | None, date | None]:
        """Return the days of the first and the last finished session."""
        days = self.finished().aggregate(first=models.Min("local_on"), last=models.Max("local_on"))
        return days["first"], days["last"]

    def with_sizes(self) -> "SessionQuerySet":
        """Add `size`, the number of planned exercises, and `sets_planned` and `sets_done`."""
        entries = Entry.objects.filter(session=models.OuterRef("pk"), stands_in_for=None).order_by().values("session")
        done = LoggedSet.objects.filter(entry__session=models.OuterRef("pk"), is_skipped=False).order_by()
        return self.annotate(
            size=_one(entries.annotate(number=models.Count("pk"))),
            sets_planned=_one(entries.annotate(number=models.Sum(SETS_PLANNED))),
            sets_done=_one(done.values("entry__session").annotate(number=models.Count("pk"))),
        )

    def with_entries(self) -> "SessionQuerySet":
        """Load entries with their exercises and logged sets, in two queries beside its own."""
        entries = Entry.objects.select_related("exercise").defer(*(f"exercise__{name}" for name in UNSHOWN))
        return self.prefetch_related(models.Prefetch("entries", entries.prefetch_related("logged_sets")))

    def story_of(self, exercise: Exercise, today: date) -> "Story | None":
        """Return what these sessions did of an exercise in the last year; None when nothing."""
        # The sums and their words stand above the models.
        from sessions.story import story  # noqa: PLC0415

        return story(self, exercise, today)

    def of_routine(self, pk: int) -> "SessionQuerySet":
        return self.filter(routine=pk)

    def of_activity(self, name: str) -> "SessionQuerySet":
        return self.filter(is_activity=True, name=name)

    def of_exercises(self) -> "SessionQuerySet":
        return self.filter(is_activity=False)

    def free(self) -> "SessionQuerySet":
        """Keep exercises done without a routine."""
        return self.filter(is_activity=False, routine=None)

    def with_exercise(self, slug: str) -> "SessionQuerySet":
        return self.filter(models.Exists(Entry.objects.filter(session=models.OuterRef("pk"), exercise__slug=slug)))

    def of_kind(self, kind: str) -> "SessionQuerySet":
        """Keep those with an exercise of the kind."""
        return self.filter(models.Exists(Entry.objects.filter(session=models.OuterRef("pk"), exercise__kind=kind)))

    def activities(self) -> "SessionQuerySet":
        return self.filter(is_activity=True)

    def activity_names(self) -> list[str]:
        """Return the names of the activities done, in order, each once."""
        return list(self.activities().order_by("name").values_list("name", flat=True).distinct())

    def own_activity_names(self) -> list[str]:
        """Return the person's own names for activities, in order, each once."""
        return self.filter(activity=None).activity_names()

    def start(self, person: "User", routine: Routine, key: uuid.UUID, minutes: int | None = None) -> "Session":
        """Return the session with this key, planned from the routine as it is now. The same key twice is one session.

        With minutes, only what fits into them is planned. During a flare-up its doses are lowered; what is paused is
        left out.
        Raises ValueError when the key belongs to somebody else's session.
        """
        session, _is_new = self._open(person, Source.of_routine(routine, minutes), key, timezone.now())
        return session

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
        session = person.sessions.filter(pk=delivery.key).first()
        if session is None:
            if not delivery.plan:
                raise self.model.DoesNotExist
            session = self._begun_offline(person, read_plan(delivery.plan, _number_of(delivery.person)), delivery.key)
        if session.deleted_at is not None:
            raise GoneError
        if session.finished_at is not None and delivery.repeats(session.device, session.record_version):
            return session  # its exercises may have been changed since: they need not fit the report any more
        record = read_record(delivery.record, session.doses(), now=timezone.now(), swaps=session.swap_doses)
        holder: dict[str, Any] = {"device": delivery.device, "is_taking": delivery.is_taking}
        if ratings is None:
            session.record(record, **holder)
        else:
            session.finish(record, **holder, **ratings)
        return session

    def _begun_offline(self, person: "User", plan: Plan, key: uuid.UUID) -> "Session":
        exercises = {exercise for _place, exercise, _dose in plan.doses}
        if Exercise.objects.filter(pk__in=exercises).count() < len(exercises):
            raise RecordError(_("An exercise of this session does not exist any more."))
        # Deleted in the meantime, for good, the routine is not there to point at.
        routine = person.routines.filter(pk=plan.routine).first()
        try:
            source = Source(plan.name, routine, doses=plan.doses, eased=plan.eased)
            return self._open(person, source, key, timezone.now())[0]
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
        session, is_new = self.get_or_create(
            pk=key,
            defaults={
                "person": person,
                "routine": source.routine,
                "activity": source.activity,
                "is_activity": source.is_activity,
                "name": source.name,
                "started_at": started_at,
                "local_on": local_on,
                "time_zone": person.time_zone,
                "eased_day": eased.day if eased else None,
                "eased_days": eased.days if eased else None,
            },
        )
        if session.person_id != person.pk:
            raise ValueError("That key belongs to another session.")
        if is_new:
            doses = source.planned(eased) if is_planned else source.doses
            Entry.objects.bulk_create(_entry(session, *row) for row in doses or ())
        return session, is_new


def _entry(session: "Session", position: int, exercise_pk: int, dose: Dose) -> Entry:
    entry = Entry(session=session, exercise_id=exercise_pk, position=position)
    entry.dose = dose
    return entry


def _one(number: models.QuerySet[Any, Any]) -> Coalesce:
    """Return the one number of a subquery; 0 where it has no row."""
    return Coalesce(models.Subquery(number.values("number")), 0)


def _number_of(mark: str) -> int:
    """Return the key of the row a mark names; a plan given to a guest stays good in the account they joined."""
    number, _dash, _rest = mark.partition("-")
    return int(number) if number.isascii() and number.isdecimal() else 0
