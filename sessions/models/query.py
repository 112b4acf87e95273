"""Which sessions: reads by name, and the two ways a session begins."""

import uuid
import zoneinfo
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from exercises.models import Activity
from routines.models import Routine
from sessions.by_hand import done_as_planned
from sessions.models.coach import Coach
from sessions.models.entry import Entry
from sessions.models.standing import Standing
from sessions.record import Record

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models.session import Session


class SessionQuerySet(models.QuerySet["Session"]):
    def kept(self) -> "SessionQuerySet":
        """Leave out what was deleted and can still be restored."""
        return self.filter(deleted_at=None)

    def finished(self) -> "SessionQuerySet":
        return self.kept().exclude(finished_at=None)

    def unfinished(self) -> "SessionQuerySet":
        return self.kept().filter(finished_at=None)

    def since(self, day: date) -> "SessionQuerySet":
        """Keep what was done on that day or later, by the person's own calendar."""
        return self.filter(local_on__gte=day)

    def between(self, first_on: date, last_on: date) -> "SessionQuerySet":
        """Keep the sessions of these days, both included."""
        return self.filter(local_on__range=(first_on, last_on))

    def newest_first(self) -> "SessionQuerySet":
        return self.order_by("-local_on", "-started_at")

    def with_sizes(self) -> "SessionQuerySet":
        """Add `size`, the number of exercises."""
        return self.annotate(size=models.Count("entries"))

    def with_entries(self) -> "SessionQuerySet":
        """Load entries with their exercises and logged sets, in two queries beside its own."""
        return self.prefetch_related(
            models.Prefetch("entries", Entry.objects.select_related("exercise").prefetch_related("logged_sets"))
        )

    def start(self, person: "User", routine: Routine, key: uuid.UUID) -> "Session":
        """Return the session with this key, planned from the routine as it is now. The same key twice is one session.

        During a flare-up its doses are lowered; what is paused is left out.
        Raises ValueError when the key belongs to somebody else's session.
        """
        session, _is_new = self._open(person, routine, key, timezone.now())
        return session

    @transaction.atomic
    def log_by_hand(
        self,
        person: "User",
        source: Routine | Activity,
        key: uuid.UUID,
        *,
        started_at: datetime,
        minutes: int,
        **ratings: Any,
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
    def _open(
        self, person: "User", source: Routine | Activity, key: uuid.UUID, started_at: datetime
    ) -> "tuple[Session, bool]":
        """Get or create the session with this key and the entries of its plan; tell whether it is new."""
        local_on = timezone.localdate(started_at, zoneinfo.ZoneInfo(person.time_zone))
        eased = Coach.objects.of(person).eased(local_on) if isinstance(source, Routine) else None
        session, is_new = self.get_or_create(
            pk=key,
            defaults={
                "person": person,
                "routine" if isinstance(source, Routine) else "activity": source,
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
        if is_new and isinstance(source, Routine):
            rows = Standing.objects.without_paused(source)
            entries = [Entry(session=session, exercise_id=row.exercise_id, position=place) for place, row in rows]
            for entry, (_place, row) in zip(entries, rows, strict=True):
                entry.dose = eased.lower(row.dose) if eased else row.dose
            Entry.objects.bulk_create(entries)
        return session, is_new
