"""Pain and effort as they were rated."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backroutine.charts import Series
from sessions.progress.periods import Period, slot_of
from sessions.progress.rows import CLEAR, Rating, SlotRow

# The change on the 0-10 pain scale from which one speaks of a clear change in low back pain.
# Source: Childs, Piva, Fritz 2005, Spine 30:1331-1334; Ostelo et al. 2008, Spine 33:90-94.
CLEAR_PAIN_CHANGE = CLEAR
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


def pain_changes(rows: Iterable[SlotRow]) -> Counter[PainChange]:
    """Count what pain did within the sessions that rate it both before and after."""
    found: Counter[PainChange] = Counter()
    for row in rows:
        for change in PainChange:
            found[change] += getattr(row, change.value)
    return +found


def mornings(rows: Iterable[SlotRow]) -> Counter[str]:
    """Count what was said the morning after."""
    found: Counter[str] = Counter()
    for row in rows:
        found.update({"better": row.better, "same": row.same, "worse": row.worse})
    return +found


@dataclass(frozen=True, slots=True)
class PainTrend:
    """Mean pain before the first and the last few sessions of a time, neither sharing a session with the other."""

    start: float
    end: float
    start_sessions: int
    end_sessions: int

    @property
    def change(self) -> PainChange:
        # Judged as shown, to one decimal: "2.0 points" must not be called less than two.
        return pain_change(round(self.start, 1), round(self.end, 1))


def pain_trend(rows: Sequence[SlotRow]) -> PainTrend | None:
    """Return the trend of pain before sessions, or None when there are too few to compare.

    Each end is as many whole rows (the oldest first) as hold SESSIONS_A_WINDOW rated sessions.
    """
    rated = [row.pain_before for row in rows if row.pain_before.rated]
    first, last = _window(rated), _window(rated[::-1])
    if not first or not last or len(first) + len(last) > len(rated):
        return None
    return PainTrend(mean(first), mean(last), sum(row.rated for row in first), sum(row.rated for row in last))


def _window(ratings: Sequence[Rating]) -> list[Rating]:
    """Return as many ratings as hold the sessions of a window; none when they do not."""
    taken: list[Rating] = []
    for rating in ratings:
        taken.append(rating)
        if sum(each.rated for each in taken) >= SESSIONS_A_WINDOW:
            return taken
    return []


def mean(ratings: Iterable[Rating]) -> float:
    """Return the mean of at least one rated session."""
    each = list(ratings)
    return sum(rating.total for rating in each) / sum(rating.rated for rating in each)


def mean_series(
    key: str, name: str, rows: Iterable[SlotRow], value: Callable[[SlotRow], Rating], period: Period
) -> Series:
    """Return the mean of a rating in each slot; None where no session rates it."""
    rated: dict[date, list[Rating]] = {}
    for row in rows:
        if value(row).rated and row.on in period:
            rated.setdefault(slot_of(row.on, period.step), []).append(value(row))
    return Series(key, name, tuple(mean(rated[day]) if day in rated else None for day in period.slot_days()))
