"""From an exercise into any routine, its dose in one go."""

from django.contrib import messages
from django.db import transaction
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backroutine.http import HttpRequest
from exercises.models import Exercise
from routines.forms import DOSE_FIELDS, AddToForm, DoseForm
from routines.models import Prescription, RoutineFullError
from routines.views.answers import undo_url


@require_http_methods(["GET", "HEAD", "POST"])
def add_to(request: HttpRequest) -> HttpResponse:
    """Show an exercise with its levels, its dose and the person's routines; POST adds it to one of them, or a new one.

    A level may be named instead of a dose; a number that is sent counts before the level's.
    """
    is_sent = request.method == "POST"
    form = AddToForm(request.POST if is_sent else request.GET, person=request.user)
    if not form.is_valid() and (is_sent or "exercise" not in form.cleaned_data):
        if is_sent:
            messages.error(request, _("That did not work: choose one of your routines, or a new one."))
        return redirect(form.cleaned_data.get("exercise") or "exercises:library")
    prescription = form.prescription()
    stored = model_to_dict(prescription, fields=DOSE_FIELDS)
    sent = {name: value for name, value in request.POST.items() if value or name in {"note"}}
    dose = DoseForm(stored | sent if is_sent else None, instance=prescription, auto_id="id_%s")
    if is_sent and dose.is_valid():
        return _add(request, form, prescription)
    return _page(request, form, dose)


def _add(request: HttpRequest, form: AddToForm, wanted: Prescription) -> HttpResponse:
    exercise, routine = wanted.exercise, form.cleaned_data["routine"]
    words = {"exercise": exercise, "routine": routine}
    try:
        with transaction.atomic():
            if routine.pk is None:
                routine.save()
            routine.add(exercise, dose=wanted.dose, note=wanted.note, priority=wanted.priority)
    except RoutineFullError:
        messages.error(request, _("“%(routine)s” is full. Choose another routine, or a new one.") % words)
    else:
        undo = undo_url(routine.change) if routine.change else ""
        messages.success(request, _("%(exercise)s is now in “%(routine)s”.") % words, undo)
    return redirect(exercise)


def _page(request: HttpRequest, form: AddToForm, dose: DoseForm) -> HttpResponse:
    exercise: Exercise = form.cleaned_data["exercise"]
    routine = form.cleaned_data.get("routine")
    context = {
        "exercise": exercise,
        "levels": [(level, exercise.dose_at(level)) for level in exercise.levels.all()],
        "level": dose.instance.level,
        "dose": dose,
        "routines": request.user.routines.active().marking(exercise),
        "chosen": routine.pk if routine else None,
    }
    return render(request, "routines/choose.html", context, status=422 if dose.is_bound else 200)
