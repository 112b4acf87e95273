"""One exercise over time: seconds held or repeats, left against right."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from backroutine.charts import Series
from exercises.dose import Side
from sessions.progress.periods import Period, slot_of
from sessions.progress.rows import SideRow


@dataclass(frozen=True, slots=True)
class Best:
    """The most one side did in one session, and when first; `both` when both sides did as much that day."""

    on: date
    side: Side
    value: int


def is_held(rows: Sequence[SideRow]) -> bool:
    """Tell whether the exercise is measured in seconds held; otherwise in repeats."""
    return any(row.held_seconds for row in rows)


def side_values(rows: Sequence[SideRow]) -> Iterator[tuple[date, Side, int]]:
    held = is_held(rows)
    for row in rows:
        yield row.on, row.side, row.held_seconds if held else row.reps


def best_of(rows: Sequence[SideRow]) -> Best | None:
    found: Best | None = None
    for on, side, value in side_values(rows):
        if value and (found is None or value > found.value):
            found = Best(on, side, value)
        elif found is not None and (on, value) == (found.on, found.value):
            found = Best(on, Side.BOTH, value)
    return found


def side_series(rows: Sequence[SideRow], period: Period) -> list[Series]:
    """Return the best session of each slot, one series a side that was ever done."""
    best: dict[Side, dict[date, int]] = defaultdict(dict)
    for on, side, value in side_values(rows):
        if on in period:
            day = slot_of(on, period.step)
            best[side][day] = max(value, best[side].get(day, 0))
    names = {Side.LEFT: _("Left"), Side.RIGHT: _("Right"), Side.BOTH: _("Done")}
    return [
        Series(side.value, names[side], tuple(best[side].get(day) for day in period.slot_days()))
        for side in names
        if side in best
    ]


def side_totals(rows: Sequence[SideRow]) -> Counter[Side]:
    totals: Counter[Side] = Counter()
    for _on, side, value in side_values(rows):
        totals[side] += value
    return totals
