"""The pages that belong to no app: front page, safety, about, the style guide and the health checks."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import connection
from django.http import Http404, HttpResponse
from django.http import HttpRequest as DjangoHttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backroutine import draining
from backroutine.http import HttpRequest
from backroutine.styleguide import SampleForm
from backroutine.visitors import same_for_visitors
from exercises import guidance
from routines.models import Programme
from routines.shelf import programmes
from sessions.today import today_context

SECURITY_TXT_LASTS = timedelta(days=180)

STARTER = "stretch-then-strengthen-15"


@same_for_visitors
@require_safe
@login_not_required
def home(request: DjangoHttpRequest) -> HttpResponse:
    """Show a person their day, and a visitor what this is."""
    person = request.user
    if not person.is_authenticated:
        programme = programmes().get(STARTER)
        return render(request, "home.html", {"programme": None if programme and programme.retired_at else programme})

    context = today_context(person, timezone.localdate())
    if not context["routines"]:
        context["starters"] = Programme.objects.current().in_bulk([STARTER], field_name="slug").values()
    return render(request, "today.html", context)


@require_safe
@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every shared component in both themes. Only routed while developing."""
    bad_form = SampleForm({"minutes": "-5", "pain": "11", "name": ""})
    return render(request, "styleguide.html", {"form": SampleForm(), "bad_form": bad_form})


@same_for_visitors
@require_safe
@login_not_required
def safety(request: HttpRequest) -> HttpResponse:
    shipped = guidance.shipped()
    return render(request, "safety.html", {"safety": shipped.safety, "rules": shipped.rules})


@same_for_visitors
@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    shipped = guidance.shipped()
    sources = sorted(shipped.sources, key=lambda source: (source.organisation.casefold().strip("“"), source.title))
    return render(request, "about.html", {"evidence": shipped.evidence, "rules": shipped.rules, "sources": sources})


@require_safe
@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a hole (RFC 9116), where the operator named somebody."""
    if not settings.CONTACT_EMAIL:
        raise Http404
    expires = (timezone.now() + SECURITY_TXT_LASTS).replace(microsecond=0)
    lines = {
        "Contact": f"mailto:{settings.CONTACT_EMAIL}",
        "Expires": expires.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": "en",
        "Canonical": settings.SITE_URL + request.path,
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in lines.items()), content_type="text/plain")


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
    """Answer whether to send anybody here: 503 while the database does not answer, and before the server ends."""
    if draining.is_draining():
        return HttpResponse("not ready: about to end\n", content_type="text/plain", status=503)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("not ready: the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


@require_safe
@login_not_required
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its numbers, where the operator set a token and whoever asks has it."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("a token is missing\n", "text/plain", 401, headers={"WWW-Authenticate": "Bearer"})
    from backroutine.metrics import text  # noqa: PLC0415  # loaded only where it is asked for

    return HttpResponse(text(), content_type="text/plain; version=0.0.4; charset=utf-8")
