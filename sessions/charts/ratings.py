"""Pain and effort over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import Part, Series, Slot, Table, lines, strip
from sessions.charts.drawing import BRIDGE, NO_VALUE, LinesDrawing, filled_table
from sessions.progress import (
    CLEAR_PAIN_CHANGE,
    STEP_WORDS,
    PainChange,
    PainTrend,
    Period,
    SlotRow,
    mean,
    mean_series,
    mornings,
    pain_changes,
)

# More means than this, of several ratings, are a thicket on a phone: then months are drawn instead of weeks.
MOST_RATING_SLOTS = 30


@dataclass(frozen=True, slots=True)
class Parted:
    """Sessions side by side by what was said of them, and a sentence; no parts where nobody said anything."""

    parts: tuple[Part, ...]
    sentence: str


def rating_slots(period: Period) -> Period:
    """Return the same time in the slots that ratings are drawn in."""
    return period.at_most(MOST_RATING_SLOTS)


def pain_drawing(rows: Sequence[SlotRow], period: Period, trend: PainTrend | None) -> LinesDrawing | None:
    """Draw pain before and after, at its worst and the next morning; None when no session rates it."""
    period = rating_slots(period)
    series = [
        mean_series("before", _("before"), rows, lambda row: row.pain_before, period),
        mean_series("after", _("after"), rows, lambda row: row.pain_after, period),
        mean_series("worst", _("worst"), rows, lambda row: row.pain_worst, period),
        mean_series("morning", _("next day"), rows, lambda row: row.morning_pain, period),
    ]
    names = (_("Pain before"), _("Pain after"), _("Pain at its worst"), _("Pain the next morning"))
    rated = [each for each in zip(series, names, strict=True) if any(value is not None for value in each[0].values)]
    if not rated:
        return None
    slots = period.slots()
    band = (trend.start - CLEAR_PAIN_CHANGE, trend.start + CLEAR_PAIN_CHANGE) if trend else None
    return LinesDrawing(
        lines(slots, [each for each, _name in rated], top=10, band=band, bridge=BRIDGE[period.step]),
        slots,
        _ratings_table(slots, [each for each, _name in rated], [name for _each, name in rated]),
        _trend_sentence(trend),
        _("pain from 0 to 10, mean of %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
    )


def changes_drawing(rows: Sequence[SlotRow]) -> Parted:
    changes = pain_changes(rows)
    names = {
        PainChange.LOWER: _("lower by two points or more"),
        PainChange.UNCLEAR: _("no clear change"),
        PainChange.HIGHER: _("higher by two points or more"),
    }
    sentence = ngettext(
        "%(rated)s session was rated before and after.",
        "Of %(rated)s sessions rated before and after, %(unclear)s showed no clear change.",
        changes.total(),
    ) % {"rated": changes.total(), "unclear": changes[PainChange.UNCLEAR]}
    return Parted(strip((change.value, names[change], changes[change]) for change in names), sentence)


def mornings_drawing(rows: Sequence[SlotRow]) -> Parted:
    said = mornings(rows)
    names = {"better": _("better"), "same": _("about the same"), "worse": _("worse")}
    sentence = ngettext(
        "You said how your back was the morning after %(said)s session.",
        "You said how your back was the morning after %(said)s sessions.",
        said.total(),
    ) % {"said": said.total()}
    return Parted(strip((key, name, said[key]) for key, name in names.items()), sentence)


def _trend_sentence(trend: PainTrend | None) -> str:
    if trend is None:
        return _("Too few rated sessions yet to speak of a trend; the points are what you noted.")
    start, end = round(trend.start, 1), round(trend.end, 1)
    values = {
        "start": number_format(start),
        "end": number_format(end),
        "points": number_format(round(abs(end - start), 1)),
        "first": trend.start_sessions,
        "last": trend.end_sessions,
    }
    return {
        PainChange.LOWER: _(
            "Before a session, pain was %(start)s in the first %(first)s rated sessions of this time and %(end)s "
            "in the last %(last)s: %(points)s points lower, a clear change."
        ),
        PainChange.HIGHER: _(
            "Before a session, pain was %(start)s in the first %(first)s rated sessions of this time and %(end)s "
            "in the last %(last)s: %(points)s points higher, a clear change."
        ),
        PainChange.UNCLEAR: _(
            "Before a session, pain was %(start)s in the first %(first)s rated sessions of this time and %(end)s "
            "in the last %(last)s. A difference under two points counts as no clear change."
        ),
    }[trend.change] % values


def _ratings_table(slots: Sequence[Slot], series: Sequence[Series], names: Sequence[str]) -> Table:
    """List the slots in which anything was rated."""
    return filled_table(names, slots, [[_rating(value) for value in each.values] for each in series])


def _rating(value: float | None) -> str:
    return NO_VALUE if value is None else number_format(round(value, 1))


def effort_drawing(rows: Sequence[SlotRow], period: Period) -> LinesDrawing | None:
    """Draw effort; None when no session rates it."""
    period = rating_slots(period)
    rated = [row for row in rows if row.effort.rated and row.on in period]
    if not rated:
        return None
    series = mean_series("effort", _("effort"), rated, lambda row: row.effort, period)
    slots, sessions = period.slots(), sum(row.effort.rated for row in rated)
    sentence = ngettext(
        "Effort was %(mean)s in the one session that rates it.",
        "Effort was %(mean)s on average, from %(low)s to %(high)s, in %(rated)s sessions that rate it.",
        sessions,
    ) % {
        "mean": number_format(round(mean(row.effort for row in rated), 1)),
        "low": min(row.least_effort for row in rated if row.least_effort is not None),
        "high": max(row.most_effort for row in rated if row.most_effort is not None),
        "rated": sessions,
    }
    return LinesDrawing(
        lines(slots, [series], top=10, bridge=BRIDGE[period.step]),
        slots,
        _ratings_table(slots, [series], [_("Effort")]),
        sentence,
        _("effort from 0 to 10, mean of %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
    )
