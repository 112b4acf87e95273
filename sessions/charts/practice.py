"""One exercise over time."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import Table, lines
from exercises.dose import Side
from sessions.charts.drawing import BRIDGE, NO_VALUE, LinesDrawing
from sessions.progress import (
    STEP_WORDS,
    Best,
    Period,
    SideRow,
    best_of,
    is_held,
    minutes_text,
    side_series,
    side_totals,
)

SECONDS_SAID_AS_MINUTES = 600


def exercise_drawing(rows: Sequence[SideRow], period: Period) -> LinesDrawing | None:
    """Draw the best session of each slot, left against right; None when there is none in the period."""
    within = [row for row in rows if row.on in period]
    series, slots = side_series(within, period), period.slots()
    if not series:
        return None
    unit = _("seconds held") if is_held(within) else _("repeats")
    table = tuple(
        (slot.name, *(NO_VALUE if (value := each.values[number]) is None else f"{value:g}" for each in series))
        for number, slot in enumerate(slots)
        if any(each.values[number] is not None for each in series)
    )
    best = best_of(within)
    return LinesDrawing(
        lines(slots, series, bridge=BRIDGE[period.step], is_clock=is_held(within)),
        Table((_("When"), *(each.name for each in series)), table),
        " ".join(words for words in (_best_sentence(best, within), _balance_sentence(within)) if words),
        _("%(unit)s in one session, the best of %(each_week)s") % {"unit": unit, "each_week": STEP_WORDS[period.step]},
    )


def amount_text(value: int, rows: Sequence[SideRow]) -> str:
    """Say seconds held or repeats, whichever the exercise is measured in."""
    if is_held(rows):
        return _("%(seconds)s s") % {"seconds": value} if value < SECONDS_SAID_AS_MINUTES else minutes_text(value)
    return ngettext("%(reps)s repeat", "%(reps)s repeats", value) % {"reps": value}


def _best_sentence(best: Best | None, rows: Sequence[SideRow]) -> str:
    if best is None:
        return ""
    sides = {Side.LEFT: _("on the left"), Side.RIGHT: _("on the right"), Side.BOTH: ""}
    words = {"amount": amount_text(best.value, rows), "day": date_format(best.on, "j F Y"), "side": sides[best.side]}
    if best.side is Side.BOTH:
        return _("The most in one session of this time: %(amount)s, on %(day)s.") % words
    return _("The most in one session of this time: %(amount)s %(side)s, on %(day)s.") % words


def _balance_sentence(rows: Sequence[SideRow]) -> str:
    totals = side_totals(rows)
    if not (totals[Side.LEFT] or totals[Side.RIGHT]):
        return ""
    return _("In all: %(left)s on the left, %(right)s on the right.") % {
        "left": amount_text(totals[Side.LEFT], rows),
        "right": amount_text(totals[Side.RIGHT], rows),
    }
