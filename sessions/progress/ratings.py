"""Pain and effort as they were rated."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backroutine.charts import Series
from sessions.progress.periods import Period, slot_of
from sessions.progress.rows import RatedRow

# The change on the 0-10 pain scale from which one speaks of a clear change in low back pain.
# Source: Childs, Piva, Fritz 2005, Spine 30:1331-1334; Ostelo et al. 2008, Spine 33:90-94.
CLEAR_PAIN_CHANGE = 2
# The start and the end of a stretch of time are each judged by the mean of so many sessions, not by a single day.
SESSIONS_A_WINDOW = 4


class PainChange(StrEnum):
    LOWER = "lower"
    UNCLEAR = "unclear"
    HIGHER = "higher"


def pain_change(before: float, after: float) -> PainChange:
    """Judge a change by the two-point rule: below two points it is no clear change.

    Source: Childs 2005; Ostelo 2008 (see CLEAR_PAIN_CHANGE).
    """
    if before - after >= CLEAR_PAIN_CHANGE:
        return PainChange.LOWER
    return PainChange.HIGHER if after - before >= CLEAR_PAIN_CHANGE else PainChange.UNCLEAR


def pain_changes(rows: Iterable[RatedRow]) -> Counter[PainChange]:
    """Count what pain did within the sessions that rate it both before and after."""
    return Counter(
        pain_change(row.pain_before, row.pain_after)
        for row in rows
        if row.pain_before is not None and row.pain_after is not None
    )


@dataclass(frozen=True, slots=True)
class PainTrend:
    """Mean pain before the first and the last few sessions of a time, neither sharing a session with the other."""

    start: float
    end: float

    @property
    def change(self) -> PainChange:
        # Judged as shown, to one decimal: "2.0 points" must not be called less than two.
        return pain_change(round(self.start, 1), round(self.end, 1))


def pain_trend(rows: Iterable[RatedRow]) -> PainTrend | None:
    """Return the trend of pain before sessions, or None when there are too few to compare."""
    before = [row.pain_before for row in rows if row.pain_before is not None]
    if len(before) < 2 * SESSIONS_A_WINDOW:
        return None
    return PainTrend(_mean(before[:SESSIONS_A_WINDOW]), _mean(before[-SESSIONS_A_WINDOW:]))


def mean_series(
    key: str, name: str, rows: Iterable[RatedRow], value: Callable[[RatedRow], int | None], period: Period
) -> Series:
    """Return the mean of a rating in each slot; None where no session rates it."""
    rated: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        rating = value(row)
        if rating is not None and row.on in period:
            rated[slot_of(row.on, period.step)].append(rating)
    return Series(key, name, tuple(_mean(rated[day]) if day in rated else None for day in period.slot_days()))


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)
