"""A walk, a swim, yoga: what is counted in minutes."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exercises.models.dose_columns import bounded
from exercises.models.words import Caution, Muscle


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
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=bounded(1, 600))
    days_per_week = models.PositiveSmallIntegerField(_("days a week"), validators=bounded(1, 7))
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
