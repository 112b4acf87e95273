"""Minutes by slot and kind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from backroutine.charts import Series
from exercises.models import Kind
from sessions.by_hand import share
from sessions.progress.periods import Period, slot_of
from sessions.progress.rows import DayRow

ACTIVITY = "activity"
OTHER = "other"


def kind_names() -> dict[str, str]:
    """Return what minutes are split by, in the order of the stack and its key."""
    return {kind.value: str(kind.label) for kind in Kind} | {ACTIVITY: _("Walks, swims, yoga"), OTHER: _("Not split")}


def seconds_by_kind(day: DayRow, by_kind: Mapping[str, int]) -> dict[str, int]:
    """Split a day's seconds exactly: activities as they are, the rest as its exercises took, or OTHER if none did."""
    exercised = day.seconds - day.activity_seconds
    parts = share(exercised, by_kind) if any(by_kind.values()) else {OTHER: exercised}
    return {kind: seconds for kind, seconds in (parts | {ACTIVITY: day.activity_seconds}).items() if seconds}


def seconds_series(
    days: Iterable[DayRow], by_kind: Mapping[date, Mapping[str, int]], period: Period
) -> dict[str, list[int]]:
    """Return the seconds in each slot of the period, by kind; a kind that never occurs is left out."""
    place = {day: number for number, day in enumerate(period.slot_days())}
    seconds: dict[str, list[int]] = {}
    for row in days:
        if row.on in period:
            for kind, amount in seconds_by_kind(row, by_kind.get(row.on, {})).items():
                seconds.setdefault(kind, [0] * len(place))[place[slot_of(row.on, period.step)]] += amount
    return {kind: seconds[kind] for kind in kind_names() if kind in seconds}


def minutes_series(seconds: Mapping[str, Sequence[int]]) -> list[Series]:
    names = kind_names()
    return [Series(kind, names[kind], tuple(value / 60 for value in values)) for kind, values in seconds.items()]
