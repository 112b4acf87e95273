"""The person's own goals: their words, a rating a week, and how it moved."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backroutine.charts import monday_of
from backroutine.http import HttpRequest
from sessions.coach_forms import GoalForm, RatingForm
from sessions.goals import goal_drawing, goal_sentence
from sessions.models import Goal
from sessions.models.goal import MOST_GOALS, GoalsFullError, rated_goals, reached_goals

PAGE = "sessions/goals.html"


@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """Show the goals with their ratings; a POST adds one."""
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            Goal.objects.add(request.user, form.cleaned_data["words"])
        except GoalsFullError:
            form.add_error("words", _("Five at a time are enough: mark one as reached, or delete one, first."))
        else:
            return redirect("sessions:progress_goals")
    return _page(request, form, status=422 if form.errors else 200)


@require_POST
def rate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rate a goal for this week; a second rating corrects the first."""
    goal, today = get_object_or_404(request.user.goals.open(), pk=pk), timezone.localdate()
    form = RatingForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _page(request, GoalForm(), status=422, refused=(goal, form))
    was = goal.rate(form.cleaned_data["value"], today)
    undo = reverse("sessions:progress_goal_unrate", args=[pk]) + ("" if was is None else f"?was={was}")
    messages.success(request, _("Rated for this week: %(words)s.") % {"words": goal.words}, extra_tags=undo)
    return _page(request, GoalForm()) if request.htmx else redirect("sessions:progress_goals")


@require_POST
def unrate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo this week's rating: as it was, or none."""
    goal, today = get_object_or_404(request.user.goals.kept(), pk=pk), timezone.localdate()
    form = RatingForm({"value": request.GET.get("was")})
    if form.is_valid():
        goal.rate(form.cleaned_data["value"], today)
    else:
        goal.take_back(today)
    return redirect("sessions:progress_goals")


@require_POST
def reach(request: HttpRequest, pk: UUID) -> HttpResponse:
    goal = get_object_or_404(request.user.goals.kept(), pk=pk)
    goal.reach()
    undo = reverse("sessions:progress_goal_reopen", args=[pk])
    messages.success(request, _("Reached: %(words)s. Well done.") % {"words": goal.words}, extra_tags=undo)
    return redirect("sessions:progress_goals")


@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    get_object_or_404(request.user.goals.kept(), pk=pk).reopen()
    return redirect("sessions:progress_goals")


@require_POST
def say(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a goal into other words."""
    goal = get_object_or_404(request.user.goals.kept(), pk=pk)
    form = GoalForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("words", [])))
    else:
        goal.say(form.cleaned_data["words"])
    return redirect("sessions:progress_goals")


@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    goal = get_object_or_404(request.user.goals.kept(), pk=pk)
    goal.delete_softly()
    undo = reverse("sessions:progress_goal_restore", args=[pk])
    messages.success(request, _("“%(words)s” is deleted.") % {"words": goal.words}, extra_tags=undo)
    return redirect("sessions:progress_goals")


@require_POST
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    get_object_or_404(request.user.goals, pk=pk).restore()
    return redirect("sessions:progress_goals")


def _page(
    request: HttpRequest, form: GoalForm, *, status: int = 200, refused: tuple[Goal, RatingForm] | None = None
) -> HttpResponse:
    """Show the goals. A refused rating stands in its place, with what was wrong."""
    today = timezone.localdate()
    rows = []
    for goal, ratings in rated_goals(request.user, today):
        this_week = dict(ratings).get(monday_of(today))
        rating_form = RatingForm(prefix=str(goal.pk), initial={"value": this_week})
        if refused and refused[0] == goal:
            rating_form = refused[1]
        rows.append((goal, this_week, rating_form, goal_drawing(ratings, today), goal_sentence(ratings)))
    context = {
        "form": form,
        "rows": rows,
        "is_full": len(rows) >= MOST_GOALS,
        "reached": reached_goals(request.user),
    }
    return render(request, PAGE + ("#goals" if request.htmx else ""), context, status=status)
