"""Routines: a person's own, and the ready-made programmes they can be copied from."""

from collections.abc import Iterable
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
from exercises.models import DOSE_COLUMNS, DoseColumns, Exercise, Level
from routines.timeline import PREPARE_SECONDS, Phase, PlannedExercise, total_seconds, unroll

if TYPE_CHECKING:
    from accounts.models import User

MAX_PRESCRIPTIONS = 60


class RoutineFullError(Exception):
    """The routine holds as many prescriptions as a person could do in a day."""


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
    programme = models.ForeignKey("Programme", models.SET_NULL, null=True, blank=True, related_name="routines")
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

    def phases(self, prepare_seconds: int = PREPARE_SECONDS) -> list[Phase]:
        return unroll((p.planned() for p in self.prescriptions.all()), prepare_seconds=prepare_seconds)

    def seconds(self) -> int:
        """Seconds the routine takes; plain repeats are estimated by their tempo."""
        return total_seconds(self.phases())

    def changes_of_position(self) -> int:
        """Return how often a person gets up, down or round between two exercises."""
        places = [row.exercise.start_position for row in self.prescriptions.all()]
        return sum(before != after for before, after in pairwise(places))

    def add(self, exercise: Exercise) -> "Prescription":
        """Append an exercise with its default dose. Raises RoutineFullError past MAX_PRESCRIPTIONS."""
        with transaction.atomic():
            self._lock()
            if self.prescriptions.count() >= MAX_PRESCRIPTIONS:
                raise RoutineFullError
            prescription = Prescription(routine=self, exercise=exercise, position=self._next_position())
            prescription.dose = exercise.dose
            prescription.save()
            self.touch()
        return prescription

    def add_back(self, exercise: Exercise, position: int, dose: Dose, note: str = "") -> "Prescription":
        """Put a prescription at a place (from 0; past the end means last) and let the others make room."""
        with transaction.atomic():
            prescription = self.add(exercise)
            prescription.dose, prescription.note = dose, note
            prescription.save()
            order = [row.pk for row in self.prescriptions.all()]
            order.remove(prescription.pk)
            order.insert(position, prescription.pk)
            self.reorder(order)
        return prescription

    def move(self, prescription: "Prescription", steps: int) -> None:
        """Move a prescription by some places, towards the end when positive; the ends stop it."""
        with transaction.atomic():
            self._lock()
            order = [row.pk for row in self.prescriptions.all()]
            place = order.index(prescription.pk)
            order.insert(max(0, min(place + steps, len(order) - 1)), order.pop(place))
            self.reorder(order)

    def reorder(self, prescription_pks: list[int]) -> None:
        """Put the prescriptions into the given order. Raises ValueError unless it names each of them once."""
        with transaction.atomic():
            self._lock()
            rows = {row.pk: row for row in self.prescriptions.all()}
            if sorted(rows) != sorted(prescription_pks):
                raise ValueError("The order must name each prescription of the routine once.")
            # Positions are unique at every moment, so all step aside below zero before they take their places.
            for place, pk in enumerate(prescription_pks):
                rows[pk].position = -1 - place
            Prescription.objects.bulk_update(rows.values(), ["position"])
            self.prescriptions.update(position=-1 - models.F("position"))
            self.touch()

    def copy(self) -> "Routine":
        """Return a copy with the same prescriptions, named as a copy."""
        with transaction.atomic():
            twin = Routine.objects.create(
                person=self.person,
                name=_("%(name)s (copy)") % {"name": self.name[:70]},
                weekly_target=self.weekly_target,
                programme=self.programme,
            )
            _copy_prescriptions(self.prescriptions.all(), twin)
        return twin

    def delete_softly(self) -> None:
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])

    def restore(self) -> None:
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])

    def touch(self) -> None:
        self.save(update_fields=["updated_at"])

    def _lock(self) -> None:
        """Make two changes of one routine wait for each other."""
        Routine.objects.select_for_update().get(pk=self.pk)

    def _next_position(self) -> int:
        last = self.prescriptions.aggregate(last=models.Max("position"))["last"]
        return 0 if last is None else last + 1


class PrescriptionQuerySet(models.QuerySet["Prescription"]):
    def owned_by(self, person: "User") -> "PrescriptionQuerySet":
        """Keep what stands in the person's kept routines."""
        mine = self.filter(routine__person=person, routine__deleted_at=None)
        return mine.select_related("exercise", "routine").prefetch_related("exercise__levels")


class Prescription(DoseColumns):
    """One exercise's place and dose in a routine."""

    routine = models.ForeignKey(Routine, models.CASCADE, related_name="prescriptions")
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="prescriptions")
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

    def place(self) -> int:
        """Return how many prescriptions stand before it; positions may have gaps where others were removed."""
        return self.routine.prescriptions.filter(position__lt=self.position).count()

    @property
    def level(self) -> int | None:
        """The number of the exercise's level that this dose stands on, if it is one of them."""
        mine = (self.sets, self.reps, self.hold_seconds)
        return next(
            (lv.number for lv in self.exercise.levels.all() if (lv.sets, lv.reps, lv.hold_seconds) == mine), None
        )

    def set_level(self, level: Level) -> None:
        """Take a level's sets, repeats and hold; sides, rests and tempo stay the person's own."""
        self.sets, self.reps, self.hold_seconds = level.sets, level.reps, level.hold_seconds
        with transaction.atomic():
            self.save(update_fields=["sets", "reps", "hold_seconds"])
            self.routine.touch()


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def named(self, slug: str) -> "Programme | None":
        return self.filter(slug=slug).first()

    def current(self) -> "ProgrammeQuerySet":
        return self.filter(retired_at=None)

    def with_prescriptions(self) -> "ProgrammeQuerySet":
        return self.prefetch_related(
            models.Prefetch("prescriptions", ProgrammePrescription.objects.select_related("exercise"))
        )


class Programme(models.Model):
    """A ready-made routine that can be copied and changed."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    goal = models.CharField(_("goal"), max_length=240)
    difficulty = models.PositiveSmallIntegerField(_("level"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    days_per_week = models.PositiveSmallIntegerField(_("days a week"))
    sessions_per_day = models.PositiveSmallIntegerField(_("times a day"), default=1)
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    equipment = models.JSONField(_("equipment"), default=list, blank=True)
    # [{"weeks", "change"}]
    weekly_progression = models.JSONField(_("week by week"), default=list)
    # [{"who", "advice"}] and [{"title", "organisation", "year", "url"}], written by the loader
    cautions = models.JSONField(_("cautions"), default=list)
    sources = models.JSONField(_("sources"), default=list)
    note = models.TextField(_("note"), blank=True)
    place = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["place", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(difficulty__range=(1, 5))
                & Q(days_per_week__range=(1, 7))
                & Q(sessions_per_day__range=(1, 6))
                & Q(weeks__range=(1, 52)),
                name="routines_programme_ranges",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("routines:programme", args=[self.slug])

    def copy_for(self, person: "User") -> Routine:
        """Return a new routine of the person with this programme's prescriptions."""
        with transaction.atomic():
            routine = Routine.objects.create(
                person=person,
                name=self.name,
                weekly_target=min(21, self.days_per_week * self.sessions_per_day),
                programme=self,
            )
            _copy_prescriptions(self.prescriptions.all(), routine)
        return routine


class ProgrammePrescription(DoseColumns):
    """One exercise's place and dose in a programme. `section` is the heading it stands under."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="prescriptions")
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="programme_prescriptions")
    position = models.SmallIntegerField(_("position"))
    section = models.CharField(_("section"), max_length=40)
    note = models.CharField(_("note"), max_length=240, blank=True)

    class Meta(DoseColumns.Meta):
        ordering = ["position"]
        constraints = [
            *DoseColumns.Meta.constraints,
            models.UniqueConstraint(
                fields=["programme", "position"], name="routines_programmeprescription_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.dose}"

    def planned(self) -> PlannedExercise:
        return PlannedExercise(self.position, self.exercise.start_position, self.dose)


def _copy_prescriptions(prescriptions: "Iterable[Prescription | ProgrammePrescription]", routine: Routine) -> None:
    Prescription.objects.bulk_create(
        Prescription(
            routine=routine,
            exercise_id=row.exercise_id,
            position=position,
            note=row.note,
            **{name: getattr(row, name) for name in DOSE_COLUMNS},
        )
        for position, row in enumerate(prescriptions)
    )
