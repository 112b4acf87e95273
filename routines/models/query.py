"""Reads of routines, each with what its page shows."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import JSONObject

from exercises.models import Exercise
from routines.models.on_shelf import OnShelf, OnShelfWithMuscles, on_shelf
from routines.models.prescription import Prescription

if TYPE_CHECKING:
    from routines.models.routine import Routine  # noqa: F401

# What a level changes of a dose.
NUMBERS = ("sets", "reps", "hold_seconds")


class RoutineQuerySet(models.QuerySet["Routine"]):
    def kept(self) -> "RoutineQuerySet":
        """Leave out what was deleted and can still be restored."""
        return self.filter(deleted_at=None)

    def active(self) -> "RoutineQuerySet":
        """Keep what a person has in use: neither deleted nor archived."""
        return self.kept().filter(archived_at=None)

    def archived(self) -> "RoutineQuerySet":
        return self.kept().exclude(archived_at=None)

    def with_prescriptions(self, how: type[OnShelf] = OnShelf) -> "RoutineQuerySet":
        return self.prefetch_related(models.Prefetch("prescriptions", on_shelf(Prescription.objects.all(), how)))

    def with_muscles(self) -> "RoutineQuerySet":
        """Load prescriptions, exercises and the muscles these work."""
        return self.with_prescriptions(OnShelfWithMuscles)

    def with_programme(self) -> "RoutineQuerySet":
        """Load what following a programme needs: it, its prescriptions and their exercises."""
        return self.select_related("programme").prefetch_related("programme__prescriptions")

    def marking(self, exercise: Exercise) -> "RoutineQuerySet":
        """Say of each routine what it `holds` of the exercise already: its newest sets, repeats and hold, or None."""
        numbers = JSONObject(**{name: name for name in NUMBERS})
        here = {"person": models.OuterRef("person"), "routine": models.OuterRef("pk")}
        held = Prescription.objects.filter(**here, exercise=exercise).order_by("-pk")
        return self.annotate(holds=models.Subquery(held.annotate(numbers=numbers).values("numbers")[:1]))
