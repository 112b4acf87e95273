"""One read each: what the database adds up, as small rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q, Sum

from exercises.dose import Side
from exercises.models import Exercise, Kind
from sessions.models import Entry, LoggedSet, SessionQuerySet


@dataclass(frozen=True, slots=True)
class DayRow:
    """The sessions of one day together."""

    on: date
    sessions: int
    seconds: int
    activity_seconds: int


@dataclass(frozen=True, slots=True)
class RatedRow:
    """One session's ratings."""

    on: date
    pain_before: int | None
    pain_after: int | None
    effort: int | None


@dataclass(frozen=True, slots=True)
class PractisedRow:
    """One exercise over a time: in how many sessions, and when last."""

    slug: str
    name: str
    kind: str
    sessions: int
    last_on: date

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class SideRow:
    """What one side did of an exercise in one session; `longest_seconds` is the longest set."""

    on: date
    side: Side
    held_seconds: int
    reps: int
    longest_seconds: int


def first_session_on(sessions: SessionQuerySet) -> date | None:
    day: date | None = sessions.aggregate(day=Min("local_on"))["day"]
    return day


def day_rows(sessions: SessionQuerySet) -> list[DayRow]:
    rows = (
        sessions.order_by("local_on")
        .values_list("local_on")
        .annotate(
            sessions=Count("pk"),
            seconds=Sum("duration_seconds"),
            activity_seconds=Sum("duration_seconds", filter=Q(is_activity=True), default=0),
        )
    )
    return [DayRow(*row) for row in rows]


def kind_rows(sessions: SessionQuerySet) -> dict[date, dict[str, int]]:
    """Return the seconds of exercises by day and kind."""
    rows = (
        Entry.objects.filter(session__in=sessions)
        .order_by("session__local_on", "exercise__kind")
        .values_list("session__local_on", "exercise__kind")
        .annotate(Sum("duration_seconds"))
    )
    seconds: dict[date, dict[str, int]] = defaultdict(dict)
    for day, kind, amount in rows:
        seconds[day][kind] = amount
    return dict(seconds)


def rated_rows(sessions: SessionQuerySet) -> list[RatedRow]:
    """Return the sessions that rate pain or effort, the oldest first."""
    rated = sessions.exclude(pain_before=None, pain_after=None, effort=None).order_by("local_on", "started_at")
    return [RatedRow(*row) for row in rated.values_list("local_on", "pain_before", "pain_after", "effort")]


def practised_rows(sessions: SessionQuerySet) -> list[PractisedRow]:
    """Return the exercises of which at least one set was done, the most practised first."""
    rows = (
        Entry.objects.filter(session__in=sessions, logged_sets__is_skipped=False)
        .values_list("exercise__slug", "exercise__name", "exercise__kind")
        .annotate(times=Count("session", distinct=True), last_on=Max("session__local_on"))
        .order_by("-times", "exercise__name")
    )
    return [PractisedRow(*row) for row in rows]


def side_rows(sessions: SessionQuerySet, exercise: Exercise) -> list[SideRow]:
    """Return what each side did of the exercise in each session, the oldest first; skipped sets left out."""
    rows = (
        LoggedSet.objects.filter(entry__session__in=sessions, entry__exercise=exercise, is_skipped=False)
        .order_by("entry__session__local_on", "entry__session__started_at", "side")
        .values_list("entry__session__local_on", "entry__session", "side")
        .annotate(Sum("held_seconds"), Sum("reps"), Max("held_seconds"))
        .values_list("entry__session__local_on", "side", "held_seconds__sum", "reps__sum", "held_seconds__max")
    )
    return [SideRow(on, Side(side), held, reps, longest) for on, side, held, reps, longest in rows]
