"""The exercises of a finished session: one that is missing, and one that was not done."""

from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from exercises.forms import MAX_QUERY
from exercises.models import Exercise
from exercises.search import findable, search
from sessions.done_form import DoneForm
from sessions.models import Entry, LastExerciseError, Session, SessionFullError
from sessions.taken_out import read_taken_out, sign_taken_out
from sessions.whole import whole

MAX_FOUND = 12


@require_safe
def contents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what can be taken out, and find what can be added by words in the address."""
    session = _session(request, pk)
    q = request.GET.get("q", "").strip()[:MAX_QUERY]
    context = {"session": session, "planned": _planned(session), "q": q, **_found(request, session, q)}
    return render(request, "sessions/contents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """Ask how much was done of an exercise; a POST adds it."""
    session = _session(request, pk)
    exercise = get_object_or_404(Exercise.objects.offered_to(request.user), slug=slug)
    place = Entry.objects.next_place(session)
    form = DoneForm(request.POST or None, session=session, exercise=exercise, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            entry = Entry.objects.add_done(session, exercise, form.dose, form.cleaned_data["place"])
        except SessionFullError:
            form.add_error(None, _full())
        else:
            text = _("%(name)s is added.") % {"name": exercise.name}
            messages.success(request, text, extra_tags=reverse("sessions:take_out", args=[pk, entry.pk]))
            return redirect(session)
    context = {"session": session, "exercise": exercise, "form": form}
    return render(request, "sessions/add_exercise.html", context, status=422 if form.errors else 200)


@require_POST
def take_out(request: HttpRequest, pk: UUID, entry: int) -> HttpResponse:
    session = _session(request, pk)
    names = {row.pk: row.exercise.name for row in session.planned_entries()}
    try:
        taken_out = Entry.objects.take_out(session, entry)
    except LastExerciseError:
        messages.error(request, _("That is the only exercise. Delete the session instead, if none was done."))
        return redirect("sessions:contents", pk)
    if taken_out is not None:
        text = _("%(name)s is taken out.") % {"name": names[entry]}
        undo = reverse("sessions:put_back", args=[pk, sign_taken_out(taken_out, pk)])
        messages.success(request, text, extra_tags=undo)
    return redirect(session)


@require_POST
def put_back(request: HttpRequest, pk: UUID, signed: str) -> HttpResponse:
    session = _session(request, pk)
    try:
        is_back = Entry.objects.put_back(session, read_taken_out(signed, pk))
    except (BadSignature, Exercise.DoesNotExist) as error:
        raise Http404 from error
    except SessionFullError:
        messages.error(request, _full())
        return redirect(session)
    if is_back:
        messages.success(request, _("The exercise is back, with what was done of it."))
    return redirect(session)


def _session(request: HttpRequest, pk: UUID) -> Session:
    """Return a finished session of exercises: an activity has none."""
    session = whole(request.user, pk)
    if session.deleted_at is not None or session.finished_at is None or session.is_activity:
        raise Http404
    return session


def _planned(session: Session) -> list[dict[str, Any]]:
    return [{"entry": entry, "stand_ins": session.stand_ins(entry)} for entry in session.planned_entries()]


def _found(request: HttpRequest, session: Session, q: str) -> dict[str, Any]:
    """Return the exercises to offer: what fits the words, or the first ones that the session has not got yet."""
    exercises = Exercise.objects.offered_to(request.user).in_order()
    if q:
        rows = [it.row for it in search(q, [findable(row) for row in exercises.with_muscles()]).rows]
        return {"found": rows[:MAX_FOUND], "more": max(0, len(rows) - MAX_FOUND)}
    held = {entry.exercise_id for entry in session.entries.all()}
    return {"found": list(islice((row for row in exercises if row.pk not in held), MAX_FOUND)), "more": 0}


def _full() -> str:
    return _("This session is full: it holds as many exercises as a routine can.")
