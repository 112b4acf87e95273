"""Taking one change of a routine back while what came after it stays. Pure; snapshots are plain values for JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict, cast


class Row(TypedDict):
    """A prescription as it was: its key, and every column a person can change."""

    pk: int
    exercise: int
    note: str
    priority: str
    dose: dict[str, int | str]


class Snapshot(TypedDict):
    """A routine as it was. `started_on` is a date as in "2026-03-02"; the rows stand in their order."""

    name: str
    weekly_target: int
    days: list[int]
    started_on: str | None
    stage: int
    rows: list[Row]


def undone(before: Snapshot, after: Snapshot, now: Snapshot) -> Snapshot:
    """Return the routine as it is now without what led from `before` to `after`.

    Straight after the change that is `before`; taken back already, it is `now`. A later change of the same thing
    gives way, a later change of anything else stays.
    """
    merged = _merge(before, after, now)
    merged["rows"] = _rows(before["rows"], after["rows"], now["rows"])
    return cast("Snapshot", merged)


def _rows(before: Sequence[Row], after: Sequence[Row], now: Sequence[Row]) -> list[Row]:
    was, became, rows = ({row["pk"]: row for row in some} for some in (before, after, now))
    kept: dict[int, Row] = {pk: row for pk, row in was.items() if pk not in became}
    for pk, row in rows.items():
        if pk in was and pk in became:
            kept[pk] = cast("Row", _merge(was[pk], became[pk], row))
        elif pk in was or pk not in became:
            kept[pk] = row
    was_moved = [pk for pk in was if pk in became] != [pk for pk in became if pk in was]
    order = _weave(was, rows, kept) if was_moved else _weave(rows, was, kept)
    return [kept[pk] for pk in order]


def _merge(before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they are now, but those that were changed as they were before."""
    merged = {}
    for name, value in now.items():
        if isinstance(value, dict):
            merged[name] = _merge(before.get(name, value), after.get(name, value), value)
        else:
            merged[name] = value if before.get(name) == after.get(name) else before[name]
    return merged


def _weave(lead: Iterable[int], others: Iterable[int], kept: Mapping[int, Any]) -> list[int]:
    """Return the kept ones in the order of `lead`; the rest of them each behind its neighbour in `others`."""
    order = [pk for pk in lead if pk in kept]
    place = 0
    for pk in others:
        if pk not in kept:
            continue
        if pk in order:
            place = order.index(pk) + 1
        else:
            order.insert(place, pk)
            place += 1
    return order
