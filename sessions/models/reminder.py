"""How a person is reminded of the days they planned: by e-mail, and by a calendar feed."""

import hashlib
import secrets
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import Owned
from routines.models import Routine

if TYPE_CHECKING:
    from accounts.models import User

DEFAULT_AT = time(8)
# A reminder that comes much too late, after the server was down, is worse than none.
LATEST = timedelta(hours=2)
CLAIMED_AT_ONCE = 100
TOKEN_BYTES = 24


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of(self, person: "User") -> "Reminder":
        """Return the person's row, or a new one that is stored with its first change."""
        return self.filter(person=person).first() or Reminder(person=person)

    def with_feed(self, token: str) -> "Reminder | None":
        """Return whose calendar feed this is. Only a hash is kept, so whoever reads the database cannot read feeds."""
        return self.filter(feed_hash=_hash(token), person__is_active=True).select_related("person").first()

    def claim_due(self, now: datetime) -> "list[Reminder]":
        """Return whom to remind now, within a transaction. Each is returned once, whoever else asks meanwhile."""
        due = list(
            self.select_for_update(skip_locked=True, of=("self",))
            .filter(is_mail_on=True, next_at__lte=now, person__is_active=True)
            .select_related("person")
            .order_by("next_at")[:CLAIMED_AT_ONCE]
        )
        wanted = [row for row in due if row.next_at and now - row.next_at <= LATEST and row.is_planned(now)]
        for row in due:
            row.next_at = row.next_after(now)
        self.bulk_update(due, ["next_at"])
        return wanted


class Reminder(Owned):
    """One row a person, made with the first thing they choose."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder")
    is_mail_on = models.BooleanField(_("remind me by e-mail"), default=False)
    at = models.TimeField(_("time of day"), default=DEFAULT_AT, help_text=_("On your own clock."))
    paused_from = models.DateField(_("paused from"), null=True, blank=True)
    paused_until = models.DateField(_("paused until, that day included"), null=True, blank=True)
    # When to look next whether the day is a planned one.
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    feed_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paused_from=None, paused_until=None)
                | models.Q(paused_until__gte=models.F("paused_from")),
                name="logbook_reminder_pause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.person.time_zone)

    def next_after(self, now: datetime) -> datetime:
        """Return the next time after `now` that the person's clock shows `at`; on a day without it, soon after."""
        today = now.astimezone(self.zone).date()
        # In UTC: two times of one zone are compared by what the clock shows, which is wrong when it is changed.
        days = (datetime.combine(today + timedelta(days=n), self.at, self.zone).astimezone(UTC) for n in (0, 1, 2))
        return next(moment for moment in days if moment > now)

    def is_paused(self, day: date) -> bool:
        if self.paused_from is None or self.paused_until is None:
            return False
        return self.paused_from <= day <= self.paused_until

    def is_planned(self, now: datetime) -> bool:
        """Tell whether the person planned this day and has something left of it."""
        today = now.astimezone(self.zone).date()
        if self.is_paused(today):
            return False
        planned = {routine.pk for routine in planned_routines(self.person) if today.weekday() in routine.days}
        done = set(self.person.sessions.finished().between(today, today).values_list("routine", flat=True))
        return bool(planned - done)

    def set_mail(self, at: time, *, is_on: bool) -> None:
        self.is_mail_on, self.at = is_on, at
        self.next_at = self.next_after(timezone.now()) if is_on else None
        self.save()

    def stop_mail(self) -> None:
        """Turn the e-mails off; twice is once."""
        self.set_mail(self.at, is_on=False)

    def pause(self, today: date, days: int) -> None:
        self.paused_from, self.paused_until = today, today + timedelta(days=days - 1)
        self.save()

    def end_pause(self) -> None:
        self.paused_from = self.paused_until = None
        self.save()

    def open_feed(self) -> str:
        """Return the token of a new calendar feed; the one before stops working."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.feed_hash = _hash(token)
        self.save()
        return token

    def close_feed(self) -> None:
        self.feed_hash = None
        self.save()


def planned_routines(person: "User") -> list[Routine]:
    """Return the person's routines that have days of the week."""
    return [routine for routine in person.routines.active().with_prescriptions() if routine.days]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
