"""The builder: a routine's name, exercises, doses and order. Its actions answer htmx with a part of the page."""

from django.contrib import messages
from django.db import transaction
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from backroutine.http import HttpRequest
from exercises.models import DOSE_COLUMNS
from routines.forms import (
    AddForm,
    DoseForm,
    LevelForm,
    MoveForm,
    OrderForm,
    RoutineForm,
    SendForm,
)
from routines.models import Change, Prescription, RoutineFullError
from routines.views.answers import SETTINGS_ID, answer, changed, fresh, full, open_row, refuse, say_dose, undo_url


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the builder; POST renames the routine and sets its weekly target.

    A row's fields are only drawn when it is opened (?open=); htmx gets these, or the exercises found.
    """
    if request.method != "POST":
        if request.htmx and "open" in request.GET:
            return open_row(request, pk)
        return answer(request, fresh(request, pk), "found")
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = RoutineForm(request.POST, instance=routine, auto_id=SETTINGS_ID)
    if not form.is_valid():
        return answer(request, fresh(request, pk), "settings", status=422, settings_form=form)
    routine.rename(form.cleaned_data["name"], form.cleaned_data["weekly_target"], form.cleaned_data["days"])
    if not request.htmx:
        messages.success(request, _("Saved."))
        return redirect("routines:edit", pk)
    had_errors = request.htmx.target == "settings"
    return answer(request, routine, "settings" if had_errors else "saved", is_saved=True)


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
        return answer(request, fresh(request, row.routine_id), "changed_row", status=422, form=form, pk=pk)
    row.set_dose(row.dose, row.note, row.priority)
    if not request.htmx:
        return changed(request, row.routine, str(row.routine.change or ""), at=pk, change=row.routine.change)
    had_errors = request.htmx.target == f"prescription-{pk}"
    response = answer(request, row.routine, "changed_row" if had_errors else "changed_dose", pk=pk)
    return say_dose(response, row)


@require_POST
def set_level(request: HttpRequest, pk: int) -> HttpResponse:
    row = _prescription(request, pk)
    form = LevelForm(request.POST, prescription=row)
    if not form.is_valid():
        return refuse(request, row.routine, _("There is no such level."))
    row.set_level(form.cleaned_data["level"])
    if not request.htmx:
        return changed(request, row.routine, str(row.routine.change or ""), at=pk, change=row.routine.change)
    return say_dose(answer(request, row.routine, "changed_row", pk=pk), row)


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
    return answer(request, change.routine, "changed_list", gap=gap)


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


def _prescription(request: HttpRequest, pk: int) -> Prescription:
    return get_object_or_404(Prescription.objects.owned_by(request.user), pk=pk)
