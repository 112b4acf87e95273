"""What was done: the list by month, one session with its corrections, and what can be done with it."""

import uuid
import zoneinfo
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from backroutine.http import HttpRequest
from sessions.correction import CorrectionForm
from sessions.filters import FilterForm
from sessions.forms import CopyForm
from sessions.listing import Row, month_rows, session_rows, unfinished
from sessions.models import Session
from sessions.months import Month, page_of, parse_month
from sessions.outcome import totals
from sessions.progress import pain_change
from sessions.since_last import changes, next_on
from sessions.whole import milestones_of, sets_last_time, whole


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def history(request: HttpRequest) -> HttpResponse:
    """List sessions by month. `below` leaves out what is on the page already; `through` is the last month wanted."""
    form = FilterForm(request.GET, person=request.user)
    below, through = (parse_month(request.GET.get(name, "")) for name in ("below", "through"))
    months = month_rows(request.user, form.conditions, below=below, through=through)
    page = page_of(months, below=below, through=through)
    rows: Iterable[Row] = ()
    if page.months:
        rows = session_rows(request.user, form.conditions, page.first_on, page.last_on)
    context = {
        "form": form,
        "months": _by_month(page.months, rows),
        "earlier": page.earlier,
        "unfinished": [] if request.htmx else unfinished(request.user),
    }
    if not request.htmx:
        return render(request, "sessions/list.html", context)
    if request.htmx.target != "history":
        return render(request, "sessions/list.html#months", context)
    return push_url(render(request, "sessions/list.html#history", context), f"?{form.query}".rstrip("&"))


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a session; a POST corrects it."""
    session = whole(request.user, pk)
    if session.deleted_at is not None or (session.finished_at is None and request.method == "POST"):
        raise Http404
    form = CorrectionForm(request.POST or None, session=session, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            session.finish(form.report(), **form.ratings())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Session changed."))
            return redirect(session)
    outcomes = session.outcomes()
    context = {
        "session": session,
        "form": form,
        "outcomes": outcomes,
        "totals": totals(row.done for row in outcomes),
        "change": _change(session),
        "milestones": milestones_of(session),
        **_since_last(request, session),
        "copy_key": uuid.uuid4(),
    }
    with timezone.override(zoneinfo.ZoneInfo(session.time_zone)):
        return render(request, "sessions/detail.html", context, status=422 if form.errors else 200)


@require_POST
def copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log the same again, as done just now; the form's key makes a double tap one copy."""
    session = whole(request.user, pk)
    form = CopyForm(request.POST)
    if session.deleted_at is not None or session.finished_at is None or not form.is_valid():
        raise Http404
    try:
        new = Session.objects.copy_as_new(session, form.cleaned_data["key"], timezone.now())
    except ValueError as error:
        raise Http404 from error
    text = _("“%(name)s” is logged again, as of today. Correct what was different.") % {"name": new.name}
    messages.success(request, text, extra_tags=reverse("sessions:delete", args=[new.pk]))
    return redirect(new)


@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = get_object_or_404(request.user.sessions.kept(), pk=pk)
    session.delete_softly()
    text = _("“%(name)s” is deleted.") % {"name": session.name}
    messages.success(request, text, extra_tags=reverse("sessions:restore", args=[pk]))
    return redirect("sessions:list")


@require_POST
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = get_object_or_404(request.user.sessions, pk=pk)
    session.restore()
    messages.success(request, _("“%(name)s” is back.") % {"name": session.name})
    return redirect(session)


def _by_month(months: Iterable[Month], sessions: Iterable[Row]) -> list[tuple[Month, list[Row]]]:
    rows = {on: list(group) for on, group in groupby(sessions, key=lambda row: row.on.replace(day=1))}
    return [(month, rows.get(month.on, [])) for month in months]


def _since_last(request: HttpRequest, session: Session) -> dict[str, Any]:
    """Return what changed since the routine was done last, and its next day; nothing for what has no routine."""
    routine = session.routine
    if routine is None or routine.deleted_at is not None or session.finished_at is None:
        return {}
    last_time = sets_last_time(session)
    before = [(name, done) for _last, name, done in last_time]
    now = [(entry.exercise.name, done) for entry in session.entries.all() for done in entry.logged_sets.all()]
    due_on = next_on(routine.days, routine.weekly_target, session.local_on)
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(request.user.time_zone))
    return {
        "last": last_time[0][0] if last_time else None,
        "changes": changes(before, now),
        "next_on": due_on if due_on > today else None,
    }


def _change(session: Session) -> str:
    if session.pain_before is None or session.pain_after is None:
        return ""
    return pain_change(session.pain_before, session.pain_after).value
