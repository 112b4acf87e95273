"""The history as its page shows it: months, their sessions in words, what to choose from. All reads are prepared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import CharField, Count, DateField, F, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from backroutine.prepared import PERSON, Prepared, Slot
from backroutine.words import known_words
from exercises.models import Exercise
from routines.models import Routine
from sessions.models import Session, SessionQuerySet
from sessions.months import SESSIONS_A_PAGE, Month
from sessions.progress import Step, slot_key, slot_start
from sessions.progress.words import minutes_text

if TYPE_CHECKING:
    from accounts.models import User

FIRST: Any = Slot("first", DateField())
LAST: Any = Slot("last", DateField())
BELOW, THROUGH = Slot("below", DateField()), Slot("through", DateField())
# The reads of sessions that ask for something; what for comes with each reading.
ASKED = {"of_routine": Slot("of_routine", models.BigIntegerField())} | {
    name: Slot(name, CharField()) for name in ("of_activity", "with_exercise", "of_kind")
}
NOWHERE = UUID(int=0)
SHOWN = ("pk", "name", "local_on", "duration_seconds", "effort", "pain_before", "pain_after")

# Names of a session's reads, such as of_routine, each with what it asks for, or None where it asks for nothing.
type Conditions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One session in the list, in words."""

    url: str
    name: str
    on: date
    weekday: str
    minutes: str
    facts: tuple[str, ...]


def session_rows(person: "User", conditions: Conditions, first_on: date, last_on: date) -> Iterator[Row]:
    """Yield the finished sessions of these days, the newest first."""
    rows = _sessions(tuple(conditions)).rows(person=person.pk, first=first_on, last=last_on, **conditions)
    start, end = reverse("sessions:detail", args=[NOWHERE]).split(str(NOWHERE))
    language = get_language()
    for pk, name, on, seconds, *felt, size, planned, done in rows:
        facts = _sizes.known(language, size, planned, done) + _felt.known(language, *felt)
        weekday, minutes = _weekday.known(language, on), _minutes.known(language, seconds)
        yield Row(f"{start}{pk}{end}", name, on, weekday, minutes, facts)


def unfinished(person: "User") -> list[Session]:
    return UNFINISHED.instances(person=person.pk)


def month_rows(
    person: "User", conditions: Conditions, *, below: date | None = None, through: date | None = None
) -> list[Month]:
    """Return the months that page_of() needs, the newest first: those it shows and those it adds next.

    One query that reads no session older than these months, however long the history.
    """
    read = _months(tuple(conditions), is_below=below is not None, is_through=through is not None)
    rows = read.rows(person=person.pk, below=below, through=through, **conditions)
    return [Month(slot_start(month), number, seconds) for month, number, seconds in rows]


def own_names(person: "User") -> dict[type[models.Model], list[tuple[str, str]]]:
    """Return (key, name) of the routines, activities and own exercises a person has, in order, in one query."""
    names: dict[type[models.Model], list[tuple[str, str]]] = {model: [] for model in (Routine, Session, Exercise)}
    by_label = {model._meta.label: model for model in names}
    for label, key, name in OWN_NAMES.rows(person=person.pk):
        names[by_label[label]].append((key, name))
    return names


@lru_cache(maxsize=64)
def _sessions(conditions: tuple[str, ...]) -> Prepared[Session]:
    def build() -> QuerySet[Session, Any]:
        shown = _narrowed(conditions).between(FIRST, LAST).with_sizes().newest_first()
        return shown.values_list(*SHOWN, "size", "sets_planned", "sets_done")

    return Prepared(build)


@lru_cache(maxsize=256)
def _months(conditions: tuple[str, ...], *, is_below: bool, is_through: bool) -> Prepared[Session]:
    def build() -> QuerySet[Session, Any]:
        sessions = _narrowed(conditions)
        sessions = sessions.filter(local_on__lt=BELOW) if is_below else sessions
        rest = sessions.filter(local_on__lt=Subquery(_month_of_the_last(sessions)))
        added_from = _month_of_the_last(rest.filter(local_on__lt=THROUGH) if is_through else rest)
        months: QuerySet[Session, Any] = (
            sessions.filter(local_on__gte=Coalesce(Subquery(added_from), Value(date.min, DateField())))
            .annotate(month=slot_key(Step.MONTH))
            .order_by("-month")
            .values_list("month")
            .annotate(number=Count("pk"), seconds=Sum("duration_seconds"))
        )
        return months

    return Prepared(build)


def _month_of_the_last(sessions: SessionQuerySet) -> QuerySet[Any, Any]:
    """Return the first day of the month in which a page that begins with the newest of these is full."""
    month = sessions.order_by("-local_on").annotate(month=TruncMonth("local_on", output_field=DateField()))
    one: QuerySet[Any, Any] = month.values("month")[SESSIONS_A_PAGE - 1 : SESSIONS_A_PAGE]
    return one


def _narrowed(conditions: tuple[str, ...]) -> SessionQuerySet:
    sessions = Session.objects.filter(person=PERSON).finished()
    for name in conditions:
        read = getattr(sessions, name)
        sessions = read(ASKED[name]) if name in ASKED else read()
    return sessions


def _own_names() -> QuerySet[Any, Any]:
    def named(rows: QuerySet[Any, Any], key: Any) -> QuerySet[Any, Any]:
        rows = rows.order_by().annotate(label=Value(rows.model._meta.label), known_as=key)
        return rows.values_list("label", "known_as", "name")

    own = named(Exercise.objects.filter(owner=PERSON), F("slug"))
    activities = named(Session.objects.filter(person=PERSON).kept().activities().distinct(), F("name"))
    routines = named(Routine.objects.filter(person=PERSON), Cast("pk", CharField()))
    names: QuerySet[Any, Any] = routines.union(activities, own, all=True).order_by("name")
    return names


UNFINISHED = Prepared(lambda: Session.objects.filter(person=PERSON).unfinished().lean().newest_first())
OWN_NAMES: Prepared[Any] = Prepared(_own_names)


@known_words
def _weekday(on: date) -> str:
    return date_format(on, "D")


@known_words
def _minutes(seconds: int) -> str:
    return minutes_text(seconds)


@known_words
def _sizes(size: int, planned: int, done: int) -> tuple[str, ...]:
    """Say how many exercises, and how many of their sets were done; nothing of what has none."""
    if not size:
        return ()
    exercises = ngettext("%(size)s exercise", "%(size)s exercises", size) % {"size": size}
    if done >= planned:
        return exercises, ngettext("%(sets)s set, as planned", "all %(sets)s sets", planned) % {"sets": planned}
    words = ngettext("%(done)s of %(sets)s set", "%(done)s of %(sets)s sets", planned)
    return exercises, words % {"done": done, "sets": planned}


@known_words
def _felt(effort: int | None, before: int | None, after: int | None) -> tuple[str, ...]:
    said = () if effort is None else (f"{_('effort')} {effort}",)
    if before is None and after is None:
        return said
    return *said, f"{_('pain')} {_number(before)} → {_number(after)}"


def _number(rating: int | None) -> str:
    return "–" if rating is None else str(rating)
