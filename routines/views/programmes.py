"""Ready-made programmes, public; and the two ways from public pages into a person's routines."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from backroutine.visitors import same_for_visitors
from routines import shelf
from routines.forms import StageForm
from routines.models import Programme, RoutineFullError
from routines.views.answers import full, undo_url


@same_for_visitors
@require_safe
@login_not_required
def programmes(request: HttpRequest) -> HttpResponse:
    return render(request, "routines/programmes.html", {"cards": shelf.cards()})


@same_for_visitors
@require_safe
@login_not_required
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a programme. A retired one stays reachable: routines copied from it link there."""
    programme = shelf.programmes().get(slug)
    if programme is None:
        raise Http404
    return render(request, "routines/programme.html", {"programme": programme, "page": shelf.page(programme)})


@require_http_methods(["GET", "POST"])
def copy_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Copy a programme into a routine. Whoever had to sign in on the way arrives by GET, and is shown it again."""
    programme = get_object_or_404(Programme.objects.current(), slug=slug)
    if request.method == "GET":
        return redirect(programme)
    routine = programme.copy_for(request.user)
    messages.success(request, _("“%(name)s” is now a routine of yours. Change whatever you like.") % {"name": routine})
    return redirect(routine)


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a programme today: a routine that knows its week. Arrived at by GET it is shown again, as above."""
    programme = get_object_or_404(Programme.objects.current().with_prescriptions(), slug=slug)
    if request.method == "GET":
        return redirect(programme)
    routine = programme.follow(request.user, timezone.localdate())
    undo = reverse("routines:delete", args=[routine.pk])
    messages.success(request, _("Week 1 of “%(name)s” begins today.") % {"name": routine}, extra_tags=undo)
    return redirect(routine)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the person decided about the next stage of the programme that the routine follows."""
    routine = get_object_or_404(request.user.routines.kept().with_programme(), pk=pk)
    following = routine.following(timezone.localdate())
    form = StageForm(request.POST)
    if following is None or not form.is_valid():
        return redirect(routine)  # decided already, as by a second tap
    choice = form.cleaned_data["choice"]
    # A second tap on what led to this stage must not lead to the one after it.
    if choice in ("take", "skip") and request.POST.get("stage") != str(following.number):
        return redirect(routine)
    try:
        getattr(following, choice)()
    except RoutineFullError:
        messages.error(request, full())
        return redirect(routine)
    undo = undo_url(routine.change) if routine.change else ""
    messages.success(request, str(routine.change or _("Nothing to change.")), extra_tags=undo)
    return redirect(routine)
