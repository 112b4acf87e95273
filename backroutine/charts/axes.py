"""What every drawing shares: slots and series in, scales, ticks and labels out."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PLOT_HEIGHT = 200
# Between the cells of a row while they are escaped: no words have it.
CELL = "\x1f"
# Steps that read well on a clock; beyond them, and for plain numbers, 1, 2 and 5 times a power of ten.
CLOCK_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200)
# The most labels that fit under a plot 220 pixels wide, and under a wide one.
MOST_LABELS_NARROW = 4
MOST_LABELS_WIDE = 13


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
    """One place on the x axis: its short label under the axis (may be empty), its name in the table, and in a sentence.

    In a sentence it says "in March 2026".
    """

    label: str
    name: str
    inside: str = ""


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
    """The numbers behind a drawing, as words; the first cell of a row names it.

    `places` are the numbers of the slots its rows stand for, of which the drawing has `slots`: a slot that is pointed
    at says its row, so the drawing and the table cannot tell two stories.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    places: tuple[int, ...] = ()
    slots: int = 0

    @property
    def lines(self) -> list[tuple[int | None, str, SafeString]]:
        """Return each row's place, its name and its other cells, in one piece: a loop in a loop is slow to draw."""
        return [(place, row[0], _cells(row[1:])) for place, row in zip_longest(self.places, self.rows)]


def _cells(words: Sequence[str]) -> SafeString:
    cells = escape(CELL.join(words)).replace(CELL, "</td><td>")
    return mark_safe(f"<td>{cells}</td>")  # noqa: S308  # escaped


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
    return tuple(
        Tick(round(slot_middle(number, len(slots)), 2), label, (number, label) not in narrow) for number, label in wide
    )


def _thin[T](labels: Sequence[T], most: int) -> list[T]:
    stride = max(1, math.ceil(len(labels) / most))
    return list(labels[::-1][::stride][::-1])


def slot_middle(number: int, slots: int) -> float:
    """Return the middle of a slot, in per cent of the width."""
    return (number + 0.5) * 100 / slots


def y_ticks(values: Iterable[float], scale: Scale) -> tuple[Tick, ...]:
    return tuple(Tick(round(scale.at(value), 2), f"{value:g}") for value in values)
