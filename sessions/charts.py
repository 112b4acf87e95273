"""What the progress pages show: each drawing with its table and a sentence that says what is in it.

The sentences say what was, never why: a chart of one person's sessions cannot tell causes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import (
    DAY,
    LEVELS_FROM_MINUTES,
    WEEKS_A_BLOCK,
    BarChart,
    CalendarBlock,
    LineChart,
    Part,
    Series,
    Slot,
    Table,
    bars,
    calendar_blocks,
    lines,
    monday_of,
    strip,
)
from exercises.dose import Side
from sessions.by_hand import share
from sessions.progress import (
    CLEAR_PAIN_CHANGE,
    STEP_WORDS,
    Best,
    DayRow,
    PainChange,
    Period,
    RatedRow,
    SideRow,
    Step,
    best_of,
    is_held,
    kind_names,
    mean_series,
    minutes_series,
    minutes_text,
    pain_changes,
    pain_trend,
    seconds_series,
    side_series,
    side_totals,
)

NO_VALUE = "–"
# More means than this, of two ratings, are a thicket on a phone: then months are drawn instead of weeks.
MOST_RATING_SLOTS = 30
SECONDS_SAID_AS_MINUTES = 600
# Rest days are no gap in a line of days; a week without any is.
BRIDGE = {Step.DAY: 6, Step.WEEK: 0, Step.MONTH: 0, Step.YEAR: 0}


@dataclass(frozen=True, slots=True)
class MinutesDrawing:
    chart: BarChart
    # (key, name, minutes in words), in the order of the stack.
    legend: tuple[tuple[str, str, str], ...]
    table: Table
    sentence: str
    unit: str


@dataclass(frozen=True, slots=True)
class LinesDrawing:
    chart: LineChart
    table: Table
    sentence: str
    unit: str


@dataclass(frozen=True, slots=True)
class CalendarDrawing:
    blocks: tuple[CalendarBlock, ...]
    # (level, words) for the key.
    legend: tuple[tuple[int, str], ...]
    table: Table
    sentence: str


@dataclass(frozen=True, slots=True)
class PainDrawing:
    """The trend, and what pain did within each session (None where no session rates both ends)."""

    trend: LinesDrawing
    changes: tuple[Part, ...]
    changes_sentence: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The few numbers at the head of the page."""

    sessions: int
    days: int
    minutes: str


def summary(days: Sequence[DayRow]) -> Summary:
    return Summary(sum(row.sessions for row in days), len(days), minutes_text(sum(row.seconds for row in days)))


# --- Minutes ---


def minutes_drawing(
    days: Sequence[DayRow], by_kind: Mapping[date, Mapping[str, int]], period: Period
) -> MinutesDrawing:
    seconds = seconds_series(days, by_kind, period)
    series, slots = minutes_series(seconds), period.slots()
    whole = sum(row.seconds for row in days if row.on in period)
    return MinutesDrawing(
        bars(slots, series, is_clock=True),
        tuple((each.key, each.name, minutes_text(sum(seconds[each.key]))) for each in series),
        _minutes_table(slots, seconds),
        _minutes_sentence(days, whole, period),
        _("minutes, %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
    )


def _minutes_table(slots: Sequence[Slot], seconds: Mapping[str, Sequence[int]]) -> Table:
    names = kind_names()
    rows = tuple(
        (slot.name, *_minutes_row([values[number] for values in seconds.values()])) for number, slot in enumerate(slots)
    )
    return Table((_("When"), *(names[kind] for kind in seconds), _("Minutes in all")), rows)


def _minutes_row(seconds: Sequence[int]) -> list[str]:
    """Say each in whole minutes, then their sum; rounded so that the parts add up to it."""
    whole = round(sum(seconds) / 60)
    parts = share(whole, dict(enumerate(seconds)))
    return [str(part) for part in parts.values()] + [str(whole)]


def _minutes_sentence(days: Sequence[DayRow], seconds: int, period: Period) -> str:
    within = [row for row in days if row.on in period]
    sessions = sum(row.sessions for row in within)
    if not sessions:
        return _("No session in this time.")
    words = ngettext(
        "%(minutes)s in %(sessions)s session on %(days)s day.",
        "%(minutes)s in %(sessions)s sessions on %(days)s days.",
        sessions,
    ) % {"minutes": minutes_text(seconds), "sessions": sessions, "days": len(within)}
    active = len({monday_of(row.on) for row in within})
    if period.step is Step.WEEK and active > 1:
        words += " " + _("%(active)s weeks with a session.") % {"active": active}
    return words


# --- Calendar ---


def calendar_drawing(days: Sequence[DayRow], today: date) -> CalendarDrawing:
    minutes = {row.on: row.seconds / 60 for row in days}
    weekdays = [str(WEEKDAYS_ABBR[number]) for number in range(7)]
    initials = [name[:1] for name in weekdays]
    blocks = calendar_blocks(minutes, today, month_label=lambda day: date_format(day, "M"), weekday_labels=initials)
    drawn = {cell.on: cell.value for block in blocks for cell in block.cells}
    active = sum(1 for value in drawn.values() if value)
    sentence = ngettext(
        "%(days)s day with a session in the last %(weeks)s weeks.",
        "%(days)s days with a session in the last %(weeks)s weeks.",
        active,
    ) % {"days": active, "weeks": len(blocks) * WEEKS_A_BLOCK}
    return CalendarDrawing(blocks, _level_words(), _calendar_table(drawn, weekdays), sentence)


def _level_words() -> tuple[tuple[int, str], ...]:
    """Name the levels: none, under 10, 10-19, ..."""
    _first, *starts = LEVELS_FROM_MINUTES
    names = [_("none"), _("under %(minutes)s") % {"minutes": starts[0]}]
    names += [f"{low}–{high - 1}" for low, high in pairwise(starts)]
    names.append(_("%(minutes)s or more") % {"minutes": starts[-1]})
    return tuple(enumerate(names))


def _calendar_table(drawn: Mapping[date, float], weekdays: Sequence[str]) -> Table:
    """List the weeks that have a session, the newest first."""
    weeks = sorted({monday_of(day) for day, value in drawn.items() if value}, reverse=True)
    rows = tuple(
        (date_format(week, "j M Y"), *(_day_text(drawn.get(week + number * DAY)) for number in range(7)))
        for week in weeks
    )
    return Table((_("Week of"), *weekdays), rows)


def _day_text(minutes: float | None) -> str:
    return f"{max(1, round(minutes))}" if minutes else NO_VALUE


# --- Pain and effort ---


def pain_drawing(rows: Sequence[RatedRow], period: Period) -> PainDrawing | None:
    """Draw pain before and after; None when no session rates it."""
    period = period.at_most(MOST_RATING_SLOTS)
    series = [
        mean_series("before", _("before"), rows, lambda row: row.pain_before, period),
        mean_series("after", _("after"), rows, lambda row: row.pain_after, period),
    ]
    if not any(value is not None for each in series for value in each.values):
        return None
    trend, slots = pain_trend(rows), period.slots()
    band = (trend.start - CLEAR_PAIN_CHANGE, trend.start + CLEAR_PAIN_CHANGE) if trend else None
    changes = pain_changes(rows)
    names = _change_names()
    return PainDrawing(
        LinesDrawing(
            lines(slots, series, top=10, band=band, bridge=BRIDGE[period.step]),
            _ratings_table(slots, series, (_("Pain before"), _("Pain after"))),
            _trend_sentence(rows),
            _("pain from 0 to 10, mean of %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
        ),
        strip((change.value, names[change], changes[change]) for change in names),
        _changes_sentence(changes.total(), changes[PainChange.UNCLEAR]),
    )


def _change_names() -> dict[PainChange, str]:
    return {
        PainChange.LOWER: _("lower by two points or more"),
        PainChange.UNCLEAR: _("no clear change"),
        PainChange.HIGHER: _("higher by two points or more"),
    }


def _trend_sentence(rows: Sequence[RatedRow]) -> str:
    trend = pain_trend(rows)
    if trend is None:
        return _("Too few rated sessions yet to speak of a trend; the points are what you noted.")
    start, end = round(trend.start, 1), round(trend.end, 1)
    values = {
        "start": number_format(start),
        "end": number_format(end),
        "points": number_format(round(abs(end - start), 1)),
    }
    return {
        PainChange.LOWER: _(
            "Before a session, pain was %(start)s in the first four rated sessions of this time and %(end)s "
            "in the last four: %(points)s points lower, a clear change."
        ),
        PainChange.HIGHER: _(
            "Before a session, pain was %(start)s in the first four rated sessions of this time and %(end)s "
            "in the last four: %(points)s points higher, a clear change."
        ),
        PainChange.UNCLEAR: _(
            "Before a session, pain was %(start)s in the first four rated sessions of this time and %(end)s "
            "in the last four. A difference under two points counts as no clear change."
        ),
    }[trend.change] % values


def _changes_sentence(rated: int, unclear: int) -> str:
    if not rated:
        return ""
    return ngettext(
        "%(rated)s session was rated before and after.",
        "Of %(rated)s sessions rated before and after, %(unclear)s showed no clear change.",
        rated,
    ) % {"rated": rated, "unclear": unclear}


def _ratings_table(slots: Sequence[Slot], series: Sequence[Series], names: Sequence[str]) -> Table:
    """List the slots in which anything was rated."""
    rows = tuple(
        (slot.name, *(_rating(each.values[number]) for each in series))
        for number, slot in enumerate(slots)
        if any(each.values[number] is not None for each in series)
    )
    return Table((_("When"), *names), rows)


def _rating(value: float | None) -> str:
    return NO_VALUE if value is None else number_format(round(value, 1))


def effort_drawing(rows: Sequence[RatedRow], period: Period) -> LinesDrawing | None:
    """Draw effort; None when no session rates it."""
    period = period.at_most(MOST_RATING_SLOTS)
    series = mean_series("effort", _("effort"), rows, lambda row: row.effort, period)
    rated = [row.effort for row in rows if row.effort is not None and row.on in period]
    if not rated:
        return None
    slots = period.slots()
    sentence = ngettext(
        "Effort was %(mean)s in the one session that rates it.",
        "Effort was %(mean)s on average, from %(low)s to %(high)s, in %(rated)s sessions that rate it.",
        len(rated),
    ) % {
        "mean": number_format(round(sum(rated) / len(rated), 1)),
        "low": min(rated),
        "high": max(rated),
        "rated": len(rated),
    }
    return LinesDrawing(
        lines(slots, [series], top=10, bridge=BRIDGE[period.step]),
        _ratings_table(slots, [series], (_("Effort"),)),
        sentence,
        _("effort from 0 to 10, mean of %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
    )


# --- One exercise ---


def exercise_drawing(rows: Sequence[SideRow], period: Period) -> LinesDrawing | None:
    """Draw the best session of each slot, left against right; None when there is none in the period."""
    within = [row for row in rows if row.on in period]
    series, slots = side_series(within, period), period.slots()
    if not series:
        return None
    unit = _("seconds held") if is_held(within) else _("repeats")
    table = tuple(
        (slot.name, *(NO_VALUE if (value := each.values[number]) is None else f"{value:g}" for each in series))
        for number, slot in enumerate(slots)
        if any(each.values[number] is not None for each in series)
    )
    best = best_of(within)
    return LinesDrawing(
        lines(slots, series, bridge=BRIDGE[period.step], is_clock=is_held(within)),
        Table((_("When"), *(each.name for each in series)), table),
        " ".join(words for words in (_best_sentence(best, within), _balance_sentence(within)) if words),
        _("%(unit)s in one session, the best of %(each_week)s") % {"unit": unit, "each_week": STEP_WORDS[period.step]},
    )


def amount_text(value: int, rows: Sequence[SideRow]) -> str:
    """Say seconds held or repeats, whichever the exercise is measured in."""
    if is_held(rows):
        return _("%(seconds)s s") % {"seconds": value} if value < SECONDS_SAID_AS_MINUTES else minutes_text(value)
    return ngettext("%(reps)s repeat", "%(reps)s repeats", value) % {"reps": value}


def _best_sentence(best: Best | None, rows: Sequence[SideRow]) -> str:
    if best is None:
        return ""
    sides = {Side.LEFT: _("on the left"), Side.RIGHT: _("on the right"), Side.BOTH: ""}
    words = {"amount": amount_text(best.value, rows), "day": date_format(best.on, "j F Y"), "side": sides[best.side]}
    if best.side is Side.BOTH:
        return _("The most in one session of this time: %(amount)s, on %(day)s.") % words
    return _("The most in one session of this time: %(amount)s %(side)s, on %(day)s.") % words


def _balance_sentence(rows: Sequence[SideRow]) -> str:
    totals = side_totals(rows)
    if not (totals[Side.LEFT] or totals[Side.RIGHT]):
        return ""
    return _("In all: %(left)s on the left, %(right)s on the right.") % {
        "left": amount_text(totals[Side.LEFT], rows),
        "right": amount_text(totals[Side.RIGHT], rows),
    }
