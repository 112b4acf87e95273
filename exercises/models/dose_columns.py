"""The columns of a dose, wherever one is stored."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises import dose
from exercises.dose import Dose, Sides


class SidesChoices(models.TextChoices):
    NONE = Sides.NONE, _("no sides")
    EACH = Sides.EACH, _("each side, one then the other")
    ALTERNATE = Sides.ALTERNATE, _("each side, alternating")
    LEFT = Sides.LEFT, _("left side only")
    RIGHT = Sides.RIGHT, _("right side only")


def bounded(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class DoseColumns(models.Model):
    """The columns of a Dose, wherever one is stored: an exercise's default, a prescription, an entry's plan.

    Abstract on purpose: seven columns and their bounds, four times over, would drift apart.
    """

    sets = models.PositiveSmallIntegerField(_("sets"), default=1, validators=bounded(1, dose.MAX_SETS))
    reps = models.PositiveSmallIntegerField(_("repeats"), default=1, validators=bounded(1, dose.MAX_REPS))
    hold_seconds = models.PositiveSmallIntegerField(
        _("hold"),
        default=0,
        validators=bounded(0, dose.MAX_HOLD_SECONDS),
        help_text=_("Seconds; 0 for plain repeats."),
    )
    sides = models.CharField(_("sides"), max_length=9, choices=SidesChoices, default=SidesChoices.NONE)
    rest_seconds = models.PositiveSmallIntegerField(
        _("rest between sets"), default=0, validators=bounded(0, dose.MAX_REST_SECONDS)
    )
    release_seconds = models.PositiveSmallIntegerField(
        _("rest between held repeats"), default=0, validators=bounded(0, dose.MAX_REST_SECONDS)
    )
    rep_seconds = models.PositiveSmallIntegerField(
        _("seconds a repeat takes"),
        default=4,
        validators=bounded(1, dose.MAX_REP_SECONDS),
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
