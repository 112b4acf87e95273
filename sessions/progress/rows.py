"""One read each: the database adds up by slot, so that what comes back is as long as the drawing, not the history.

Slots are days where weeks are drawn, so that a day can be told from another; beyond a year they are months or years.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr

from exercises.dose import Dose, Side, Sides
from exercises.models import Exercise
from sessions.models import Entry, LoggedSet, MorningChoices, SessionQuerySet
from sessions.models.entry import SETS_PLANNED
from sessions.progress.periods import Step

# How much of a date written as 2026-03-05 names its month or its year.
LENGTHS = {Step.MONTH: len("2026-03"), Step.YEAR: len("2026")}
RATINGS = ("pain_before", "pain_worst", "pain_after", "morning_pain", "effort")
CLEAR = 2


@dataclass(frozen=True, slots=True)
class Span:
    """How far a history reaches."""

    first_on: date | None
    sessions: int
    days: int


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


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One exercise at one dose in one slot: the most of each side in one turn (None where it was not done), and all."""

    on: date
    dose: Dose
    turns: int
    last_at: datetime
    best: dict[Side, int]
    total: dict[Side, int]


def slot_key(step: Step, path: str = "local_on") -> Combinable:
    """Return what to group by: the day, or the start of the date's text, which both databases cut in their own code."""
    if step not in LENGTHS:
        return F(path)
    return Substr(Cast(path, CharField()), 1, LENGTHS[step])


def slot_start(key: date | str) -> date:
    return date.fromisoformat((key + "-01-01")[: len("2026-03-05")]) if isinstance(key, str) else key


def span(sessions: SessionQuerySet) -> Span:
    found = sessions.aggregate(first_on=Min("local_on"), sessions=Count("pk"), days=Count("local_on", distinct=True))
    return Span(**found)


def slot_rows(sessions: SessionQuerySet, step: Step) -> list[SlotRow]:
    """Return the rows of each slot, the oldest first."""
    rows = (
        sessions.annotate(on=slot_key(step), which=Case(When(is_activity=True, then="name"), default=Value("")))
        .order_by("on", "which")
        .values("on", "which")
        .annotate(number=Count("pk"), seconds=Sum("duration_seconds"), **_ratings())
    )
    return [_slot_row(dict(row)) for row in rows]


def _ratings() -> dict[str, Any]:
    both = Q(pain_before__isnull=False, pain_after__isnull=False)
    lower, higher = Q(pain_before__gte=F("pain_after") + CLEAR), Q(pain_after__gte=F("pain_before") + CLEAR)
    sums = {f"{name}_sum": Sum(name, default=0) for name in RATINGS}
    numbers = {f"{name}_number": Count(name) for name in RATINGS}
    mornings = {
        name: Count("pk", filter=Q(morning_after=choice))
        for name, choice in (
            ("better", MorningChoices.BETTER),
            ("same", MorningChoices.SAME),
            ("worse", MorningChoices.WORSE),
        )
    }
    return (
        sums
        | numbers
        | mornings
        | {
            "least_effort": Min("effort"),
            "most_effort": Max("effort"),
            "both": Count("pk", filter=both),
            "lower": Count("pk", filter=both & lower),
            "higher": Count("pk", filter=both & higher),
        }
    )


def _slot_row(row: dict[str, Any]) -> SlotRow:
    ratings: dict[str, Any] = {name: Rating(row[f"{name}_sum"], row[f"{name}_number"]) for name in RATINGS}
    plain = ("seconds", "least_effort", "most_effort", "lower", "higher", "better", "same", "worse")
    return SlotRow(
        slot_start(row["on"]),
        row["which"],
        row["number"],
        unclear=row["both"] - row["lower"] - row["higher"],
        **{name: row[name] for name in plain},
        **ratings,
    )


def entry_rows(sessions: SessionQuerySet, step: Step) -> list[EntryRow]:
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
    found: dict[tuple[Any, int], EntryRow] = {}
    for on, exercise, times, seconds, sets_planned, sets_done, last_on in planned.union(done, all=True).order_by():
        row = EntryRow(slot_start(on), exercise, times, seconds, sets_planned, sets_done, last_on)
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


def practice_span(sessions: SessionQuerySet, exercise: Exercise) -> tuple[date | None, bool]:
    """Return when the exercise was first planned, and whether it is measured in seconds held, otherwise in repeats."""
    entries = Entry.objects.filter(session__in=sessions, exercise=exercise)
    found = entries.aggregate(first_on=Min("session__local_on"), held=Max("hold_seconds"))
    return found["first_on"], bool(found["held"])


def turn_rows(sessions: SessionQuerySet, exercise: Exercise, step: Step, amount: str) -> list[TurnRow]:
    """Return what was done of the exercise, the oldest slot first; `amount` is held_seconds or reps."""
    done = LoggedSet.objects.filter(entry=OuterRef("pk"), is_skipped=False).order_by().values("entry")
    sides = {f"{side}_amount": _amount_of(done, side, amount) for side in Side}
    rows = (
        Entry.objects.filter(session__in=sessions, exercise=exercise)
        .annotate(on=slot_key(step, "session__local_on"), **sides)
        .exclude(**dict.fromkeys(sides))
        .order_by("on")
        .values("on", "sets", "reps", "hold_seconds", "sides")
        .annotate(turns=Count("pk"), last_at=Max("session__started_at"))
        .annotate(**{f"{side}_best": Max(f"{side}_amount") for side in Side})
        .annotate(**{f"{side}_total": Sum(f"{side}_amount", default=0) for side in Side})
    )
    return [_turn_row(dict(row)) for row in rows]


def _amount_of(done: Any, side: Side, amount: str) -> Subquery:
    return Subquery(done.filter(side=side).annotate(number=Sum(amount)).values("number"))


def _turn_row(row: dict[str, Any]) -> TurnRow:
    dose = Dose(sets=row["sets"], reps=row["reps"], hold_seconds=row["hold_seconds"], sides=Sides(row["sides"]))
    return TurnRow(
        slot_start(row["on"]),
        dose,
        row["turns"],
        row["last_at"],
        {side: row[f"{side}_best"] for side in Side if row[f"{side}_best"] is not None},
        {side: row[f"{side}_total"] for side in Side if row[f"{side}_best"] is not None},
    )


@dataclass(frozen=True, slots=True)
class Best:
    """The most one side did in one turn, and when first."""

    on: date
    side: Side
    value: int


def best_ever(sessions: SessionQuerySet, exercise: Exercise, amount: str) -> Best | None:
    row = (
        LoggedSet.objects.filter(entry__session__in=sessions, entry__exercise=exercise, is_skipped=False)
        .values("entry", "side", "entry__session__local_on")
        .annotate(number=Sum(amount))
        .order_by("-number", "entry__session__local_on", "side")
        .first()
    )
    return Best(row["entry__session__local_on"], Side(row["side"]), row["number"]) if row and row["number"] else None
