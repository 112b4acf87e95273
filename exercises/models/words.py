"""The closed lists that describe an exercise; the muscles and the cautions of the catalogue."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.dose import Dose


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

    @classmethod
    def of(cls, dose: Dose) -> "Measure":
        """Return what a dose measures."""
        if not dose.is_held:
            return cls.REPS
        return cls.HOLD if dose.reps == 1 else cls.REPS_WITH_HOLD


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

    @property
    def short(self) -> str:
        """Who, in a few words: "Osteoporosis (fragile bones), or a past fracture" is "Osteoporosis"."""
        return re.split(r" \(|, or ", self.who)[0]
