"""Pain and effort over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import Part, Series, Slot, Table, lines, strip
from sessions.charts.drawing import BRIDGE, NO_VALUE, LinesDrawing
from sessions.progress import (
    CLEAR_PAIN_CHANGE,
    STEP_WORDS,
    PainChange,
    Period,
    RatedRow,
    mean_series,
    pain_changes,
    pain_trend,
)

# More means than this, of two ratings, are a thicket on a phone: then months are drawn instead of weeks.
MOST_RATING_SLOTS = 30


@dataclass(frozen=True, slots=True)
class PainDrawing:
    """The trend, and what pain did within each session (None where no session rates both ends)."""

    trend: LinesDrawing
    changes: tuple[Part, ...]
    changes_sentence: str


def pain_drawing(rows: Sequence[RatedRow], period: Period) -> PainDrawing | None:
    """Draw pain before and after; None when no session rates it."""
    period = period.at_most(MOST_RATING_SLOTS)
    series = [
        mean_series("before", _("before"), rows, lambda row: row.pain_before, period),
        mean_series("after", _("after"), rows, lambda row: row.pain_after, period),
    ]
    if not any(value is not None for each in series for value in each.values):
        return None
    trend, slots = pain_trend(rows), period.slots()
    band = (trend.start - CLEAR_PAIN_CHANGE, trend.start + CLEAR_PAIN_CHANGE) if trend else None
    changes = pain_changes(rows)
    names = _change_names()
    return PainDrawing(
        LinesDrawing(
            lines(slots, series, top=10, band=band, bridge=BRIDGE[period.step]),
            _ratings_table(slots, series, (_("Pain before"), _("Pain after"))),
            _trend_sentence(rows),
            _("pain from 0 to 10, mean of %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
        ),
        strip((change.value, names[change], changes[change]) for change in names),
        _changes_sentence(changes.total(), changes[PainChange.UNCLEAR]),
    )


def _change_names() -> dict[PainChange, str]:
    return {
        PainChange.LOWER: _("lower by two points or more"),
        PainChange.UNCLEAR: _("no clear change"),
        PainChange.HIGHER: _("higher by two points or more"),
    }


def _trend_sentence(rows: Sequence[RatedRow]) -> str:
    trend = pain_trend(rows)
    if trend is None:
        return _("Too few rated sessions yet to speak of a trend; the points are what you noted.")
    start, end = round(trend.start, 1), round(trend.end, 1)
    values = {
        "start": number_format(start),
        "end": number_format(end),
        "points": number_format(round(abs(end - start), 1)),
    }
    return {
        PainChange.LOWER: _(
            "Before a session, pain was %(start)s in the first four rated sessions of this time and %(end)s "
            "in the last four: %(points)s points lower, a clear change."
        ),
        PainChange.HIGHER: _(
            "Before a session, pain was %(start)s in the first four rated sessions of this time and %(end)s "
            "in the last four: %(points)s points higher, a clear change."
        ),
        PainChange.UNCLEAR: _(
            "Before a session, pain was %(start)s in the first four rated sessions of this time and %(end)s "
            "in the last four. A difference under two points counts as no clear change."
        ),
    }[trend.change] % values


def _changes_sentence(rated: int, unclear: int) -> str:
    if not rated:
        return ""
    return ngettext(
        "%(rated)s session was rated before and after.",
        "Of %(rated)s sessions rated before and after, %(unclear)s showed no clear change.",
        rated,
    ) % {"rated": rated, "unclear": unclear}


def _ratings_table(slots: Sequence[Slot], series: Sequence[Series], names: Sequence[str]) -> Table:
    """List the slots in which anything was rated."""
    rows = tuple(
        (slot.name, *(_rating(each.values[number]) for each in series))
        for number, slot in enumerate(slots)
        if any(each.values[number] is not None for each in series)
    )
    return Table((_("When"), *names), rows)


def _rating(value: float | None) -> str:
    return NO_VALUE if value is None else number_format(round(value, 1))


def effort_drawing(rows: Sequence[RatedRow], period: Period) -> LinesDrawing | None:
    """Draw effort; None when no session rates it."""
    period = period.at_most(MOST_RATING_SLOTS)
    series = mean_series("effort", _("effort"), rows, lambda row: row.effort, period)
    rated = [row.effort for row in rows if row.effort is not None and row.on in period]
    if not rated:
        return None
    slots = period.slots()
    sentence = ngettext(
        "Effort was %(mean)s in the one session that rates it.",
        "Effort was %(mean)s on average, from %(low)s to %(high)s, in %(rated)s sessions that rate it.",
        len(rated),
    ) % {
        "mean": number_format(round(sum(rated) / len(rated), 1)),
        "low": min(rated),
        "high": max(rated),
        "rated": len(rated),
    }
    return LinesDrawing(
        lines(slots, [series], top=10, bridge=BRIDGE[period.step]),
        _ratings_table(slots, [series], (_("Effort"),)),
        sentence,
        _("effort from 0 to 10, mean of %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
    )
