"""A person's own routines: prescriptions in order, with a weekly target."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exercises.dose import Dose
from exercises.models import DOSE_COLUMNS, DoseColumns, Exercise, Level, Measure
from routines.timeline import DEFAULT_PACE, Pace, Phase, PlannedExercise, total_seconds, unroll

if TYPE_CHECKING:
    from accounts.models import User
    from routines.models.programme import ProgrammePrescription

MAX_PRESCRIPTIONS = 60
# Far above any sheet, and far below what a slip of the finger adds up to.
MAX_DOSE_SECONDS = 60 * 60


class RoutineFullError(Exception):
    """The routine holds as many prescriptions as a person could do in a day."""


class Removed(TypedDict):
    """What brings a removed prescription back; plain values, so that a page can carry them."""

    pk: int
    exercise: int
    position: int
    note: str
    dose: dict[str, int | str]


class RoutineQuerySet(models.QuerySet["Routine"]):
    def kept(self) -> "RoutineQuerySet":
        """Leave out what was deleted and can still be restored."""
        return self.filter(deleted_at=None)

    def with_prescriptions(self) -> "RoutineQuerySet":
        return self.prefetch_related(models.Prefetch("prescriptions", Prescription.objects.select_related("exercise")))

    def with_levels(self) -> "RoutineQuerySet":
        """Load what the builder shows: prescriptions, exercises and their levels."""
        rows = Prescription.objects.select_related("exercise", "routine").prefetch_related("exercise__levels")
        return self.prefetch_related(models.Prefetch("prescriptions", rows))

    def marking(self, exercise: Exercise) -> "RoutineQuerySet":
        """Say of each routine whether it `holds` the exercise already."""
        held = Prescription.objects.filter(routine=models.OuterRef("pk"), exercise=exercise)
        return self.annotate(holds=models.Exists(held))


class Routine(models.Model):
    """A person's ordered prescriptions, with a weekly target."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="routines")
    name = models.CharField(_("name"), max_length=80, validators=[MinLengthValidator(1)])
    weekly_target = models.PositiveSmallIntegerField(
        _("times a week"), default=3, validators=[MinValueValidator(1), MaxValueValidator(21)]
    )
    programme = models.ForeignKey("routines.Programme", models.SET_NULL, null=True, blank=True, related_name="routines")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = RoutineQuerySet.as_manager()

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

    def is_full(self) -> bool:
        return len(self.prescriptions.all()) >= MAX_PRESCRIPTIONS

    def rename(self, name: str, weekly_target: int) -> None:
        self.name, self.weekly_target = name, weekly_target
        self.save(update_fields=["name", "weekly_target", "updated_at"])

    def add(self, exercise: Exercise) -> "Prescription":
        """Append an exercise with its default dose. Raises RoutineFullError past MAX_PRESCRIPTIONS."""
        prescription = Prescription(routine=self, exercise=exercise)
        prescription.dose = exercise.dose
        with transaction.atomic():
            self._lock()
            self._insert(prescription, MAX_PRESCRIPTIONS)
        return prescription

    def put_back(self, removed: Removed) -> "Prescription":
        """Undo a removal: the same row, place, dose and note. Twice is once. Raises RoutineFullError."""
        with transaction.atomic():
            self._lock()
            if row := Prescription.objects.filter(pk=removed["pk"]).first():
                return row
            row = Prescription(
                pk=removed["pk"], routine=self, exercise_id=removed["exercise"], note=removed["note"], **removed["dose"]
            )
            self._insert(row, removed["position"])
        return row

    def remove(self, prescription: "Prescription") -> Removed:
        """Take a prescription out, close the gap, and return what put_back() needs. Twice is once."""
        with transaction.atomic():
            self._lock()
            rows = self._rows()
            place = next((place for place, row in enumerate(rows) if row.pk == prescription.pk), None)
            if place is not None:
                prescription = rows.pop(place)
                Prescription.objects.filter(pk=prescription.pk).delete()
                self._place(rows)
        return Removed(
            pk=prescription.pk,
            exercise=prescription.exercise_id,
            position=len(rows) if place is None else place,
            note=prescription.note,
            dose={name: getattr(prescription, name) for name in DOSE_COLUMNS},
        )

    def move(self, prescription: "Prescription", steps: int) -> None:
        """Move a prescription by some places, towards the end when positive; the ends stop it."""
        with transaction.atomic():
            self._lock()
            rows = self._rows()
            place = next((place for place, row in enumerate(rows) if row.pk == prescription.pk), None)
            if place is not None:
                row = rows.pop(place)
                rows.insert(max(0, place + steps), row)
                self._place(rows)
                prescription.position = row.position

    def reorder(self, prescription_pks: Sequence[int]) -> None:
        """Put the prescriptions into the given order. Raises ValueError unless it names each of them once."""
        with transaction.atomic():
            self._lock()
            rows = {row.pk: row for row in self._rows()}
            if sorted(rows) != sorted(prescription_pks):
                raise ValueError("The order must name each prescription of the routine once.")
            self._place([rows[pk] for pk in prescription_pks])

    def copy(self) -> "Routine":
        """Return a copy with the same prescriptions, named as a copy."""
        with transaction.atomic():
            twin = Routine.objects.create(
                person=self.person,
                name=_("%(name)s (copy)") % {"name": self.name[:70]},
                weekly_target=self.weekly_target,
                programme=self.programme,
            )
            twin.take(self.prescriptions.all())
        return twin

    def take(self, prescriptions: "Iterable[Prescription | ProgrammePrescription]") -> None:
        """Fill a new routine with copies of the prescriptions, in their order."""
        Prescription.objects.bulk_create(
            Prescription(
                routine=self,
                exercise_id=row.exercise_id,
                position=position,
                note=row.note,
                **{name: getattr(row, name) for name in DOSE_COLUMNS},
            )
            for position, row in enumerate(prescriptions)
        )

    def delete_softly(self) -> None:
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])

    def restore(self) -> None:
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])

    def touch(self) -> None:
        self.save(update_fields=["updated_at"])

    def _lock(self) -> None:
        """Make two changes of one routine wait for each other; what was read before may be out of date."""
        Routine.objects.select_for_update().get(pk=self.pk)

    def _rows(self) -> "list[Prescription]":
        """Return the prescriptions as they are now, whatever was prefetched."""
        return list(Prescription.objects.filter(routine=self))

    def _insert(self, prescription: "Prescription", place: int) -> None:
        """Store a new prescription at its place, or as the last. Raises RoutineFullError."""
        rows = self._rows()
        if len(rows) >= MAX_PRESCRIPTIONS:
            raise RoutineFullError
        prescription.position = max((row.position for row in rows), default=-1) + 1
        prescription.save(force_insert=True)
        rows.insert(place, prescription)
        self._place(rows)

    def _place(self, rows: "list[Prescription]") -> None:
        """Number the prescriptions from 0 in this order."""
        # Positions are unique at every moment, so all step aside below zero before they take their places.
        if [row.position for row in rows] != list(range(len(rows))):
            for place, row in enumerate(rows):
                row.position = -1 - place
            Prescription.objects.bulk_update(rows, ["position"])
            self.prescriptions.update(position=-1 - models.F("position"))
            for place, row in enumerate(rows):
                row.position = place
        self.touch()


class PrescriptionQuerySet(models.QuerySet["Prescription"]):
    def owned_by(self, person: "User") -> "PrescriptionQuerySet":
        """Keep what stands in the person's kept routines."""
        mine = self.filter(routine__person=person, routine__deleted_at=None)
        return mine.select_related("exercise", "routine").prefetch_related("exercise__levels")


class Prescription(DoseColumns):
    """One exercise's place and dose in a routine. Positions run from 0 without a gap."""

    routine = models.ForeignKey(Routine, models.CASCADE, related_name="prescriptions")
    # A person who leaves takes their own exercises along.
    exercise = models.ForeignKey(Exercise, models.RESTRICT, related_name="prescriptions")
    position = models.SmallIntegerField(_("position"))
    note = models.CharField(_("note"), max_length=240, blank=True)

    objects = PrescriptionQuerySet.as_manager()

    class Meta(DoseColumns.Meta):
        ordering = ["position"]
        constraints = [
            *DoseColumns.Meta.constraints,
            models.UniqueConstraint(fields=["routine", "position"], name="routines_prescription_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.dose}"

    def planned(self) -> PlannedExercise:
        return PlannedExercise(self.position, self.exercise.start_position, self.dose)

    def clean(self) -> None:
        """Refuse a hold of no time, and more than an hour of one exercise: both are slips."""
        if self.exercise.measure == Measure.HOLD and not self.hold_seconds:
            raise ValidationError({"hold_seconds": _("This exercise is one long hold: give it at least 1 second.")})
        if (seconds := self.dose.seconds()) > MAX_DOSE_SECONDS:
            words = _("That adds up to %(minutes)s minutes. One exercise can take up to 60.")
            raise ValidationError(words % {"minutes": round(seconds / 60)})

    @property
    def level(self) -> int | None:
        """The number of the exercise's level that this dose stands on, if it is one of them."""
        mine = (self.sets, self.reps, self.hold_seconds)
        return next(
            (lv.number for lv in self.exercise.levels.all() if (lv.sets, lv.reps, lv.hold_seconds) == mine), None
        )

    def set_dose(self, dose: Dose, note: str | None = None) -> None:
        """Store the dose (and the note, unless None). What was removed meanwhile stays removed."""
        self.dose = dose
        self.note = self.note if note is None else note
        with transaction.atomic():
            # The routine first, as every other change takes it: the other way round two of them can block each other.
            self.routine.touch()
            changed = {name: getattr(self, name) for name in (*DOSE_COLUMNS, "note")}
            Prescription.objects.filter(pk=self.pk).update(**changed)

    def set_level(self, level: Level) -> None:
        """Take a level's sets, repeats and hold; sides, rests and tempo stay the person's own."""
        self.set_dose(replace(self.dose, sets=level.sets, reps=level.reps, hold_seconds=level.hold_seconds))
