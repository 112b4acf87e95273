"""One page for a physiotherapist: what was planned and done, pain and notes, between two dates.

Facts only, as the person logged them; what they mean is for the two of them to say.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from exercises.dose import Dose, Side
from sessions.models import SessionQuerySet
from sessions.progress import (
    Period,
    Rating,
    SlotRow,
    Step,
    entry_columns,
    entry_rows,
    session_columns,
    session_rows,
    slot_names,
    slot_of,
    slot_rows,
)

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


def report(sessions: SessionQuerySet, first_on: date, last_on: date, *, with_notes: bool) -> Report:
    """Return the report of these days, both included. Five reads, however long the history."""
    within = sessions.between(first_on, last_on)
    period = Period(first_on, last_on, _step(first_on, last_on))
    slots, entries = (
        slot_rows(session_rows(session_columns(within)), period.step),
        entry_rows(entry_columns(within.entries()), period.step),
    )
    exercises = _exercises(within)
    notes = _notes(within) if with_notes else []
    return Report(
        period=period,
        sessions=sum(row.sessions for row in slots),
        exercise_sessions=sum(row.sessions for row in slots if not row.activity),
        minutes=round(sum(row.seconds for row in slots) / 60),
        sets_done=sum(row.sets_done for row in entries),
        sets_planned=sum(row.sets_planned for row in entries),
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


def _exercises(sessions: SessionQuerySet) -> list[ExerciseRow]:
    """Return the exercises done, the most frequent first."""
    planned = defaultdict(list)
    entries = sessions.entries().filter(logged_sets__is_skipped=False).distinct()
    for entry in entries.select_related("exercise").order_by("session__local_on", "session__started_at", "position"):
        planned[entry.exercise].append(entry)
    sums = (
        sessions.sets()
        .filter(is_skipped=False)
        .order_by()
        .values_list("entry__exercise", "side")
        .annotate(Sum("held_seconds"), Sum("reps"))
    )
    sides = {(exercise, side): (held, reps) for exercise, side, held, reps in sums}
    rows = []
    for exercise, done in planned.items():
        is_held = done[-1].dose.is_held
        left, right = (sides.get((exercise.pk, side), (0, 0))[0 if is_held else 1] for side in (Side.LEFT, Side.RIGHT))
        times = len({entry.session_id for entry in done})
        rows.append(ExerciseRow(exercise.name, times, done[0].dose, done[-1].dose, left, right, is_held))
    return sorted(rows, key=lambda row: (-row.sessions, row.name))


def _notes(sessions: SessionQuerySet) -> list[NoteRow]:
    """Return the notes, the newest first, cut to what a page bears."""
    rows = sessions.exclude(note="").newest_first().values_list("local_on", "pain_before", "pain_after", "note")
    return [NoteRow(on, before, after, _cut(text)) for on, before, after, text in rows[: 4 * MOST_NOTES]]


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= NOTE_LETTERS else f"{text[: NOTE_LETTERS - 1].rstrip()}…"
