"""An exercise with its dose, levels, muscles, cautions and neighbours: the catalogue's, or a person's own."""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exercises import dose
from exercises.catalogue import OWN
from exercises.dose import Dose, Sides
from exercises.models.dose_columns import DOSE_COLUMNS, DoseColumns, bounded
from exercises.models.words import Caution, Kind, Measure, Muscle, StartPosition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MAX_OWN = 300
# What a copy of an own exercise takes over, beside its name, dose and muscles.
COPIED = (
    *("kind", "start_position", "focus", "equipment", "spine_movements"),
    *("steps", "breathing", "cues", "note", "figure_slug"),
)

IN_ORDER = (F("founding_order").asc(nulls_last=True), "difficulty", "name")


class LibraryFullError(Exception):
    """The person keeps as many own exercises as anybody could find their way in."""


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def current(self) -> "ExerciseQuerySet":
        """Keep what the catalogue offers everybody: nobody's own, nothing retired."""
        return self.filter(owner=None, retired_at=None)

    def visible_to(self, person: "User | AnonymousUser") -> "ExerciseQuerySet":
        """Keep the catalogue and the person's own exercises; retired ones too, as routines and history point there."""
        mine = Q(owner=person.pk) if person.is_authenticated else Q()
        return self.filter(Q(owner=None) | mine)

    def offered_to(self, person: "User | AnonymousUser") -> "ExerciseQuerySet":
        """Keep what the person can choose from: the current catalogue and their own exercises."""
        return self.visible_to(person).filter(retired_at=None)

    @transaction.atomic
    def create_own(
        self, person: "User", name: str, dose: Dose, *, muscles: Iterable[Muscle] = (), **fields: Any
    ) -> "Exercise":
        """Add an exercise that only this person sees. Raises LibraryFullError past MAX_OWN."""
        if self.filter(owner=person, retired_at=None).count() >= MAX_OWN:
            raise LibraryFullError
        exercise = Exercise(owner=person, slug=f"{OWN}{secrets.token_hex(8)}", difficulty=2)
        exercise.rewrite(name, dose, muscles=muscles, **fields)
        return exercise

    def in_order(self) -> "ExerciseQuerySet":
        """Order by the founding twelve first, then easy before hard, then by name."""
        return self.order_by(*IN_ORDER)

    def popular_first(self) -> "ExerciseQuerySet":
        """Order by how many places in routines they hold, and where that says nothing, as in_order()."""
        places = (
            Exercise.objects.filter(pk=models.OuterRef("pk")).values("pk").annotate(n=models.Count("prescriptions"))
        )
        return self.order_by(models.Subquery(places.values("n")).desc(), *IN_ORDER)

    def with_muscles(self) -> "ExerciseQuerySet":
        return self.prefetch_related(
            models.Prefetch("exercise_muscles", ExerciseMuscle.objects.select_related("muscle"))
        )

    def with_cautions(self) -> "ExerciseQuerySet":
        return self.prefetch_related(
            models.Prefetch("exercise_cautions", ExerciseCaution.objects.select_related("caution"))
        )


class Exercise(DoseColumns):
    """One movement or posture. The dose columns hold its default dose."""

    slug = models.SlugField(max_length=60, unique=True)
    # Whose own exercise it is; the catalogue's belong to nobody.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="own_exercises"
    )
    name = models.CharField(_("name"), max_length=80)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.STRENGTHEN)
    start_position = models.CharField(
        _("start position"), max_length=12, choices=StartPosition, default=StartPosition.STANDING
    )
    measure = models.CharField(_("measure"), max_length=16, choices=Measure)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), validators=bounded(1, 5))
    default_level = models.PositiveSmallIntegerField(_("default level"), default=1, validators=bounded(1, 5))
    founding_order = models.PositiveSmallIntegerField(
        _("place among the founding twelve"), null=True, blank=True, unique=True
    )
    # Short closed lists that are always read whole with the row; the loader checks their words.
    focus = models.JSONField(_("focus"), default=list, blank=True)
    equipment = models.JSONField(_("equipment"), default=list, blank=True)
    equipment_optional = models.JSONField(_("optional equipment"), default=list, blank=True)
    spine_movements = models.JSONField(_("spine movements"), default=list, blank=True)
    steps = models.JSONField(_("steps"), default=list, blank=True)
    breathing = models.TextField(_("breathing"), blank=True)
    cues = models.JSONField(_("cues"), default=list, blank=True)
    mistakes = models.JSONField(_("common mistakes"), default=list, blank=True)
    # [{"title", "organisation", "year", "url", "fact"}]
    sources = models.JSONField(_("sources"), default=list, blank=True)
    dose_origin = models.TextField(_("where the dose comes from"), blank=True)
    note = models.TextField(_("note"), blank=True)
    figure_slug = models.SlugField(
        _("figure"), max_length=60, blank=True, help_text=_("The catalogue exercise that lends its figure.")
    )
    muscles = models.ManyToManyField(Muscle, through="ExerciseMuscle", related_name="exercises")
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = ExerciseQuerySet.as_manager()

    class Meta(DoseColumns.Meta):
        constraints = [
            *DoseColumns.Meta.constraints,
            models.CheckConstraint(condition=Q(difficulty__range=(1, 5)), name="exercises_exercise_difficulty"),
            models.CheckConstraint(condition=Q(default_level__range=(1, 5)), name="exercises_exercise_default_level"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="exercises_exercise_kind"),
            models.CheckConstraint(
                condition=Q(start_position__in=StartPosition.values), name="exercises_exercise_start_position"
            ),
            models.CheckConstraint(
                condition=Q(measure=Measure.HOLD, hold_seconds__gt=0, reps=1)
                | Q(measure=Measure.REPS, hold_seconds=0)
                | Q(measure=Measure.REPS_WITH_HOLD, hold_seconds__gt=0),
                name="exercises_exercise_measure",
                violation_error_message=_("The default dose does not fit how the exercise is measured."),
            ),
            models.CheckConstraint(
                condition=Q(owner=None) & ~Q(slug__startswith=OWN) | Q(owner__isnull=False, slug__startswith=OWN),
                name="exercises_exercise_own",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exercises:detail", args=[self.slug])

    @property
    def is_own(self) -> bool:
        return self.owner_id is not None

    @property
    def drawn_as(self) -> str:
        """The slug whose figure shows this exercise."""
        return self.figure_slug or self.slug

    @transaction.atomic
    def rewrite(self, name: str, dose: Dose, *, muscles: Iterable[Muscle], **fields: Any) -> None:
        """Say anew what an own exercise is; what is not named stays. Routines keep the doses they have."""
        self.name, self.dose = name, dose
        self.measure = Measure.of(dose)
        for field, value in fields.items():
            setattr(self, field, value)
        self.save()
        self.exercise_muscles.all().delete()
        ExerciseMuscle.objects.bulk_create(
            ExerciseMuscle(exercise=self, muscle=muscle, is_primary=True) for muscle in muscles
        )

    def copy_for(self, person: "User") -> "Exercise":
        """Return an exercise of this kind that the person may see: a copy, if it is somebody else's own.

        Raises LibraryFullError.
        """
        if self.owner_id in (None, person.pk):
            return self
        fields = {name: getattr(self, name) for name in COPIED}
        return Exercise.objects.create_own(person, self.name, self.dose, muscles=self.muscles.all(), **fields)

    def retire(self) -> None:
        """Take an own exercise out of the library; routines and history keep it."""
        self.retired_at = timezone.now()
        self.save(update_fields=["retired_at"])

    def restore(self) -> None:
        self.retired_at = None
        self.save(update_fields=["retired_at"])

    def dose_at(self, level: "Level") -> Dose:
        """Return the default dose with a level's sets, repeats and hold."""
        changed: dict[str, Any] = {name: getattr(self, name) for name in DOSE_COLUMNS}
        changed |= {"sets": level.sets, "reps": level.reps, "hold_seconds": level.hold_seconds}
        return Dose(**changed | {"sides": Sides(self.sides)})


class ExerciseMuscle(models.Model):
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="exercise_muscles")
    muscle = models.ForeignKey(Muscle, models.PROTECT, related_name="exercise_muscles")
    is_primary = models.BooleanField(_("primary"))

    class Meta:
        ordering = ["-is_primary", "pk"]
        constraints = [models.UniqueConstraint(fields=["exercise", "muscle"], name="exercises_exercisemuscle_once")]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.muscle}"


class ExerciseCaution(models.Model):
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="exercise_cautions")
    caution = models.ForeignKey(Caution, models.PROTECT, related_name="exercise_cautions")
    note = models.CharField(_("note"), max_length=240, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "exercise cautions"
        constraints = [models.UniqueConstraint(fields=["exercise", "caution"], name="exercises_exercisecaution_once")]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.caution}"


class Level(models.Model):
    """One rung of an exercise's ladder of doses, from 1."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(_("level"), validators=bounded(1, 5))
    sets = models.PositiveSmallIntegerField(_("sets"), validators=bounded(1, dose.MAX_SETS))
    reps = models.PositiveSmallIntegerField(_("repeats"), validators=bounded(1, dose.MAX_REPS))
    hold_seconds = models.PositiveSmallIntegerField(_("hold"), validators=bounded(0, dose.MAX_HOLD_SECONDS))
    change = models.CharField(_("what changes"), max_length=240)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="exercises_level_number_once"),
            models.CheckConstraint(
                condition=Q(number__range=(1, 5))
                & Q(sets__range=(1, dose.MAX_SETS))
                & Q(reps__range=(1, dose.MAX_REPS))
                & Q(hold_seconds__lte=dose.MAX_HOLD_SECONDS),
                name="exercises_level_dose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}, level {self.number}"


class Variation(models.Model):
    """An easier or harder neighbour on an exercise's ladder."""

    class Direction(models.TextChoices):
        EASIER = "easier", _("easier")
        HARDER = "harder", _("harder")

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="variations")
    neighbour = models.ForeignKey(Exercise, models.CASCADE, related_name="neighbour_of")
    direction = models.CharField(_("direction"), max_length=6, choices=Direction)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "neighbour"], name="exercises_variation_once"),
            models.CheckConstraint(condition=~Q(exercise=F("neighbour")), name="exercises_variation_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.neighbour} is {self.direction}"
