"""Starting a session, playing it, and taking in what was done."""

from datetime import date
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from exercises.guidance import shipped
from exercises.models import Equipment
from routines.timeline import total_seconds
from sessions.models import Coach, Session, Source
from sessions.plan import sign_plan
from sessions.playback import playback
from sessions.sheet import SheetForm, StartForm
from sessions.since_last import is_time_for_signs
from sessions.whole import first_and_last_on, routine_with_exercises, whole

# Of these warning signs the player reminds; the safety page has them all.
SIGNS_OF = ("emergency", "today")


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a session of a routine; the form's key makes a double tap one session."""
    form = StartForm(request.POST)
    if not form.is_valid():
        raise Http404
    routine = routine_with_exercises(request.user, form.cleaned_data["routine"])
    if not routine.prescriptions.all():
        messages.error(request, _("This routine is empty: add an exercise first."))
        return redirect(routine)
    if Coach.objects.of(request.user).urgency:
        return redirect("sessions:flare_up")
    minutes = form.cleaned_data["minutes"]
    source = Source.of_routine(routine, minutes)
    if not source.unpaused:
        messages.error(request, _("Every exercise of this routine is paused: resume one first."))
        return redirect("sessions:next")
    if minutes and not source.planned(None):
        messages.error(request, _("Nothing of this routine fits into that time."))
        return redirect(routine)
    try:
        session = Session.objects.begin(request.user, source, form.cleaned_data["key"])
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


@require_safe
@never_cache
def play_routine(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the player of a session that nothing is stored of yet: the page a device keeps to start without a network.

    Its address there carries the key of the session. Once that has arrived, its own page takes over.
    """
    routine = routine_with_exercises(request.user, pk)
    try:
        key = UUID(request.GET["key"])
    except (LookupError, ValueError):
        key = uuid4()
    if request.user.sessions.filter(pk=key).exists():
        return redirect("sessions:play", key)
    if Coach.objects.of(request.user).urgency:
        return redirect("sessions:flare_up")
    plan = Session.objects.plan(request.user, routine)
    if not plan.doses:
        return redirect(routine)
    session = Session.objects.planned(request.user, routine, plan, key)
    signed = sign_plan(plan, request.user.pk)
    return _page(request, session, SheetForm(session=session, now=timezone.now()), signed)


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """End the session by its sheet. A GET comes from signing in again on the way."""
    if request.method == "GET":
        return redirect("sessions:play", pk)
    session = _session(request, pk)
    form = SheetForm(request.POST, session=session, now=timezone.now())
    if form.is_valid():
        try:
            session.finish(form.report(), **form.ratings())
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return _page(request, session, form)
    messages.success(request, _("Session saved."))
    return redirect(session)


def _session(request: HttpRequest, pk: UUID) -> Session:
    """Return the person's session with all its page shows; whatever was forgotten raises instead of asking again."""
    session = whole(request.user, pk)
    if session.deleted_at is not None:
        raise Http404
    for row in (session, *session.entries.all()):
        row._state.fetch_mode = models.FETCH_RAISE
    return session


def _today(request: HttpRequest) -> date:
    return timezone.localdate(timezone=ZoneInfo(request.user.time_zone))


def _page(request: HttpRequest, session: Session, form: SheetForm, plan: str = "") -> HttpResponse:
    phases, options = session.phases(request.user.pace), session.swap_options()
    needed = {item for entry in session.entries.all() for item in entry.exercise.equipment}
    context = {
        "session": session,
        "form": form,
        "data": playback(session, phases, request.user.pace, options, plan),
        "neighbours": {row.neighbour.slug: row.neighbour for rows in options.values() for row in rows}.values(),
        "signs": [row.question for row in shipped().safety.self_check if row.urgency in SIGNS_OF],
        # A page kept to start without a network cannot know when that will be.
        "is_time_for_signs": not plan and is_time_for_signs(*first_and_last_on(request.user), _today(request)),
        "minutes": max(1, round(total_seconds(phases) / 60)),
        "equipment": [label for value, label in Equipment.choices if value in needed],
    }
    return render(request, "sessions/play.html", context, status=422 if form.errors else 200)
