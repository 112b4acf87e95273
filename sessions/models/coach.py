"""What a person told the coach: a flare-up, a warning sign, and limits of their own."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import Owned
from backroutine.prepared import PERSON, Prepared
from exercises import guidance
from exercises.guidance import Limits
from sessions import flareup
from sessions.flareup import Eased

if TYPE_CHECKING:
    from accounts.models import User

COACH = Prepared(lambda: Coach.objects.filter(person=PERSON))
# How far a person may move each limit. The rule's own number is always within.
BOUNDS = {
    "effort_easy_max": (2, 6),
    "pain_rise_ok_max": (0, 3),
    "pain_ok_during_max": (1, 6),
    "sessions_to_advance": (1, 6),
    "max_level_steps_per_week": (1, 3),
    "max_exercises_advanced_per_session": (1, 4),
}


def _own_limit(name: str, label: Any) -> Any:
    low, high = BOUNDS[name]
    validators = [MinValueValidator(low), MaxValueValidator(high)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=validators)


class CoachQuerySet(models.QuerySet["Coach"]):
    def of(self, person: "User") -> "Coach":
        """Return the person's row, or a new one that is stored with its first change. Asks once a person object."""
        known = Coach.person.field.remote_field
        if not known.is_cached(person):
            found = COACH.instances(person=person.pk)
            for row in found:
                Coach.person.field.set_cached_value(row, person)
            known.set_cached_value(person, found[0] if found else None)
        coach: Any = known.get_cached_value(person)
        return coach or Coach(person=person)

    def lock(self, person: "User") -> None:
        """Make two answers of one person wait for each other, before there is a row as after; within a transaction."""
        get_user_model().objects.select_for_update().get(pk=person.pk)


class Coach(Owned):
    """One row a person, made with the first thing they say. An empty limit means the sourced one."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="coach")
    flare_up_on = models.DateField(_("first day of the flare-up"), null=True, blank=True)
    flare_up_days = models.PositiveSmallIntegerField(
        _("days of a flare-up"),
        default=flareup.DEFAULT_DAYS,
        validators=[MinValueValidator(flareup.MIN_DAYS), MaxValueValidator(flareup.MAX_DAYS)],
    )
    is_flare_up_over = models.BooleanField(_("flare-up ended early"), default=False)
    # The most urgent warning sign that was ticked: exercising waits until it is cleared.
    urgency = models.CharField(_("warning sign"), max_length=12, blank=True)
    # The session whose severe pain the person has been asked about.
    asked_about = models.UUIDField(null=True, blank=True)
    effort_easy_max = _own_limit("effort_easy_max", _("easy effort, at most"))
    pain_rise_ok_max = _own_limit("pain_rise_ok_max", _("pain may rise by, at most"))
    pain_ok_during_max = _own_limit("pain_ok_during_max", _("pain during it, at most"))
    sessions_to_advance = _own_limit("sessions_to_advance", _("good sessions before a rise"))
    max_level_steps_per_week = _own_limit("max_level_steps_per_week", _("rises of one exercise a week, at most"))
    max_exercises_advanced_per_session = _own_limit(
        "max_exercises_advanced_per_session", _("exercises that rise between two sessions, at most")
    )

    objects = CoachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "coaches"
        constraints = [
            models.CheckConstraint(
                condition=Q(flare_up_days__range=(flareup.MIN_DAYS, flareup.MAX_DAYS)),
                name="logbook_coach_flare_up_days",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": bounds}), name=f"logbook_coach_{name[:40]}"
                )
                for name, bounds in BOUNDS.items()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    def limits(self) -> Limits:
        """Return the rule's limits, with the person's own in place of the shipped ones."""
        own = {name: value for name in BOUNDS if (value := getattr(self, name)) is not None}
        return replace(guidance.shipped().rules.limits, **own)

    def eased(self, day: date) -> Eased | None:
        """Return which day of a flare-up it is, None when doses are as prescribed."""
        return None if self.is_flare_up_over else flareup.eased_on(day, self.flare_up_on, self.flare_up_days)

    def start_flare_up(self, today: date) -> None:
        """Lower the doses from today on. Within a flare-up it changes nothing: a double tap is one."""
        if self.eased(today) is None:
            self._keep(flare_up_on=today, is_flare_up_over=False)

    def end_flare_up(self) -> None:
        self._keep(is_flare_up_over=True)

    def go_on_with_flare_up(self) -> None:
        """Undo its end."""
        self._keep(is_flare_up_over=False)

    def stop(self, urgency: str) -> None:
        """Let exercising wait: a warning sign was ticked."""
        self._keep(urgency=urgency)

    def clear(self) -> None:
        """Let it go on: the person has asked, or the sign does not apply."""
        self._keep(urgency="")

    def note_asked(self, session: Any) -> None:
        self._keep(asked_about=session)

    def set_limits(self, **limits: int | None) -> None:
        self._keep(**limits)

    def _keep(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        stored, _is_new = Coach.objects.update_or_create(person_id=self.person_id, defaults=values)
        self.pk = stored.pk
