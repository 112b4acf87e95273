"""Columns of stacked bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class Bar(NamedTuple):
    slot: int
    value: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Stack:
    """The bars of one series."""

    key: str
    name: str
    bars: tuple[Bar, ...]

    @property
    def path(self) -> str:
        """Return all bars as one path, in a box 100 wide that is stretched to the plot.

        Each begins at its foot, told from the foot before: numbers that are short and often alike pack well.
        """
        parts, x, foot = [], 0.0, 0.0
        for _slot, _value, left, top, width, tall in self.bars:
            step, rise = round(left - x, 2), round(top + tall - foot, 1)
            height = f"{tall:.3g}"
            parts.append(f"m{step:g} {rise:g}v-{height}h{width:.3g}v{height}z")
            x, foot = x + step, foot + rise
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class BarChart:
    stacks: tuple[Stack, ...]
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
    tops = [0.0] * len(slots)
    stacks = []
    for each in series:
        found = []
        for slot, value in enumerate(each.values):
            if value:
                foot, tops[slot] = scale.at(tops[slot]), tops[slot] + value
                y = scale.at(tops[slot])
                found.append(Bar(slot, value, slot_middle(slot, len(slots)) - width / 2, y, width, foot - y))
        stacks.append(Stack(each.key, each.name, tuple(found)))
    return BarChart(tuple(stacks), place_labels(slots), y_ticks(ticks, scale), scale)
