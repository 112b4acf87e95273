"""What the charts count in: sessions and entries as plain rows, and what they add up to by slot.

Slots are days where weeks are drawn, so that a day can be told from another; beyond a year they are months or years.
Those may take what lies before the sessions from months that are added up already (`summed`, see past.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr

from exercises import shelf
from exercises.models import Exercise
from sessions.models import Entry, LoggedSet, MorningChoices, SessionQuerySet, SummedActivity, SummedDose
from sessions.models.entry import TWO_SIDED
from sessions.progress.periods import Step, slot_of

# How much of a date written as 2026-03-05 names its month or its year.
LENGTHS = {Step.MONTH: len("2026-03"), Step.YEAR: len("2026")}
RATINGS = ("pain_before", "pain_worst", "pain_after", "morning_pain", "effort")
MORNINGS = (MorningChoices.BETTER, MorningChoices.SAME, MorningChoices.WORSE)
# What is kept of a month's sessions: the columns of SummedActivity.
EXTREMES: dict[str, Any] = {"least_effort": (min, Min), "most_effort": (max, Max)}
NUMBERS = (
    *("sessions", "seconds", *EXTREMES, "both", "lower", "higher", *(each.value for each in MORNINGS)),
    *(f"{name}_{what}" for name in RATINGS for what in ("sum", "number")),
)
CLEAR = 2

# NUMBERS of one slot and activity.
type Numbers = list[Any]


class SessionRow(NamedTuple):
    """What the charts want of one session; `activity` is "" for one of exercises."""

    on: date
    activity: str
    routine: int | None
    seconds: int
    ratings: tuple[int | None, ...]
    morning_after: str


class Rating(NamedTuple):
    """Ratings from 0 to 10 added up."""

    total: int = 0
    rated: int = 0


NOT_RATED = Rating()


class SlotRow(NamedTuple):
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


class EntryRow(NamedTuple):
    """One exercise in one slot. A side counts as a set of its own."""

    on: date
    exercise: int
    sessions: int
    seconds: int
    sets_planned: int
    sets_done: int
    last_on: date


class ExerciseRow(NamedTuple):
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


def session_columns(sessions: SessionQuerySet) -> QuerySet[Any, Any]:
    """Return what session_rows() wants of each session."""
    columns = ("local_on", "is_activity", "name", "routine", "duration_seconds", "morning_after", *RATINGS)
    return sessions.order_by().values_list(*columns)


def session_rows(rows: Iterable[Sequence[Any]]) -> list[SessionRow]:
    return [
        SessionRow(on, name if is_activity else "", routine, seconds, tuple(ratings), morning)
        for on, is_activity, name, routine, seconds, morning, *ratings in rows
    ]


def day_rows(sessions: Iterable[SessionRow]) -> list[SlotRow]:
    """Return the rows of each day, the oldest first: of what was rated, the pain before alone."""
    found: dict[tuple[date, str], SlotRow] = {}
    for on, activity, _routine, seconds, ratings, _morning in sessions:
        pain = NOT_RATED if ratings[0] is None else Rating(ratings[0], 1)
        row = SlotRow(on, activity, 1, seconds, pain)
        if other := found.get((on, activity)):
            pain = Rating(pain.total + other.pain_before.total, pain.rated + other.pain_before.rated)
            row = SlotRow(on, activity, 1 + other.sessions, seconds + other.seconds, pain)
        found[on, activity] = row
    return [found[key] for key in sorted(found)]


def slot_rows(sessions: Iterable[SessionRow], step: Step, summed: Iterable[Sequence[Any]] = ()) -> list[SlotRow]:
    """Return the rows of each slot, the oldest first; `summed` are rows of summed_activities()."""
    found = slot_numbers(sessions, step, summed)
    return [_slot_row(slot, activity, found[slot, activity]) for slot, activity in sorted(found)]


def slot_numbers(
    sessions: Iterable[SessionRow], step: Step, summed: Iterable[Sequence[Any]] = ()
) -> dict[tuple[date, str], Numbers]:
    """Return NUMBERS by slot and activity."""
    rows: dict[tuple[date, str], list[SessionRow]] = {}
    for row in sessions:
        rows.setdefault((slot_of(row.on, step), row.activity), []).append(row)
    found = {key: _numbers(each) for key, each in rows.items()}
    for slot, activity, *numbers in summed:
        key = slot_start(slot), activity
        found[key] = _both(found[key], numbers) if key in found else numbers
    return found


def summed_activities(summed: QuerySet[SummedActivity], step: Step) -> QuerySet[Any, Any]:
    """Return what is kept of months, NUMBERS by slot and activity."""
    numbers = {f"all_{name}": EXTREMES.get(name, (sum, Sum))[1](name) for name in NUMBERS}
    return summed.order_by().annotate(slot=slot_key(step, "on")).values_list("slot", "activity").annotate(**numbers)


def _numbers(rows: Sequence[SessionRow]) -> Numbers:
    ratings = list(zip(*(row.ratings for row in rows), strict=True))
    rated = [[each for each in column if each is not None] for column in ratings]
    before, _worst, after, _morning, _effort = ratings
    falls = [a - b for a, b in zip(before, after, strict=True) if a is not None and b is not None]
    clear = sum(fall >= CLEAR for fall in falls), sum(fall <= -CLEAR for fall in falls)
    efforts, mornings = rated[-1], [row.morning_after for row in rows]
    numbers = [len(rows), sum(row.seconds for row in rows), min(efforts, default=None), max(efforts, default=None)]
    numbers += [len(falls), *clear, *(mornings.count(each) for each in MORNINGS)]
    for each in rated:
        numbers += (sum(each), len(each))
    return numbers


def _both(one: Numbers, other: Numbers) -> Numbers:
    """Return two rows of numbers as one."""
    return [
        EXTREMES[name][0]((each for each in (a, b) if each is not None), default=None) if name in EXTREMES else a + b
        for name, a, b in zip(NUMBERS, one, other, strict=True)
    ]


def _slot_row(on: date, activity: str, numbers: Numbers) -> SlotRow:
    sessions, seconds, least, most, both, lower, higher, better, same, worse, *sums = numbers
    before, worst, after, morning, effort = map(Rating, sums[::2], sums[1::2])
    unclear = both - lower - higher
    return SlotRow(
        *(on, activity, sessions, seconds, before, worst, after, morning, effort),
        *(least, most, lower, unclear, higher, better, same, worse),
    )


def entry_columns(entries: QuerySet[Entry]) -> QuerySet[Any, Any]:
    """Return what entry_rows() wants of each entry."""
    of_entry = {"person": OuterRef("person"), "entry": OuterRef("pk")}
    done = LoggedSet.objects.filter(**of_entry, is_skipped=False).order_by().values("entry")
    sets_done = Subquery(done.annotate(number=Count("*")).values("number"))
    # Only to tell sessions apart: made a UUID of each, they would cost more than all the rest.
    session = Cast("session", CharField())
    columns = ("session__local_on", session, "exercise", "duration_seconds", "sets", "sides", sets_done)
    return entries.order_by().values_list(*columns)


def entry_rows(rows: Iterable[Sequence[Any]], step: Step, summed: Iterable[Sequence[Any]] = ()) -> list[EntryRow]:
    """Return what was planned and done, by slot and exercise; a session counts once for each exercise done in it.

    `summed` are rows of summed_doses().
    """
    found: dict[tuple[date, int], Numbers] = {}
    counted: set[tuple[str, int]] = set()
    for on, session, exercise, seconds, sets, sides, number in rows:
        key = slot_of(on, step), exercise
        row = found.get(key) or found.setdefault(key, [0, 0, 0, 0, on])
        if number is not None:
            if (session, exercise) not in counted:
                counted.add((session, exercise))
                row[0] += 1
            row[3] += number
        row[1] += seconds
        row[2] += 2 * sets if sides in TWO_SIDED else sets
        row[4] = max(row[4], on)
    for slot, exercise, last_on, *numbers in summed:
        _add(found, (slot_start(slot), exercise), numbers, last_on)
    return [EntryRow(*key, *found[key]) for key in sorted(found)]


def summed_doses(summed: QuerySet[SummedDose], step: Step) -> QuerySet[Any, Any]:
    """Return what is kept of months, by slot and exercise."""
    names = ("sessions", "seconds", "sets_planned", "sets_done")
    numbers = {f"all_{name}": Sum(name) for name in names}
    slots = summed.order_by().annotate(slot=slot_key(step, "on")).values_list("slot", "exercise")
    return slots.annotate(latest_on=Max("last_on"), **numbers)


def _add(found: dict[tuple[date, int], Numbers], key: tuple[date, int], numbers: Iterable[int], last_on: date) -> None:
    row = found.setdefault(key, [0, 0, 0, 0, last_on])
    for place, number in enumerate(numbers):
        row[place] += number
    row[-1] = max(row[-1], last_on)


def exercise_rows(pks: set[int]) -> dict[int, ExerciseRow]:
    """Return the exercises by primary key, with the slugs of their muscles; a query for own ones only."""
    rows = shelf.now().kept("progress", lambda: _exercise_rows(shelf.now().exercises.values()))
    own = pks - rows.keys()
    return rows | _exercise_rows(Exercise.objects.filter(pk__in=own).with_muscles()) if own else rows


def _exercise_rows(exercises: Iterable[Exercise]) -> dict[int, ExerciseRow]:
    found = {}
    for each in exercises:
        muscles: tuple[list[str], list[str]] = ([], [])
        for row in each.exercise_muscles.all():
            muscles[not row.is_primary].append(row.muscle.slug)
        found[each.pk] = ExerciseRow(each.pk, each.slug, each.name, each.kind, *map(tuple, muscles))
    return found
