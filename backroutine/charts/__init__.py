"""Series in, SVG geometry out. Pure: scales, ticks, bars, lines and a heat map, drawn by templates/charts/.

Across, places are per cent of the plot's width; down, they are pixels of its fixed height. So one drawing fits a
phone and a desktop, and its text keeps the page's own size instead of shrinking with the picture.
"""

from backroutine.charts.axes import PLOT_HEIGHT, Scale, Series, Slot, Table, Tick, nice_ticks, place_labels
from backroutine.charts.bars import BarChart, bars
from backroutine.charts.calendar import (
    LEVELS_FROM_MINUTES,
    WEEKS_A_BLOCK,
    CalendarBlock,
    calendar_blocks,
    calendar_first_on,
    level_of,
)
from backroutine.charts.days import DAY, monday_of
from backroutine.charts.lines import LineChart, lines, spread
from backroutine.charts.strip import Part, strip

__all__ = [
    "DAY",
    "LEVELS_FROM_MINUTES",
    "PLOT_HEIGHT",
    "WEEKS_A_BLOCK",
    "BarChart",
    "CalendarBlock",
    "LineChart",
    "Part",
    "Scale",
    "Series",
    "Slot",
    "Table",
    "Tick",
    "bars",
    "calendar_blocks",
    "calendar_first_on",
    "level_of",
    "lines",
    "monday_of",
    "nice_ticks",
    "place_labels",
    "spread",
    "strip",
]
