"""The catalogue: exercises with their doses, levels, muscles, cautions and neighbours; and activities."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exercises import dose
from exercises.dose import Dose, Sides


class SidesChoices(models.TextChoices):
    NONE = Sides.NONE, _("no sides")
    EACH = Sides.EACH, _("each side, one then the other")
    ALTERNATE = Sides.ALTERNATE, _("each side, alternating")
    LEFT = Sides.LEFT, _("left side only")
    RIGHT = Sides.RIGHT, _("right side only")


def _bounded(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class DoseColumns(models.Model):
    """The columns of a Dose, wherever one is stored: an exercise's default, a prescription, an entry's plan.

    Abstract on purpose: seven columns and their bounds, four times over, would drift apart.
    """

    sets = models.PositiveSmallIntegerField(_("sets"), default=1, validators=_bounded(1, dose.MAX_SETS))
    reps = models.PositiveSmallIntegerField(_("repeats"), default=1, validators=_bounded(1, dose.MAX_REPS))
    hold_seconds = models.PositiveSmallIntegerField(
        _("hold"),
        default=0,
        validators=_bounded(0, dose.MAX_HOLD_SECONDS),
        help_text=_("Seconds; 0 for plain repeats."),
    )
    sides = models.CharField(_("sides"), max_length=9, choices=SidesChoices, default=SidesChoices.NONE)
    rest_seconds = models.PositiveSmallIntegerField(
        _("rest between sets"), default=0, validators=_bounded(0, dose.MAX_REST_SECONDS)
    )
    release_seconds = models.PositiveSmallIntegerField(
        _("rest between held repeats"), default=0, validators=_bounded(0, dose.MAX_REST_SECONDS)
    )
    rep_seconds = models.PositiveSmallIntegerField(
        _("seconds a repeat takes"),
        default=4,
        validators=_bounded(1, dose.MAX_REP_SECONDS),
        help_text=_("Moving out and in again, the hold excluded."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(sets__range=(1, dose.MAX_SETS))
                & Q(reps__range=(1, dose.MAX_REPS))
                & Q(hold_seconds__lte=dose.MAX_HOLD_SECONDS)
                & Q(rest_seconds__lte=dose.MAX_REST_SECONDS)
                & Q(release_seconds__lte=dose.MAX_REST_SECONDS)
                & Q(rep_seconds__range=(1, dose.MAX_REP_SECONDS))
                & Q(sides__in=[sides.value for sides in Sides]),
                name="%(app_label)s_%(class)s_dose",
                violation_error_message=_("That dose is out of range."),
            ),
        ]

    @property
    def dose(self) -> Dose:
        return Dose(
            sets=self.sets,
            reps=self.reps,
            hold_seconds=self.hold_seconds,
            sides=Sides(self.sides),
            rest_seconds=self.rest_seconds,
            release_seconds=self.release_seconds,
            rep_seconds=self.rep_seconds,
        )

    @dose.setter
    def dose(self, value: Dose) -> None:
        for name in DOSE_COLUMNS:
            setattr(self, name, getattr(value, name))


DOSE_COLUMNS = ("sets", "reps", "hold_seconds", "sides", "rest_seconds", "release_seconds", "rep_seconds")


class Kind(models.TextChoices):
    STRETCH = "stretch", _("Stretch")
    STRENGTHEN = "strengthen", _("Strengthen")
    MOBILITY = "mobility", _("Mobility")
    ACTIVATION = "activation", _("Activation")


class StartPosition(models.TextChoices):
    SUPINE = "supine", _("On your back")
    PRONE = "prone", _("On your front")
    QUADRUPED = "quadruped", _("On hands and knees")
    SIDE_LYING = "side-lying", _("On your side")
    KNEELING = "kneeling", _("Kneeling")
    SEATED = "seated", _("Sitting")
    STANDING = "standing", _("Standing")


class Measure(models.TextChoices):
    HOLD = "hold", _("one long hold")
    REPS = "reps", _("repeats")
    REPS_WITH_HOLD = "reps_with_hold", _("repeats with a hold")


class Equipment(models.TextChoices):
    MAT = "mat", _("mat")
    CHAIR = "chair", _("chair")
    TABLE = "table", _("table")
    WALL = "wall", _("wall")
    DOORWAY = "doorway", _("doorway")
    STRAP = "strap", _("strap")
    TOWEL = "towel", _("towel")
    CUSHION = "cushion", _("cushion")
    BAND = "band", _("band")
    FOAM_ROLLER = "foam-roller", _("foam roller")
    WEIGHT = "weight", _("weight")
    STEP = "step", _("step")
    STICK = "stick", _("stick")


class Focus(models.TextChoices):
    LOWER_BACK = "lower-back", _("Lower back")
    UPPER_BACK = "upper-back", _("Upper back")
    NECK = "neck", _("Neck")
    CORE = "core", _("Core")
    HIPS = "hips", _("Hips")
    LEGS = "legs", _("Legs")
    BREATHING = "breathing", _("Breathing")


class SpineMovement(models.TextChoices):
    FLEXION = "flexion", _("bends forward")
    EXTENSION = "extension", _("arches back")
    ROTATION = "rotation", _("twists")
    LATERAL_FLEXION = "lateral-flexion", _("bends sideways")
    NEUTRAL = "neutral", _("stays neutral")
    ANTI_FLEXION = "anti-flexion", _("resists bending forward")
    ANTI_EXTENSION = "anti-extension", _("resists arching")
    ANTI_ROTATION = "anti-rotation", _("resists twisting")
    ANTI_LATERAL_FLEXION = "anti-lateral-flexion", _("resists bending sideways")


class Muscle(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(_("anatomical name"), max_length=80)
    lay_name = models.CharField(_("lay name"), max_length=120)
    region = models.CharField(_("region"), max_length=20)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.lay_name


class Caution(models.Model):
    """A circumstance in which a person should ask first, or change the exercise."""

    slug = models.SlugField(unique=True)
    who = models.CharField(_("who"), max_length=160)
    advice = models.TextField(_("advice"))

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.who


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def current(self) -> "ExerciseQuerySet":
        """Leave out what the catalogue has retired; routines and history keep pointing at those."""
        return self.filter(retired_at=None)

    def in_order(self) -> "ExerciseQuerySet":
        """Order by the founding twelve first, then easy before hard, then by name."""
        return self.order_by(F("founding_order").asc(nulls_last=True), "difficulty", "name")

    def with_muscles(self) -> "ExerciseQuerySet":
        return self.prefetch_related(
            models.Prefetch("exercise_muscles", ExerciseMuscle.objects.select_related("muscle"))
        )

    def with_everything(self) -> "ExerciseQuerySet":
        """Load what the exercise's own page shows, in four queries beside its own."""
        return self.with_muscles().prefetch_related(
            "levels",
            models.Prefetch("exercise_cautions", ExerciseCaution.objects.select_related("caution")),
            models.Prefetch("variations", Variation.objects.select_related("neighbour")),
        )


class Exercise(DoseColumns):
    """One movement or posture. The dose columns hold its default dose."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    start_position = models.CharField(_("start position"), max_length=12, choices=StartPosition)
    measure = models.CharField(_("measure"), max_length=16, choices=Measure)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), validators=_bounded(1, 5))
    default_level = models.PositiveSmallIntegerField(_("default level"), default=1, validators=_bounded(1, 5))
    founding_order = models.PositiveSmallIntegerField(
        _("place among the founding twelve"), null=True, blank=True, unique=True
    )
    # Short closed lists that are always read whole with the row; the loader checks their words.
    focus = models.JSONField(_("focus"), default=list)
    equipment = models.JSONField(_("equipment"), default=list, blank=True)
    equipment_optional = models.JSONField(_("optional equipment"), default=list, blank=True)
    spine_movements = models.JSONField(_("spine movements"), default=list)
    steps = models.JSONField(_("steps"), default=list)
    breathing = models.TextField(_("breathing"), blank=True)
    cues = models.JSONField(_("cues"), default=list)
    mistakes = models.JSONField(_("common mistakes"), default=list)
    # [{"title", "organisation", "year", "url", "fact"}]
    sources = models.JSONField(_("sources"), default=list)
    dose_origin = models.TextField(_("where the dose comes from"), blank=True)
    note = models.TextField(_("note"), blank=True)
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
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exercises:detail", args=[self.slug])

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
    number = models.PositiveSmallIntegerField(_("level"), validators=_bounded(1, 5))
    sets = models.PositiveSmallIntegerField(_("sets"), validators=_bounded(1, dose.MAX_SETS))
    reps = models.PositiveSmallIntegerField(_("repeats"), validators=_bounded(1, dose.MAX_REPS))
    hold_seconds = models.PositiveSmallIntegerField(_("hold"), validators=_bounded(0, dose.MAX_HOLD_SECONDS))
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


class ActivityQuerySet(models.QuerySet["Activity"]):
    def current(self) -> "ActivityQuerySet":
        return self.filter(retired_at=None)

    def with_everything(self) -> "ActivityQuerySet":
        """Load what the activity's own page shows, in two queries beside its own."""
        return self.prefetch_related("muscles", "cautions")


class Activity(models.Model):
    """A walk, a swim, yoga: counted in minutes, not in sets."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    why = models.TextField(_("why"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=_bounded(1, 600))
    days_per_week = models.PositiveSmallIntegerField(_("days a week"), validators=_bounded(1, 7))
    effort = models.CharField(_("effort"), max_length=80)
    # [{"level", "minutes", "days_per_week", "weeks"}]
    progression = models.JSONField(_("progression"), default=list)
    facts = models.JSONField(_("facts"), default=list)
    sources = models.JSONField(_("sources"), default=list)
    equipment = models.JSONField(_("equipment"), default=list, blank=True)
    cautions = models.ManyToManyField(Caution, related_name="activities", blank=True)
    muscles = models.ManyToManyField(Muscle, related_name="activities", blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 600)) & Q(days_per_week__range=(1, 7)), name="exercises_activity_dose"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exercises:detail", args=[self.slug])
