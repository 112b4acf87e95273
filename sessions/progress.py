"""What the sessions add up to: a few grouped reads, and pure sums over their rows. `backroutine.charts` draws them.

A day is always the person's own calendar date (`local_on`); weeks start on Monday.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Max, Min, Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backroutine.charts import DAY, Series, Slot, monday_of
from exercises.dose import Side
from exercises.models import Exercise, Kind
from sessions.by_hand import share
from sessions.models import Entry, LoggedSet, SessionQuerySet

WEEK = timedelta(days=7)
MINUTES_SAID_AS_HOURS = 120
MONTHS_A_YEAR = 12
# More months than this are drawn as years.
MOST_MONTHS = 48

# The change on the 0-10 pain scale from which one speaks of a clear change in low back pain.
# Source: Childs, Piva, Fritz 2005, Spine 30:1331-1334; Ostelo et al. 2008, Spine 33:90-94.
CLEAR_PAIN_CHANGE = 2
# The start and the end of a stretch of time are each judged by the mean of so many sessions, not by a single day.
SESSIONS_A_WINDOW = 4

ACTIVITY = "activity"
OTHER = "other"


def kind_names() -> dict[str, str]:
    """Return what minutes are split by, in the order of the stack and its key."""
    return {kind.value: str(kind.label) for kind in Kind} | {ACTIVITY: _("Walks, swims, yoga"), OTHER: _("Not split")}


# --- Time ---


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Range(StrEnum):
    """How far back a chart looks; the value stands in the address."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


RANGE_NAMES = {
    Range.WEEK: gettext_lazy("7 days"),
    Range.MONTH: gettext_lazy("4 weeks"),
    Range.QUARTER: gettext_lazy("12 weeks"),
    Range.YEAR: gettext_lazy("A year"),
    Range.ALL: gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole slots of one step: `first_on` starts a slot, `last_on` is today."""

    first_on: date
    last_on: date
    step: Step

    def slot_days(self) -> list[date]:
        """Return the first day of each slot."""
        days, day = [], self.first_on
        while day <= self.last_on:
            days.append(day)
            day = next_slot(day, self.step)
        return days

    def slots(self) -> list[Slot]:
        return [Slot(*slot_names(day, self.step)) for day in self.slot_days()]

    def at_most(self, slots: int) -> "Period":
        """Return the same time in coarser slots when there would be more."""
        if self.step is not Step.WEEK or len(self.slot_days()) <= slots:
            return self
        return Period(slot_of(self.first_on, Step.MONTH), self.last_on, Step.MONTH)

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def period_of(chosen: Range, today: date, first_on: date | None) -> Period:
    """Return the period a range means; `first_on` is the date of the first session, where "all" begins."""
    this_week = monday_of(today)
    match chosen:
        case Range.WEEK:
            return Period(today - 6 * DAY, today, Step.DAY)
        case Range.MONTH:
            return Period(this_week - 3 * WEEK, today, Step.DAY)
        case Range.QUARTER:
            return Period(this_week - 11 * WEEK, today, Step.WEEK)
        case Range.YEAR:
            return Period(this_week - 52 * WEEK, today, Step.WEEK)
        case Range.ALL:
            return _all_since(min(first_on or today, today), today)


def _all_since(first_on: date, today: date) -> Period:
    if first_on >= monday_of(today) - 52 * WEEK:
        # A short history still gets the width of twelve weeks.
        return Period(min(monday_of(first_on), monday_of(today) - 11 * WEEK), today, Step.WEEK)
    months = (today.year - first_on.year) * MONTHS_A_YEAR + today.month - first_on.month + 1
    step = Step.MONTH if months <= MOST_MONTHS else Step.YEAR
    return Period(slot_of(first_on, step), today, step)


def slot_of(day: date, step: Step) -> date:
    """Return the first day of the slot that holds the day."""
    match step:
        case Step.DAY:
            return day
        case Step.WEEK:
            return monday_of(day)
        case Step.MONTH:
            return day.replace(day=1)
        case Step.YEAR:
            return day.replace(month=1, day=1)


def next_slot(day: date, step: Step) -> date:
    match step:
        case Step.DAY:
            return day + DAY
        case Step.WEEK:
            return day + WEEK
        case Step.MONTH:
            return (day.replace(day=1) + 31 * DAY).replace(day=1)
        case Step.YEAR:
            return day.replace(year=day.year + 1)


def slot_names(day: date, step: Step) -> tuple[str, str]:
    """Return the short name under the axis and the full one in the table."""
    match step:
        case Step.DAY:
            return date_format(day, "j M"), date_format(day, "D j M Y")
        case Step.WEEK:
            return date_format(day, "j M"), _("Week of %(day)s") % {"day": date_format(day, "j M Y")}
        case Step.MONTH:
            return date_format(day, "M y"), date_format(day, "F Y")
        case Step.YEAR:
            return str(day.year), str(day.year)


STEP_WORDS = {
    Step.DAY: gettext_lazy("each day"),
    Step.WEEK: gettext_lazy("each week"),
    Step.MONTH: gettext_lazy("each month"),
    Step.YEAR: gettext_lazy("each year"),
}


# --- Rows: one read each ---


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
            activity_seconds=Sum("duration_seconds", filter=~Q(activity=None), default=0),
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


# --- Minutes ---


def seconds_by_kind(day: DayRow, by_kind: Mapping[str, int]) -> dict[str, int]:
    """Split a day's seconds exactly: activities as they are, the rest as its exercises took, or OTHER if none did."""
    exercised = day.seconds - day.activity_seconds
    parts = share(exercised, by_kind) if any(by_kind.values()) else {OTHER: exercised}
    return {kind: seconds for kind, seconds in (parts | {ACTIVITY: day.activity_seconds}).items() if seconds}


def seconds_series(
    days: Iterable[DayRow], by_kind: Mapping[date, Mapping[str, int]], period: Period
) -> dict[str, list[int]]:
    """Return the seconds in each slot of the period, by kind; a kind that never occurs is left out."""
    place = {day: number for number, day in enumerate(period.slot_days())}
    seconds: dict[str, list[int]] = {}
    for row in days:
        if row.on in period:
            for kind, amount in seconds_by_kind(row, by_kind.get(row.on, {})).items():
                seconds.setdefault(kind, [0] * len(place))[place[slot_of(row.on, period.step)]] += amount
    return {kind: seconds[kind] for kind in kind_names() if kind in seconds}


def minutes_series(seconds: Mapping[str, Sequence[int]]) -> list[Series]:
    names = kind_names()
    return [Series(kind, names[kind], tuple(value / 60 for value in values)) for kind, values in seconds.items()]


# --- Ratings ---


class PainChange(StrEnum):
    LOWER = "lower"
    UNCLEAR = "unclear"
    HIGHER = "higher"


def pain_change(before: float, after: float) -> PainChange:
    """Judge a change by the two-point rule: below two points it is no clear change.

    Source: Childs 2005; Ostelo 2008 (see CLEAR_PAIN_CHANGE).
    """
    if before - after >= CLEAR_PAIN_CHANGE:
        return PainChange.LOWER
    return PainChange.HIGHER if after - before >= CLEAR_PAIN_CHANGE else PainChange.UNCLEAR


def pain_changes(rows: Iterable[RatedRow]) -> Counter[PainChange]:
    """Count what pain did within the sessions that rate it both before and after."""
    return Counter(
        pain_change(row.pain_before, row.pain_after)
        for row in rows
        if row.pain_before is not None and row.pain_after is not None
    )


@dataclass(frozen=True, slots=True)
class PainTrend:
    """Mean pain before the first and the last few sessions of a time, neither sharing a session with the other."""

    start: float
    end: float

    @property
    def change(self) -> PainChange:
        # Judged as shown, to one decimal: "2.0 points" must not be called less than two.
        return pain_change(round(self.start, 1), round(self.end, 1))


def pain_trend(rows: Iterable[RatedRow]) -> PainTrend | None:
    """Return the trend of pain before sessions, or None when there are too few to compare."""
    before = [row.pain_before for row in rows if row.pain_before is not None]
    if len(before) < 2 * SESSIONS_A_WINDOW:
        return None
    return PainTrend(_mean(before[:SESSIONS_A_WINDOW]), _mean(before[-SESSIONS_A_WINDOW:]))


def mean_series(
    key: str, name: str, rows: Iterable[RatedRow], value: Callable[[RatedRow], int | None], period: Period
) -> Series:
    """Return the mean of a rating in each slot; None where no session rates it."""
    rated: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        rating = value(row)
        if rating is not None and row.on in period:
            rated[slot_of(row.on, period.step)].append(rating)
    return Series(key, name, tuple(_mean(rated[day]) if day in rated else None for day in period.slot_days()))


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


# --- One exercise ---


@dataclass(frozen=True, slots=True)
class Best:
    """The most one side did in one session, and when first; `both` when both sides did as much that day."""

    on: date
    side: Side
    value: int


def is_held(rows: Sequence[SideRow]) -> bool:
    """Tell whether the exercise is measured in seconds held; otherwise in repeats."""
    return any(row.held_seconds for row in rows)


def side_values(rows: Sequence[SideRow]) -> Iterator[tuple[date, Side, int]]:
    held = is_held(rows)
    for row in rows:
        yield row.on, row.side, row.held_seconds if held else row.reps


def best_of(rows: Sequence[SideRow]) -> Best | None:
    found: Best | None = None
    for on, side, value in side_values(rows):
        if value and (found is None or value > found.value):
            found = Best(on, side, value)
        elif found is not None and (on, value) == (found.on, found.value):
            found = Best(on, Side.BOTH, value)
    return found


def side_series(rows: Sequence[SideRow], period: Period) -> list[Series]:
    """Return the best session of each slot, one series a side that was ever done."""
    best: dict[Side, dict[date, int]] = defaultdict(dict)
    for on, side, value in side_values(rows):
        if on in period:
            day = slot_of(on, period.step)
            best[side][day] = max(value, best[side].get(day, 0))
    names = {Side.LEFT: _("Left"), Side.RIGHT: _("Right"), Side.BOTH: _("Done")}
    return [
        Series(side.value, names[side], tuple(best[side].get(day) for day in period.slot_days()))
        for side in names
        if side in best
    ]


def side_totals(rows: Sequence[SideRow]) -> Counter[Side]:
    totals: Counter[Side] = Counter()
    for _on, side, value in side_values(rows):
        totals[side] += value
    return totals


# --- In words ---


def minutes_text(seconds: float) -> str:
    """Say whole minutes, from two hours on hours too; anything under half a minute is "under 1 min"."""
    minutes = round(seconds / 60)
    if seconds and not minutes:
        return _("under 1 min")
    if minutes < MINUTES_SAID_AS_HOURS:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
