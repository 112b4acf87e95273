"""How far back a chart looks, and the slots it counts in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backroutine.charts import DAY, Slot, monday_of

WEEK = timedelta(days=7)
MONTHS_A_YEAR = 12
# More months than this are drawn as years.
MOST_MONTHS = 48


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Range(StrEnum):
    """How far back a chart looks; the value stands in the address."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


RANGE_NAMES = {
    Range.WEEK: gettext_lazy("7 days"),
    Range.MONTH: gettext_lazy("4 weeks"),
    Range.QUARTER: gettext_lazy("12 weeks"),
    Range.YEAR: gettext_lazy("A year"),
    Range.ALL: gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole slots of one step: `first_on` starts a slot, `last_on` is today."""

    first_on: date
    last_on: date
    step: Step

    def slot_days(self) -> tuple[date, ...]:
        """Return the first day of each slot."""
        return _slot_days(self)

    def places(self) -> Mapping[date, int]:
        """Return the number of each slot by its first day."""
        return _places(self)

    def slots(self) -> tuple[Slot, ...]:
        return _slots(self, get_language())

    def before(self) -> "Period":
        """Return a time as long just before."""
        days = (self.last_on - self.first_on).days + 1
        return Period(self.first_on - days * DAY, self.first_on - DAY, self.step)

    def at_most(self, slots: int) -> "Period":
        """Return the same time in coarser slots when there would be more."""
        if self.step is not Step.WEEK or len(self.slot_days()) <= slots:
            return self
        return Period(slot_of(self.first_on, Step.MONTH), self.last_on, Step.MONTH)

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def period_of(chosen: Range, today: date, first_on: date | None) -> Period:
    """Return the period a range means; `first_on` is the date of the first session, where "all" begins."""
    this_week = monday_of(today)
    match chosen:
        case Range.WEEK:
            return Period(today - 6 * DAY, today, Step.DAY)
        case Range.MONTH:
            return Period(this_week - 3 * WEEK, today, Step.DAY)
        case Range.QUARTER:
            return Period(this_week - 11 * WEEK, today, Step.WEEK)
        case Range.YEAR:
            return Period(this_week - 52 * WEEK, today, Step.WEEK)
        case Range.ALL:
            return _all_since(min(first_on or today, today), today)


@lru_cache(maxsize=256)
def _slot_days(period: Period) -> tuple[date, ...]:
    days, day = [], period.first_on
    while day <= period.last_on:
        days.append(day)
        day = next_slot(day, period.step)
    return tuple(days)


@lru_cache(maxsize=256)
def _places(period: Period) -> Mapping[date, int]:
    return {day: number for number, day in enumerate(period.slot_days())}


@lru_cache(maxsize=256)
def _slots(period: Period, _language: str) -> tuple[Slot, ...]:
    """Return the slots in the words of a language: the same ones for everybody, and for each drawing of a page."""
    return tuple(Slot(*slot_names(day, period.step)) for day in period.slot_days())


def _all_since(first_on: date, today: date) -> Period:
    if first_on >= monday_of(today) - 52 * WEEK:
        # A short history still gets the width of twelve weeks.
        return Period(min(monday_of(first_on), monday_of(today) - 11 * WEEK), today, Step.WEEK)
    months = (today.year - first_on.year) * MONTHS_A_YEAR + today.month - first_on.month + 1
    step = Step.MONTH if months <= MOST_MONTHS else Step.YEAR
    return Period(slot_of(first_on, step), today, step)


@lru_cache(maxsize=4096)
def slot_of(day: date, step: Step) -> date:
    """Return the first day of the slot that holds the day."""
    match step:
        case Step.DAY:
            return day
        case Step.WEEK:
            return monday_of(day)
        case Step.MONTH:
            return day.replace(day=1)
        case Step.YEAR:
            return day.replace(month=1, day=1)


def next_slot(day: date, step: Step) -> date:
    match step:
        case Step.DAY:
            return day + DAY
        case Step.WEEK:
            return day + WEEK
        case Step.MONTH:
            return (day.replace(day=1) + 31 * DAY).replace(day=1)
        case Step.YEAR:
            return day.replace(year=day.year + 1)


def slot_names(day: date, step: Step) -> tuple[str, str, str]:
    """Return the short name under the axis, the full one in the table, and the one in a sentence."""
    match step:
        case Step.DAY:
            full = date_format(day, "D j M Y")
            return date_format(day, "j M"), full, _("on %(day)s") % {"day": date_format(day, "j F")}
        case Step.WEEK:
            full = date_format(day, "j M Y")
            words = _("in the week of %(day)s") % {"day": date_format(day, "j F")}
            return date_format(day, "j M"), _("Week of %(day)s") % {"day": full}, words
        case Step.MONTH:
            full = date_format(day, "F Y")
            return date_format(day, "M y"), full, _("in %(month)s") % {"month": full}
        case Step.YEAR:
            return str(day.year), str(day.year), _("in %(month)s") % {"month": day.year}


STEP_WORDS = {
    Step.DAY: gettext_lazy("each day"),
    Step.WEEK: gettext_lazy("each week"),
    Step.MONTH: gettext_lazy("each month"),
    Step.YEAR: gettext_lazy("each year"),
}
