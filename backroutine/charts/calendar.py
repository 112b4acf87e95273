"""A heat map of days: columns are weeks, rows are days from Monday."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backroutine.charts.axes import Tick
from backroutine.charts.days import DAY, monday_of

CELL = 13.0
CELL_GAP = 2.5
# So far is a cell drawn inside its edge; a stroke of the same colour, twice as wide, rounds its corners.
CELL_EDGE = 2.5
WEEKS_A_BLOCK = 26
LEFT_OF_CELLS = 18.0
ABOVE_CELLS = 16.0
# A level begins at so many minutes; level 0 is a day without a session.
LEVELS_FROM_MINUTES = (1, 10, 20, 40)

_SIDE = f"{CELL - CELL_GAP - 2 * CELL_EDGE:g}"
# The cells of a block, day by day.
_CELLS = tuple(
    f"M{LEFT_OF_CELLS + week * CELL + CELL_EDGE:g} {ABOVE_CELLS + day * CELL + CELL_EDGE:g}h{_SIDE}v{_SIDE}h-{_SIDE}z"
    for week in range(WEEKS_A_BLOCK)
    for day in range(7)
)


@dataclass(frozen=True, slots=True)
class CalendarBlock:
    """Half a year of weeks: columns are weeks, rows are days from Monday. Has its own user units."""

    # Level → days, numbered from the first one of the block.
    levels: Mapping[int, list[int]]
    month_ticks: tuple[Tick, ...]
    weekday_ticks: tuple[Tick, ...]
    width: float = LEFT_OF_CELLS + WEEKS_A_BLOCK * CELL
    height: float = ABOVE_CELLS + 7 * CELL

    @property
    def paths(self) -> list[tuple[int, str]]:
        """Return the cells of each level as one path."""
        return [(level, "".join([_CELLS[day] for day in days])) for level, days in sorted(self.levels.items())]


def calendar_blocks(
    minutes: Mapping[date, float],
    last_on: date,
    *,
    blocks: int = 2,
    month_label: Callable[[date], str],
    weekday_labels: Sequence[str],
) -> tuple[CalendarBlock, ...]:
    """Draw the weeks that end with the one of `last_on`, in blocks of equal size, the oldest first."""
    first_on = calendar_first_on(last_on, blocks)
    block = 7 * WEEKS_A_BLOCK * DAY
    return tuple(
        _block(minutes, first_on + number * block, last_on, month_label, weekday_labels) for number in range(blocks)
    )


def calendar_first_on(last_on: date, blocks: int = 2) -> date:
    return monday_of(last_on) - (blocks * WEEKS_A_BLOCK - 1) * 7 * DAY


def level_of(minutes: float) -> int:
    """Return 0 for nothing at all, else the level the minutes fall in; a few seconds count as the first."""
    return max(1, bisect_right(LEVELS_FROM_MINUTES, minutes)) if minutes > 0 else 0


def _block(
    minutes: Mapping[date, float],
    first_on: date,
    last_on: date,
    month_label: Callable[[date], str],
    weekday_labels: Sequence[str],
) -> CalendarBlock:
    days = [first_on + number * DAY for number in range(min(7 * WEEKS_A_BLOCK, (last_on - first_on).days + 1))]
    levels: dict[int, list[int]] = {}
    for number, day in enumerate(days):
        levels.setdefault(level_of(minutes[day]) if day in minutes else 0, []).append(number)
    months = tuple(
        Tick(LEFT_OF_CELLS + week * CELL, month_label(day))
        for week, day in enumerate(days[::7])
        if day.day <= 7 and week < WEEKS_A_BLOCK - 1
    )
    weekdays = tuple(
        Tick(ABOVE_CELLS + row * CELL + CELL - CELL_GAP - 1, weekday_labels[row]) for row in range(0, 7, 2)
    )
    return CalendarBlock(levels, months, weekdays)
