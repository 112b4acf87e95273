"""One run of a routine, or an activity: planned when it starts, recorded while it runs, rated when it ends."""

import uuid
import zoneinfo
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import Owned, PartOf
from backroutine.tracing import happened
from exercises import shelf
from exercises.dose import Dose
from exercises.models import Activity, Variation
from routines.models import Routine
from routines.timeline import DEFAULT_PACE, Pace, Phase, unroll
from sessions.flareup import Eased
from sessions.ladder import Morning
from sessions.models.entry import Entry
from sessions.models.query import SessionQuerySet
from sessions.models.storing import forget_entries, store_sets
from sessions.models.sums import new_stamp
from sessions.outcome import Outcome, outcome
from sessions.record import MAX_SESSION_SECONDS, Record

MORNING = ["morning_after", "morning_pain", "is_left_for_pain"]
RECORDED = ["record_version", "duration_seconds", "started_at", "local_on", "device", "device_seen_at"]
# A device that has not reported for so long is not playing any more: another one need not ask.
HELD_FOR = timedelta(minutes=2)


class TakenError(Exception):
    """Another device goes on with the session; what this one sent is not stored."""


class MorningChoices(models.TextChoices):
    BETTER = Morning.BETTER, _("better")
    SAME = Morning.SAME, _("same")
    WORSE = Morning.WORSE, _("worse")
    SKIPPED = "skipped", _("not said")


class EntryOutcome(NamedTuple):
    entry: Entry
    done: Outcome
    stands_in_for: Entry | None
    swapped_for: Entry | None


class Session(Owned):
    """One run of a routine, or an activity. Times are UTC; `local_on` is the date on the person's own calendar."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    routine = PartOf(Routine, models.SET_NULL, null=True, blank=True, related_name="sessions")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="sessions")
    # Counted in minutes: the catalogue's activity, or, without one, what the name says in the person's own words.
    is_activity = models.BooleanField(_("activity"), default=False)
    # The routine's name at the time: a later rename or deletion does not rewrite history.
    name = models.CharField(_("name"), max_length=80)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    local_on = models.DateField(_("date"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    duration_seconds = models.PositiveIntegerField(
        _("duration"), default=0, help_text=_("Seconds in motion, at rest between sets and changing; pauses excluded.")
    )
    pain_before = models.PositiveSmallIntegerField(
        _("pain before"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    pain_after = models.PositiveSmallIntegerField(
        _("pain after"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    pain_worst = models.PositiveSmallIntegerField(
        _("pain at its worst"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    effort = models.PositiveSmallIntegerField(
        _("effort"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    note = models.TextField(_("note"), blank=True, max_length=2000)
    # How the back was the morning after, asked on a later day.
    morning_after = models.CharField(_("the morning after"), max_length=7, choices=MorningChoices, blank=True)
    morning_pain = models.PositiveSmallIntegerField(
        _("pain the morning after"), null=True, blank=True, validators=[MaxValueValidator(10)]
    )
    is_left_for_pain = models.BooleanField(_("sets left out because of pain"), null=True, blank=True)
    # Planned with lowered doses: on which day of a flare-up of how many.
    eased_day = models.PositiveSmallIntegerField(_("day of the flare-up"), null=True, blank=True)
    eased_days = models.PositiveSmallIntegerField(_("days of the flare-up"), null=True, blank=True)
    # Counts the player's reports: an older report that arrives late changes nothing.
    record_version = models.PositiveIntegerField(default=0)
    # Which device plays it: one at a time reports, another has to take over first.
    device = models.CharField(max_length=40, blank=True)
    device_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    # Another one whenever what is added up of it changes; see sessions.progress.past.
    stamp = models.BigIntegerField(default=new_stamp, db_default=0, editable=False)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-local_on", "-started_at"], name="logbook_person_recent"),
            # Holds all it takes to see whether what is added up of a history is still right.
            models.Index(
                fields=["person", "local_on", "stamp", "deleted_at", "finished_at"],
                condition=Q(deleted_at=None, finished_at__isnull=False),
                name="logbook_session_stamps",
            ),
            models.Index(
                fields=["person", "name", "local_on"],
                condition=Q(is_activity=True, deleted_at=None),
                name="logbook_session_activities",
            ),
            models.Index(
                fields=["person", "-local_on", "-started_at"],
                condition=Q(deleted_at=None, finished_at=None),
                name="logbook_session_unfinished",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="logbook_session_ends_after_start",
                violation_error_message=_("A session cannot finish before it started."),
            ),
            models.CheckConstraint(
                condition=(Q(pain_before=None) | Q(pain_before__lte=10))
                & (Q(pain_after=None) | Q(pain_after__lte=10))
                & (Q(pain_worst=None) | Q(pain_worst__lte=10))
                & (Q(effort=None) | Q(effort__lte=10))
                & (Q(morning_pain=None) | Q(morning_pain__lte=10)),
                name="logbook_session_scales",
                violation_error_message=_("Pain and effort go from 0 to 10."),
            ),
            models.CheckConstraint(
                condition=Q(duration_seconds__lte=MAX_SESSION_SECONDS), name="logbook_session_duration"
            ),
            models.CheckConstraint(
                condition=Q(morning_after="") | Q(morning_after__in=MorningChoices.values),
                name="logbook_session_morning_after",
            ),
            models.CheckConstraint(
                condition=Q(eased_day=None, eased_days=None) | Q(eased_day__gte=1, eased_day__lte=F("eased_days")),
                name="logbook_session_eased",
            ),
            models.CheckConstraint(
                condition=Q(activity=None) | Q(is_activity=True), name="logbook_session_activity_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.local_on}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:detail", args=[self.pk])

    @property
    def eased(self) -> Eased | None:
        """The day of the flare-up it was planned on, if its doses were lowered."""
        return None if self.eased_day is None or self.eased_days is None else Eased(self.eased_day, self.eased_days)

    def phases(self, pace: Pace = DEFAULT_PACE) -> list[Phase]:
        """Return the phases as planned; what was swapped since stands in the entries."""
        return unroll((entry.planned() for entry in self.planned_entries()), pace)

    def planned_entries(self) -> list[Entry]:
        return [entry for entry in self.entries.all() if entry.stands_in_for_id is None]

    def stand_ins(self, planned: Entry) -> list[Entry]:
        """Return what took over from a planned exercise, in order."""
        return [entry for entry in self.entries.all() if planned.pk and entry.stands_in_for_id == planned.pk]

    def outcomes(self) -> list[EntryOutcome]:
        """Return each exercise with what was done of it; one that was swapped answers for its own sets alone."""
        rows = []
        for planned in self.planned_entries():
            chain = [planned, *self.stand_ins(planned)]
            for entry, successor in zip(chain, [*chain[1:], None], strict=True):
                handed_over = successor.sets if successor else 0
                done = outcome(entry.dose, entry.logged_sets.all(), sets_handed_over=handed_over)
                rows.append(EntryOutcome(entry, done, planned if entry is not planned else None, successor))
        return rows

    def swap_options(self) -> dict[int, list[Variation]]:
        """Return the easier and harder neighbours of each planned exercise, by position; an own one has none."""
        exercises = shelf.now().exercises
        options: dict[int, list[Variation]] = {}
        for entry in self.planned_entries():
            exercise = exercises.get(entry.exercise_id)
            rows = exercise.variations.all() if exercise else ()
            options[entry.position] = [row for row in rows if row.neighbour.retired_at is None]
        return options

    def swap_doses(self) -> dict[int, dict[str, Dose]]:
        """Return what each planned exercise may be swapped for, itself included: doses by slug, by position."""
        options = self.swap_options()
        return {
            entry.position: {row.neighbour.slug: row.neighbour.dose for row in options[entry.position]}
            | {entry.exercise.slug: entry.dose}
            for entry in self.planned_entries()
        }

    def doses(self) -> dict[int, Dose]:
        """Return what was planned, by position."""
        return {entry.position: entry.dose for entry in self.entries.all()}

    @transaction.atomic
    def record(self, record: Record, *, device: str = "", is_taking: bool = False, is_locked: bool = False) -> bool:
        """Store what was done so far; return whether it was news. An older report, or one after the end, is not.

        Raises TakenError when another device plays it and this one does not take over from its newest state.
        """
        if not is_locked:
            self.lock()
        self._hold(device, record.version, is_taking=is_taking)
        if self.finished_at is not None or record.version <= self.record_version:
            return False
        self._store(record)
        self.save(update_fields=RECORDED)
        return True

    @transaction.atomic
    def finish(
        self, record: Record, *, device: str = "", is_taking: bool = False, is_locked: bool = False, **ratings: Any
    ) -> bool:
        """End the session with its last report and its ratings (pain_before, pain_worst, …).

        The same report again changes nothing; a newer one corrects it. Raises ValidationError when it would
        finish before it started, and TakenError as record() does.
        """
        if not is_locked:
            self.lock()
        self._hold(device, record.version, is_taking=is_taking)
        is_news = record.version > self.record_version
        if self.finished_at is not None and not is_news:
            return False
        if self.finished_at is None:
            transaction.on_commit(partial(happened, "session_saved"))
        if is_news:
            self._store(record)
        # The server's clock may have been put back since.
        self.finished_at = record.finished_at or max(timezone.now(), self.started_at)
        if self.finished_at < self.started_at:
            raise ValidationError(_("A session cannot finish before it started."))
        for name, value in ratings.items():
            setattr(self, name, value)
        self.keep(*RECORDED, "finished_at", *ratings)
        return True

    def tell_morning(self, how: str, pain: int | None = None, *, is_left_for_pain: bool | None = None) -> None:
        """Store how the back was the morning after; an empty answer takes it back, so that it is asked again."""
        self.morning_after, self.morning_pain, self.is_left_for_pain = how, pain, is_left_for_pain
        self.keep(*MORNING)

    def lock(self) -> None:
        """Make two reports of one session wait for each other, and see what the first one stored."""
        self.refresh_from_db(from_queryset=Session.objects.select_for_update())

    def _hold(self, device: str, version: int, *, is_taking: bool) -> None:
        """Give the session to the device that reports; the paper sheet has none and asks nobody."""
        if not device:
            return
        if self.device not in {"", device}:
            is_behind = version <= self.record_version
            if self.finished_at is not None or not is_taking or is_behind:
                raise TakenError
        self.device, self.device_seen_at = device, timezone.now()

    def is_held(self) -> bool:
        """Return whether a device is playing it just now; one seen in the future was seen before the clock was set."""
        return self.device_seen_at is not None and abs(timezone.now() - self.device_seen_at) < HELD_FOR

    def _store(self, record: Record) -> None:
        """Replace the logged sets by the report's, in as many queries for sixty exercises as for one."""
        self.record_version = record.version
        self.duration_seconds = record.duration_seconds
        if record.started_at is not None:
            self.started_at = record.started_at
            self.local_on = record.started_at.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()
        reports = {report.position: report for report in record.entries}
        entries = Entry.objects.reported(self, reports)
        forget_entries(self)
        others = [entry for entry in entries if entry.duration_seconds != reports[entry.position].duration_seconds]
        for entry in others:
            entry.duration_seconds = reports[entry.position].duration_seconds
        Entry.objects.filter(person=self.person_id).bulk_update(others, ["duration_seconds"])
        store_sets(self, {entry: reports[entry.position].sets for entry in entries})

    def delete_softly(self) -> None:
        self.deleted_at = timezone.now()
        self.keep("deleted_at")

    def restore(self) -> None:
        self.deleted_at = None
        self.keep("deleted_at")

    def keep(self, *fields: str) -> None:
        """Save these fields of a finished session, or what is beneath it, so that its month is added up again."""
        self.stamp = new_stamp()
        self.save(update_fields=[*fields, "stamp"])
