"""A person's past: months that are over are added up once and kept; what is later is read as it is.

A month's sums are right while the stamps of its sessions add up to what they were made from: every change to a session
gives it a new stamp, and a session that comes or goes takes its stamp along. Pages compare, and what differs is added
up again; where that is not possible just then, it is read as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from exercises.models import Exercise
from sessions.progress.doses import DoseKey, DoseSums, dose_sums
from sessions.progress.entries import EntryTable, entry_table, unpacked
from sessions.progress.periods import Period, Step, slot_of
from sessions.progress.reads import (
    DOSE,
    ENTRIES,
    FIRST_OF_ACTIVITY,
    MONTHS_OF_EXERCISE,
    SESSIONS,
    SESSIONS_OF_ACTIVITY,
    SIDES,
    activities_by,
    doses_by,
)
from sessions.progress.rows import LENGTHS, SessionRow, SlotRow, entry_rows, session_rows, slot_rows
from sessions.progress.sums import Totals, add_up, months_of, totals_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Past:
    """A person's finished sessions; those of before `open_on`, the first day of a month, are added up."""

    person: "User"
    open_on: date
    first_on: date | None
    # On which there was a session.
    days: int
    # The entries kept of the months since then, by their first day.
    since: date = field(default=date.max, compare=False)
    months: Mapping[date, str] = field(default_factory=dict, compare=False)

    def session_rows(self, first_on: date, last_on: date, activity: str | None = None) -> list[SessionRow]:
        """Return the sessions of these days, and all before that are in no month that is added up."""
        read, which = (SESSIONS, {}) if activity is None else (SESSIONS_OF_ACTIVITY, {"activity": activity})
        days = {"first": min(first_on, self.open_on), "last": last_on}
        return session_rows(read.rows(person=self.person.pk, **days, **which))

    def slot_rows(self, rows: Iterable[SessionRow], period: Period, activity: str | None = None) -> list[SlotRow]:
        """Return the rows of a period: by its slots, or by day where they are weeks.

        Wants the session rows since then, where slots are months or years since the first month that is not added up.
        """
        if period.step not in LENGTHS:
            return slot_rows((row for row in rows if row.on in period), Step.DAY)
        which = {} if activity is None else {"activity": activity}
        summed = activities_by(period.step, is_one=bool(which)).rows(**self._months(period), **which)
        first_on = max(self.open_on, period.first_on)
        return slot_rows((row for row in rows if first_on <= row.on <= period.last_on), period.step, summed)

    def entry_tables(self, period: Period) -> list[EntryTable]:
        """Return what was planned and done in a period, by slot or day as slot_rows() does."""
        if period.step in LENGTHS:
            summed = doses_by(period.step).rows(**self._months(period))
            return [entry_table(entry_rows(self._entries(self.open_on, period), period.step, summed))]
        first_on = slot_of(period.first_on, Step.MONTH)
        open_on = self.open_on if self.since <= first_on else period.first_on
        months = [on for on in sorted(self.months) if first_on <= on < open_on]
        tables = [unpacked(self.months[on], on, period.first_on) for on in months]
        return [*tables, entry_table(entry_rows(self._entries(open_on, period), Step.DAY))]

    def _months(self, period: Period) -> dict[str, Any]:
        return {"person": self.person.pk, "first": period.first_on, "open_on": self.open_on}

    def _entries(self, first_on: date, period: Period) -> list[tuple[Any, ...]]:
        return ENTRIES.rows(person=self.person.pk, first=max(first_on, period.first_on), last=period.last_on)

    def months_of(self, exercise: Exercise, since: date) -> tuple[dict[DoseKey, DoseSums], dict[DoseKey, str]]:
        """Return what was done of an exercise in the months that are added up, and the days kept of those `since`."""
        days = {"open_on": self.open_on, "since": slot_of(since, Step.MONTH)}
        months, texts = {}, {}
        for text, on, *row in MONTHS_OF_EXERCISE.rows(person=self.person.pk, exercise=exercise.pk, **days):
            key = DoseKey(on, exercise.pk, *row[: len(DOSE)])
            months[key] = DoseSums(*row[len(DOSE) :])
            if text:
                texts[key] = text
        return months, texts

    def days_of(self, exercise: Exercise, first_on: date, last_on: date = date.max) -> dict[DoseKey, DoseSums]:
        """Return what was done of an exercise on each of these days."""
        which = {"person": self.person.pk, "exercise": exercise.pk}
        return dose_sums(SIDES.rows(**which, first=first_on, last=last_on))


def first_of_activity(person: "User", activity: str) -> date | None:
    """Return the day on which it was done first."""
    rows = FIRST_OF_ACTIVITY.rows(person=person.pk, activity=activity)
    return rows[0][0] if rows else None


def past_of(person: "User", today: date, since: date | None = None) -> Past:
    """Return the past of a person, added up to the last month that is over: one query while nothing has changed.

    `since` is from when on the entries of each day are wanted.
    """
    this_month = slot_of(today, Step.MONTH)
    since = this_month if since is None else slot_of(since, Step.MONTH)
    (there, summed, later), entries = totals_of(person, this_month, since)
    if there.is_of(summed):
        return _past(person, this_month, [summed, later], since, entries)
    months, entries, stale = months_of(person, this_month, since)
    added = add_up(person, stale) if stale else {}
    open_on = min(stale) if added is None else this_month
    return _past(person, open_on, [*months.values(), later], since, entries | (added or {}))


def _past(person: "User", open_on: date, totals: Sequence[Totals], since: date, months: Mapping[date, str]) -> Past:
    first_on = min((each.first_on for each in totals if each.first_on), default=None)
    return Past(person, open_on, first_on, sum(each.days for each in totals), since, months)
