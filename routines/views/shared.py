"""Sharing a routine by a link: making and taking it back, and the page that whoever has it sees."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from backroutine.limits import MINUTE, limited
from exercises.models import LibraryFullError
from routines.forms import ShareForm
from routines.models import ShareLink
from routines.timeline import seconds_of


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a routine's link; POST makes one, or changes what it shows."""
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    link = ShareLink.objects.filter(person=request.user, routine=routine).first()
    if request.method == "POST":
        form = ShareForm(request.POST)
        ShareLink.make(routine, has_notes=form.is_valid() and form.cleaned_data["has_notes"])
        messages.success(request, _("Saved.") if link else _("Whoever has the link can now see this routine."))
        return redirect("routines:share", pk)
    context = {
        "routine": routine,
        "link": link,
        "address": request.build_absolute_uri(link.get_absolute_url()) if link else "",
        "form": ShareForm(initial={"has_notes": link.has_notes if link else False}),
        "has_notes": any(row.note for row in routine.rows),
    }
    return render(request, "routines/share.html", context)


@require_POST
def unshare(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    ShareLink.objects.filter(person=request.user, routine=routine).delete()
    messages.success(request, _("The link opens nothing any more."))
    return redirect("routines:share", pk)


@require_safe
@login_not_required
@never_cache
@limited("shared", 120, MINUTE)
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show a shared routine to anybody: its name, exercises and doses, and nothing about the person."""
    link = get_object_or_404(ShareLink.objects.of_token(token))
    context = {
        "link": link,
        "routine": link.routine,
        "prescriptions": link.routine.rows,
        "seconds": seconds_of(row.planned() for row in link.routine.rows),
    }
    response = render(request, "routines/shared.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "POST"])
@never_cache
@limited("shared", 120, MINUTE)
def copy_shared(request: HttpRequest, token: str) -> HttpResponse:
    """Copy a shared routine. Whoever had to sign in on the way arrives by GET, and is shown it again."""
    link = get_object_or_404(ShareLink.objects.of_token(token))
    if request.method == "GET":
        return redirect(link)
    try:
        routine = link.copy_for(request.user)
    except LibraryFullError:
        messages.error(request, _("You keep as many own exercises as fit. Delete some first."))
        return redirect(link)
    undo = reverse("routines:delete", args=[routine.pk])
    messages.success(request, _("“%(name)s” is now a routine of yours.") % {"name": routine}, extra_tags=undo)
    return redirect(routine)
