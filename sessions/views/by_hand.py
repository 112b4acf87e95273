"""Logging what was done without the player: a routine, an activity, or exercises without a routine."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backroutine.http import HttpRequest
from exercises.forms import MAX_QUERY
from exercises.models import Exercise, Kind
from exercises.search import findable, search
from sessions.forms import ChooseForm, FreeLogForm, HandLogForm, ToldForm


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Log a session by hand; the form's key makes a double submit one session."""
    wanted = [f"{kind}-{request.GET[kind]}" for kind in ("routine", "activity", "own") if kind in request.GET]
    form = HandLogForm(
        request.POST or None, person=request.user, now=timezone.now(), initial={"what": wanted[0] if wanted else ""}
    )
    return _saved(request, form) or render(
        request, "sessions/create.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose exercises to log without a routine; the choice stands in the address of the next page."""
    chosen = ChooseForm(request.GET, person=request.user).exercises()
    slugs = {row.slug for row in chosen}
    q = request.GET.get("q", "").strip()[:MAX_QUERY]
    exercises = Exercise.objects.offered_to(request.user).order_by("name")
    if q:
        rows = [it.row for it in search(q, [findable(row) for row in exercises.with_muscles()]).rows]
        found = [row for row in rows if row.slug not in slugs]
        groups = [(_("Ticked so far"), chosen), (_("Found"), found)]
    else:
        found = list(exercises)
        groups = [(str(kind.label), [row for row in found if row.kind == kind]) for kind in Kind]
    return render(request, "sessions/choose.html", {"groups": groups, "chosen": slugs, "q": q, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def create_free(request: HttpRequest) -> HttpResponse:
    """Log the exercises that the address names."""
    chosen = ChooseForm(request.GET, person=request.user).exercises()
    if not chosen:
        return redirect("sessions:choose")
    form = FreeLogForm(request.POST or None, person=request.user, now=timezone.now(), exercises=chosen)
    return _saved(request, form) or render(
        request, "sessions/create_free.html", {"form": form}, status=422 if form.errors else 200
    )


def _saved(request: HttpRequest, form: ToldForm) -> HttpResponse | None:
    """Store what a good form tells, and go there."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        session = form.save()
    except ValueError as error:
        raise Http404 from error
    messages.success(request, _("Session saved."))
    return redirect(session)
