"""Which sessions: reads by name."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.functions import Coalesce

from sessions.milestones import Amount
from sessions.models.entry import SETS_PLANNED, Entry, LoggedSet
from sessions.models.entry_query import EntryQuerySet

if TYPE_CHECKING:
    from sessions.models.session import Session

# What a subquery over the rows beneath a session asks for.
OF_SESSION = {"person": models.OuterRef("person"), "session": models.OuterRef("pk")}


class SessionReads(models.QuerySet["Session"]):
    def kept(self) -> Self:
        """Leave out what was deleted and can still be restored."""
        return self.filter(deleted_at=None)

    def finished(self) -> Self:
        return self.kept().filter(finished_at__isnull=False)

    def unfinished(self) -> Self:
        return self.kept().filter(finished_at=None)

    def erase(self) -> None:
        """Delete the sessions for good, in one statement a table: a cascade would read all their rows first."""
        entries = self.entries()
        sets = LoggedSet.objects.filter(**self._of("person"), entry__in=entries.values("pk"))
        for rows in (sets, entries, self):
            rows._raw_delete(self.db)

    def entries(self) -> EntryQuerySet:
        """Return the exercises of these sessions, named as their person's where the sessions come from a person."""
        return Entry.objects.filter(**self._of("person"), session__in=self.values("pk"))

    def sets(self) -> "models.QuerySet[LoggedSet]":
        """Return the sets of these sessions, likewise."""
        return LoggedSet.objects.filter(**self._of("entry__person"), entry__session__in=self.values("pk"))

    def _of(self, path: str) -> dict[str, Any]:
        """Return what to ask for: whose these are. Sessions from `person.sessions` know, through every filter."""
        person = self._hints.get("instance")  # type: ignore[attr-defined]
        return {path: person} if isinstance(person, get_user_model()) else {}

    def since(self, day: date) -> Self:
        """Keep what was done on that day or later, by the person's own calendar."""
        return self.filter(local_on__gte=day)

    def between(self, first_on: date, last_on: date) -> Self:
        """Keep the sessions of these days, both included."""
        return self.filter(local_on__range=(first_on, last_on))

    def up_to(self, pk: Any, local_on: Any, started_at: Any) -> Self:
        """Keep this session and those done before it, the oldest first."""
        earlier_that_day = models.Q(local_on=local_on, started_at__lt=started_at)
        return self.filter(models.Q(local_on__lt=local_on) | earlier_that_day | models.Q(pk=pk)).order_by(
            "local_on", "started_at"
        )

    def amounts(self) -> list[dict[int, Amount]]:
        """Return what each session of exercises did, by exercise, the oldest first, in one query."""
        done = models.Q(logged_sets__is_skipped=False)
        rows = (
            self.entries()
            .order_by("session__local_on", "session__started_at")
            .values_list("session", "exercise", "exercise__name")
            .annotate(
                done_held=models.Sum("logged_sets__held_seconds", filter=done, default=0),
                done_reps=models.Sum("logged_sets__reps", filter=done, default=0),
            )
        )
        amounts: dict[uuid.UUID, dict[int, Amount]] = {}
        for session, exercise, name, held, reps in rows:
            amounts.setdefault(session, {})[exercise] = Amount(name, held, reps)
        return list(amounts.values())

    def newest_first(self) -> Self:
        return self.order_by("-local_on", "-started_at")

    def lean(self) -> Self:
        """Load when, what and how it felt; the rest is read when somebody asks for it."""
        what = ("person", "routine", "is_activity", "name", "started_at", "finished_at", "local_on", "duration_seconds")
        felt = ("pain_before", "pain_after", "pain_worst", "effort", "is_left_for_pain", "morning_after")
        return self.only(*what, *felt, "morning_pain")

    def first_on(self) -> date | None:
        """Return the day of the first of these sessions."""
        return self.order_by("local_on").values_list("local_on", flat=True).first()

    def with_sizes(self) -> Self:
        """Add `size`, the number of planned exercises, and `sets_planned` and `sets_done`."""
        entries = Entry.objects.filter(**OF_SESSION, stands_in_for=None).order_by().values("session")
        person, session = OF_SESSION.values()
        done = LoggedSet.objects.filter(entry__person=person, entry__session=session, is_skipped=False).order_by()
        return self.annotate(
            size=_one(entries.annotate(number=models.Count("pk"))),
            sets_planned=_one(entries.annotate(number=models.Sum(SETS_PLANNED))),
            sets_done=_one(done.values("entry__session").annotate(number=models.Count("pk"))),
        )

    def of_routine(self, pk: int) -> Self:
        return self.filter(routine=pk)

    def of_activity(self, name: str) -> Self:
        return self.filter(is_activity=True, name=name)

    def of_exercises(self) -> Self:
        return self.filter(is_activity=False)

    def free(self) -> Self:
        """Keep exercises done without a routine."""
        return self.filter(is_activity=False, routine=None)

    def with_exercise(self, slug: str) -> Self:
        return self._with(exercise__slug=slug)

    def of_kind(self, kind: str) -> Self:
        """Keep those with an exercise of the kind."""
        return self._with(exercise__kind=kind)

    def _with(self, **wanted: Any) -> Self:
        # Looked up for each session shown. As EXISTS, PostgreSQL would begin with all the person has ever done of it.
        found = Entry.objects.filter(**OF_SESSION, **wanted).order_by().values("pk")[:1]
        return self.alias(found=models.Subquery(found)).exclude(found=None)

    def activities(self) -> Self:
        return self.filter(is_activity=True)

    def own_activities(self) -> "models.QuerySet[Session, Any]":
        """Return the person's own names for activities, in order, each once."""
        return self.activities().filter(activity=None).order_by("name").values_list("name").distinct()


def _one(number: models.QuerySet[Any, Any]) -> Coalesce:
    """Return the one number of a subquery; 0 where it has no row."""
    return Coalesce(models.Subquery(number.values("number")), 0)
