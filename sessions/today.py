"""What the page Today shows: planned, asked, suggested, and how the week stands."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from backroutine.charts import DAY, monday_of
from routines.models import Routine
from routines.timeline import PlannedExercise, seconds_of
from sessions.coach_forms import MorningForm
from sessions.coaching import Coaching, coaching_of
from sessions.models import Session
from sessions.offers import offer

if TYPE_CHECKING:
    from accounts.models import User

MOST_OFFERS = 2
SHORT_MINUTES = (5, 10, 15, 20)
# Who remembers a morning longer ago? Our own choice.
MORNING_DAYS = 3


@dataclass(frozen=True, slots=True)
class RoutineRow:
    routine: Routine
    minutes: int
    key: uuid.UUID
    times_done: int
    paused: int
    # By its days: meant for today; None where it has none. And done today already.
    is_planned: bool | None
    is_done_today: bool
    next_on: date | None

    @property
    def beads(self) -> list[bool]:
        """One a session of the weekly target: done, or still to come."""
        return [number < self.times_done for number in range(self.routine.weekly_target)]

    @property
    def shorter(self) -> list[int]:
        """Minutes to offer to whoever has less time than it takes."""
        return [minutes for minutes in SHORT_MINUTES if minutes < self.minutes]


def today_context(person: "User", today: date) -> dict[str, Any]:
    coaching = coaching_of(person, today)
    finished = coaching.finished
    this_week = [each for each in finished if each.local_on >= monday_of(today)]
    asked = morning_asked(finished, today)
    first = coaching.suggestions[:MOST_OFFERS]
    return {
        "today": today,
        "coach": coaching.coach,
        "eased": coaching.eased,
        "routines": _routine_rows(coaching, this_week, today),
        "starters": [],
        "unfinished": next((each for each in coaching.recent if each.finished_at is None), None),
        "morning": asked,
        "morning_form": MorningForm(asks_about_sets=asked is not None and str(asked.pk) in coaching.short),
        "offers": [] if coaching.coach.urgency else [offer(each, coaching.judged) for each in first],
        "more_offers": max(0, len(coaching.suggestions) - MOST_OFFERS),
        "goals_due": coaching.goals_due,
        "this_week": this_week,
        "minutes_this_week": round(sum(each.duration_seconds for each in this_week) / 60),
        "last_session": finished[0] if finished else None,
    }


def morning_asked(finished: Sequence[Session], today: date) -> Session | None:
    """Return the session to ask about: the last one before today, if it is fresh and nothing was said of that day."""
    past = [each for each in finished if each.local_on < today]
    if not past or today - past[0].local_on > MORNING_DAYS * DAY:
        return None
    is_told = any(each.morning_after for each in past if each.local_on == past[0].local_on)
    return None if is_told else past[0]


def _routine_rows(coaching: Coaching, this_week: Sequence[Session], today: date) -> list[RoutineRow]:
    """Return the routines, those planned for today first, then those of any day, then those of other days."""
    times_done = Counter(each.routine_id for each in this_week)
    paused = Counter(row.candidate.routine for row in coaching.judged.values() if row.is_paused)
    rows = [
        RoutineRow(
            routine,
            max(1, round(_seconds(routine, coaching) / 60)),
            uuid.uuid4(),
            times_done[routine.pk],
            paused[routine.pk],
            today.weekday() in routine.days if routine.days else None,
            any(each.routine_id == routine.pk and each.local_on == today for each in this_week),
            next_day(routine.days, today),
        )
        for routine in coaching.routines
    ]
    return sorted(rows, key=lambda row: (row.is_planned is not True, row.is_done_today, row.is_planned is False))


def next_day(days: Collection[int], today: date) -> date | None:
    """Return the first of these weekdays (0 is Monday) after today."""
    return next((day for day in (today + number * DAY for number in range(1, 8)) if day.weekday() in days), None)


def _seconds(routine: Routine, coaching: Coaching) -> int:
    """Return how long a session takes today: lowered in a flare-up, without what is paused."""
    eased = coaching.eased
    planned = (
        PlannedExercise(row.position, row.exercise.start_position, eased.lower(row.dose) if eased else row.dose)
        for row in routine.rows
        if not coaching.judged[row.pk].is_paused
    )
    return seconds_of(planned, routine.person.pace)
