"""A person's routine: ordered prescriptions with a weekly target. Every change of it can be undone for a while."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import Owned
from exercises import shelf
from exercises.dose import Dose
from exercises.models import Exercise
from routines.balance import Remark, remarks
from routines.models.arranging import MAX_PRESCRIPTIONS, append, arrange, become, insert, place_of, take_out
from routines.models.change import Change, Kind
from routines.models.following import Following
from routines.models.prescription import Prescription
from routines.models.query import RoutineQuerySet
from routines.order import ease
from routines.timeline import seconds_of
from routines.trim import Trimmed, trim
from routines.undo import Snapshot

if TYPE_CHECKING:
    from routines.models.programme import ProgrammePrescription

# 0 is Monday, as datetime.date.weekday() has it.
DAYS = tuple(enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))))


# What a change may change of the routine itself, beside its prescriptions.
CHANGING = ("name", "weekly_target", "days", "started_on", "stage")


class Routine(Owned):
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

    @cached_property
    def rows(self) -> list[Prescription]:
        """The prescriptions in their order with their exercises: read once, and kept as they are by every change."""
        rows = list(self.prescriptions.all())
        shelf.attach(rows)
        return rows

    def seconds(self) -> int:
        """Seconds the routine takes its person; plain repeats are estimated by their tempo."""
        return seconds_of((row.planned() for row in self.rows), self.person.pace)

    def changes_of_position(self) -> int:
        """Return how often a person gets up, down or round between two exercises."""
        return sum(one.exercise.start_position != other.exercise.start_position for one, other in pairwise(self.rows))

    def day_names(self) -> list[str]:
        return [str(name) for number, name in DAYS if number in self.days]

    def remarks(self) -> list[Remark]:
        """Return what is worth a quiet word about what the routine leaves out."""
        return remarks([(row.exercise.kind, row.exercise.spine_movements) for row in self.rows])

    def eased(self) -> list[Prescription]:
        """Return the prescriptions in the order that is easiest on the body; nothing is stored."""
        rows = {row.placed(): row for row in self.rows}
        return [rows[place] for place in ease(list(rows))]

    def trimmed(self, minutes: int) -> Trimmed:
        """Return what of the routine its person can do in the minutes; nothing is stored."""
        return trim([row.candidate() for row in self.rows], minutes, self.person.pace)

    def following(self, today: date) -> Following | None:
        """Return where the routine stands in the programme it follows, None when it follows none."""
        if self.programme is None or self.started_on is None:
            return None
        return Following(self, self.programme, self.started_on, self.stage, today)

    def is_full(self) -> bool:
        return len(self.rows) >= MAX_PRESCRIPTIONS

    # --- Changes, each undoable ---

    def rename(self, name: str, weekly_target: int, days: Iterable[int] | None = None) -> None:
        with self.changing(Kind.SETTINGS):
            self.name, self.weekly_target = name, weekly_target
            self.days = self.days if days is None else sorted(set(days))

    def add(
        self, exercise: Exercise, key: uuid.UUID | None = None, *, dose: Dose | None = None, **fields: str
    ) -> Prescription:
        """Append an exercise with its default dose, or another; once a key. Raises RoutineFullError when full."""
        row = Prescription(routine=self, exercise=exercise, **fields)
        row.dose = dose or exercise.dose
        with self.changing(Kind.ADDED, exercise.name, key=key) as change:
            done = self.changes.filter(key=key).first() if key else None
            if done is None:
                append(self, row)
                change.prescription_pk = row.pk
        if done:
            self.change = done
            return next((it for it in self.rows if it.pk == done.prescription_pk), row)
        return row

    def duplicate(self, prescription: Prescription) -> Prescription | None:
        """Put a copy right behind a prescription; None when that is gone. Raises RoutineFullError."""
        with self.changing(Kind.DUPLICATED, prescription.exercise.name) as change:
            if (place := place_of(prescription, self.rows)) is None:
                return None
            twin = self.rows[place].copy_for(self)
            insert(self, twin, place + 1)
            change.prescription_pk = twin.pk
        return twin

    def send(self, prescription: Prescription, target: "Routine") -> Prescription | None:
        """Move a prescription to the end of another routine; None when it is gone. Raises RoutineFullError."""
        with transaction.atomic():
            for routine in sorted((self, target), key=lambda routine: routine.pk):
                routine.lock()
            if (place := place_of(prescription, self.rows)) is None:
                return None
            name = prescription.exercise.name
            with target.changing(Kind.RECEIVED, name) as received:
                arrived = self.rows[place].copy_for(target)
                append(target, arrived)
                received.prescription_pk = arrived.pk
            with self.changing(Kind.SENT, name, prescription_pk=prescription.pk) as sent:
                take_out(self, place)
            received.twin, sent.twin = sent, received
            received.save(update_fields=["twin"])
            sent.save(update_fields=["twin"])
        return arrived

    def remove(self, prescription: Prescription) -> int | None:
        """Take a prescription out and close the gap; return its place, None when it was out already."""
        with self.changing(Kind.REMOVED, prescription.exercise.name, prescription_pk=prescription.pk):
            if (place := place_of(prescription, self.rows)) is not None:
                take_out(self, place)
        return place

    def move(self, prescription: Prescription, steps: int) -> None:
        """Move a prescription by some places, towards the end when positive; the ends stop it."""
        with self.changing(Kind.MOVED, prescription.exercise.name, prescription_pk=prescription.pk):
            if (place := place_of(prescription, self.rows)) is not None:
                rows = list(self.rows)
                row = rows.pop(place)
                rows.insert(max(0, place + steps), row)
                arrange(self, rows)
                prescription.position = row.position

    def reorder(self, prescription_pks: Sequence[int], kind: Kind = Kind.ORDERED) -> None:
        """Put the prescriptions into the given order. Raises ValueError unless it names each of them once."""
        with self.changing(kind):
            rows = {row.pk: row for row in self.rows}
            if sorted(rows) != sorted(prescription_pks):
                raise ValueError("The order must name each prescription of the routine once.")
            arrange(self, [rows[pk] for pk in prescription_pks])

    # --- Whole routines ---

    def copy(self) -> "Routine":
        """Return a copy with the same prescriptions, named as a copy."""
        return self._twin(_("%(name)s (copy)") % {"name": self.name[:70]}, self.rows, days=self.days)

    def copy_short(self, minutes: int) -> "Routine":
        """Return a copy with what fits into the minutes. Raises ValueError when nothing does."""
        kept = {planned.position: planned.dose for planned in self.trimmed(minutes).kept}
        if not kept:
            raise ValueError("Nothing of the routine fits into the minutes.")
        rows = [row.copy_for(self) for row in self.rows if row.position in kept]
        for row, dose in zip(rows, kept.values(), strict=True):
            row.dose = dose
        return self._twin(_("%(name)s, %(minutes)s min") % {"name": self.name[:65], "minutes": minutes}, rows)

    @transaction.atomic
    def _twin(self, name: str, rows: Sequence[Prescription], **fields: Any) -> "Routine":
        fields |= {"weekly_target": self.weekly_target, "programme": self.programme}
        twin = Routine.objects.create(person=self.person, name=name, **fields)
        twin.take(rows)
        return twin

    def take(self, prescriptions: "Iterable[Prescription | ProgrammePrescription]") -> None:
        """Fill a new routine with copies of the prescriptions, in their order."""
        self.rows = [row.copy_for(self) for row in prescriptions]
        for place, row in enumerate(self.rows):
            row.position = place
        shelf.attach(self.rows)
        Prescription.objects.bulk_create(self.rows)

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
        """Lock the routine while it is changed, store it, and remember how it was.

        `change` is then what can be undone.
        """
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
            self.save(update_fields=[*CHANGING, "updated_at"])

    def lock(self) -> None:
        """Make two changes of one routine wait for each other; read again what one of them may have changed."""
        fresh = Routine.objects.select_for_update().only("person", *CHANGING).get(person=self.person_id, pk=self.pk)
        for name in CHANGING:
            setattr(self, name, getattr(fresh, name))
        self.rows = list(fresh.prescriptions.all())
        for row in self.rows:
            row.routine = self
        shelf.attach(self.rows)

    def snapshot(self) -> Snapshot:
        return Snapshot(
            name=self.name,
            weekly_target=self.weekly_target,
            days=self.days,
            started_on=self.started_on.isoformat() if self.started_on else None,
            stage=self.stage,
            rows=[row.snapshot() for row in self.rows],
        )

    def become(self, snapshot: Snapshot) -> None:
        """Make the routine what the snapshot says. Raises RoutineFullError or CannotUndoError."""
        become(self, snapshot)
