"""What the rule looks at: the last sessions as facts about each exercise. One bounded read; sums in the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, FilteredRelation, Q, QuerySet, Sum, UUIDField

from backroutine.charts import DAY
from backroutine.prepared import PERSON, Prepared, Slot
from exercises.dose import SIDES_OF_A_SET, Side, Sides
from sessions.ladder import Done, Morning
from sessions.models import Entry, Session
from sessions.rungs import Rung

# Twice what the most patient limit asks for, and enough to see a break in each of a few routines.
MOST_SESSIONS = 16

PLACES = [f"session_{number}" for number in range(MOST_SESSIONS)]
NOWHERE = UUID(int=0)

# (routine, exercise, which time it occurs in the session from 0)
type Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Done exercises by their place, the newest session first."""

    done: dict[Place, list[Done]]

    def of(self, place: Place) -> list[Done]:
        return self.done.get(place, [])


class EntryDone(NamedTuple):
    """One exercise in one session: what was planned, and of each side the sets done and the seconds or repeats."""

    exercise: int
    rung: Rung
    sides: Sides
    sides_done: dict[Side, tuple[int, int]]

    @property
    def is_full(self) -> bool:
        """Tell whether every set was done and each side reached what was planned for it."""
        sets, reps, hold_seconds = self.rung
        sides, planned = SIDES_OF_A_SET[self.sides], sets * reps * (hold_seconds or 1)
        in_full = all(self.sides_done.get(side, (0, 0))[1] >= planned for side in sides)
        return in_full and sum(number for number, _amount in self.sides_done.values()) >= sets * len(sides)


def evidence_of(sessions: Sequence[Session]) -> Evidence:
    """Read what was done in the sessions of routines among these (finished, the newest first)."""
    looked_at = [each for each in sessions if each.routine_id is not None][:MOST_SESSIONS]
    mornings = _mornings(sessions)
    done: dict[Place, list[Done]] = defaultdict(list)
    entries = _entries(looked_at)
    for session in looked_at:
        times: dict[int, int] = defaultdict(int)
        for entry in entries[session.pk]:
            place = (session.routine_id or 0, entry.exercise, times[entry.exercise])
            times[entry.exercise] += 1
            done[place].append(_done(session, entry, *mornings[session.local_on]))
    return Evidence(dict(done))


def _entries(looked_at: Sequence[Session]) -> dict[UUID, list[EntryDone]]:
    """Return the exercises planned in each session, in their order, with what was done of them.

    What was swapped for another exercise on the way says nothing about either ladder.
    """
    found: dict[UUID, dict[int, EntryDone]] = defaultdict(dict)
    if not looked_at:
        return {}
    keys = dict.fromkeys(PLACES, NOWHERE) | dict(zip(PLACES, (each.pk for each in looked_at), strict=False))
    rows = DONE.rows(person=looked_at[0].person_id, **keys)
    for session, position, exercise, sets, reps, hold_seconds, sides, side, held, done_reps, number in rows:
        rung = Rung(sets, reps, hold_seconds)
        entry = found[session].setdefault(position, EntryDone(exercise, rung, Sides(sides), {}))
        if side is not None:
            entry.sides_done[Side(side)] = number, held if hold_seconds else done_reps
    return defaultdict(list, {session: list(entries.values()) for session, entries in found.items()})


def _done_sets() -> QuerySet[Entry, Any]:
    return (
        Entry.objects.filter(person=PERSON, session__id__in=[Slot(name, UUIDField()) for name in PLACES])
        .filter(stands_in_for=None, stand_ins=None)
        .annotate(done_sets=FilteredRelation("logged_sets", condition=Q(logged_sets__is_skipped=False)))
        .order_by("position")
        .values_list("session", "position", "exercise", "sets", "reps", "hold_seconds", "sides", "done_sets__side")
        .annotate(
            held=Sum("done_sets__held_seconds"), done_reps=Sum("done_sets__reps"), number=Count("done_sets__side")
        )
    )


DONE = Prepared(_done_sets)


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


def _done(session: Session, entry: EntryDone, morning: Morning | None, morning_pain: int | None) -> Done:
    is_full = entry.is_full
    return Done(
        key=str(session.pk),
        on=session.local_on,
        rung=entry.rung,
        is_full=is_full,
        pain_before=session.pain_before,
        pain_worst=max((pain for pain in (session.pain_worst, session.pain_after) if pain is not None), default=None),
        effort=session.effort,
        morning=morning,
        morning_pain=morning_pain,
        is_left_for_pain=bool(session.is_left_for_pain) and not is_full,
    )
