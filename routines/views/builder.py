"""The builder: a routine's name, exercises, doses and order. Its actions answer htmx with a part of the page."""

import uuid
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import retarget, trigger_client_event

from backroutine.http import HttpRequest
from exercises import shelf
from exercises.library import rows_for
from exercises.models import DOSE_COLUMNS
from exercises.search import search
from routines.forms import (
    AddForm,
    DoseForm,
    LevelForm,
    MoveForm,
    OpenForm,
    OrderForm,
    RoutineForm,
    SendForm,
)
from routines.models import MAX_PRESCRIPTIONS, Change, Prescription, Routine, RoutineFullError

PAGE = "routines/edit.html"
MAX_FOUND = 8
SETTINGS_ID = "settings-%s"


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the builder; POST renames the routine and sets its weekly target.

    A row's fields are only drawn when it is opened (?open=); htmx gets these, or the exercises found.
    """
    if request.method != "POST":
        if request.htmx and "open" in request.GET:
            return _open(request, pk)
        return _answer(request, _fresh(request, pk), "found")
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = RoutineForm(request.POST, instance=routine, auto_id=SETTINGS_ID)
    if not form.is_valid():
        return _answer(request, _fresh(request, pk), "settings", status=422, settings_form=form)
    routine.rename(form.cleaned_data["name"], form.cleaned_data["weekly_target"], form.cleaned_data["days"])
    if not request.htmx:
        messages.success(request, _("Saved."))
        return redirect("routines:edit", pk)
    had_errors = request.htmx.target == "settings"
    return _answer(request, routine, "settings" if had_errors else "saved", is_saved=True)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = AddForm(request.POST, person=request.user)
    if not form.is_valid():
        return refuse(request, routine, str(form.errors["exercise"][0]))
    exercise = form.cleaned_data["exercise"]
    try:
        # With script a second tap waits for the first; without, both carry the key of the page they were made on.
        prescription = routine.add(exercise, None if request.htmx else form.cleaned_data["key"])
    except RoutineFullError:
        return refuse(request, routine, full())
    words = _("%(name)s is added.") % {"name": exercise.name}
    return changed(request, routine, words, at=prescription.pk, change=routine.change)


@require_POST
def reorder(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = OrderForm(request.POST)
    try:
        routine.reorder(form.cleaned_data["order"] if form.is_valid() else [])
    except ValueError:
        return refuse(request, routine, _("The routine was changed elsewhere meanwhile. This is how it is now."))
    return changed(request, routine, change=routine.change)


@require_POST
def set_dose(request: HttpRequest, pk: int) -> HttpResponse:
    """Store a dose. The fields stay untouched on the page, unless one of them needs, or had, a word beside it."""
    row = _prescription(request, pk)
    # What a form does not send stays as it is.
    form = DoseForm(model_to_dict(row, fields=[*DOSE_COLUMNS, "note", "priority"]) | request.POST.dict(), instance=row)
    if not form.is_valid():
        return _answer(request, _fresh(request, row.routine_id), "changed_row", status=422, form=form)
    row.set_dose(row.dose, row.note, row.priority)
    if not request.htmx:
        return changed(request, row.routine, str(row.routine.change or ""), at=pk, change=row.routine.change)
    had_errors = request.htmx.target == f"prescription-{pk}"
    answer = _answer(request, row.routine, "changed_row" if had_errors else "changed_dose", pk=pk)
    return _say_dose(answer, row)


@require_POST
def set_level(request: HttpRequest, pk: int) -> HttpResponse:
    row = _prescription(request, pk)
    form = LevelForm(request.POST, prescription=row)
    if not form.is_valid():
        return refuse(request, row.routine, _("There is no such level."))
    row.set_level(form.cleaned_data["level"])
    if not request.htmx:
        return changed(request, row.routine, str(row.routine.change or ""), at=pk, change=row.routine.change)
    return _say_dose(_answer(request, row.routine, "changed_row", pk=pk), row)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    row = _prescription(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return refuse(request, row.routine, _("Say how many places to move."))
    row.routine.move(row, form.cleaned_data["steps"])
    words = _("%(name)s is now number %(number)s.") % {"name": row.exercise.name, "number": row.position + 1}
    return changed(request, row.routine, words, at=pk, change=row.routine.change)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a prescription out. A second tap without script finds it gone, and is told the same."""
    row = Prescription.objects.owned_by(request.user).filter(pk=pk).first()
    place = row.routine.remove(row) if row else None
    change = (row and row.routine.change) or Change.objects.owned_by(request.user).removal_of(pk)
    if change is None:
        raise Http404
    if not request.htmx or place is None:
        return changed(request, change.routine, str(change), change=change)
    gap = {"words": str(change), "undo": undo_url(change), "position": place}
    return _answer(request, change.routine, "changed_list", gap=gap)


@require_POST
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    row = _prescription(request, pk)
    try:
        twin = row.routine.duplicate(row)
    except RoutineFullError:
        return refuse(request, row.routine, full())
    words = _("%(name)s is there twice now.") % {"name": row.exercise.name}
    return changed(request, row.routine, words, at=twin.pk if twin else None, change=row.routine.change)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a prescription to another routine of the person, or to a new one."""
    row = _prescription(request, pk)
    form = SendForm(request.POST, source=row.routine)
    if not form.is_valid():
        return refuse(request, row.routine, _("Choose one of your routines, or a new one."))
    target = form.cleaned_data["routine"]
    try:
        with transaction.atomic():
            if target.pk is None:
                target.save()
            row.routine.send(row, target)
    except RoutineFullError:
        return refuse(request, row.routine, _("“%(routine)s” is full.") % {"routine": target})
    words = _("%(exercise)s is now in “%(routine)s”.") % {"exercise": row.exercise.name, "routine": target}
    return changed(request, row.routine, words, change=row.routine.change)


# --- What the actions share ---


def _prescription(request: HttpRequest, pk: int) -> Prescription:
    return get_object_or_404(Prescription.objects.owned_by(request.user), pk=pk)


def _fresh(request: HttpRequest, pk: int) -> Routine:
    return get_object_or_404(request.user.routines.kept(), pk=pk)


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
    return _say(_answer(request, routine, "changed_list"), words, change)


def _say_dose(response: HttpResponse, row: Prescription) -> HttpResponse:
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
    return _answer(request, _fresh(request, routine.pk), "changed_list", status=422, problem=problem)


def _open(request: HttpRequest, pk: int) -> HttpResponse:
    form = OpenForm(request.GET)
    if not form.is_valid() or len(form.cleaned_data["open"]) != 1:
        raise Http404
    return _answer(request, _fresh(request, pk), "editor", pk=form.cleaned_data["open"][0])


def _answer(
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
    if form:
        pk = form.instance.pk
    rows = _rows(request, routine, form, pk if partial in ("editor", "changed_row") else None)
    context = {
        "routine": routine,
        "rows": rows,
        "edit_url": reverse("routines:edit", args=[routine.pk]),
        "settings_form": RoutineForm(instance=routine, auto_id=SETTINGS_ID),
        "others": request.user.routines.active().exclude(pk=routine.pk).only("name"),
        "max_prescriptions": MAX_PRESCRIPTIONS,
        "new_key": uuid.uuid4,
        "is_part": bool(request.htmx),
    }
    if pk is not None:
        context["prescription"], context["form"] = next((row for row in rows if row[0].pk == pk), (None, None))
        if context["prescription"] is None:
            raise Http404
    if partial == "found" or not request.htmx:
        context |= _found(routine, request.GET.get("q", "")[:100])
    response = render(request, f"{PAGE}#{partial}" if request.htmx else PAGE, context | changes, status=status)
    if status == 422 and request.htmx:
        retarget(
            response, {"changed_row": f"#prescription-{pk}", "settings": "#settings"}.get(partial, "#prescriptions")
        )
    return response


def _rows(
    request: HttpRequest, routine: Routine, refused: DoseForm | None, pk: int | None
) -> list[tuple[Prescription, DoseForm | None]]:
    """Return the prescriptions, those that stand open on the page with the form of their dose."""
    asked = OpenForm(request.POST if request.method == "POST" else request.GET)
    opened = {pk, *(asked.cleaned_data["open"] if asked.is_valid() else ())}
    forms = {row.pk: DoseForm(instance=row) for row in routine.rows if row.pk in opened}
    if refused:
        forms |= {row.pk: refused.beside(row) for row in routine.rows if row.pk == refused.instance.pk}
    return [(row, forms.get(row.pk)) for row in routine.rows]


def _found(routine: Routine, q: str) -> dict[str, Any]:
    """Return the exercises to offer: what fits the words, or the first ones that the routine has not got yet."""
    if q.strip():
        rows = search(q, rows_for(routine.person)).rows
        return {"q": q, "found": [it.row for it in rows[:MAX_FOUND]], "more": max(0, len(rows) - MAX_FOUND)}
    held = {row.exercise_id for row in routine.rows}
    new = (exercise for exercise in shelf.now().offered if exercise.pk not in held)
    return {"q": "", "found": list(islice(new, MAX_FOUND))}
