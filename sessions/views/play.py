"""Starting a session, playing it, and taking in what was done."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from exercises.models import Equipment
from routines.timeline import total_seconds
from sessions.models import Session
from sessions.playback import playback
from sessions.record import RecordError, parse_record
from sessions.sheet import SheetForm, StartForm


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a session of a routine; the form's key makes a double tap one session."""
    form = StartForm(request.POST)
    if not form.is_valid():
        raise Http404
    routine = get_object_or_404(request.user.routines.kept().with_prescriptions(), pk=form.cleaned_data["routine"])
    if not routine.prescriptions.all():
        messages.error(request, _("This routine is empty: add an exercise first."))
        return redirect(routine)
    try:
        session = Session.objects.start(request.user, routine, form.cleaned_data["key"])
    except ValueError as error:
        raise Http404 from error
    return redirect("sessions:play", session.pk)


@require_safe
@never_cache
def play(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = _session(request, pk)
    if session.finished_at is not None:
        return redirect(session)
    return _page(request, session, SheetForm(session=session, now=timezone.now()))


@require_POST
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take in the player's report of what was done so far; sent in the background, perhaps late or twice."""
    session = get_object_or_404(request.user.sessions.kept().with_entries(), pk=pk)
    try:
        report = parse_record(request.body, session.doses(), now=timezone.now())
    except RecordError as error:
        return JsonResponse({"error": str(error)}, status=422)
    is_news = session.record(report)
    return JsonResponse({"is_news": is_news, "version": session.record_version})


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """End the session. A GET comes from signing in again on the way: the player still has everything."""
    if request.method == "GET":
        return redirect("sessions:play", pk)
    session = _session(request, pk)
    form = SheetForm(request.POST, session=session, now=timezone.now())
    if form.is_valid():
        try:
            session.finish(form.report(), **form.ratings())
        except ValidationError as error:
            form.add_error(None, error)
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    if form.errors:
        error_text = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return JsonResponse({"error": error_text}, status=422) if wants_json else _page(request, session, form)
    if wants_json:
        return JsonResponse({"url": session.get_absolute_url()})
    messages.success(request, _("Session saved."))
    return redirect(session)


def _session(request: HttpRequest, pk: UUID) -> Session:
    """Return the person's session with all its page shows; whatever was forgotten raises instead of asking again."""
    sessions = request.user.sessions.kept().with_entries().fetch_mode(models.FETCH_RAISE)
    return get_object_or_404(sessions, pk=pk)


def _page(request: HttpRequest, session: Session, form: SheetForm) -> HttpResponse:
    phases = session.phases(request.user.pace)
    needed = {item for entry in session.entries.all() for item in entry.exercise.equipment}
    context = {
        "session": session,
        "form": form,
        "data": playback(session, phases),
        "minutes": max(1, round(total_seconds(phases) / 60)),
        "equipment": [label for value, label in Equipment.choices if value in needed],
    }
    return render(request, "sessions/play.html", context, status=422 if form.errors else 200)
