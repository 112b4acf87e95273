from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest
from exercises.models import Exercise


@require_safe
@login_not_required
def library(request: HttpRequest) -> HttpResponse:
    return render(request, "exercises/library.html", {"exercises": Exercise.objects.current().in_order()})


@require_safe
@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    exercise = get_object_or_404(Exercise.objects.with_everything(), slug=slug)
    return render(request, "exercises/detail.html", {"exercise": exercise})
