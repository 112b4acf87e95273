"""What next, for one person: their routines, the last sessions and what was decided, read once and judged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.db.models import Count, DateField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backroutine.charts import monday_of
from backroutine.prepared import PERSON, Prepared, Slot
from exercises import guidance
from exercises.guidance import Limits
from routines.models import Prescription, Routine
from routines.reads import filled
from sessions.advice import Candidate, Suggestion, choose, target_of
from sessions.evidence import Evidence, evidence_of
from sessions.flareup import Eased
from sessions.ladder import Done, Judgement, Memory, Verdict, judge
from sessions.models import Coach, Goal, Session, Standing
from sessions.rungs import LevelRung, Rung, Target

if TYPE_CHECKING:
    from accounts.models import User

# More than anybody does in a week, so that these rows also count it; and a fixed number, however long the history.
MOST_RECENT = 60
MONDAY = Slot("monday", DateField())
UNDECIDED = Memory()
STAYING = frozenset({Verdict.STAY, Verdict.PAUSE})


@dataclass(frozen=True, slots=True)
class Judged:
    """A prescription with what was done of it, what follows, and what is remembered."""

    prescription: Prescription
    candidate: Candidate
    standing: Standing | None
    memory: Memory

    @property
    def is_paused(self) -> bool:
        return self.standing is not None and self.standing.paused_on is not None


@dataclass(frozen=True, slots=True)
class Coaching:
    coach: Coach
    eased: Eased | None
    # With prescriptions, exercises, levels and standings loaded.
    routines: list[Routine]
    # Finished or not, the newest first, at most MOST_RECENT.
    recent: list[Session]
    judged: dict[int, Judged]
    # Sessions in which a set was left out or not done in full.
    short: frozenset[str]
    suggestions: list[Suggestion]

    @property
    def goals_due(self) -> int:
        """How many goals are still to be rated this week; none are asked about before there is a routine."""
        return getattr(self.routines[0], "goals_due", 0) if self.routines else 0

    @property
    def finished(self) -> list[Session]:
        return [each for each in self.recent if each.finished_at is not None]

    def suggestion(self, key: str) -> Suggestion | None:
        """Return the suggestion of that key, if it still holds."""
        return next((each for each in self.suggestions if each.key == key), None)


def coaching_of(person: "User", today: date) -> Coaching:
    """Read and judge, in five queries however many rows there are; one more where a routine has an own exercise."""
    coach = Coach.objects.of(person)
    eased = coach.eased(today)
    routines = _routines(person, today)
    recent = RECENT.instances(person=person.pk)
    evidence = evidence_of([each for each in recent if each.finished_at is not None])
    limits = coach.limits()
    judged = {
        row.prescription.pk: row for routine in routines for row in _judge_routine(routine, evidence, limits, today)
    }
    candidates = [row.candidate for row in judged.values() if not row.is_paused]
    suggestions = choose(
        candidates,
        limits,
        advanced_lately=sum(_has_just_advanced(row) for row in judged.values()),
        is_eased=eased is not None,
        asked_about=str(coach.asked_about or ""),
    )
    short = frozenset(done.key for dones in evidence.done.values() for done in dones if not done.is_full)
    return Coaching(coach, eased, routines, recent, judged, short, suggestions)


def _routines(person: "User", today: date) -> list[Routine]:
    """Return the routines in use with `rows` and `goals_due`."""
    routines = ROUTINES.instances(person=person.pk, monday=monday_of(today))
    return filled(person, routines, PRESCRIPTIONS.instances(person=person.pk))


def _active() -> QuerySet[Routine]:
    # Goals are counted along with the routines, which saves a query.
    due = Goal.objects.due(MONDAY).filter(person=PERSON).order_by().values("person").annotate(number=Count("pk"))
    active = Routine.objects.filter(person=PERSON).active()
    return active.annotate(goals_due=Coalesce(Subquery(due.values("number")), 0))


ROUTINES = Prepared(_active)
PRESCRIPTIONS = Prepared(
    lambda: (
        Prescription.objects.filter(person=PERSON, routine__deleted_at=None, routine__archived_at=None)
        .select_related("standing")
        .order_by("position")
    )
)
RECENT = Prepared(lambda: Session.objects.filter(person=PERSON).kept().newest_first().lean()[:MOST_RECENT])


def _judge_routine(routine: Routine, evidence: Evidence, limits: Limits, today: date) -> list[Judged]:
    times: Counter[int] = Counter()
    judged = []
    for row in routine.rows:
        done = evidence.of((routine.pk, row.exercise_id, times[row.exercise_id]))
        times[row.exercise_id] += 1
        judged.append(_judge(row, done, limits, today))
    return judged


def _judge(row: Prescription, done: Sequence[Done], limits: Limits, today: date) -> Judged:
    standing: Standing | None = getattr(row, "standing", None)
    rung = Rung(row.sets, row.reps, row.hold_seconds)
    memory = standing.memory() if standing else UNDECIDED
    judgement = judge(done, rung, limits, today, memory, breaks=breaks())
    candidate = Candidate(
        pk=row.pk,
        routine=row.routine_id,
        name=row.exercise.name,
        judgement=judgement,
        target=_target(row, judgement, rung, standing),
        basis=done[0].key if done else "",
        advanced_on=memory.advanced_on,
        sessions_since_rise=_sessions_since(memory.advanced_on, done),
    )
    return Judged(row, candidate, standing, memory)


def _target(row: Prescription, judgement: Judgement, rung: Rung, standing: Standing | None) -> Target | None:
    if judgement.verdict in STAYING:  # of most exercises nothing changes: their ladders need not be read
        return None
    return target_of(judgement, rung, levels_of(row), standing.level_of(rung) if standing else None)


def levels_of(row: Prescription) -> list[LevelRung]:
    return [
        LevelRung(level.number, Rung(level.sets, level.reps, level.hold_seconds), level.change)
        for level in row.exercise.levels.all()
    ]


@cache
def breaks() -> tuple[tuple[int, int], ...]:
    """Return (from so many days away, so many levels down): the catalogue's, which repeats, then goes down by ones."""
    return tuple((days, down) for down, (days, _action) in enumerate(guidance.shipped().rules.after_a_break))


def _sessions_since(day: date | None, done: Sequence[Done]) -> int | None:
    return None if day is None else sum(each.on >= day for each in done)


def _has_just_advanced(row: Judged) -> bool:
    """Tell whether its dose has grown since it was done last."""
    memory = row.memory
    return memory.is_accepted and memory.verdict is Verdict.ADVANCE and memory.basis == row.candidate.basis
