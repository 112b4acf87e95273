"""The charts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    return render(request, "sessions/progress.html")
