"""One exercise in a person's past: what is drawn of it, since when, and the most so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backroutine.charts import DAY
from exercises.models import Exercise
from sessions.progress.doses import HELD, REPS, Best, DoseKey, DoseSums, TurnRow, best_of, turn_row
from sessions.progress.past import Past
from sessions.progress.periods import Period, Range, Step, next_slot, period_of
from sessions.progress.rows import LENGTHS

type Doses = Mapping[DoseKey, DoseSums]


@dataclass(frozen=True, slots=True)
class Practice:
    """`first_on` is when the exercise was first planned (None: never); `amount` is held_seconds or reps."""

    first_on: date | None
    amount: str
    period: Period
    rows: list[TurnRow]
    best: Best | None


def practice_of(past: Past, exercise: Exercise, chosen: Range, today: date) -> Practice:
    """Read it by day where days are drawn, else by month: two queries, and one more where the best day is not drawn."""
    months, since = past.months_of(exercise), past.open_on
    if chosen is not Range.ALL:
        since = min(since, period_of(chosen, today, None).first_on)
    days = past.days_of(exercise, since)
    ever = months | {key: sums for key, sums in days.items() if key.on >= past.open_on}
    first_on = min((sums.first_on for sums in ever.values()), default=None)
    amount = HELD if any(key.hold_seconds for key in ever) else REPS
    period = period_of(chosen, today, first_on)
    if period.step not in LENGTHS and period.first_on < since:
        since, days = period.first_on, past.days_of(exercise, period.first_on)
    drawn = _turns(ever if period.step in LENGTHS else days, amount)
    best = best_of(_turns(ever, amount))
    if best is not None and best.on < past.open_on:
        best = _day_of(best, past, exercise, amount, days if since <= best.on else None)
    return Practice(first_on, amount, period, [row for row in drawn if row.on in period], best)


def _day_of(best: Best, past: Past, exercise: Exercise, amount: str, days: Doses | None) -> Best | None:
    """Return the day of a best that is known by its month."""
    last_on = next_slot(best.on, Step.MONTH) - DAY
    days = past.days_of(exercise, best.on, last_on) if days is None else days
    return best_of(row for row in _turns(days, amount) if best.on <= row.on <= last_on)


def _turns(doses: Doses, amount: str) -> list[TurnRow]:
    rows = (turn_row(key, sums, amount) for key, sums in doses.items())
    return [row for row in rows if row is not None]
