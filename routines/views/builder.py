"""The builder: a routine's name, exercises, doses and order. Its actions answer htmx with a fragment."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backroutine.http import HttpRequest
from exercises.models import DOSE_COLUMNS
from routines.forms import AddForm, DoseForm, LevelForm, MoveForm, OrderForm, RemovedForm, RoutineForm
from routines.models import Prescription, Routine, RoutineFullError


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the builder; POST renames the routine and sets its weekly target."""
    routine = get_object_or_404(request.user.routines.kept().with_levels(), pk=pk)
    saved_name = routine.name
    form = RoutineForm(request.POST if request.method == "POST" else None, instance=routine)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("routines:edit", routine.pk)
    routine.name = saved_name  # the form has written what was typed into the row; the page's title stays true
    return render(
        request, "routines/edit.html", builder(routine) | {"form": form}, status=422 if form.is_bound else 200
    )


def builder(routine: Routine) -> dict[str, Any]:
    """Return what the builder's list shows: a form for each prescription, and one to add another."""
    rows = [(row, DoseForm(instance=row)) for row in routine.prescriptions.all()]
    return {"routine": routine, "rows": rows, "form": RoutineForm(instance=routine), "add_form": AddForm()}


def answer_builder(request: HttpRequest, routine: Routine, **context: Any) -> HttpResponse:
    """Answer an action of the builder: htmx gets the list anew, a plain form the whole page."""
    if not request.htmx:
        return redirect("routines:edit", routine.pk)
    fresh = request.user.routines.with_levels().get(pk=routine.pk)
    return render(request, "routines/edit.html#builder", builder(fresh) | context)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept().with_levels(), pk=pk)
    form = AddForm(request.POST)
    if form.is_valid():
        try:
            added = routine.add(form.cleaned_data["exercise"])
            return answer_builder(request, routine, added=added)
        except RoutineFullError:
            form.add_error("exercise", _("This routine is full. Start another one for more."))
    template = "routines/edit.html#builder" if request.htmx else "routines/edit.html"
    return render(request, template, builder(routine) | {"add_form": form}, status=422)


@require_POST
def set_dose(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Prescription.objects.owned_by(request.user), pk=pk)
    # What the form does not send stays as it is: the level buttons and the short form send a part.
    form = DoseForm(model_to_dict(row, fields=[*DOSE_COLUMNS, "note"]) | request.POST.dict(), instance=row)
    if form.is_valid():
        form.save()
        row.routine.touch()
        return answer_row(request, row, DoseForm(instance=row))
    return answer_row(request, row, form)


@require_POST
def set_level(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Prescription.objects.owned_by(request.user), pk=pk)
    form = LevelForm(request.POST, prescription=row)
    if form.is_valid():
        row.set_level(form.cleaned_data["level"])
        return answer_row(request, row, DoseForm(instance=row))
    return answer_row(request, row, DoseForm(instance=row), status=422)


def answer_row(request: HttpRequest, row: Prescription, row_form: DoseForm, status: int = 200) -> HttpResponse:
    """Answer a change of one prescription: htmx gets its row and the new total; a refused one keeps what was typed."""
    routine = request.user.routines.with_levels().get(pk=row.routine_id)
    if row_form.errors:
        status = 422
    if request.htmx:
        context = {"routine": routine, "row": row, "row_form": row_form, "is_open": True}
        return render(request, "routines/edit.html#changed", context, status=status)
    if status == 200:
        return redirect(f"{reverse('routines:edit', args=[routine.pk])}#prescription-{row.pk}")
    rows = [(each, row_form if each.pk == row.pk else DoseForm(instance=each)) for each in routine.prescriptions.all()]
    return render(request, "routines/edit.html", builder(routine) | {"rows": rows, "open": row.pk}, status=status)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Prescription.objects.owned_by(request.user), pk=pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("Say how many places to move."), status=422, content_type="text/plain")
    row.routine.move(row, form.cleaned_data["steps"])
    return answer_builder(request, row.routine, moved=row)


@require_POST
def reorder(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = OrderForm(request.POST)
    if form.is_valid():
        try:
            routine.reorder(form.cleaned_data["order"])
            return answer_builder(request, routine)
        except ValueError:
            form.add_error("order", "")
    return HttpResponse(_("The routine has changed elsewhere. Reload the page."), status=409, content_type="text/plain")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Prescription.objects.owned_by(request.user), pk=pk)
    routine, place = row.routine, row.place()
    left = {"exercise": row.exercise.slug, "position": place} | model_to_dict(row, fields=[*DOSE_COLUMNS, "note"])
    row.delete()
    routine.touch()
    undo = f"{reverse('routines:put_back', args=[routine.pk])}?{urlencode(left)}"
    messages.success(request, _("Removed %(name)s.") % {"name": row.exercise}, extra_tags=undo)
    return answer_builder(request, routine)


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a removal; the address carries what was removed."""
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = RemovedForm(request.GET)
    if not form.is_valid():
        return HttpResponse(_("That cannot be put back."), status=422, content_type="text/plain")
    try:
        routine.add_back(
            form.cleaned_data["exercise"], form.cleaned_data["position"], form.dose, form.cleaned_data["note"]
        )
    except RoutineFullError:
        messages.error(request, _("This routine is full by now."))
    return redirect("routines:edit", routine.pk)
