"""One exercise in a person's past: what is drawn of it, since when, and the most so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backroutine.charts import DAY
from exercises.models import Exercise
from sessions.progress.doses import HELD, REPS, Best, DoseKey, DoseSums, TurnRow, best_of, turn_row, turns_of
from sessions.progress.past import Past
from sessions.progress.periods import Period, Range, Step, next_slot, period_of
from sessions.progress.rows import LENGTHS


@dataclass(frozen=True, slots=True)
class Practice:
    """`first_on` is when the exercise was first planned (None: never); `amount` is held_seconds or reps."""

    first_on: date | None
    amount: str
    period: Period
    rows: list[TurnRow]
    best: Best | None


def practice_of(past: Past, exercise: Exercise, chosen: Range, today: date) -> Practice:
    """Read it by day where days are drawn, else by month: two queries, and one more where the best day is older."""
    # What days are drawn of begins within a year.
    since = period_of(Range.YEAR if chosen is Range.ALL else chosen, today, None).first_on
    months, texts = past.months_of(exercise, since)
    ever = months | past.days_of(exercise, past.open_on)
    first_on = min((sums.first_on for sums in ever.values()), default=None)
    amount = HELD if any(key.hold_seconds for key in ever) else REPS
    period, rows = period_of(chosen, today, first_on), _turns(ever, amount)
    best = best_of(rows)
    days = [row for row in rows if row.on >= past.open_on]
    days += [row for key, text in texts.items() for row in turns_of(text, key, amount)]
    if best is not None and best.on < past.open_on:
        best = _day_of(best, days, past, exercise, amount)
    drawn = rows if period.step in LENGTHS else days
    return Practice(first_on, amount, period, [row for row in drawn if row.on in period], best)


def _day_of(best: Best, days: list[TurnRow], past: Past, exercise: Exercise, amount: str) -> Best | None:
    """Return the day of a best that is known by its month."""
    last_on = next_slot(best.on, Step.MONTH) - DAY
    known = best_of(row for row in days if best.on <= row.on <= last_on)
    return known or best_of(_turns(past.days_of(exercise, best.on, last_on), amount))


def _turns(doses: Mapping[DoseKey, DoseSums], amount: str) -> list[TurnRow]:
    rows = (turn_row(key, sums, amount) for key, sums in doses.items())
    return [row for row in rows if row is not None]
