from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest
from routines.models import Programme


@require_safe
@login_not_required
def programmes(request: HttpRequest) -> HttpResponse:
    return render(request, "routines/programmes.html", {"programmes": Programme.objects.current()})


@require_safe
@login_not_required
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.with_prescriptions(), slug=slug)
    return render(request, "routines/programme.html", {"programme": programme})
