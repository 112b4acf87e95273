"""What was planned and done, in columns: a table holds some slots, with a column for each exercise.

A year of days is some thousand numbers. In columns they are kept, read and added up as lists, not one by one.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sessions.progress.doses import DoseKey, DoseSums
from sessions.progress.periods import Step, slot_of
from sessions.progress.rows import EntryRow


class Column(NamedTuple):
    """One exercise: the n-th of each list is of the table's n-th slot, 0 where it was not in a session."""

    exercise: int
    sessions: Sequence[int]
    seconds: Sequence[int]
    sets_done: Sequence[int]
    # Where a slot is a day, that day.
    last_on: Sequence[date]


class EntryTable(NamedTuple):
    """Some slots, the oldest first. A side counts as a set of its own."""

    on: Sequence[date]
    sets_planned: Sequence[int]
    sets_done: Sequence[int]
    columns: Sequence[Column]


NOTHING = EntryTable((), (), (), ())


def entry_table(rows: Iterable[EntryRow]) -> EntryTable:
    """Return rows as a table, its columns in the order of the exercises."""
    each = list(rows)
    on = sorted({row.on for row in each})
    place = {day: number for number, day in enumerate(on)}
    planned, done = [0] * len(on), [0] * len(on)
    columns: dict[int, Column] = {}
    for row in each:
        at = place[row.on]
        planned[at] += row.sets_planned
        done[at] += row.sets_done
        if row.exercise not in columns:
            columns[row.exercise] = Column(row.exercise, [0] * len(on), [0] * len(on), [0] * len(on), [*on])
        column: Any = columns[row.exercise]
        column.sessions[at] += row.sessions
        column.seconds[at] += row.seconds
        column.sets_done[at] += row.sets_done
        column.last_on[at] = max(row.last_on, column.last_on[at])
    return EntryTable(on, planned, done, [columns[exercise] for exercise in sorted(columns)])


def tables_of(days: Mapping[DoseKey, DoseSums]) -> dict[date, EntryTable]:
    """Return what was planned and done on each day as a table a month, by its first day."""
    rows: dict[date, list[EntryRow]] = {}
    for key, sums in days.items():
        numbers = (sums.sessions, sums.seconds, sums.sets_planned, sums.sets_done)
        rows.setdefault(slot_of(key.on, Step.MONTH), []).append(EntryRow(key.on, key.exercise, *numbers, key.on))
    return {month: entry_table(each) for month, each in rows.items()}


def packed(table: EntryTable) -> str:
    """Return a table of the days of one month as text."""
    columns = [[each.exercise, each.sessions, each.seconds, each.sets_done] for each in table.columns]
    days = [day.day for day in table.on]
    return json.dumps([days, table.sets_planned, table.sets_done, columns], separators=(",", ":"))


def unpacked(text: str, month: date, since: date) -> EntryTable:
    """Return the days of a month from `since` on; `month` is its first day."""
    days, planned, done, columns = json.loads(text)
    on = [month.replace(day=day) for day in days]
    if since > month:
        at = bisect_left(on, since)
        on, planned, done = on[at:], planned[at:], done[at:]
        columns = [(exercise, *(each[at:] for each in lists)) for exercise, *lists in columns]
    each = [Column(exercise, sessions, seconds, sets_done, on) for exercise, sessions, seconds, sets_done in columns]
    return EntryTable(on, planned, done, each)
