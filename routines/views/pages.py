"""A person's routines: the list, one routine, its printable sheet; making, copying and deleting one."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from exercises import shelf
from exercises.templatetags.muscles import muscle_map
from routines import reads
from routines.balance import along_the_way, time_by_muscle
from routines.forms import RoutineForm
from routines.models import Programme, Routine
from routines.rows import plain_row

STARTER = "stretch-then-strengthen-15"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    kept = reads.kept(request.user)
    context = {
        "routines": [routine for routine in kept if not routine.archived_at],
        "archived": [routine for routine in kept if routine.archived_at],
        "starter": None if kept else Programme.objects.current().named(STARTER),
        "new_key": uuid.uuid4,
    }
    return render(request, "routines/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    routine = reads.one(request.user, pk, is_with_muscles=True)
    following = routine.following(timezone.localdate())
    if following:
        prefetch_related_objects([following.programme], "prescriptions")
    context = {
        "routine": routine,
        "rows": [plain_row(row) for row in routine.rows],
        "key": uuid.uuid4(),
        "following": following,
        "offers": following.offers() if following and following.is_due else [],
    }
    return render(request, "routines/detail.html", context | _balance(routine))


def _balance(routine: Routine) -> dict[str, Any]:
    """Return the muscles a routine works, the longest worked first."""
    muscles = {it.muscle.slug: it.muscle for row in routine.rows for it in row.exercise.exercise_muscles.all()}
    worked = [row.worked() for row in routine.rows]
    times = time_by_muscle(worked)
    mainly = tuple(muscles[slug] for slug, _seconds in times)
    helping = tuple(muscles[slug] for slug in along_the_way(worked))
    return {
        "worked": [(muscles[slug], seconds) for slug, seconds in times],
        "most_seconds": times[0][1] if times else 0,
        "helping": helping,
        "map": shelf.now().lately(("map", mainly, helping, get_language()), lambda: muscle_map(mainly, helping)),
    }


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "routines/print.html", {"routine": reads.one(request.user, pk)})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = RoutineForm(request.POST or None, instance=Routine(person=request.user))
    if request.method == "POST" and form.is_valid():
        return redirect("routines:edit", form.save().pk)
    return render(request, "routines/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    twin = routine.copy()
    undo = reverse("routines:delete", args=[twin.pk])
    messages.success(request, _("This is your copy of %(name)s.") % {"name": routine}, extra_tags=undo)
    return redirect(twin)


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a routine away; what was done with it stays, and it can be taken out again at any time."""
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    routine.archive()
    undo = reverse("routines:unarchive", args=[routine.pk])
    messages.success(request, _("%(name)s is in the archive.") % {"name": routine}, undo)
    return redirect("routines:list")


@require_POST
def unarchive(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    routine.unarchive()
    messages.success(request, _("%(name)s is out of the archive.") % {"name": routine})
    return redirect(routine)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines, pk=pk)  # deleted twice is deleted
    routine.delete_softly()
    undo = reverse("routines:restore", args=[routine.pk])
    messages.success(
        request, _("Deleted %(name)s. What you did with it stays in your history.") % {"name": routine}, undo
    )
    return redirect("routines:list")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines, pk=pk)
    routine.restore()
    messages.success(request, _("%(name)s is back.") % {"name": routine})
    return redirect(routine)
