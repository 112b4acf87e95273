"""The numbers at the head of the page, and minutes by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import BarChart, Slot, Table, bars, monday_of
from sessions.by_hand import share
from sessions.progress import STEP_WORDS, DayRow, Period, Step, kind_names, minutes_series, minutes_text, seconds_series


@dataclass(frozen=True, slots=True)
class MinutesDrawing:
    chart: BarChart
    # (key, name, minutes in words), in the order of the stack.
    legend: tuple[tuple[str, str, str], ...]
    table: Table
    sentence: str
    unit: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The few numbers at the head of the page."""

    sessions: int
    days: int
    minutes: str


def summary(days: Sequence[DayRow]) -> Summary:
    return Summary(sum(row.sessions for row in days), len(days), minutes_text(sum(row.seconds for row in days)))


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
