"""Columns of stacked bars."""

from collections.abc import Iterable, Sequence
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
    return BarChart(columns, place_labels(slots), y_ticks(ticks, scale), scale)


def _stack(parts: Iterable[tuple[str, str, float]], scale: Scale) -> tuple[Segment, ...]:
    segments, base = [], 0.0
    for key, name, value in parts:
        if value > 0:
            y, foot = scale.at(base + value), scale.at(base)
            segments.append(Segment(key, name, value, y, foot - y))
            base += value
    return tuple(segments)
