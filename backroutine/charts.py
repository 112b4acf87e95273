"""Series in, SVG geometry out. Pure: scales, ticks, bars, lines and a heat map, drawn by templates/charts/.

Across, places are per cent of the plot's width; down, they are pixels of its fixed height. So one drawing fits a
phone and a desktop, and its text keeps the page's own size instead of shrinking with the picture.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PLOT_HEIGHT = 200
# Steps that read well on a clock; beyond them, and for plain numbers, 1, 2 and 5 times a power of ten.
CLOCK_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200)
# The most labels that fit under a plot 220 pixels wide, and under a wide one.
MOST_LABELS_NARROW = 4
MOST_LABELS_WIDE = 13
LABEL_GAP = 17.0
# So much wider is a ring than the dot it may go round.
RING = 2.0


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale: `low` lies at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) * (self.end - self.start) / (self.high - self.low)

    def value(self, at: float) -> float:
        """Return the value that lies there: the inverse of at()."""
        return self.low + (at - self.start) * (self.high - self.low) / (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis. A minor one is left out where the plot is narrow."""

    at: float
    label: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One place on the x axis: its short label under the axis (may be empty) and its full name in the table."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Series:
    """One value a slot; None where nothing was measured. `key` becomes the class that colours it."""

    key: str
    name: str
    values: tuple[float | None, ...]

    @property
    def total(self) -> float:
        return sum(value for value in self.values if value is not None)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a drawing, as words."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def nice_ticks(top: float, *, most: int = 5, is_clock: bool = False) -> list[float]:
    """Return round, evenly spaced values from 0 to the first at or above `top`: at least two, at most `most` + 1."""
    top = max(top, 1)
    rough = top / most
    if is_clock and rough <= CLOCK_STEPS[-1]:
        step: float = next(step for step in CLOCK_STEPS if step >= rough)
    else:
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
        step = max(step, 1)
    return [step * number for number in range(math.ceil(round(top / step, 9)) + 1)]


def place_labels(slots: Sequence[Slot]) -> tuple[Tick, ...]:
    """Place the slots' labels at their middles, evenly thinned to what fits; the last labelled slot keeps its label."""
    labelled = [(number, slot.label) for number, slot in enumerate(slots) if slot.label]
    wide = _thin(labelled, MOST_LABELS_WIDE)
    narrow = _thin(wide, MOST_LABELS_NARROW)
    return tuple(Tick(slot_middle(number, len(slots)), label, (number, label) not in narrow) for number, label in wide)


def _thin[T](labels: Sequence[T], most: int) -> list[T]:
    stride = max(1, math.ceil(len(labels) / most))
    return list(labels[::-1][::stride][::-1])


def slot_middle(number: int, slots: int) -> float:
    """Return the middle of a slot, in per cent of the width."""
    return (number + 0.5) * 100 / slots


# --- Bars ---


@dataclass(frozen=True, slots=True)
class Segment:
    key: str
    name: str
    value: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    x: float
    width: float
    total: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    columns: tuple[Column, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    scale: Scale
    height: int = PLOT_HEIGHT


def bars(slots: Sequence[Slot], series: Sequence[Series], *, is_clock: bool = False) -> BarChart:
    """Stack the series in each slot, the first one lowest. A missing value counts as none."""
    totals = [sum(each.values[number] or 0 for each in series) for number in range(len(slots))]
    ticks = nice_ticks(max(totals, default=0), is_clock=is_clock)
    scale = Scale(0, ticks[-1], PLOT_HEIGHT, 0)
    # Few bars stay slim, many stand close.
    width = min(100 / len(slots) * 0.72, 9) if slots else 0
    columns = tuple(
        Column(
            slot.name,
            slot_middle(number, len(slots)) - width / 2,
            width,
            totals[number],
            _stack(((each.key, each.name, each.values[number] or 0) for each in series), scale),
        )
        for number, slot in enumerate(slots)
    )
    return BarChart(columns, place_labels(slots), _y_ticks(ticks, scale), scale)


def _stack(parts: Iterable[tuple[str, str, float]], scale: Scale) -> tuple[Segment, ...]:
    segments, base = [], 0.0
    for key, name, value in parts:
        if value > 0:
            y, foot = scale.at(base + value), scale.at(base)
            segments.append(Segment(key, name, value, y, foot - y))
            base += value
    return tuple(segments)


def _y_ticks(values: Iterable[float], scale: Scale) -> tuple[Tick, ...]:
    return tuple(Tick(scale.at(value), f"{value:g}") for value in values)


# --- Lines ---


@dataclass(frozen=True, slots=True)
class Point:
    slot: int
    x: float
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """A series drawn: its points, and the runs of at least two that a stroke joins."""

    key: str
    name: str
    points: tuple[Point, ...]
    runs: tuple[tuple[Point, ...], ...]
    label_y: float
    # The first of several lines is drawn as rings: where two meet, the ring goes round the dot and both are seen.
    is_ring: bool

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def strokes(self) -> list[str]:
        """Return each run as the points of a polyline, in a box 100 wide that is stretched to the plot."""
        return [" ".join(f"{point.x:.2f},{point.y:.2f}" for point in run) for run in self.runs]


@dataclass(frozen=True, slots=True)
class Band:
    """A zone of values, such as the change that is no clear change."""

    low: float
    high: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class LineChart:
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    scale: Scale
    band: Band | None
    # Many points would run into one another.
    radius: float
    height: int = PLOT_HEIGHT

    @property
    def ring_radius(self) -> float:
        return self.radius + RING


def lines(
    slots: Sequence[Slot],
    series: Sequence[Series],
    *,
    top: float | None = None,
    band: tuple[float, float] | None = None,
    bridge: int = 0,
    is_clock: bool = False,
) -> LineChart:
    """Draw each series as points, joined where at most `bridge` slots without a value lie between two of them.

    `top` fixes the upper end of the y axis; `band` is drawn as far as it lies on it.
    """
    values = [value for each in series for value in each.values if value is not None]
    ticks = nice_ticks(max(values, default=0) if top is None else top, is_clock=is_clock)
    scale = Scale(0, ticks[-1], PLOT_HEIGHT, 0)
    drawn = [(each, points) for each in series if (points := _points(each.values, scale))]
    labels = spread([points[-1].y for _, points in drawn], LABEL_GAP, 6, PLOT_HEIGHT - 6)
    return LineChart(
        tuple(
            Line(each.key, each.name, points, _runs(points, bridge), label_y, is_ring=len(drawn) > 1 and number == 0)
            for number, ((each, points), label_y) in enumerate(zip(drawn, labels, strict=True))
        ),
        place_labels(slots),
        _y_ticks(ticks, scale),
        scale,
        _band(band, scale) if band else None,
        4 if len(slots) <= 31 else 2,
    )


def _points(values: Sequence[float | None], scale: Scale) -> tuple[Point, ...]:
    return tuple(
        Point(slot, slot_middle(slot, len(values)), scale.at(value), value)
        for slot, value in enumerate(values)
        if value is not None
    )


def _runs(points: Sequence[Point], bridge: int) -> tuple[tuple[Point, ...], ...]:
    runs: list[list[Point]] = []
    for point in points:
        if runs and point.slot - runs[-1][-1].slot <= bridge + 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return tuple(tuple(run) for run in runs if len(run) > 1)


def _band(values: tuple[float, float], scale: Scale) -> Band:
    low, high = (min(max(value, scale.low), scale.high) for value in values)
    return Band(low, high, scale.at(high), scale.at(low) - scale.at(high))


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return the places moved as little as a simple sweep allows, in the same order, at least `gap` apart.

    They stay between `low` and `high` as far as there is room.
    """
    order = sorted(range(len(places)), key=lambda number: places[number])
    moved = list(places)
    floor = low
    for number in order:
        moved[number] = max(places[number], floor)
        floor = moved[number] + gap
    ceiling = high
    for number in reversed(order):
        moved[number] = min(moved[number], ceiling)
        ceiling = moved[number] - gap
    return moved


# --- Parts of one whole ---


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    name: str
    value: int
    x: float
    width: float


def strip(parts: Iterable[tuple[str, str, int]]) -> tuple[Part, ...]:
    """Lay the parts (key, name, number) side by side over the whole width; empty ones are left out."""
    present = [part for part in parts if part[2] > 0]
    whole = sum(value for _, _, value in present)
    placed, before = [], 0
    for key, name, value in present:
        placed.append(Part(key, name, value, before * 100 / whole, value * 100 / whole))
        before += value
    return tuple(placed)


# --- Calendar ---

CELL = 13.0
CELL_GAP = 2.5
WEEKS_A_BLOCK = 26
LEFT_OF_CELLS = 18.0
ABOVE_CELLS = 16.0
DAY = timedelta(days=1)
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


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


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
