"""Every day of the last year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import (
    DAY,
    LEVELS_FROM_MINUTES,
    WEEKS_A_BLOCK,
    CalendarBlock,
    Table,
    calendar_blocks,
    calendar_first_on,
    monday_of,
)
from sessions.charts.drawing import NO_VALUE
from sessions.progress import SlotRow, day_text

WEEK_DAYS = [number * DAY for number in range(7)]


@dataclass(frozen=True, slots=True)
class CalendarDrawing:
    first_on: date
    blocks: tuple[CalendarBlock, ...]
    # (level, words) for the key.
    legend: tuple[tuple[int, str], ...]
    table: Table
    sentence: str


def calendar_drawing(rows: Sequence[SlotRow], today: date) -> CalendarDrawing:
    """Draw days; wants the rows by day."""
    minutes: dict[date, float] = defaultdict(float)
    for row in rows:
        minutes[row.on] += row.seconds / 60
    weekdays = [str(WEEKDAYS_ABBR[number]) for number in range(7)]
    initials = [name[:1] for name in weekdays]
    blocks = calendar_blocks(minutes, today, month_label=lambda day: day_text(day, "M"), weekday_labels=initials)
    first_on = calendar_first_on(today)
    drawn = {day: value for day, value in minutes.items() if value and first_on <= day <= today}
    sentence = ngettext(
        "%(days)s day with a session in the last %(weeks)s weeks.",
        "%(days)s days with a session in the last %(weeks)s weeks.",
        len(drawn),
    ) % {"days": len(drawn), "weeks": len(blocks) * WEEKS_A_BLOCK}
    table = _calendar_table(drawn, first_on, weekdays)
    return CalendarDrawing(first_on, blocks, _level_words(), table, sentence)


def _level_words() -> tuple[tuple[int, str], ...]:
    """Name the levels: none, under 10, 10-19, ..."""
    _first, *starts = LEVELS_FROM_MINUTES
    names = [_("none"), _("under %(minutes)s") % {"minutes": starts[0]}]
    names += [f"{low}–{high - 1}" for low, high in pairwise(starts)]
    names.append(_("%(minutes)s or more") % {"minutes": starts[-1]})
    return tuple(enumerate(names))


def _calendar_table(drawn: Mapping[date, float], first_on: date, weekdays: Sequence[str]) -> Table:
    """List the weeks that have a session, the newest first."""
    weeks = sorted({monday_of(day) for day in drawn}, reverse=True)
    rows = tuple((day_text(week, "j M Y"), *[_day_text(drawn.get(week + day)) for day in WEEK_DAYS]) for week in weeks)
    return Table((_("Week of"), *weekdays), rows, tuple((week - first_on).days // 7 for week in weeks))


def _day_text(minutes: float | None) -> str:
    return f"{max(1, round(minutes))}" if minutes else NO_VALUE
