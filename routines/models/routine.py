"""A person's routine: ordered prescriptions with a weekly target. Every change of it can be undone for a while."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exercises.dose import Dose
from exercises.models import Exercise
from routines.balance import Remark, remarks
from routines.models.change import Change, Kind
from routines.models.following import Following
from routines.models.prescription import Prescription
from routines.models.query import RoutineQuerySet
from routines.order import ease
from routines.timeline import DEFAULT_PACE, Pace, Phase, total_seconds, unroll
from routines.trim import Trimmed, trim
from routines.undo import Snapshot

if TYPE_CHECKING:
    from routines.models.programme import ProgrammePrescription

MAX_PRESCRIPTIONS = 60
# 0 is Monday, as datetime.date.weekday() has it.
DAYS = tuple(enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))))


class RoutineFullError(Exception):
    """The routine holds as many prescriptions as a person could do in a day."""


class CannotUndoError(Exception):
    """An exercise that would have to come back is no more."""


class Routine(models.Model):
    """A person's ordered prescriptions, with a weekly target."""

    # What the routine is called in a person's data file: the same on every site.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="routines")
    name = models.CharField(_("name"), max_length=80, validators=[MinLengthValidator(1)])
    weekly_target = models.PositiveSmallIntegerField(
        _("times a week"), default=3, validators=[MinValueValidator(1), MaxValueValidator(21)]
    )
    # Days of the week it is meant for, 0 is Monday, in order; none means any day.
    days = models.JSONField(_("days"), default=list, blank=True)
    programme = models.ForeignKey("routines.Programme", models.SET_NULL, null=True, blank=True, related_name="routines")
    # Following its programme: the first day of week 1, and how many of its stages were taken after the first.
    started_on = models.DateField(_("following since"), null=True, blank=True)
    stage = models.PositiveSmallIntegerField(_("stage"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = RoutineQuerySet.as_manager()

    # The last change made through this object, to be offered for undoing.
    change: Change | None = None

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["person", "-updated_at"], name="routines_person_recent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly_target__range=(1, 21)),
                name="routines_routine_weekly_target",
                violation_error_message=_("Between 1 and 21 times a week."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="routines_routine_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("routines:detail", args=[self.pk])

    def phases(self, pace: Pace = DEFAULT_PACE) -> list[Phase]:
        return unroll((p.planned() for p in self.prescriptions.all()), pace)

    def seconds(self) -> int:
        """Seconds the routine takes its person; plain repeats are estimated by their tempo."""
        return total_seconds(self.phases(self.person.pace))

    def changes_of_position(self) -> int:
        """Return how often a person gets up, down or round between two exercises."""
        places = [row.exercise.start_position for row in self.prescriptions.all()]
        return sum(before != after for before, after in pairwise(places))

    def day_names(self) -> list[str]:
        return [str(name) for number, name in DAYS if number in self.days]

    def remarks(self) -> list[Remark]:
        """Return what is worth a quiet word about what the routine leaves out."""
        exercises = [row.exercise for row in self.prescriptions.all()]
        return remarks([(exercise.kind, exercise.spine_movements) for exercise in exercises])

    def eased(self) -> list[Prescription]:
        """Return the prescriptions in the order that is easiest on the body; nothing is stored."""
        rows = {row.placed(): row for row in self.prescriptions.all()}
        return [rows[place] for place in ease(list(rows))]

    def trimmed(self, minutes: int) -> Trimmed:
        """Return what of the routine its person can do in the minutes; nothing is stored."""
        return trim([row.candidate() for row in self.prescriptions.all()], minutes, self.person.pace)

    def following(self, today: date) -> Following | None:
        """Return where the routine stands in the programme it follows, None when it follows none."""
        if self.programme is None or self.started_on is None:
            return None
        return Following(self, self.programme, self.started_on, self.stage, today)

    def is_full(self) -> bool:
        return len(self.prescriptions.all()) >= MAX_PRESCRIPTIONS

    # --- Changes, each undoable ---

    def rename(self, name: str, weekly_target: int, days: Iterable[int] | None = None) -> None:
        with self.changing(Kind.SETTINGS):
            self.name, self.weekly_target = name, weekly_target
            self.days = self.days if days is None else sorted(set(days))
            self.save(update_fields=["name", "weekly_target", "days"])

    def add(
        self, exercise: Exercise, key: uuid.UUID | None = None, *, dose: Dose | None = None, **fields: str
    ) -> "Prescription":
        """Append an exercise with its default dose, or another; once a key. Raises RoutineFullError when full."""
        prescription = Prescription(routine=self, exercise=exercise, **fields)
        prescription.dose = dose or exercise.dose
        with transaction.atomic():
            self.lock()
            if key and (done := self.changes.filter(key=key).first()):
                self.change = done
                return self.prescriptions.filter(pk=done.prescription_pk or 0).first() or prescription
            with self.changing(Kind.ADDED, exercise.name, key=key) as change:
                self.insert(prescription, MAX_PRESCRIPTIONS)
                change.prescription_pk = prescription.pk
        return prescription

    def duplicate(self, prescription: "Prescription") -> "Prescription | None":
        """Put a copy right behind a prescription; None when that is gone. Raises RoutineFullError."""
        with self.changing(Kind.DUPLICATED, prescription.exercise.name) as change:
            rows = self.rows()
            if (place := _place_of(prescription, rows)) is None:
                return None
            twin = _copy(rows[place], self)
            self.insert(twin, place + 1)
            change.prescription_pk = twin.pk
        return twin

    def send(self, prescription: "Prescription", target: "Routine") -> "Prescription | None":
        """Move a prescription to the end of another routine; None when it is gone. Raises RoutineFullError."""
        with transaction.atomic():
            for routine in sorted((self, target), key=lambda routine: routine.pk):
                routine.lock()
            rows = self.rows()
            if (place := _place_of(prescription, rows)) is None:
                return None
            name = prescription.exercise.name
            with target.changing(Kind.RECEIVED, name) as received:
                arrived = _copy(rows[place], target)
                target.insert(arrived, MAX_PRESCRIPTIONS)
                received.prescription_pk = arrived.pk
            with self.changing(Kind.SENT, name, prescription_pk=prescription.pk) as sent:
                self._take_out(rows, place)
            received.twin, sent.twin = sent, received
            received.save(update_fields=["twin"])
            sent.save(update_fields=["twin"])
        return arrived

    def remove(self, prescription: "Prescription") -> int | None:
        """Take a prescription out and close the gap; return its place, None when it was out already."""
        with self.changing(Kind.REMOVED, prescription.exercise.name, prescription_pk=prescription.pk):
            rows = self.rows()
            if (place := _place_of(prescription, rows)) is not None:
                self._take_out(rows, place)
        return place

    def move(self, prescription: "Prescription", steps: int) -> None:
        """Move a prescription by some places, towards the end when positive; the ends stop it."""
        with self.changing(Kind.MOVED, prescription.exercise.name, prescription_pk=prescription.pk):
            rows = self.rows()
            if (place := _place_of(prescription, rows)) is not None:
                row = rows.pop(place)
                rows.insert(max(0, place + steps), row)
                self.place(rows)
                prescription.position = row.position

    def reorder(self, prescription_pks: Sequence[int], kind: Kind = Kind.ORDERED) -> None:
        """Put the prescriptions into the given order. Raises ValueError unless it names each of them once."""
        with self.changing(kind):
            rows = {row.pk: row for row in self.rows()}
            if sorted(rows) != sorted(prescription_pks):
                raise ValueError("The order must name each prescription of the routine once.")
            self.place([rows[pk] for pk in prescription_pks])

    # --- Whole routines ---

    def copy(self) -> "Routine":
        """Return a copy with the same prescriptions, named as a copy."""
        with transaction.atomic():
            twin = Routine.objects.create(
                person=self.person,
                name=_("%(name)s (copy)") % {"name": self.name[:70]},
                weekly_target=self.weekly_target,
                days=self.days,
                programme=self.programme,
            )
            twin.take(self.prescriptions.all())
        return twin

    def copy_short(self, minutes: int) -> "Routine":
        """Return a copy with what fits into the minutes. Raises ValueError when nothing does."""
        kept = {planned.position: planned.dose for planned in self.trimmed(minutes).kept}
        if not kept:
            raise ValueError("Nothing of the routine fits into the minutes.")
        rows = [row for row in self.prescriptions.all() if row.position in kept]
        for row in rows:
            row.dose = kept[row.position]
        with transaction.atomic():
            words = {"name": self.name[:65], "minutes": minutes}
            short = Routine.objects.create(
                person=self.person,
                name=_("%(name)s, %(minutes)s min") % words,
                weekly_target=self.weekly_target,
                programme=self.programme,
            )
            short.take(rows)
        return short

    def take(self, prescriptions: "Iterable[Prescription | ProgrammePrescription]") -> None:
        """Fill a new routine with copies of the prescriptions, in their order."""
        copies = [_copy(row, self) for row in prescriptions]
        for position, row in enumerate(copies):
            row.position = position
        Prescription.objects.bulk_create(copies)

    def archive(self) -> None:
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])

    def unarchive(self) -> None:
        self.archived_at = None
        self.save(update_fields=["archived_at"])

    def delete_softly(self) -> None:
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])

    def restore(self) -> None:
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])

    # --- How a change is made ---

    @contextmanager
    def changing(
        self, kind: Kind, name: str = "", *, prescription_pk: int | None = None, key: uuid.UUID | None = None
    ) -> Iterator[Change]:
        """Lock the routine while it is changed, and remember how it was; `change` is then what can be undone."""
        with transaction.atomic():
            self.lock()
            change = Change(
                routine=self,
                kind=kind,
                name=name,
                prescription_pk=prescription_pk,
                key=key,
                made_at=timezone.now(),
                before=self.snapshot(),
            )
            yield change
            change.after = self.snapshot()
            self.change = change.remember()
            self.save(update_fields=["updated_at"])

    def snapshot(self) -> Snapshot:
        """Return the routine as its rows are now, whatever was prefetched."""
        return Snapshot(
            name=self.name,
            weekly_target=self.weekly_target,
            days=self.days,
            started_on=self.started_on.isoformat() if self.started_on else None,
            stage=self.stage,
            rows=[row.snapshot() for row in self.rows()],
        )

    def become(self, snapshot: Snapshot) -> None:
        """Make the routine what the snapshot says. Raises RoutineFullError or CannotUndoError."""
        self.name, self.weekly_target, self.days = snapshot["name"], snapshot["weekly_target"], snapshot["days"]
        self.started_on = date.fromisoformat(snapshot["started_on"]) if snapshot["started_on"] else None
        self.stage = snapshot["stage"]
        self.save(update_fields=["name", "weekly_target", "days", "started_on", "stage"])
        wanted = {row["pk"]: row for row in snapshot["rows"]}
        if len(wanted) > MAX_PRESCRIPTIONS:
            raise RoutineFullError
        exercise_pks = {row["exercise"] for row in wanted.values()}
        if Exercise.objects.filter(pk__in=exercise_pks).count() < len(exercise_pks):
            raise CannotUndoError
        self.prescriptions.exclude(pk__in=wanted).delete()
        rows = {row.pk: row for row in self.rows()}
        free = max((row.position for row in rows.values()), default=-1) + 1
        for pk, values in wanted.items():
            row = rows[pk] if pk in rows else Prescription(pk=pk, routine=self, position=free)
            row.become(values)
            row.save(force_insert=pk not in rows)
            free += pk not in rows
            rows[pk] = row
        self.place([rows[pk] for pk in wanted])

    def lock(self) -> None:
        """Make two changes of one routine wait for each other; read again what one of them may have changed."""
        fresh = Routine.objects.select_for_update().get(pk=self.pk)
        for name in ("name", "weekly_target", "days", "started_on", "stage"):
            setattr(self, name, getattr(fresh, name))

    def rows(self) -> "list[Prescription]":
        """Return the prescriptions as they are now, whatever was prefetched."""
        return list(Prescription.objects.filter(routine=self).select_related("exercise"))

    def insert(self, prescription: "Prescription", place: int) -> None:
        """Store a new prescription at its place, or as the last. Raises RoutineFullError."""
        rows = self.rows()
        if len(rows) >= MAX_PRESCRIPTIONS:
            raise RoutineFullError
        prescription.position = max((row.position for row in rows), default=-1) + 1
        prescription.save(force_insert=True)
        rows.insert(place, prescription)
        self.place(rows)

    def _take_out(self, rows: "list[Prescription]", place: int) -> None:
        Prescription.objects.filter(pk=rows.pop(place).pk).delete()
        self.place(rows)

    def place(self, rows: "list[Prescription]") -> None:
        """Number the prescriptions from 0 in this order."""
        # Positions are unique at every moment, so all step aside below zero before they take their places.
        if [row.position for row in rows] != list(range(len(rows))):
            for place, row in enumerate(rows):
                row.position = -1 - place
            Prescription.objects.bulk_update(rows, ["position"])
            self.prescriptions.update(position=-1 - models.F("position"))
            for place, row in enumerate(rows):
                row.position = place


def _place_of(prescription: Prescription, rows: list[Prescription]) -> int | None:
    return next((place for place, row in enumerate(rows) if row.pk == prescription.pk), None)


def _copy(row: "Prescription | ProgrammePrescription", routine: Routine) -> Prescription:
    twin = Prescription(routine=routine, exercise_id=row.exercise_id, note=row.note)
    twin.dose = row.dose
    twin.priority = getattr(row, "priority", twin.priority)
    return twin
