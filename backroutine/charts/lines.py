"""Lines of points, with a band of values behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

from backroutine.charts.axes import (
    PLOT_HEIGHT,
    Scale,
    Series,
    Slot,
    Tick,
    nice_ticks,
    place_labels,
    slot_middle,
    y_ticks,
)

LABEL_GAP = 17.0
MOST_SLOTS_WIDE_APART = 31
# Words beside a mark need so many per cent of the width before the next ones, and to the right end.
MARK_GAP = 22.0
LAST_LABELLED = 100 - MARK_GAP / 2


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
    def stroke(self) -> str:
        """Return the runs as one path, in a box 100 wide that is stretched to the plot."""
        return "".join("M" + " ".join(f"{point.x:.4g} {round(point.y, 1):g}" for point in run) for run in self.runs)

    @property
    def dots(self) -> str:
        """Return the points as one path in the same box: strokes so short that their round caps make dots."""
        return "".join(f"M{point.x:.4g} {round(point.y, 1):g}h.01" for point in self.points)


@dataclass(frozen=True, slots=True)
class Band:
    """A zone of values, such as the change that is no clear change."""

    low: float
    high: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on the x axis, such as the day of a new dose. `is_minor` keeps its line but not its words."""

    x: float
    label: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class LineChart:
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    scale: Scale
    band: Band | None
    marks: tuple[Mark, ...]
    # Many points would run into one another.
    is_dense: bool
    height: int = PLOT_HEIGHT


def lines(
    slots: Sequence[Slot],
    series: Sequence[Series],
    *,
    top: float | None = None,
    band: tuple[float, float] | None = None,
    bridge: int = 0,
    is_clock: bool = False,
    marks: Sequence[tuple[int, str]] = (),
) -> LineChart:
    """Draw each series as points, joined where at most `bridge` slots without a value lie between two of them.

    `top` fixes the upper end of the y axis; `band` is drawn as far as it lies on it; `marks` are (slot, words).
    """
    values = [value for each in series for value in each.values if value is not None]
    ticks = nice_ticks(max(values, default=0) if top is None else top, is_clock=is_clock)
    scale = Scale(0, ticks[-1], PLOT_HEIGHT, 0)
    drawn = [(each, points) for each in series if (points := _points(each.values, scale))]
    labels = (round(place, 2) for place in spread([points[-1].y for _, points in drawn], LABEL_GAP, 6, PLOT_HEIGHT - 6))
    return LineChart(
        tuple(
            Line(each.key, each.name, points, _runs(points, bridge), label_y, is_ring=len(drawn) > 1 and number == 0)
            for number, ((each, points), label_y) in enumerate(zip(drawn, labels, strict=True))
        ),
        place_labels(slots),
        y_ticks(ticks, scale),
        scale,
        _band(band, scale) if band else None,
        _marks(marks, len(slots)),
        len(slots) > MOST_SLOTS_WIDE_APART,
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


def _marks(marks: Sequence[tuple[int, str]], slots: int) -> tuple[Mark, ...]:
    """Place the marks; words that would run into those before are left to the table and the tips."""
    placed: list[Mark] = []
    for slot, label in marks:
        x = round(slot_middle(slot, slots), 2)
        spoken = [mark.x for mark in placed if not mark.is_minor]
        placed.append(Mark(x, label, is_minor=x > LAST_LABELLED or bool(spoken and x - spoken[-1] < MARK_GAP)))
    return tuple(placed)


def _band(values: tuple[float, float], scale: Scale) -> Band:
    low, high = (min(max(value, scale.low), scale.high) for value in values)
    return Band(low, high, round(scale.at(high), 2), round(scale.at(low) - scale.at(high), 2))


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
