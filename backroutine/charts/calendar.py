"""A heat map of days: columns are weeks, rows are days from Monday."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backroutine.charts.axes import Tick
from backroutine.charts.days import DAY, monday_of

CELL = 13.0
CELL_GAP = 2.5
WEEKS_A_BLOCK = 26
LEFT_OF_CELLS = 18.0
ABOVE_CELLS = 16.0
# A level begins at so many minutes; level 0 is a day without a session.
LEVELS_FROM_MINUTES = (1, 10, 20, 40)


@dataclass(frozen=True, slots=True)
class Cell:
    on: date
    value: float
    level: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CalendarBlock:
    """Half a year of weeks: columns are weeks, rows are days from Monday. Has its own user units."""

    cells: tuple[Cell, ...]
    month_ticks: tuple[Tick, ...]
    weekday_ticks: tuple[Tick, ...]
    width: float
    height: float = ABOVE_CELLS + 7 * CELL
    cell_size: float = CELL - CELL_GAP


def calendar_blocks(
    minutes: Mapping[date, float],
    last_on: date,
    *,
    blocks: int = 2,
    month_label: Callable[[date], str],
    weekday_labels: Sequence[str],
) -> tuple[CalendarBlock, ...]:
    """Draw the weeks that end with the one of `last_on`, in blocks of equal size, the oldest first."""
    week = 7 * DAY
    first_on = monday_of(last_on) - (blocks * WEEKS_A_BLOCK - 1) * week
    return tuple(
        _block(minutes, first_on + number * WEEKS_A_BLOCK * week, last_on, month_label, weekday_labels)
        for number in range(blocks)
    )


def level_of(minutes: float) -> int:
    """Return 0 for nothing at all, else the level the minutes fall in; a few seconds count as the first."""
    return max(1, sum(minutes >= start for start in LEVELS_FROM_MINUTES)) if minutes > 0 else 0


def _block(
    minutes: Mapping[date, float],
    first_on: date,
    last_on: date,
    month_label: Callable[[date], str],
    weekday_labels: Sequence[str],
) -> CalendarBlock:
    days = [first_on + number * DAY for number in range(7 * WEEKS_A_BLOCK)]
    cells = tuple(
        Cell(
            day,
            minutes.get(day, 0),
            level_of(minutes.get(day, 0)),
            LEFT_OF_CELLS + (day - first_on).days // 7 * CELL,
            ABOVE_CELLS + day.weekday() * CELL,
        )
        for day in days
        if day <= last_on
    )
    months = tuple(
        Tick(LEFT_OF_CELLS + (day - first_on).days // 7 * CELL, month_label(day))
        for day in days[::7]
        if day.day <= 7 and day <= last_on and (day - first_on).days // 7 < WEEKS_A_BLOCK - 1
    )
    weekdays = tuple(
        Tick(ABOVE_CELLS + row * CELL + CELL - CELL_GAP - 1, weekday_labels[row]) for row in range(0, 7, 2)
    )
    return CalendarBlock(cells, months, weekdays, LEFT_OF_CELLS + WEEKS_A_BLOCK * CELL)
