"""What the progress pages read of a person, each statement put together once (see backroutine.prepared)."""

from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, DateField, F, TextField, Value, When

from backroutine.prepared import PERSON, Prepared, Slot
from routines.models import Routine
from sessions.models import Entry, Session, SummedActivity, SummedDose
from sessions.progress.doses import side_columns
from sessions.progress.periods import Step
from sessions.progress.rows import entry_columns, session_columns, summed_activities, summed_doses

EXERCISE = Slot("exercise", BigIntegerField())
ACTIVITY: Any = Slot("activity", CharField())
# The days read, both included.
FIRST: Any = Slot("first", DateField())
LAST: Any = Slot("last", DateField())
# Months are added up before OPEN; their days are wanted from SINCE on.
OPEN, SINCE = Slot("open_on", DateField()), Slot("since", DateField())

# More notes than a page of paper bears.
MOST_NOTES = 24
DOSE = ("sets", "reps", "hold_seconds", "sides")
DOSE_SUMS = ("first_on", "last_on", "sessions", "seconds", "sets_planned", "sets_done", "last_at", "amounts")


def _sessions() -> Any:
    return Session.objects.filter(person=PERSON).finished()


def _entries() -> Any:
    return Entry.objects.filter(person=PERSON, session__in=_sessions().between(FIRST, LAST).values("pk"))


def _summed(model: type[SummedActivity] | type[SummedDose]) -> Any:
    return model._default_manager.filter(person=PERSON, on__lt=OPEN)


def _days_kept() -> Case:
    return Case(When(on__gte=SINCE, then=F("turns")), default=Value("", TextField()))


SESSIONS: Prepared[Any] = Prepared(lambda: session_columns(_sessions().between(FIRST, LAST)))
SESSIONS_OF_ACTIVITY: Prepared[Any] = Prepared(
    lambda: session_columns(_sessions().of_activity(ACTIVITY).between(FIRST, LAST))
)
FIRST_OF_ACTIVITY: Prepared[Any] = Prepared(
    lambda: _sessions().of_activity(ACTIVITY).order_by("local_on").values_list("local_on")[:1]
)
ENTRIES: Prepared[Any] = Prepared(lambda: entry_columns(_entries()))
SIDES: Prepared[Any] = Prepared(lambda: side_columns(_entries().filter(exercise=EXERCISE)))
SIDES_OF_ALL: Prepared[Any] = Prepared(lambda: side_columns(_entries()))
MONTHS_OF_EXERCISE: Prepared[Any] = Prepared(
    lambda: _summed(SummedDose).filter(exercise=EXERCISE).values_list(_days_kept(), "on", *DOSE, *DOSE_SUMS)
)
NOTES: Prepared[Any] = Prepared(
    lambda: (
        _sessions()
        .between(FIRST, LAST)
        .exclude(note="")
        .newest_first()
        .values_list("local_on", "pain_before", "pain_after", "note")[:MOST_NOTES]
    )
)
WEEKLY_TARGETS: Prepared[Any] = Prepared(
    lambda: Routine.objects.filter(person=PERSON).active().order_by().values_list("weekly_target")
)
TARGETS: Prepared[Any] = Prepared(
    lambda: Routine.objects.filter(person=PERSON).kept().values_list("pk", "name", "weekly_target")
)


@cache
def activities_by(step: Step, *, is_one: bool) -> Prepared[Any]:
    """Return what is kept of months, by slots of this step: of all activities, or of one."""
    one = {"activity": ACTIVITY} if is_one else {}
    return Prepared(lambda: summed_activities(_summed(SummedActivity).filter(on__gte=FIRST, **one), step))


@cache
def doses_by(step: Step) -> Prepared[Any]:
    return Prepared(lambda: summed_doses(_summed(SummedDose).filter(on__gte=FIRST), step))
