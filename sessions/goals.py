"""How a goal's ratings moved, as a drawing with its sentence. Pure. It says what was rated, never why."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backroutine.charts import DAY, Series, lines, monday_of
from sessions.charts.drawing import LinesDrawing, cells, filled_table
from sessions.progress import WEEK, Period, Step

# From this change on, the rating of one activity has clearly changed; below, it may be chance.
# Source: the smallest detectable change of a single item of the Patient-Specific Functional Scale is 3 points;
# Stratford et al. 1995, Physiotherapy Canada 47:258-263.
CLEAR_GOAL_CHANGE = 3
# A short history still gets this width; weeks without a rating are bridged.
FEWEST_WEEKS, BRIDGED_WEEKS = 12, 4


class GoalChange(StrEnum):
    BETTER = "better"
    UNCLEAR = "unclear"
    WORSE = "worse"


def goal_change(first: int, last: int) -> GoalChange:
    if last - first >= CLEAR_GOAL_CHANGE:
        return GoalChange.BETTER
    return GoalChange.WORSE if first - last >= CLEAR_GOAL_CHANGE else GoalChange.UNCLEAR


def goal_drawing(ratings: Sequence[tuple[date, int]], today: date) -> LinesDrawing | None:
    """Draw the ratings, (Monday, 0 to 10) with the oldest first; None before the second one."""
    if len(ratings) < 2:
        return None
    first_on = min(ratings[0][0], monday_of(today) - (FEWEST_WEEKS - 1) * WEEK)
    period = Period(first_on, max(today, ratings[-1][0] + 6 * DAY), Step.WEEK)
    values, slots = dict(ratings), period.slots()
    series = Series("goal", _("rating"), tuple(values.get(day) for day in period.slot_days()))
    first = ratings[0][1]
    band = (first - CLEAR_GOAL_CHANGE, first + CLEAR_GOAL_CHANGE)
    return LinesDrawing(
        lines(slots, [series], top=10, band=band, bridge=BRIDGED_WEEKS),
        slots,
        filled_table([_("Rating")], slots, [cells(series)]),
        goal_sentence(ratings),
        _("rating from 0 to 10, each week"),
    )


def goal_sentence(ratings: Sequence[tuple[date, int]]) -> str:
    """Say where it began and where it is."""
    if not ratings:
        return _("Not rated yet.")
    (first_on, first), (_last_on, last) = ratings[0], ratings[-1]
    values = {"first": first, "last": last, "day": date_format(first_on, "j F"), "points": abs(last - first)}
    if len(ratings) == 1:
        return _("%(last)s in the week of %(day)s. A second week makes a line.") % values
    return {
        GoalChange.BETTER: _("%(first)s in the week of %(day)s, %(last)s last: %(points)s points up, a clear change."),
        GoalChange.WORSE: _("%(first)s in the week of %(day)s, %(last)s last: %(points)s points down, a clear change."),
        GoalChange.UNCLEAR: _(
            "%(first)s in the week of %(day)s, %(last)s last. Under three points counts as no clear change."
        ),
    }[goal_change(first, last)] % values
