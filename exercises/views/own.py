"""A person's own exercises: making, changing, deleting and bringing back. Nobody else's are there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backroutine.http import HttpRequest
from exercises.models import MAX_OWN, Exercise, LibraryFullError
from exercises.own import OwnExerciseForm


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Ask what the exercise is. A name in the address, from a search without a result, is filled in."""
    if request.method != "POST":
        return _page(request, OwnExerciseForm(initial={"name": request.GET.get("name", "")[:80]}))
    form = OwnExerciseForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        exercise = Exercise.objects.create_own(request.user, **form.said())
    except LibraryFullError:
        form.add_error(None, _("You have %(number)s of your own: delete one first.") % {"number": MAX_OWN})
        return _page(request, form)
    undo = reverse("exercises:delete_own", args=[exercise.slug])
    messages.success(request, _("“%(name)s” is in your library.") % {"name": exercise}, undo)
    return redirect(exercise)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    exercise = get_object_or_404(request.user.own_exercises, slug=slug)
    if request.method != "POST":
        return _page(request, OwnExerciseForm.of(exercise), exercise)
    form = OwnExerciseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, exercise)
    exercise.rewrite(**form.said())
    messages.success(request, _("Saved. Routines that have it keep their doses."))
    return redirect(exercise)


@require_POST
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    exercise = get_object_or_404(request.user.own_exercises, slug=slug)  # deleted twice is deleted
    exercise.retire()
    undo = reverse("exercises:restore_own", args=[exercise.slug])
    words = _("Deleted “%(name)s”. Routines and sessions that have it keep it.") % {"name": exercise}
    messages.success(request, words, undo)
    return redirect("exercises:library")


@require_POST
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    exercise = get_object_or_404(request.user.own_exercises, slug=slug)
    exercise.restore()
    messages.success(request, _("“%(name)s” is back.") % {"name": exercise})
    return redirect(exercise)


def _page(request: HttpRequest, form: OwnExerciseForm, exercise: Exercise | None = None) -> HttpResponse:
    context = {"form": form, "exercise": exercise}
    return render(request, "exercises/own.html", context, status=422 if form.is_bound else 200)
