"""Minutes by slot, split by the kind of exercise and by activity."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from backroutine.charts import Series
from exercises.models import Kind
from sessions.by_hand import share
from sessions.progress.entries import EntryTable
from sessions.progress.periods import Period, slot_of
from sessions.progress.rows import ExerciseRow, SlotRow

ACTIVITY = "activity"
OTHER = "other"
# More names than this are more colours than can be told apart; the rest is one.
MOST_ACTIVITIES = 5

type KindSeconds = Mapping[date, Mapping[str, int]]


def kind_names() -> dict[str, str]:
    """Return what minutes are split by, in the order of the stack and its key."""
    return {kind.value: str(kind.label) for kind in Kind} | {ACTIVITY: _("Activities"), OTHER: _("Not split")}


def kind_seconds(tables: Iterable[EntryTable], exercises: Mapping[int, ExerciseRow]) -> dict[date, dict[str, int]]:
    """Return the seconds of exercises by slot and kind."""
    found: dict[date, dict[str, int]] = {}
    for table in tables:
        columns: dict[str, list[Sequence[int]]] = {kind: [] for kind in Kind.values}
        for column in table.columns:
            columns[exercises[column.exercise].kind].append(column.seconds)
        seconds = {kind: map(sum, zip(*each, strict=True)) for kind, each in columns.items() if each}
        for on, *parts in zip(table.on, *seconds.values(), strict=True):
            found[on] = dict(zip(seconds, parts, strict=True))
    return found


def seconds_by_kind(row: SlotRow, by_kind: Mapping[str, int]) -> dict[str, int]:
    """Split a row's seconds exactly: an activity's are its own, others go as their exercises took, or to OTHER."""
    if row.activity:
        return {ACTIVITY: row.seconds}
    return share(row.seconds, by_kind) if any(by_kind.values()) else {OTHER: row.seconds}


def seconds_series(rows: Iterable[SlotRow], by_kind: KindSeconds, period: Period) -> dict[str, list[int]]:
    """Return the seconds in each slot of the period, by kind; a kind that never occurs is left out."""
    found = _by_slot(((row.on, seconds_by_kind(row, by_kind.get(row.on, {}))) for row in rows), period)
    return {kind: found[kind] for kind in kind_names() if kind in found}


def activity_series(rows: Iterable[SlotRow], period: Period) -> dict[str, list[int]]:
    """Return the seconds in each slot by activity, the one with most first; past MOST_ACTIVITIES, OTHER is the rest."""
    found = _by_slot(((row.on, {row.activity: row.seconds}) for row in rows if row.activity), period)
    ordered = sorted(found, key=lambda name: (-sum(found[name]), name))
    series = {name: found[name] for name in ordered[:MOST_ACTIVITIES]}
    if rest := ordered[MOST_ACTIVITIES:]:
        series[""] = [sum(values) for values in zip(*(found[name] for name in rest), strict=True)]
    return series


def _by_slot(rows: Iterable[tuple[date, Mapping[str, int]]], period: Period) -> dict[str, list[int]]:
    place = period.places()
    found: dict[str, list[int]] = {}
    for on, parts in rows:
        if on in period:
            slot = place[slot_of(on, period.step)]
            for name, seconds in parts.items():
                if seconds:
                    if name not in found:
                        found[name] = [0] * len(place)
                    found[name][slot] += seconds
    return found


def minutes_series(seconds: Mapping[str, Sequence[int]]) -> list[Series]:
    names = kind_names()
    return [Series(kind, names[kind], tuple(value / 60 for value in values)) for kind, values in seconds.items()]
