"""Months that are over, added up once: what a page about years reads instead of every set.

All of it follows from the sessions and can be thrown away at any time; `sessions.progress.sums` fills and checks it.
"""

import secrets

from django.conf import settings
from django.db import models

from backroutine.ownership import Owned
from exercises.models import Exercise, SidesChoices


def new_stamp() -> int:
    """Return a number that no other state of a session has, small enough that a million of them add up."""
    return secrets.randbits(40)


class SummedMonth(Owned):
    """A month of a person's that is added up, and what it was added up from."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="summed_months")
    on = models.DateField()  # its first day, here and below
    # By which way of adding up; sums of another one are thrown away.
    edition = models.PositiveSmallIntegerField()
    # The sum of the stamps of its sessions. While they add up to this, the sums are right.
    stamp = models.BigIntegerField()
    sessions = models.PositiveIntegerField()
    # On which there was a session, and the first of them.
    days = models.PositiveSmallIntegerField()
    first_on = models.DateField()
    # What was planned and done on each day (see sessions.progress.entries).
    entries = models.TextField(db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="logbook_summed_month_once")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m}"


class SummedActivity(Owned):
    """The sessions of one activity in a month, or ("") all that are none. A rating is its sum and how many rated it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="summed_activities")
    on = models.DateField()
    activity = models.CharField(max_length=80)
    sessions = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    pain_before_sum = models.PositiveIntegerField()
    pain_before_number = models.PositiveIntegerField()
    pain_worst_sum = models.PositiveIntegerField()
    pain_worst_number = models.PositiveIntegerField()
    pain_after_sum = models.PositiveIntegerField()
    pain_after_number = models.PositiveIntegerField()
    morning_pain_sum = models.PositiveIntegerField()
    morning_pain_number = models.PositiveIntegerField()
    effort_sum = models.PositiveIntegerField()
    effort_number = models.PositiveIntegerField()
    least_effort = models.PositiveSmallIntegerField(null=True)
    most_effort = models.PositiveSmallIntegerField(null=True)
    # Sessions rated before and after, and those of them that ended clearly lower and clearly higher.
    both = models.PositiveIntegerField()
    lower = models.PositiveIntegerField()
    higher = models.PositiveIntegerField()
    # What was said the morning after.
    better = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    worse = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "on", "activity"], name="logbook_summed_activity_once")
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m}, {self.activity}"


class SummedDose(Owned):
    """One exercise at one dose in a month. A side counts as a set of its own."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="summed_doses")
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="+")
    on = models.DateField()
    sets = models.PositiveSmallIntegerField()
    reps = models.PositiveSmallIntegerField()
    hold_seconds = models.PositiveSmallIntegerField()
    sides = models.CharField(max_length=9, choices=SidesChoices)
    # Sessions in which a set of the exercise was done; each counts at one of its doses.
    sessions = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    sets_planned = models.PositiveIntegerField()
    sets_done = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    # When it was last done; nothing where it was only planned.
    last_at = models.DateTimeField(null=True)
    # Side → the most of one turn and all of them: [seconds held, repeats, all seconds held, all repeats].
    amounts = models.JSONField()
    # Each day on which it was done, with when last and its amounts (see sessions.progress.doses).
    turns = models.TextField(db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "exercise", "on", "sets", "reps", "hold_seconds", "sides"],
                name="logbook_summed_dose_once",
            )
        ]
        indexes = [models.Index(fields=["person", "on"], name="logbook_summed_dose_month")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m}, {self.exercise}"
