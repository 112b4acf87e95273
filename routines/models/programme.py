"""Ready-made routines that can be copied and changed."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exercises.models import DoseColumns, Exercise
from routines.models.following import Following
from routines.models.prescription import Prescription, Priority, copied
from routines.models.routine import Routine
from routines.timeline import PlannedExercise

if TYPE_CHECKING:
    from accounts.models import User


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

    def follow(self, person: "User", on: date) -> Routine:
        """Return a new routine that begins the programme's first week on that day."""
        with transaction.atomic():
            routine = self.copy_for(person)
            routine.started_on = on
            routine.save(update_fields=["started_on"])
            Following(routine, self, on, 0, on).begin()
        return routine

    def copy_for(self, person: "User") -> Routine:
        """Return a new routine of the person with this programme's prescriptions."""
        with transaction.atomic():
            routine = Routine.objects.create(
                person=person,
                name=self.name,
                weekly_target=min(21, self.days_per_week * self.sessions_per_day),
                programme=self,
            )
            routine.take(self.prescriptions.all())
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

    def copy_for(self, routine: Routine) -> Prescription:
        """Return a copy for a place in a routine, unsaved."""
        return copied(self, routine, Priority.NORMAL)

    def planned(self) -> PlannedExercise:
        return PlannedExercise(self.position, self.exercise.start_position, self.dose)
