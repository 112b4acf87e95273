"""The numbers at the head of the page, and minutes by kind and by activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import Series, Slot, Table, bars, monday_of
from sessions.by_hand import share
from sessions.charts.drawing import BarsDrawing
from sessions.progress import (
    STEP_WORDS,
    KindSeconds,
    Period,
    SlotRow,
    Step,
    activity_series,
    kind_names,
    minutes_series,
    minutes_text,
    seconds_series,
)


@dataclass(frozen=True, slots=True)
class Summary:
    """The few numbers at the head of the page."""

    sessions: int
    days: int
    minutes: str


def summary(rows: Sequence[SlotRow], days: int | None = None) -> Summary:
    """Add up the rows; `days` says on how many days there was a session where the rows are longer than a day."""
    return Summary(
        sum(row.sessions for row in rows),
        len({row.on for row in rows}) if days is None else days,
        minutes_text(sum(row.seconds for row in rows)),
    )


def minutes_drawing(
    rows: Sequence[SlotRow],
    by_kind: KindSeconds,
    period: Period,
    *,
    days: int | None = None,
    earlier: int | None = None,
) -> BarsDrawing:
    """Draw minutes by kind. `earlier` is the seconds of a time as long just before, to compare with."""
    within = [row for row in rows if row.on in period]
    seconds = seconds_series(within, by_kind, period)
    names = kind_names()
    return _bars(
        seconds,
        minutes_series(seconds),
        period,
        {kind: names[kind] for kind in seconds},
        " ".join(
            words for words in (_minutes_sentence(within, period, days), _earlier_sentence(within, earlier)) if words
        ),
    )


def activities_drawing(rows: Sequence[SlotRow], period: Period) -> BarsDrawing | None:
    """Draw minutes by activity; None when there was none."""
    seconds = activity_series(rows, period)
    if not seconds:
        return None
    names = {name: name or _("Others") for name in seconds}
    series = [
        Series(f"activity-{number}", names[name], tuple(value / 60 for value in values))
        for number, (name, values) in enumerate(seconds.items(), start=1)
    ]
    most = next(iter(seconds))
    sentence = _("%(name)s most of all: %(minutes)s.") % {
        "name": names[most],
        "minutes": minutes_text(sum(seconds[most])),
    }
    return _bars(seconds, series, period, names, sentence)


def _bars(
    seconds: Mapping[str, Sequence[int]],
    series: Sequence[Series],
    period: Period,
    names: Mapping[str, str],
    sentence: str,
) -> BarsDrawing:
    slots = period.slots()
    return BarsDrawing(
        bars(slots, series, is_clock=True),
        slots,
        _minutes_table(slots, seconds, names),
        sentence,
        _("minutes, %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
        tuple(
            (each.key, each.name, minutes_text(sum(values)))
            for each, values in zip(series, seconds.values(), strict=True)
        ),
    )


def _minutes_table(slots: Sequence[Slot], seconds: Mapping[str, Sequence[int]], names: Mapping[str, str]) -> Table:
    rows = tuple(
        (slot.name, *_minutes_row([values[number] for values in seconds.values()])) for number, slot in enumerate(slots)
    )
    head = (_("When"), *(names[key] for key in seconds), _("Minutes in all"))
    return Table(head, rows, tuple(range(len(slots))), len(slots))


def _minutes_row(seconds: Sequence[int]) -> list[str]:
    """Say each in whole minutes, then their sum; rounded so that the parts add up to it."""
    whole = round(sum(seconds) / 60)
    parts = share(whole, dict(enumerate(seconds)))
    return [str(part) for part in parts.values()] + [str(whole)]


def _minutes_sentence(rows: Sequence[SlotRow], period: Period, days: int | None) -> str:
    whole = summary(rows, days)
    if not whole.sessions:
        return _("No session in this time.")
    words = ngettext(
        "%(minutes)s in %(sessions)s session on %(days)s day.",
        "%(minutes)s in %(sessions)s sessions on %(days)s days.",
        whole.sessions,
    ) % {"minutes": whole.minutes, "sessions": whole.sessions, "days": whole.days}
    active = len({monday_of(row.on) for row in rows})
    if period.step is Step.WEEK and active > 1:
        words += " " + _("%(active)s weeks with a session.") % {"active": active}
    return words


def _earlier_sentence(rows: Sequence[SlotRow], earlier: int | None) -> str:
    if not earlier:
        return ""
    change = sum(row.seconds for row in rows) - earlier
    if abs(change) < 60:
        return _("About as long as in the same time before.")
    words = (
        _("%(minutes)s longer than in the same time before.")
        if change > 0
        else _("%(minutes)s shorter than in the same time before.")
    )
    return words % {"minutes": minutes_text(abs(change))}
