"""What every drawing of this app comes with: its table, its sentence, its unit, and what each slot says."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backroutine.charts import BarChart, LineChart, Series, Slot, Table
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


@dataclass(frozen=True, slots=True)
class LinesDrawing:
    chart: LineChart
    slots: tuple[Slot, ...]
    table: Table
    sentence: str
    unit: str


def filled_table(names: Sequence[str], slots: Sequence[Slot], columns: Sequence[Sequence[str]]) -> Table:
    """Return the table of some columns by slot, those without any value left out."""
    rows = {
        number: (slots[number].name, *row)
        for number, row in enumerate(zip(*columns, strict=True))
        if any(cell not in {NO_VALUE, ""} for cell in row)
    }
    return Table((_("When"), *names), tuple(rows.values()), tuple(rows), len(slots))


def cells(series: Series) -> list[str]:
    """Return a series as words, whole numbers without a point."""
    return [NO_VALUE if value is None else f"{value:g}" for value in series.values]
