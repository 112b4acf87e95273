"""Months that are added up: telling whether they still are what their sessions come to, and adding up anew.

A month's sums are right while the stamps of its sessions add up to what they were made from: every change to a session
gives it a new stamp, and a session that comes or goes takes its stamp along.
"""

import logging
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.db.models import BigIntegerField, Case, Count, DateField, F, Min, QuerySet, Sum, TextField, Value, When

from backroutine.charts import DAY
from backroutine.prepared import PERSON, Prepared, Slot
from sessions.models import Session, SessionQuerySet, SummedActivity, SummedDose, SummedMonth
from sessions.progress.doses import dose_sums, in_months, side_columns
from sessions.progress.entries import NOTHING, packed, tables_of
from sessions.progress.periods import Step, next_slot
from sessions.progress.reads import OPEN, SINCE
from sessions.progress.rows import NUMBERS, session_columns, session_rows, slot_key, slot_numbers, slot_start

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

# Another number throws all sums away: to be raised by whoever changes what is added up.
EDITION = 3
ROWS_AT_ONCE = 500


NO_DATE, NO_TEXT = Value(None, DateField()), Value("", TextField())
EDITED: Any = Slot("edition", BigIntegerField())


@dataclass(frozen=True, slots=True)
class Totals:
    """Some sessions together. Those of the same number and stamp are the same sessions in the same state."""

    sessions: int = 0
    stamp: int = 0
    # On which there was a session, and the first of them.
    days: int = 0
    first_on: date | None = None

    def is_of(self, other: "Totals") -> bool:
        return (self.sessions, self.stamp) == (other.sessions, other.stamp)


def totals_of(person: "User", this_month: date, since: date) -> tuple[list[Totals], dict[date, str]]:
    """Return what the sessions of before this month come to, what is added up of them, and what the later ones do.

    With them come the entries kept of the months from `since` on. One query. It reads each session of before, though
    from an index and only to add up a number; their days are known from what is added up.
    """
    totals, entries = [Totals(), Totals(), Totals()], {}
    values = {"person": person.pk, "edition": EDITION, "open_on": this_month, "since": since}
    for part, number, stamp, days, on, text in TOTALS.rows(**values):
        if part == len(totals):
            entries[on] = text
        else:
            totals[part] = Totals(number or 0, int(stamp or 0), days or 0, on)
    return totals, entries


def _totals() -> QuerySet[Any, Any]:
    sessions, kept = Session.objects.filter(person=PERSON).finished().order_by(), _kept(PERSON, OPEN, EDITED)
    sums = {"number": Count("*"), "stamps": Sum("stamp")}
    before = sessions.filter(local_on__lt=OPEN).values_list(Value(0))
    added_up = kept.values_list(Value(1)).annotate(number=Sum("sessions"), stamps=Sum("stamp"))
    later = sessions.filter(local_on__gte=OPEN).values_list(Value(2)).annotate(**sums)
    entries = kept.filter(on__gte=SINCE).values_list(Value(3)).annotate(number=Value(0), stamps=Value(0))
    return added_up.annotate(all_days=Sum("days"), earliest_on=Min("first_on"), text=NO_TEXT).union(
        before.annotate(**sums, all_days=Value(0), earliest_on=NO_DATE, text=NO_TEXT),
        later.annotate(all_days=Count("local_on", distinct=True), earliest_on=Min("local_on"), text=NO_TEXT),
        entries.annotate(all_days=Value(0), earliest_on=F("on"), text=F("entries")),
        all=True,
    )


TOTALS: Prepared[Any] = Prepared(_totals)


def months_of(person: "User", this_month: date, since: date) -> tuple[dict[date, Totals], dict[date, str], set[date]]:
    """Return what the sessions of each month before this one come to, the entries kept of the months from `since` on
    that are added up right, and the months that are not.
    """
    entries = Case(When(on__gte=since, then=F("entries")), default=NO_TEXT)
    rows = _kept(person, this_month, EDITION).values_list("on", "sessions", "stamp", entries)
    kept = {on: (Totals(sessions, stamp), text) for on, sessions, stamp, text in rows}
    there = _by_month(person.sessions.finished().filter(local_on__lt=this_month))
    nothing = Totals()
    stale = {
        on
        for on in there.keys() | kept.keys()
        if not there.get(on, nothing).is_of(kept[on][0] if on in kept else nothing)
    }
    return there, {on: text for on, (_totals, text) in kept.items() if text and on not in stale}, stale


def _kept(person: Any, before: Any, edition: Any) -> QuerySet[SummedMonth]:
    return SummedMonth.objects.filter(person=person, edition=edition, on__lt=before).order_by()


def _by_month(sessions: SessionQuerySet) -> dict[date, Totals]:
    rows = (
        sessions.annotate(month=slot_key(Step.MONTH))
        .order_by()
        .values_list("month")
        .annotate(
            number=Count("*"), stamps=Sum("stamp"), days=Count("local_on", distinct=True), first_on=Min("local_on")
        )
    )
    return {slot_start(month): Totals(number, int(stamp), *more) for month, number, stamp, *more in rows}


def add_up(person: "User", months: Collection[date]) -> dict[date, str] | None:
    """Add up these months anew and return the entries kept of them; None where that is not possible.

    While somebody else does, nobody waits for it.
    """
    try:
        with transaction.atomic():
            people = get_user_model().objects.select_for_update(skip_locked=True, no_key=True)
            if not people.filter(pk=person.pk).values_list("pk"):
                return None
            return _replace(person, months)
    except DatabaseError:
        logger.warning("Months could not be added up: the page reads the sessions themselves.", exc_info=True)
        return None


def _replace(person: "User", months: Collection[date]) -> dict[date, str]:
    last_on = next_slot(max(months), Step.MONTH) - DAY
    sessions = person.sessions.finished().between(min(months), last_on)
    if len(months) > 1:
        sessions = sessions.annotate(month=slot_key(Step.MONTH)).filter(month__in=[f"{on:%Y-%m}" for on in months])
    # The stamps first: a session that changes meanwhile is stored under its old one, and its month is added up again.
    totals = _by_month(sessions)
    activities = slot_numbers(session_rows(session_columns(sessions)), Step.MONTH)
    days = dose_sums(side_columns(sessions.entries()))
    doses, turns = in_months(days)
    entries = {on: packed(table) for on, table in tables_of(days).items()}
    for model in (SummedMonth, SummedActivity, SummedDose):
        model._default_manager.filter(person=person, on__in=months).delete()
    SummedMonth.objects.bulk_create(
        SummedMonth(person=person, on=on, edition=EDITION, entries=entries.get(on, packed(NOTHING)), **asdict(each))
        for on, each in totals.items()
    )
    SummedActivity.objects.bulk_create(
        (
            SummedActivity(person=person, on=on, activity=activity, **dict(zip(NUMBERS, numbers, strict=True)))
            for (on, activity), numbers in activities.items()
        ),
        batch_size=ROWS_AT_ONCE,
    )
    SummedDose.objects.bulk_create(
        (
            SummedDose(
                person=person, on=key.on, exercise_id=key.exercise, turns=turns[key], **key.columns, **asdict(sums)
            )
            for key, sums in doses.items()
        ),
        batch_size=ROWS_AT_ONCE,
    )
    return entries
