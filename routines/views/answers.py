"""What the builder answers: a part of its page to htmx, all of it to anyone else."""

import uuid
from collections.abc import Collection
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_htmx.http import retarget, trigger_client_event

from backroutine.http import HttpRequest
from exercises import shelf
from exercises.library import rows_for
from exercises.search import search
from routines import reads
from routines.forms import (
    DoseForm,
    OpenForm,
    RoutineForm,
)
from routines.models import MAX_PRESCRIPTIONS, Change, Prescription, Routine
from routines.rows import builder_row, dose_of, drawn_row, editor_of

if TYPE_CHECKING:
    from django.db.models import QuerySet


PAGE = "routines/edit.html"
MAX_FOUND = 8
SETTINGS_ID = "settings-%s"


def fresh(request: HttpRequest, pk: int) -> Routine:
    return reads.one(request.user, pk)


def _back(routine: Routine, *, at: int | None = None) -> HttpResponse:
    url = reverse("routines:edit", args=[routine.pk])
    return redirect(f"{url}#prescription-{at}" if at else url)


def full() -> str:
    return _("A routine holds up to %(number)s exercises. Remove one first, or make a second routine.") % {
        "number": MAX_PRESCRIPTIONS
    }


def undo_url(change: Change) -> str:
    return reverse("routines:undo", args=[change.pk])


def changed(
    request: HttpRequest, routine: Routine, words: str = "", *, at: int | None = None, change: Change | None = None
) -> HttpResponse:
    """Show the list after a change, saying the words and offering to undo it."""
    if not request.htmx:
        if words:
            messages.success(request, words, extra_tags=undo_url(change) if change else "")
        return _back(routine, at=at)
    return _say(answer(request, routine, "changed_list"), words, change)


def say_dose(response: HttpResponse, row: Prescription) -> HttpResponse:
    words = _("Saved: %(name)s, %(dose)s.") % {"name": row.exercise.name, "dose": row.dose.short}
    return _say(response, words if row.routine.change else "", row.routine.change)


def _say(response: HttpResponse, words: str, change: Change | None) -> HttpResponse:
    """Have the page say the words, and offer to undo the change; without words what it says already stays."""
    if words or change:
        detail = {"words": words, "undo": undo_url(change) if change else ""}
        trigger_client_event(response, "announce", detail, after="settle")
    return response


def refuse(request: HttpRequest, routine: Routine, problem: str) -> HttpResponse:
    """Show the list as it is stored, with what was wrong above it."""
    return answer(request, fresh(request, routine.pk), "changed_list", status=422, problem=problem)


def open_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the fields of the one row asked for."""
    asked, routine = OpenForm(request.GET), fresh(request, pk)
    opened = asked.cleaned_data["open"] if asked.is_valid() else []
    row = next((row for row in routine.rows if [row.pk] == opened), None)
    if row is None:
        raise Http404
    return HttpResponse(editor_of(row, DoseForm(instance=row), _others(routine), csrf_input(request)))


def answer(
    request: HttpRequest,
    routine: Routine,
    partial: str,
    *,
    status: int = 200,
    form: DoseForm | None = None,
    pk: int | None = None,
    **changes: Any,
) -> HttpResponse:
    """Render the partial for htmx, the whole builder for anyone else.

    `form` is a dose form with errors, shown in the place of its prescription's own; `pk` names the row to show alone.
    A refused form goes where it stands on the page, wherever an accepted one would have gone.
    """
    is_whole = not request.htmx
    context = {
        "routine": routine,
        "edit_url": reverse("routines:edit", args=[routine.pk]),
        "max_prescriptions": MAX_PRESCRIPTIONS,
        "is_part": not is_whole,
    }
    if is_whole or partial == "settings":
        context |= {"settings_form": RoutineForm(instance=routine, auto_id=SETTINGS_ID)}
    if is_whole or partial == "found":
        context |= _found(request, routine)
    if is_whole or partial == "changed_list":
        context |= {"rows": _rows(request, routine, _asked_open(request), form)}
    elif pk is not None:
        row = next((row for row in routine.rows if row.pk == pk), None)
        if row is None:
            raise Http404
        context |= {"pk": pk, "dose": dose_of(row)}
        if partial == "changed_row":
            context |= {"row": _rows(request, routine, [pk], form, only=pk)[0]}
    response = render(request, PAGE if is_whole else f"{PAGE}#{partial}", context | changes, status=status)
    if status == 422 and not is_whole:
        retarget(
            response, {"changed_row": f"#prescription-{pk}", "settings": "#settings"}.get(partial, "#prescriptions")
        )
    return response


def _asked_open(request: HttpRequest) -> list[int]:
    """Return the ids of the rows that stand open on the page, or are to be opened."""
    said = request.POST if request.method == "POST" else request.GET
    asked = OpenForm(said) if "open" in said else None
    return asked.cleaned_data["open"] if asked and asked.is_valid() else []


def _rows(
    request: HttpRequest, routine: Routine, opened: Collection[int], refused: DoseForm | None, only: int | None = None
) -> list[SafeString]:
    """Return the rows as they are shown, with the fields of those that stand open."""
    url, token, others = reverse("routines:edit", args=[routine.pk]), csrf_input(request), _others(routine)
    rows = []
    for row in routine.rows:
        if only not in (None, row.pk):
            continue
        form = refused.beside(row) if refused and refused.instance.pk == row.pk else None
        if form is None and row.pk in opened:
            form = DoseForm(instance=row)
        editor = editor_of(row, form, others, token) if form else ""
        rows.append(builder_row(row, url, token, editor))
    return rows


def _others(routine: Routine) -> "QuerySet[Routine]":
    """Return where an exercise may be moved to; it is asked for when a row stands open."""
    return routine.person.routines.active().exclude(pk=routine.pk).only("name")


def _found(request: HttpRequest, routine: Routine) -> dict[str, Any]:
    """Return the exercises to offer: what fits the words, or the first ones that the routine has not got yet."""
    q, more = request.GET.get("q", "")[:100], 0
    if q.strip():
        fits = search(q, rows_for(request.user)).rows
        found, more = [it.row for it in fits[:MAX_FOUND]], max(0, len(fits) - MAX_FOUND)
    else:
        held = {row.exercise_id for row in routine.rows}
        q, found = "", list(islice((it for it in shelf.now().offered if it.pk not in held), MAX_FOUND))
    url, token = reverse("routines:add", args=[routine.pk]), csrf_input(request)
    offers = [drawn_row("routines/_offer.html", it, {"url": url, "token": token, "key": uuid.uuid4()}) for it in found]
    return {"q": q, "found": found, "offers": offers, "more": more}
