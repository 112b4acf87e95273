"""Ready-made programmes, public; and the two ways from public pages into a person's routines."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backroutine.http import HttpRequest
from exercises.models import Equipment
from exercises.search import label
from routines.models import Programme


@require_safe
@login_not_required
def programmes(request: HttpRequest) -> HttpResponse:
    rows = Programme.objects.current().with_prescriptions()
    return render(request, "routines/programmes.html", {"programmes": rows})


@require_safe
@login_not_required
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a programme. A retired one stays reachable: routines copied from it link there."""
    programme = get_object_or_404(Programme.objects.with_prescriptions(), slug=slug)
    prescriptions = programme.prescriptions.all()
    context = {
        "programme": programme,
        "sections": [(section, list(rows)) for section, rows in groupby(prescriptions, key=lambda row: row.section)],
        "equipment": [label(Equipment, value) for value in programme.equipment],
    }
    return render(request, "routines/programme.html", context)


@require_http_methods(["GET", "POST"])
def copy_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Copy a programme into a routine. Whoever had to sign in on the way arrives by GET, and is shown it again."""
    programme = get_object_or_404(Programme.objects.current(), slug=slug)
    if request.method == "GET":
        return redirect(programme)
    routine = programme.copy_for(request.user)
    messages.success(request, _("“%(name)s” is now a routine of yours. Change whatever you like.") % {"name": routine})
    return redirect(routine)
