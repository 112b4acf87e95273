"""The charts: everything together, one exercise over time, one activity over time."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from backroutine.charts import DAY, WEEKS_A_BLOCK, monday_of
from backroutine.http import HttpRequest
from exercises import shelf
from exercises.dose import Dose
from exercises.models import Exercise
from exercises.templatetags.muscles import lay_names
from sessions import charts
from sessions.progress import (
    RANGE_NAMES,
    WEEK,
    Period,
    Range,
    SlotRow,
    Step,
    comparisons,
    day_rows,
    exercise_rows,
    fact_for,
    first_of_activity,
    kind_seconds,
    pain_trend,
    past_of,
    period_of,
    practice_of,
    practised,
    slot_rows,
    targets,
    week_days,
)

DAILY = {Step.DAY, Step.WEEK}
# Stands in an address for the slug of each exercise in turn: to work out one address is slow.
NO_SLUG = "no-slug"


@require_safe
@vary_on_headers("HX-Request")
def progress(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    calendar_on = monday_of(today) - 2 * WEEKS_A_BLOCK * WEEK
    chosen = _chosen(request)
    since = calendar_on if chosen is Range.ALL else period_of(chosen, today, None).first_on
    past = past_of(request.user, today, since)
    period = period_of(chosen, today, past.first_on)
    sessions = past.session_rows(min(calendar_on, period.first_on) if period.step in DAILY else calendar_on, today)
    days, is_daily = day_rows(sessions), period.step in DAILY
    if is_daily:
        within = [row for row in days if row.on in period]
        rated = slot_rows((row for row in sessions if row.on in period), charts.rating_slots(period).step)
    else:
        within = rated = past.slot_rows(sessions, period)
    entries = past.entry_tables(period)
    exercises = exercise_rows({column.exercise for table in entries for column in table.columns})
    active_days = None if is_daily else past.days
    before = period.before()
    earlier = sum(row.seconds for row in days if row.on in before) if _reaches(days, period) else None
    page = reverse("sessions:exercise_progress", args=[NO_SLUG])
    context = {
        "first_on": past.first_on,
        "ranges": RANGE_NAMES.items(),
        "name_query": "",
        "chosen": chosen,
        "period": period,
        "week": week_days({row.on for row in days}, today),
        "targets": targets(request.user, sessions, today),
        "summary": charts.summary(within, active_days),
        "minutes": charts.minutes_drawing(
            within, kind_seconds(entries, exercises), period, days=active_days, earlier=earlier
        ),
        "activities": charts.activities_drawing(within, period),
        "activity_names": sorted({row.activity for row in within if row.activity}),
        "adherence": charts.adherence_drawing(entries, period),
        "calendar": charts.calendar_drawing(days, today),
        "pain": charts.pain_drawing(rated, period, pain_trend(within)),
        "changes": charts.changes_drawing(rated),
        "mornings": charts.mornings_drawing(rated),
        "effort": charts.effort_drawing(rated, period),
        "muscles": charts.muscles_drawing(entries, exercises, lay_names()),
        "practised": [(page.replace(NO_SLUG, row.slug), row) for row in practised(entries, exercises)],
        "comparisons": comparisons(within, entries, exercises, period) if is_daily else [],
    }
    return render(request, "sessions/progress.html" + ("#progress" if request.htmx else ""), context)


def _reaches(days: list[SlotRow], period: Period) -> bool:
    """Tell whether the rows go back far enough to compare the period with the time before."""
    before = period.before()
    known_from = monday_of(period.last_on) - 2 * WEEKS_A_BLOCK * WEEK
    return before.first_on >= known_from and bool(days) and days[0].on < before.first_on + 7 * DAY


@require_safe
@vary_on_headers("HX-Request")
def exercise_progress(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Exercise.objects.visible_to(request.user).prefetch_related("levels")
    exercise = shelf.now().by_slug.get(slug) or get_object_or_404(visible, slug=slug)
    today = timezone.localdate()
    practice = practice_of(past_of(request.user, today), exercise, _chosen(request), today)
    amount, period, best = practice.amount, practice.period, practice.best
    context = {
        "exercise": exercise,
        "ranges": RANGE_NAMES.items(),
        "name_query": "",
        "chosen": _chosen(request),
        "period": period,
        "first_on": practice.first_on,
        "best": best,
        "best_text": charts.amount_text(best.value, amount) if best else "",
        "drawing": charts.exercise_drawing(practice.rows, period, amount, _level_names(exercise)),
        "fact": fact_for(exercise),
    }
    return render(request, "sessions/exercise_progress.html" + ("#progress" if request.htmx else ""), context)


@require_safe
@vary_on_headers("HX-Request")
def activity_progress(request: HttpRequest) -> HttpResponse:
    """Show one activity over time, by the name it was logged under."""
    name = request.GET.get("name", "")
    first_on, today = first_of_activity(request.user, name), timezone.localdate()
    if first_on is None:
        raise Http404
    period = period_of(_chosen(request), today, first_on)
    past = past_of(request.user, today)
    rows = past.slot_rows(past.session_rows(period.first_on, today, name), period, name)
    context: dict[str, Any] = {
        "name": name,
        "name_query": f"{urlencode({'name': name})}&",
        "ranges": RANGE_NAMES.items(),
        "chosen": _chosen(request),
        "period": period,
        "first_on": first_on,
        "summary": charts.summary(rows),
        "minutes": charts.activities_drawing(rows, period),
        "effort": charts.effort_drawing(rows, period),
    }
    return render(request, "sessions/activity_progress.html" + ("#progress" if request.htmx else ""), context)


def _level_names(exercise: Exercise) -> dict[Dose, str]:
    """Return how a dose that is a level of the exercise is called."""
    doses = {
        level: Dose(level.sets, level.reps, level.hold_seconds, exercise.dose.sides) for level in exercise.levels.all()
    }
    return {dose: charts.level_text(level.number, dose) for level, dose in doses.items()}


def _chosen(request: HttpRequest) -> Range:
    """Return the range the address asks for; twelve weeks when it asks for none, or for one that is not there."""
    try:
        return Range(request.GET.get("range", Range.QUARTER))
    except ValueError:
        return Range.QUARTER
