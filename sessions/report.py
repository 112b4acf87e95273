"""One page for a physiotherapist: what was planned and done, pain and notes, between two dates.

Facts only, as the person logged them; what they mean is for the two of them to say.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from exercises.dose import Dose, Side
from sessions.progress import (
    Period,
    Rating,
    SlotRow,
    Step,
    exercise_rows,
    session_rows,
    slot_names,
    slot_of,
    slot_rows,
)
from sessions.progress.doses import DoneSide
from sessions.progress.reads import NOTES, SESSIONS, SIDES_OF_ALL

if TYPE_CHECKING:
    from accounts.models import User

# What still fits on one page.
MOST_ROWS, MOST_EXERCISES, MOST_NOTES, NOTE_LETTERS = 14, 12, 6, 180


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A week or a month: means are None where nothing was rated."""

    name: str
    sessions: int
    minutes: int
    pain_before: float | None
    pain_after: float | None
    effort: float | None


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """One exercise: in how many sessions, its first and last planned dose, and the seconds or repeats of each side."""

    name: str
    sessions: int
    first: Dose
    last: Dose
    left: int
    right: int
    is_held: bool

    @property
    def has_sides(self) -> bool:
        return bool(self.left or self.right)


@dataclass(frozen=True, slots=True)
class NoteRow:
    on: date
    pain_before: int | None
    pain_after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    period: Period
    sessions: int
    # Those of them that are no walk, swim or the like: what a plan is held against.
    exercise_sessions: int
    minutes: int
    # Sets done, of those planned; a side counts as a set of its own.
    sets_done: int
    sets_planned: int
    spans: list[SpanRow]
    exercises: list[ExerciseRow]
    more_exercises: int
    notes: list[NoteRow]
    more_notes: int

    @property
    def sessions_a_week(self) -> float:
        """Sessions of exercises for each seven days, to one decimal."""
        return round(7 * self.exercise_sessions / ((self.period.last_on - self.period.first_on).days + 1), 1)


def report(person: "User", first_on: date, last_on: date, *, with_notes: bool) -> Report:
    """Return the report of these days, both included. Three reads, one more of own exercises."""
    period = Period(first_on, last_on, _step(first_on, last_on))
    days = {"person": person.pk, "first": first_on, "last": last_on}
    slots = slot_rows(session_rows(SESSIONS.rows(**days)), period.step)
    sides = [DoneSide._make(row) for row in SIDES_OF_ALL.rows(**days)]
    exercises = _exercises(sides)
    said = NOTES.rows(**days) if with_notes else []
    notes = [NoteRow(on, before, after, _cut(text)) for on, before, after, text in said]
    return Report(
        period=period,
        sessions=sum(row.sessions for row in slots),
        exercise_sessions=sum(row.sessions for row in slots if not row.activity),
        minutes=round(sum(row.seconds for row in slots) / 60),
        sets_done=sum(row.sets_done for row in sides),
        sets_planned=sum({row.entry: row.sets_planned for row in sides}.values()),
        spans=_spans(period, slots),
        exercises=exercises[:MOST_EXERCISES],
        more_exercises=max(0, len(exercises) - MOST_EXERCISES),
        notes=notes[:MOST_NOTES],
        more_notes=max(0, len(notes) - MOST_NOTES),
    )


def _step(first_on: date, last_on: date) -> Step:
    """Return weeks while they fit on the page, else months."""
    return Step.WEEK if (last_on - first_on).days // 7 + 1 < MOST_ROWS else Step.MONTH


def _spans(period: Period, slots: Sequence[SlotRow]) -> list[SpanRow]:
    """Return a row for each week or month, those without a session included."""
    first_of = {slot_of(period.first_on, period.step)} | {slot_of(day, period.step) for day in period.slot_days()}
    rows = []
    for slot in sorted(first_of):
        within = [row for row in slots if slot_of(row.on, period.step) == slot]
        rows.append(
            SpanRow(
                name=slot_names(slot, period.step)[0],
                sessions=sum(row.sessions for row in within),
                minutes=round(sum(row.seconds for row in within) / 60),
                pain_before=_mean([row.pain_before for row in within]),
                pain_after=_mean([row.pain_after for row in within]),
                effort=_mean([row.effort for row in within]),
            )
        )
    return rows


def _mean(ratings: Sequence[Rating]) -> float | None:
    rated = sum(rating.rated for rating in ratings)
    return round(sum(rating.total for rating in ratings) / rated, 1) if rated else None


def _exercises(sides: Iterable[DoneSide]) -> list[ExerciseRow]:
    """Return the exercises done, the most frequent first."""
    done: dict[int, list[DoneSide]] = defaultdict(list)
    for row in sorted(sides, key=lambda row: (row.on, row.started_at, row.position)):
        if row.side is not None:
            done[row.exercise].append(row)
    names = exercise_rows(set(done))
    rows = []
    for exercise, each in done.items():
        first, last = each[0].key.dose, each[-1].key.dose
        amounts: Counter[str | None] = Counter()
        for row in each:
            amounts[row.side] += (row.held if last.is_held else row.done_reps) or 0
        times = len({row.session for row in each})
        left, right = amounts[Side.LEFT], amounts[Side.RIGHT]
        rows.append(ExerciseRow(names[exercise].name, times, first, last, left, right, last.is_held))
    return sorted(rows, key=lambda row: (-row.sessions, row.name))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= NOTE_LETTERS else f"{text[: NOTE_LETTERS - 1].rstrip()}…"
