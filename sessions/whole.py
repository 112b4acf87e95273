"""One session with all that its pages show, in three prepared reads; exercises and activities come off the shelf."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models
from django.http import Http404

from backroutine.prepared import PERSON, Prepared, Slot
from exercises import shelf
from routines import reads
from routines.models import Routine
from sessions.milestones import MOST_EARLIER, SESSIONS_TO_FIRST_BEST, Amount, Reached, reached
from sessions.models import LoggedSet, Session
from sessions.models.entry import ENTRIES, KEY, SETS

if TYPE_CHECKING:
    from accounts.models import User

ROUTINE = Slot("routine", models.BigIntegerField())
ON, AT = Slot("on", models.DateField()), Slot("at", models.DateTimeField())


class Done(NamedTuple):
    """One logged set of another session."""

    side: str
    reps: int
    held_seconds: int
    is_skipped: bool


class LastTime(NamedTuple):
    pk: UUID
    local_on: date


def whole(person: "User", pk: UUID) -> Session:
    """Return the person's session with routine, activity, entries, their exercises and logged sets. Raises Http404."""
    found = SESSION.instances(person=person.pk, key=pk)
    if not found:
        raise Http404
    session = found[0]
    _known(session, "person", person)
    if session.activity_id is not None:
        activities = shelf.now().activities.values()
        _known(session, "activity", next(row for row in activities if row.pk == session.activity_id))
    entries = ENTRIES.instances(person=person.pk, key=pk)
    shelf.attach(entries)
    by_pk: dict[int, list[LoggedSet]] = {entry.pk: [] for entry in entries}
    for done in SETS.instances(person=person.pk, key=pk) if entries else ():
        by_pk[done.entry_id].append(done)
    for entry in entries:
        _known(entry, "session", session)
        _prefetched(entry, "logged_sets", by_pk[entry.pk])
    _prefetched(session, "entries", entries)
    return session


def routine_with_exercises(person: "User", pk: int) -> Routine:
    """Return a routine that the person keeps, with its prescriptions and their exercises. Raises Http404."""
    routine = reads.one(person, pk)
    _prefetched(routine, "prescriptions", routine.rows)
    return routine


def sets_last_time(session: Session) -> list[tuple[LastTime, str, Done]]:
    """Return (session, name of the exercise, what was logged) of the time the routine was done last before it."""
    asked = {"person": session.person_id, "routine": session.routine_id, "at": session.started_at}
    return [(LastTime(pk, on), name, Done(*done)) for pk, on, name, *done in LAST_TIME.rows(**asked)]


def milestones_of(session: Session) -> list[Reached]:
    """Return what was reached with a session, in two bounded reads at most; nothing before it is finished."""
    if session.finished_at is None or session.deleted_at is not None:
        return []
    this = {"key": session.pk, "on": session.local_on, "at": session.started_at}
    earlier = [on for (on,) in EARLIER.rows(person=session.person_id, **this)]
    amounts: list[dict[int, Amount]] = []
    if len(earlier) < SESSIONS_TO_FIRST_BEST:
        amounts = session.person.sessions.finished().up_to(*this.values()).amounts()
    return reached(session.local_on, earlier, amounts)


def first_and_last_on(person: "User") -> tuple[date | None, date | None]:
    """Return the days of the first and the last finished session."""
    ((first, last),) = ENDS.rows(person=person.pk)
    return first, last


def _known(row: models.Model, name: str, related: Any) -> None:
    """Put a related row where Django keeps it once it is loaded."""
    type(row)._meta.get_field(name).set_cached_value(row, related)  # type: ignore[union-attr]


def _prefetched(row: models.Model, name: str, related: list[Any]) -> None:
    """Put rows where Django keeps what was prefetched; a list is all that pages ask of them."""
    row._prefetched_objects_cache = {name: related}  # type: ignore[attr-defined]


def _sets_last_time() -> models.QuerySet[LoggedSet, Any]:
    earlier = Session.objects.filter(person=PERSON).finished().filter(routine=ROUTINE, started_at__lt=AT)
    last = earlier.newest_first().values("pk")[:1]
    sets = LoggedSet.objects.filter(entry__person=PERSON, entry__session__in=last)
    columns = ("side", "reps", "held_seconds", "is_skipped")
    rows: models.QuerySet[LoggedSet, Any] = sets.order_by("entry__position", "number", "pk").values_list(
        "entry__session", "entry__session__local_on", "entry__exercise__name", *columns
    )
    return rows


def _earlier() -> models.QuerySet[Session, Any]:
    before = Session.objects.filter(person=PERSON).finished().up_to(KEY, ON, AT).exclude(pk=KEY)
    return before.values_list("local_on")[: MOST_EARLIER + 1]


def _ends() -> models.QuerySet[Any, Any]:
    days = Session.objects.filter(person=PERSON).finished().values("local_on")
    first, last = (models.Subquery(days.order_by(order)[:1]) for order in ("local_on", "-local_on"))
    ends: models.QuerySet[Any, Any] = get_user_model().objects.filter(pk=PERSON).values_list(first, last)
    return ends


SESSION = Prepared(lambda: Session.objects.filter(person=PERSON, pk=KEY).select_related("routine"))
LAST_TIME = Prepared(_sets_last_time)
EARLIER, ENDS = Prepared(_earlier), Prepared(_ends)
