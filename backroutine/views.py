"""The pages that belong to no app: the front page, safety, about, and the health checks."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest
from exercises import guidance


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


@require_safe
@login_not_required
def safety(request: HttpRequest) -> HttpResponse:
    shipped = guidance.shipped()
    return render(request, "safety.html", {"safety": shipped.safety, "rules": shipped.rules})


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    shipped = guidance.shipped()
    sources = sorted(shipped.sources, key=lambda source: (source.organisation.casefold().strip("“"), source.title))
    return render(request, "about.html", {"evidence": shipped.evidence, "rules": shipped.rules, "sources": sources})


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives, asking nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer that pages can be served: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain")
