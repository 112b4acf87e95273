"""Help with a routine: an easier order, and what of it fits into the minutes there are. Nothing happens unasked."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from routines.forms import MinutesForm, OrderForm
from routines.models import Kind, Routine
from routines.order import changes_of_position, disorder
from routines.views.answers import changed, refuse

SHORT_TIMES = (3, 5, 10, 15, 20, 30, 45)


@require_http_methods(["GET", "HEAD", "POST"])
def ease(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the routine in an easier order beside its own; POST takes the order that was shown."""
    if request.method == "POST":
        return _take_order(request, pk)
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    before, after = routine.rows, routine.eased()
    places = [[row.placed() for row in rows] for rows in (before, after)]
    context = {
        "routine": routine,
        "before": before,
        "after": after,
        "changes_before": changes_of_position(places[0]),
        "changes_after": changes_of_position(places[1]),
        "is_sorted": disorder(places[1]) == 0,
        "is_better": before != after,
        "order": ",".join(str(row.pk) for row in after),
    }
    return render(request, "routines/ease.html", context)


def _take_order(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = OrderForm(request.POST)
    try:
        routine.reorder(form.cleaned_data["order"] if form.is_valid() else [], Kind.EASED)
    except ValueError:
        return refuse(request, routine, _("The routine was changed elsewhere meanwhile. This is how it is now."))
    return changed(request, routine, _("The order is easier now."), change=routine.change)


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what of the routine fits into ?minutes=, and what would be left out."""
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    seconds = routine.seconds()
    times = [minutes for minutes in SHORT_TIMES if minutes * 60 < seconds]
    form = MinutesForm(request.GET if "minutes" in request.GET else {"minutes": times[-1] if times else 1})
    context = {"routine": routine, "form": form, "times": times, "key": uuid.uuid4(), "seconds": seconds}
    if form.is_valid():
        context |= _what_fits(routine, form.cleaned_data["minutes"])
    return render(request, "routines/short.html", context, status=200 if form.is_valid() else 422)


def _what_fits(routine: Routine, minutes: int) -> dict[str, object]:
    trimmed = routine.trimmed(minutes)
    rows = {row.position: row for row in routine.rows}
    return {
        "minutes": minutes,
        "trimmed": trimmed,
        "kept": [(rows[it.position], it.dose, it.position in trimmed.fewer_sets) for it in trimmed.kept],
        "left_out": [rows[planned.position] for planned in trimmed.left_out],
    }


@require_POST
def copy_short(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    form = MinutesForm(request.POST)
    try:
        if not form.is_valid():
            raise ValueError
        twin = routine.copy_short(form.cleaned_data["minutes"])
    except ValueError:
        messages.error(request, _("Nothing of this routine fits into that time."))
        return redirect("routines:short", pk)
    undo = reverse("routines:delete", args=[twin.pk])
    messages.success(request, _("This is your short copy of %(name)s.") % {"name": routine}, extra_tags=undo)
    return redirect(twin)
