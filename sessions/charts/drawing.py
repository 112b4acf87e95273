"""What every drawing of this app comes with: its table, its sentence and its unit."""

from dataclasses import dataclass

from backroutine.charts import LineChart, Table
from sessions.progress import Step

NO_VALUE = "–"
# Rest days are no gap in a line of days; a week without any is.
BRIDGE = {Step.DAY: 6, Step.WEEK: 0, Step.MONTH: 0, Step.YEAR: 0}


@dataclass(frozen=True, slots=True)
class LinesDrawing:
    chart: LineChart
    table: Table
    sentence: str
    unit: str
