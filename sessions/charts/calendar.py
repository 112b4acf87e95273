"""Every day of the last year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import DAY, LEVELS_FROM_MINUTES, WEEKS_A_BLOCK, CalendarBlock, Table, calendar_blocks, monday_of
from sessions.charts.drawing import NO_VALUE
from sessions.progress import SlotRow


@dataclass(frozen=True, slots=True)
class CalendarDrawing:
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
