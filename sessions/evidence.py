"""What the rule looks at: the last sessions as facts about each exercise. One bounded read; sums in the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, Sum

from backroutine.charts import DAY
from exercises.dose import Side
from sessions.ladder import Done, Morning
from sessions.models import Entry, Session
from sessions.rungs import Rung

# Twice what the most patient limit asks for, and enough to see a break in each of a few routines.
MOST_SESSIONS = 16

# (routine, exercise, which time it occurs in the session from 0)
type Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Done exercises by their place, the newest session first."""

    done: dict[Place, list[Done]]

    def of(self, place: Place) -> list[Done]:
        return self.done.get(place, [])


def evidence_of(sessions: Sequence[Session]) -> Evidence:
    """Read what was done in the sessions of routines among these (finished, the newest first)."""
    looked_at = [each for each in sessions if each.routine_id is not None][:MOST_SESSIONS]
    mornings = _mornings(sessions)
    done: dict[Place, list[Done]] = defaultdict(list)
    by_session: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in _entries(looked_at):
        by_session[entry.session_id].append(entry)
    for session in looked_at:
        times: dict[int, int] = defaultdict(int)
        for entry in by_session[session.pk]:
            place = (session.routine_id or 0, entry.exercise_id, times[entry.exercise_id])
            times[entry.exercise_id] += 1
            done[place].append(_done(session, entry, *mornings[session.local_on]))
    return Evidence(dict(done))


def _entries(sessions: Iterable[Session]) -> Iterable[Entry]:
    """Return the entries with what each side did (`reps_left`, `held_left`, …) and how many sets (`sets_done`).

    What was swapped for another exercise on the way says nothing about either ladder.
    """
    was_done = Q(logged_sets__is_skipped=False)
    sums = {
        f"{name}_{side}": Sum(f"logged_sets__{column}", filter=was_done & Q(logged_sets__side=side.value), default=0)
        for name, column in (("reps", "reps"), ("held", "held_seconds"))
        for side in Side
    }
    return (
        Entry.objects.filter(session__in=[each.pk for each in sessions], stands_in_for=None, stand_ins=None)
        .annotate(sets_done=Count("logged_sets", filter=was_done), **sums)
        .order_by("session", "position")
    )


def _mornings(sessions: Iterable[Session]) -> dict[date, tuple[Morning | None, int | None]]:
    """Return how the morning after each day was: as told, else by the pain before a session on the next day."""
    rows = list(sessions)
    told: dict[date, tuple[Morning | None, int | None]] = {each.local_on: (None, None) for each in rows}
    first_pain = {each.local_on: each.pain_before for each in rows if each.pain_before is not None}
    for each in rows:
        if each.morning_after in Morning:
            told[each.local_on] = (Morning(each.morning_after), each.morning_pain)
    for day, (morning, _pain) in told.items():
        if morning is None and day + DAY in first_pain:
            told[day] = (None, first_pain[day + DAY])
    return told


def _done(session: Session, entry: Entry, morning: Morning | None, morning_pain: int | None) -> Done:
    is_full = is_in_full(entry)
    return Done(
        key=str(session.pk),
        on=session.local_on,
        rung=Rung.of(entry.dose),
        is_full=is_full,
        pain_before=session.pain_before,
        pain_worst=max((pain for pain in (session.pain_worst, session.pain_after) if pain is not None), default=None),
        effort=session.effort,
        morning=morning,
        morning_pain=morning_pain,
        is_left_for_pain=bool(session.is_left_for_pain) and not is_full,
    )


def is_in_full(entry: Entry) -> bool:
    """Tell whether every set was done and each side reached what was planned for it."""
    dose = entry.dose
    name, planned = ("held", dose.sets * dose.work_seconds()) if dose.is_held else ("reps", dose.sets * dose.reps)
    sides_in_full = all(getattr(entry, f"{name}_{side}") >= planned for side in dose.sides_of_a_set)
    return sides_in_full and getattr(entry, "sets_done", 0) >= len(list(dose.set_keys()))
