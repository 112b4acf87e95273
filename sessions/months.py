"""The history in pages of whole months, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth

from backroutine.charts import DAY
from sessions.models import SessionQuerySet
from sessions.progress import Step, next_slot, slot_key, slot_start

# A page ends with the month in which it reaches so many sessions.
SESSIONS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Month:
    """One month that has sessions; `on` is its first day."""

    on: date
    sessions: int
    seconds: int

    @property
    def key(self) -> str:
        return f"{self.on:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Page:
    """The months shown, and those the next "show earlier" adds."""

    months: tuple[Month, ...]
    earlier: tuple[Month, ...]

    @property
    def first_on(self) -> date:
        return self.months[-1].on

    @property
    def last_on(self) -> date:
        return next_slot(self.months[0].on, Step.MONTH) - DAY


def month_rows(sessions: SessionQuerySet, *, below: date | None = None, through: date | None = None) -> list[Month]:
    """Return the months that page_of() needs, the newest first: those it shows and those it adds next.

    One query that reads no session older than these months, however long the history.
    """
    sessions = sessions.filter(local_on__lt=below) if below else sessions
    shown_from = _month_of_the_last(sessions)
    rest = sessions.filter(local_on__lt=Subquery(shown_from))
    added_from = _month_of_the_last(rest.filter(local_on__lt=through) if through else rest)
    rows = (
        sessions.filter(local_on__gte=Coalesce(Subquery(added_from), Value(date.min, DateField())))
        .annotate(month=slot_key(Step.MONTH))
        .order_by("-month")
        .values_list("month")
        .annotate(number=Count("pk"), seconds=Sum("duration_seconds"))
    )
    return [Month(slot_start(month), number, seconds) for month, number, seconds in rows]


def _month_of_the_last(sessions: SessionQuerySet) -> QuerySet[Any, Any]:
    """Return the first day of the month in which a page that begins with the newest of these is full."""
    month = sessions.order_by("-local_on").annotate(month=TruncMonth("local_on", output_field=DateField()))
    one: QuerySet[Any, Any] = month.values("month")[SESSIONS_A_PAGE - 1 : SESSIONS_A_PAGE]
    return one


def parse_month(text: str) -> date | None:
    """Return the first day of a month written as 2026-03; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def page_of(months: Sequence[Month], *, below: date | None = None, through: date | None = None) -> Page:
    """Return the months before `below` (default: from the newest) down to `through` (default: as a page holds)."""
    left = [month for month in months if below is None or month.on < below]
    shown = tuple(month for month in left if through and month.on >= through) or _fill(left)
    return Page(shown, _fill(left[len(shown) :]))


def _fill(months: Sequence[Month]) -> tuple[Month, ...]:
    taken: list[Month] = []
    for month in months:
        if sum(each.sessions for each in taken) >= SESSIONS_A_PAGE:
            break
        taken.append(month)
    return tuple(taken)
