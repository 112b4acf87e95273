"""Storing a report: the entries read once, and no more logged sets written than differ."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from exercises import shelf
from sessions.models.entry import ENTRIES, SETS, Entry, LoggedSet
from sessions.record import SetRecord

if TYPE_CHECKING:
    from sessions.models.session import Session


def know_entries(session: "Session") -> None:
    """Read a session's entries once for all that asks for them, until forget_entries()."""
    entries = ENTRIES.instances(person=session.person_id, key=session.pk)
    shelf.attach(entries)
    session._prefetched_objects_cache = {"entries": entries}  # type: ignore[attr-defined]


def forget_entries(session: "Session") -> None:
    """Let the entries be read anew."""
    session._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def store_sets(session: "Session", reported: Mapping[Entry, Sequence[SetRecord]]) -> None:
    """Let the session's logged sets be those reported, by entry. Most reports go on where the one before ended."""
    stored: dict[int, list[LoggedSet]] = {}
    for each in SETS.instances(person=session.person_id, key=session.pk):
        stored.setdefault(each.entry_id, []).append(each)
    new: list[LoggedSet] = []
    for entry, sets in reported.items():
        known = [each.done for each in stored.get(entry.pk, ())]
        is_more = known == list(sets[: len(known)])
        if is_more:
            stored.pop(entry.pk, None)
        new += [LoggedSet(entry=entry, **asdict(done)) for done in sets[len(known) if is_more else 0 :]]
    if gone := [each.pk for rows in stored.values() for each in rows]:
        LoggedSet.objects.filter(person=session.person_id, pk__in=gone).delete()
    LoggedSet.objects.bulk_create(new)
