"""The charts: everything together, and one exercise over time."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from backroutine.charts import WEEKS_A_BLOCK, monday_of
from backroutine.http import HttpRequest
from exercises.models import Exercise
from sessions import charts
from sessions.progress import (
    RANGE_NAMES,
    WEEK,
    Range,
    best_of,
    day_rows,
    first_session_on,
    kind_rows,
    period_of,
    practised_rows,
    rated_rows,
    side_rows,
)


@require_safe
@vary_on_headers("HX-Request")
def progress(request: HttpRequest) -> HttpResponse:
    sessions, today = request.user.sessions.finished(), timezone.localdate()
    first_on = first_session_on(sessions)
    period = period_of(_chosen(request), today, first_on)
    within = sessions.between(period.first_on, period.last_on)
    days = day_rows(sessions.between(min(period.first_on, monday_of(today) - 2 * WEEKS_A_BLOCK * WEEK), today))
    days_within = [row for row in days if row.on in period]
    rated = rated_rows(within)
    context = {
        "first_on": first_on,
        "period": period,
        "ranges": RANGE_NAMES.items(),
        "chosen": _chosen(request),
        "summary": charts.summary(days_within),
        "minutes": charts.minutes_drawing(days_within, kind_rows(within), period),
        "calendar": charts.calendar_drawing(days, today),
        "pain": charts.pain_drawing(rated, period),
        "effort": charts.effort_drawing(rated, period),
        "practised": practised_rows(within),
    }
    return render(request, "sessions/progress.html" + ("#progress" if request.htmx else ""), context)


@require_safe
@vary_on_headers("HX-Request")
def exercise_progress(request: HttpRequest, slug: str) -> HttpResponse:
    exercise = get_object_or_404(Exercise.objects.visible_to(request.user), slug=slug)
    sessions, today = request.user.sessions.finished(), timezone.localdate()
    rows = side_rows(sessions, exercise)
    period = period_of(_chosen(request), today, rows[0].on if rows else None)
    best = best_of(rows)
    context = {
        "exercise": exercise,
        "ranges": RANGE_NAMES.items(),
        "chosen": _chosen(request),
        "rows": rows,
        "best": best,
        "best_text": charts.amount_text(best.value, rows) if best else "",
        "drawing": charts.exercise_drawing(rows, period),
    }
    return render(request, "sessions/exercise_progress.html" + ("#progress" if request.htmx else ""), context)


def _chosen(request: HttpRequest) -> Range:
    """Return the range the address asks for; twelve weeks when it asks for none, or for one that is not there."""
    try:
        return Range(request.GET.get("range", Range.QUARTER))
    except ValueError:
        return Range.QUARTER
