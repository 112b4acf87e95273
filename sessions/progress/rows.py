"""One read each: the database adds up by slot, so that what comes back is as long as the drawing, not the history.

Slots are days where weeks are drawn, so that a day can be told from another; beyond a year they are months or years.
Those may take what lies before the sessions from months that are added up already (`summed`, see past.py).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr

from exercises.models import Exercise
from sessions.models import Entry, LoggedSet, MorningChoices, SessionQuerySet, SummedActivity, SummedDose
from sessions.models.entry import SETS_PLANNED
from sessions.progress.periods import Step

# How much of a date written as 2026-03-05 names its month or its year.
LENGTHS = {Step.MONTH: len("2026-03"), Step.YEAR: len("2026")}
RATINGS = ("pain_before", "pain_worst", "pain_after", "morning_pain", "effort")
# What is kept of a month's sessions: the columns of SummedActivity.
EXTREMES: dict[str, Any] = {"least_effort": min, "most_effort": max}
NUMBERS = (
    *("sessions", "seconds", *EXTREMES, "both", "lower", "higher", "better", "same", "worse"),
    *(f"{name}_{what}" for name in RATINGS for what in ("sum", "number")),
)
CLEAR = 2


@dataclass(frozen=True, slots=True)
class Rating:
    """Ratings from 0 to 10 added up."""

    total: int = 0
    rated: int = 0


@dataclass(frozen=True, slots=True)
class SlotRow:
    """The sessions of one slot together: those of one activity, or ("") all that are none."""

    on: date
    activity: str = ""
    sessions: int = 1
    seconds: int = 0
    pain_before: Rating = Rating()
    pain_worst: Rating = Rating()
    pain_after: Rating = Rating()
    morning_pain: Rating = Rating()
    effort: Rating = Rating()
    least_effort: int | None = None
    most_effort: int | None = None
    # Sessions rated before and after, by what pain did within them.
    lower: int = 0
    unclear: int = 0
    higher: int = 0
    # Sessions about which the person said the next morning how the back was.
    better: int = 0
    same: int = 0
    worse: int = 0


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One exercise in one slot. A side counts as a set of its own."""

    on: date
    exercise: int
    sessions: int
    seconds: int
    sets_planned: int
    sets_done: int
    last_on: date

    def plus(self, other: "EntryRow") -> "EntryRow":
        """Return both together."""
        return EntryRow(
            self.on,
            self.exercise,
            self.sessions + other.sessions,
            self.seconds + other.seconds,
            self.sets_planned + other.sets_planned,
            self.sets_done + other.sets_done,
            max(self.last_on, other.last_on),
        )


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    pk: int
    slug: str
    name: str
    kind: str
    primary: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()


def slot_key(step: Step, path: str = "local_on") -> Combinable:
    """Return what to group by: the day, or the start of the date's text, which both databases cut in their own code."""
    if step not in LENGTHS:
        return F(path)
    return Substr(Cast(path, CharField()), 1, LENGTHS[step])


def slot_start(key: date | str) -> date:
    return date.fromisoformat((key + "-01-01")[: len("2026-03-05")]) if isinstance(key, str) else key


def slot_rows(sessions: SessionQuerySet, step: Step, summed: QuerySet[SummedActivity] | None = None) -> list[SlotRow]:
    """Return the rows of each slot, the oldest first."""
    found = slot_numbers(sessions, step, summed)
    return [_slot_row(slot, which, found[slot, which]) for slot, which in sorted(found)]


def slot_numbers(
    sessions: SessionQuerySet, step: Step, summed: QuerySet[SummedActivity] | None = None
) -> dict[tuple[Any, str], dict[str, Any]]:
    """Return NUMBERS by slot and activity, as the columns of SummedActivity."""
    rows = (
        sessions.annotate(slot=slot_key(step), which=Case(When(is_activity=True, then="name"), default=Value("")))
        .order_by()
        .values_list("slot", "which")
        .annotate(**_session_sums())
    )
    if summed is not None:
        more = summed.annotate(slot=slot_key(step, "on")).order_by().values_list("slot", "activity")
        rows = rows.union(more.annotate(**_sums_of_sums()), all=True).order_by()
    found: dict[tuple[Any, str], dict[str, Any]] = {}
    for slot, which, *numbers in rows:
        row = dict(zip(NUMBERS, numbers, strict=True))
        found[slot, which] = _both(found[slot, which], row) if (slot, which) in found else row
    return found


def _session_sums() -> dict[str, Any]:
    """Return the columns of SummedActivity as sums over sessions, in the order of NUMBERS."""
    both = Q(pain_before__isnull=False, pain_after__isnull=False)
    lower, higher = Q(pain_before__gte=F("pain_after") + CLEAR), Q(pain_after__gte=F("pain_before") + CLEAR)
    mornings = (MorningChoices.BETTER, MorningChoices.SAME, MorningChoices.WORSE)
    sums = {
        "sessions": Count("*"),
        "seconds": Sum("duration_seconds"),
        "least_effort": Min("effort"),
        "most_effort": Max("effort"),
        "both": Count("pk", filter=both),
        "lower": Count("pk", filter=both & lower),
        "higher": Count("pk", filter=both & higher),
        **{choice.value: Count("pk", filter=Q(morning_after=choice)) for choice in mornings},
        **{f"{name}_sum": Sum(name, default=0) for name in RATINGS},
        **{f"{name}_number": Count(name) for name in RATINGS},
    }
    return {f"all_{name}": sums[name] for name in NUMBERS}


def _sums_of_sums() -> dict[str, Any]:
    extremes = {"least_effort": Min("least_effort"), "most_effort": Max("most_effort")}
    return {f"all_{name}": extremes.get(name) or Sum(name) for name in NUMBERS}


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return two rows of numbers as one."""
    whole = {name: one[name] + other[name] for name in NUMBERS if name not in EXTREMES}
    for name, choose in EXTREMES.items():
        whole[name] = choose((row[name] for row in (one, other) if row[name] is not None), default=None)
    return whole


def _slot_row(slot: date | str, activity: str, row: dict[str, Any]) -> SlotRow:
    ratings: dict[str, Any] = {name: Rating(row[f"{name}_sum"], row[f"{name}_number"]) for name in RATINGS}
    plain = ("sessions", "seconds", "least_effort", "most_effort", "lower", "higher", "better", "same", "worse")
    return SlotRow(
        slot_start(slot),
        activity,
        unclear=row["both"] - row["lower"] - row["higher"],
        **{name: row[name] for name in plain},
        **ratings,
    )


def entry_rows(sessions: SessionQuerySet, step: Step, summed: QuerySet[SummedDose] | None = None) -> list[EntryRow]:
    """Return what was planned and done, by slot and exercise: one query that adds up entries and sets, each once."""
    planned = (
        Entry.objects.filter(session__in=sessions)
        .annotate(on=slot_key(step, "session__local_on"))
        .order_by()
        .values_list("on", "exercise")
        .annotate(
            sessions=Value(0),
            seconds=Sum("duration_seconds"),
            sets_planned=Sum(SETS_PLANNED),
            sets_done=Value(0),
            last_on=Max("session__local_on"),
        )
    )
    done = (
        LoggedSet.objects.filter(entry__session__in=sessions, is_skipped=False)
        .annotate(on=slot_key(step, "entry__session__local_on"))
        .order_by()
        .values_list("on", "entry__exercise")
        .annotate(
            sessions=Count("entry__session", distinct=True),
            seconds=Value(0),
            sets_planned=Value(0),
            sets_done=Count("pk"),
            last_on=Max("entry__session__local_on"),
        )
    )
    parts: list[Any] = [done]
    if summed is not None:
        names = ("sessions", "seconds", "sets_planned", "sets_done")
        more = summed.annotate(slot=slot_key(step, "on")).order_by().values_list("slot", "exercise")
        parts.append(more.annotate(**{f"all_{name}": Sum(name) for name in names}, latest_on=Max("last_on")))
    found: dict[tuple[Any, int], EntryRow] = {}
    for on, exercise, *numbers in planned.union(*parts, all=True).order_by():
        row = EntryRow(slot_start(on), exercise, *numbers)
        found[on, exercise] = row.plus(found[on, exercise]) if (on, exercise) in found else row
    return sorted(found.values(), key=lambda row: (row.on, row.exercise))


def exercise_rows(pks: set[int]) -> dict[int, ExerciseRow]:
    """Return the exercises by primary key, with the slugs of their muscles."""
    rows = Exercise.objects.filter(pk__in=pks).values_list(
        "pk", "slug", "name", "kind", "exercise_muscles__muscle__slug", "exercise_muscles__is_primary"
    )
    found: dict[int, ExerciseRow] = {}
    for pk, slug, name, kind, muscle, is_primary in rows:
        one = found.get(pk, ExerciseRow(pk, slug, name, kind))
        primary = (*one.primary, muscle) if muscle and is_primary else one.primary
        secondary = (*one.secondary, muscle) if muscle and not is_primary else one.secondary
        found[pk] = ExerciseRow(pk, slug, name, kind, primary, secondary)
    return found
