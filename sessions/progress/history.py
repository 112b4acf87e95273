"""One exercise in a person's past: what is drawn of it, since when, and the most so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backroutine.charts import DAY
from exercises.models import Exercise
from sessions.progress.doses import HELD, REPS, Best, DoseKey, DoseSums, TurnRow, best_of, turn_row, turns_of
from sessions.progress.past import Past
from sessions.progress.periods import Period, Range, Step, next_slot, period_of, slot_of
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
    """Read it by day where days are drawn, else by month: two queries, one more where the best day is years ago."""
    # What days are drawn of begins within a year.
    months, texts = past.months_of(exercise, period_of(Range.YEAR, today, None).first_on)
    ever = months | past.days_of(exercise, past.open_on)
    first_on = min((sums.first_on for sums in ever.values()), default=None)
    amount = HELD if any(key.hold_seconds for key in ever) else REPS
    period, rows = period_of(chosen, today, first_on), _turns(ever, amount)
    best = best_of(rows)
    if best is not None and best.on < past.open_on:
        best = _day_of(best, texts, past, exercise, amount)
    if period.step not in LENGTHS:
        months_drawn = [key for key in texts if key.on >= slot_of(period.first_on, Step.MONTH)]
        rows = [row for row in rows if row.on >= past.open_on]
        rows += [row for key in months_drawn for row in turns_of(texts[key], key, amount)]
    return Practice(first_on, amount, period, [row for row in rows if row.on in period], best)


def _day_of(best: Best, texts: Mapping[DoseKey, str], past: Past, exercise: Exercise, amount: str) -> Best | None:
    """Return the day of a best that is known by its month."""
    kept = [row for key, text in texts.items() if key.on == best.on for row in turns_of(text, key, amount)]
    return best_of(kept or _turns(past.days_of(exercise, best.on, next_slot(best.on, Step.MONTH) - DAY), amount))


def _turns(doses: Mapping[DoseKey, DoseSums], amount: str) -> list[TurnRow]:
    rows = (turn_row(key, sums, amount) for key, sums in doses.items())
    return [row for row in rows if row is not None]
