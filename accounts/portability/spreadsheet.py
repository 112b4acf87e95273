"""A person's sessions as a table for spreadsheets: one row a set, one for a session without any."""

import csv
import zoneinfo
from collections.abc import Iterator
from typing import Any, cast

from accounts.models import User
from accounts.portability.exporting import rows_of
from accounts.portability.tables import SESSIONS
from sessions.models import Entry, LoggedSet, Session

HEADINGS = (
    *("session", "date", "time", "name", "minutes", "pain before", "pain after", "effort", "note"),
    *("exercise", "planned", "set", "side", "repeats", "seconds held", "skipped"),
)


class _Line:
    """What csv writes to: it hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def table(person: User) -> Iterator[str]:
    """Yield the table line by line, as RFC 4180 has it, with a mark that lets spreadsheets read it as UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for session in rows_of(SESSIONS, person):
        for row in _rows(cast("Session", session)):
            yield writer.writerow([harmless(value) for value in row])


def harmless(value: Any) -> Any:
    """Return a text so that a spreadsheet shows it: one that looks like a formula would be run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _rows(session: Session) -> Iterator[tuple[Any, ...]]:
    started_at = session.started_at.astimezone(zoneinfo.ZoneInfo(session.time_zone))
    head = (
        *(session.pk, session.local_on.isoformat(), started_at.strftime("%H:%M"), session.name),
        *(round(session.duration_seconds / 60, 1), session.pain_before, session.pain_after, session.effort),
        session.note,
    )
    sets = [(entry, done) for entry in session.entries.all() for done in entry.logged_sets.all()]
    if not sets:
        yield (*head, *[""] * 7)
    for entry, done in sets:
        yield (*head, *_columns(entry, done))


def _columns(entry: Entry, done: LoggedSet) -> tuple[Any, ...]:
    skipped = "yes" if done.is_skipped else ""
    return (entry.exercise.name, str(entry.dose), done.number, done.side, done.reps, done.held_seconds, skipped)
