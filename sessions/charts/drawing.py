"""What every drawing of this app comes with: its table, its sentence, its unit, and what each slot says."""

from collections.abc import Sequence
from dataclasses import dataclass

from backroutine.charts import BarChart, LineChart, Series, Slot, Table, Tip, tips
from sessions.progress import Step

NO_VALUE = "–"
# Rest days are no gap in a line of days; a week without any is.
BRIDGE = {Step.DAY: 6, Step.WEEK: 0, Step.MONTH: 0, Step.YEAR: 0}


@dataclass(frozen=True, slots=True)
class BarsDrawing:
    chart: BarChart
    slots: tuple[Slot, ...]
    table: Table
    sentence: str
    unit: str
    # (key, name, amount in words), in the order of the stack.
    legend: tuple[tuple[str, str, str], ...]

    @property
    def tips(self) -> tuple[Tip, ...]:
        return tips(self.slots, self.table)


@dataclass(frozen=True, slots=True)
class LinesDrawing:
    chart: LineChart
    slots: tuple[Slot, ...]
    table: Table
    sentence: str
    unit: str

    @property
    def tips(self) -> tuple[Tip, ...]:
        return tips(self.slots, self.table)


def filled_rows(slots: Sequence[Slot], columns: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return a table's rows, those without any value left out."""
    rows = ((slot.name, *(column[number] for column in columns)) for number, slot in enumerate(slots))
    return tuple(row for row in rows if any(cell not in {NO_VALUE, ""} for cell in row[1:]))


def cells(series: Series) -> list[str]:
    """Return a series as words, whole numbers without a point."""
    return [NO_VALUE if value is None else f"{value:g}" for value in series.values]
