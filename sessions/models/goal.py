"""What a person wants to be able to do again, in their own words, rated from 0 to 10 once a week."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backroutine.charts import DAY, monday_of
from backroutine.ownership import Owned, PartOf, PersonOf
from backroutine.prepared import PERSON, Prepared, Slot

if TYPE_CHECKING:
    from accounts.models import User

# "Up to five important activities", each rated by itself.
# Source: the Patient-Specific Functional Scale, Stratford et al. 1995, Physiotherapy Canada 47:258-263. Own wording.
MOST_GOALS = 5
# Ratings older than this are kept, but not read for a page.
WEEKS_SHOWN = 53
MOST_REACHED = 20


class GoalsFullError(Exception):
    """The person rates as many goals as the scale provides for."""


class GoalQuerySet(models.QuerySet["Goal"]):
    def kept(self) -> "GoalQuerySet":
        """Leave out what was deleted and can still be restored."""
        return self.filter(deleted_at=None)

    def open(self) -> "GoalQuerySet":
        """Keep what is still rated."""
        return self.kept().filter(reached_at=None)

    def reached(self) -> "GoalQuerySet":
        return self.kept().exclude(reached_at=None).order_by("-reached_at")

    def due(self, monday: Any) -> "GoalQuerySet":
        """Keep what is still to be rated in the week that begins on this date."""
        this_week = GoalRating.objects.filter(
            person=models.OuterRef("person"), goal=models.OuterRef("pk"), week_on=monday
        )
        return self.open().exclude(models.Exists(this_week))

    @transaction.atomic
    def add(self, person: "User", words: str) -> "Goal":
        """Store a new goal; the same open words twice are one. Raises GoalsFullError past MOST_GOALS."""
        get_user_model().objects.select_for_update().get(pk=person.pk)
        mine = list(self.open().filter(person=person))
        same = next((goal for goal in mine if goal.words == words), None)
        if same is None and len(mine) >= MOST_GOALS:
            raise GoalsFullError
        return same or self.create(person=person, words=words)


class Goal(Owned):
    """One thing to do again, such as putting on socks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="goals")
    words = models.CharField(_("goal"), max_length=120)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    reached_at = models.DateTimeField(_("reached at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="logbook_goal_has_words")]

    def __str__(self) -> str:
        return self.words

    def rate(self, value: int, today: date) -> int | None:
        """Store this week's rating in the place of an earlier one of the week; return that, or None."""
        week_on = monday_of(today)
        with transaction.atomic():
            was = self.ratings.filter(week_on=week_on).values_list("value", flat=True).first()
            self.ratings.update_or_create(week_on=week_on, defaults={"value": value})
        return was

    def take_back(self, today: date) -> None:
        """Forget this week's rating."""
        self.ratings.filter(week_on=monday_of(today)).delete()

    def say(self, words: str) -> None:
        self._keep(words=words)

    def reach(self) -> None:
        """Celebrate it, and rate it no longer."""
        self._keep(reached_at=timezone.now())

    def reopen(self) -> None:
        self._keep(reached_at=None)

    def delete_softly(self) -> None:
        self._keep(deleted_at=timezone.now())

    def restore(self) -> None:
        self._keep(deleted_at=None)

    def _keep(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))


class GoalRating(Owned):
    """How well it went in one week: 0 is not at all, 10 as well as ever."""

    person = PersonOf("goal")
    goal = PartOf(Goal, models.CASCADE, related_name="ratings")
    week_on = models.DateField(_("Monday of the week"))
    value = models.PositiveSmallIntegerField(_("rating"), validators=[MaxValueValidator(10)])

    class Meta:
        ordering = ["week_on"]
        constraints = [
            models.UniqueConstraint(fields=["person", "goal", "week_on"], name="logbook_goalrating_once_a_week"),
            models.CheckConstraint(condition=Q(value__lte=10), name="logbook_goalrating_value"),
        ]

    def __str__(self) -> str:
        return f"{self.goal}, {self.week_on}: {self.value}"


# --- The page of the goals, each statement put together once ---

FIRST = Slot("first", models.DateField())
OPEN_GOALS = Prepared(lambda: Goal.objects.filter(person=PERSON).open())
REACHED_GOALS = Prepared(lambda: Goal.objects.filter(person=PERSON).reached()[:MOST_REACHED])
RATINGS: Prepared[Any] = Prepared(
    lambda: GoalRating.objects.filter(
        person=PERSON, week_on__gte=FIRST, goal__in=Goal.objects.filter(person=PERSON).open().values("pk")
    ).values_list("goal", "week_on", "value")
)


def rated_goals(person: "User", today: date) -> list[tuple[Goal, list[tuple[date, int]]]]:
    """Return the goals that are still rated, each with the ratings (Monday, 0 to 10) of a year, the oldest first."""
    goals = OPEN_GOALS.instances(person=person.pk)
    ratings: dict[uuid.UUID, list[tuple[date, int]]] = {goal.pk: [] for goal in goals}
    first_on = monday_of(today) - (WEEKS_SHOWN - 1) * 7 * DAY
    for pk, week_on, value in RATINGS.rows(person=person.pk, first=first_on) if goals else ():
        ratings.setdefault(pk, []).append((week_on, value))
    return [(goal, ratings[goal.pk]) for goal in goals]


def reached_goals(person: "User") -> list[Goal]:
    """Return those reached last, the newest first."""
    return REACHED_GOALS.instances(person=person.pk)
