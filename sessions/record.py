"""The player's report of a session: read from JSON and held against the session's own plan. Pure.

{"version": 7, "sent_at": 1767225600000, "started_at": …, "finished_at": … or null,
 "entries": [{"position": 0, "duration_seconds": 95,
              "sets": [{"number": 1, "side": "left", "reps": 1, "held_seconds": 45, "is_skipped": false}]},
             {"position": 100, "swap": {"for": 0, "exercise": "half-crunch", "sets": 2}, "duration_seconds": …}]}

A swap says that a neighbour took over the last sets of a planned exercise. It is numbered SWAP_STEP above that one's
position, a second swap of the same exercise twice SWAP_STEP, and so on.

Times are milliseconds since 1970 by the phone's clock. That clock may be wrong, so they are moved by as much as
`sent_at` is off from the server's clock when the report arrives.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from exercises.dose import MAX_SETS, Dose, Side

MAX_SESSION_SECONDS = 24 * 60 * 60
MAX_LOGGED_REPS = 1000
MAX_HELD_SECONDS = 10 * 60 * 60
MAX_VERSION = 2**31 - 1
# Far above the number of exercises of a session.
SWAP_STEP = 100
MAX_SWAPS = 20

# What each planned exercise may be swapped for: doses by slug, by position.
type SwapDoses = Mapping[int, Mapping[str, Dose]]
# The year 2100: past any real time, far below what a datetime can hold.
MAX_MILLISECONDS = 4_102_444_800_000


class RecordError(ValueError):
    """What is wrong with a report, in words for the person who sent it."""


@dataclass(frozen=True, slots=True)
class SetRecord:
    number: int
    side: Side
    reps: int = 0
    held_seconds: int = 0
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class SwapRecord:
    """Which exercise (by slug), in which dose, took over from the planned one at a position."""

    stands_in_for: int
    exercise: str
    dose: Dose


@dataclass(frozen=True, slots=True)
class EntryRecord:
    position: int
    duration_seconds: int
    sets: tuple[SetRecord, ...]
    swap: SwapRecord | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What was done up to one moment. A later report of the same session has a higher version."""

    version: int
    entries: tuple[EntryRecord, ...]
    started_at: datetime | None = None
    finished_at: datetime | None = None
    # Of a walk or a swim, which has no exercises to add up.
    activity_seconds: int = 0

    @property
    def duration_seconds(self) -> int:
        return self.activity_seconds + sum(entry.duration_seconds for entry in self.entries)


def parse_record(
    text: str | bytes, doses: Mapping[int, Dose], *, now: datetime, swaps: Callable[[], SwapDoses] = dict
) -> Record:
    """Return the report as checked values. `doses` is the session's plan, by position. Raises RecordError.

    `swaps` tells what may stand in for what; it is asked only when the report has a swap.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(_("The report is not readable JSON.")) from error
    if not isinstance(data, dict):
        raise RecordError(_("The report must be one JSON object."))
    return read_record(data, doses, now=now, swaps=swaps)


def read_record(
    data: dict[str, Any], doses: Mapping[int, Dose], *, now: datetime, swaps: Callable[[], SwapDoses] = dict
) -> Record:
    """Return the report's object as checked values. Raises RecordError."""
    started_at, finished_at = _times(data, now)
    entries = tuple(_entries(data, doses, swaps))
    if len({entry.position for entry in entries}) < len(entries):
        raise RecordError(_("The report names an exercise twice."))
    record = Record(_whole(data, "version", 1, MAX_VERSION), entries, started_at, finished_at)
    if record.duration_seconds > MAX_SESSION_SECONDS:
        raise RecordError(_("A session cannot last longer than a day."))
    return record


def _times(data: dict[str, Any], now: datetime) -> tuple[datetime, datetime | None]:
    sent = _whole(data, "sent_at", 0, MAX_MILLISECONDS)
    started = _whole(data, "started_at", 0, MAX_MILLISECONDS)
    finished = None if data.get("finished_at") is None else _whole(data, "finished_at", 0, MAX_MILLISECONDS)
    if finished is not None and finished < started:
        raise RecordError(_("A session cannot finish before it started."))
    if max(started, finished or 0) > sent:
        raise RecordError(_("The report speaks of a time after it was sent."))
    shift = now - _moment(sent)
    return _moment(started) + shift, None if finished is None else _moment(finished) + shift


def _moment(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _entries(data: dict[str, Any], doses: Mapping[int, Dose], swaps: Callable[[], SwapDoses]) -> Iterator[EntryRecord]:
    found = data.get("entries")
    swapped = sum("swap" in row for row in found if isinstance(row, dict)) if isinstance(found, list) else 0
    rows = _rows(data, "entries", len(doses) + min(swapped, MAX_SWAPS))
    swap_doses = swaps() if any("swap" in row for row in rows) else {}
    for row in rows:
        position = _whole(row, "position", 0, MAX_VERSION)
        swap = _swap(row["swap"], position, swap_doses) if "swap" in row else None
        if swap is None and position not in doses:
            raise RecordError(_("The session has no exercise at place %(place)s.") % {"place": position})
        yield _entry(row, position, swap.dose if swap else doses[position], swap)


def _swap(row: object, position: int, swap_doses: SwapDoses) -> SwapRecord:
    if not isinstance(row, dict):
        raise RecordError(_("“%(name)s” must be an object.") % {"name": "swap"})
    place = _whole(row, "for", 0, SWAP_STEP - 1)
    dose = swap_doses.get(place, {}).get(str(row.get("exercise")))
    if dose is None or position % SWAP_STEP != place or not place < position <= MAX_SWAPS * SWAP_STEP + place:
        raise RecordError(_("The exercise at place %(place)s cannot be swapped for that one.") % {"place": place})
    return SwapRecord(place, str(row["exercise"]), replace(dose, sets=_whole(row, "sets", 1, MAX_SETS)))


def _entry(row: dict[str, Any], position: int, dose: Dose, swap: SwapRecord | None) -> EntryRecord:
    keys = set(dose.set_keys())
    sets = tuple(_set(each) for each in _rows(row, "sets", len(keys)))
    strange = {(each.number, each.side) for each in sets} - keys
    if strange or len({(each.number, each.side) for each in sets}) < len(sets):
        raise RecordError(
            _("The sets reported at place %(place)s are not the sets of the session.") % {"place": position}
        )
    return EntryRecord(position, _whole(row, "duration_seconds", 0, MAX_SESSION_SECONDS), sets, swap)


def _set(row: dict[str, Any]) -> SetRecord:
    side, is_skipped = row.get("side"), row.get("is_skipped", False)
    if side not in [each.value for each in Side]:
        raise RecordError(_("A side is one of left, right and both."))
    if not isinstance(is_skipped, bool):
        raise RecordError(_("“%(name)s” must be true or false.") % {"name": "is_skipped"})
    reps, held_seconds = _whole(row, "reps", 0, MAX_LOGGED_REPS), _whole(row, "held_seconds", 0, MAX_HELD_SECONDS)
    if is_skipped and (reps or held_seconds):
        raise RecordError(_("A skipped set cannot have repeats or seconds."))
    return SetRecord(_whole(row, "number", 1, MAX_VERSION), Side(side), reps, held_seconds, is_skipped)


def _rows(data: dict[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    rows = data.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RecordError(_("“%(name)s” must be a list of objects.") % {"name": name})
    if len(rows) > most:
        raise RecordError(_("“%(name)s” lists more than the session has.") % {"name": name})
    return rows


def _whole(data: dict[str, Any], name: str, low: int, high: int) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise RecordError(
            _("“%(name)s” must be a whole number from %(low)s to %(high)s.") % {"name": name, "low": low, "high": high}
        )
    return value
