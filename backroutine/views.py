"""The pages that belong to no app: front page, safety, about, the style guide and the health checks."""

import uuid
from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest as DjangoHttpRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backroutine.charts import monday_of
from backroutine.http import HttpRequest
from backroutine.styleguide import SampleForm
from exercises import guidance
from routines.models import Programme

STARTER = "stretch-then-strengthen-15"


@require_safe
@login_not_required
def home(request: DjangoHttpRequest) -> HttpResponse:
    """Show a person their day, and a visitor what this is."""
    person = request.user
    if not person.is_authenticated:
        programmes = Programme.objects.current().with_prescriptions().in_bulk([STARTER], field_name="slug")
        return render(request, "home.html", {"programme": programmes.get(STARTER)})

    this_week = list(person.sessions.finished().since(monday_of(timezone.localdate())).newest_first())
    times_done = Counter(session.routine_id for session in this_week)
    routines = [
        {
            "routine": routine,
            "minutes": max(1, round(routine.seconds() / 60)),
            "key": uuid.uuid4(),
            "times_done": times_done[routine.pk],
            "beads": [number < times_done[routine.pk] for number in range(routine.weekly_target)],
        }
        for routine in person.routines.active().with_prescriptions()
    ]
    context = {
        "routines": routines,
        "starters": [] if routines else Programme.objects.current().in_bulk([STARTER], field_name="slug").values(),
        "unfinished": person.sessions.unfinished().newest_first().first(),
        "this_week": this_week,
        "minutes_this_week": round(sum(session.duration_seconds for session in this_week) / 60),
        "last_session": this_week[0] if this_week else person.sessions.finished().newest_first().first(),
    }
    return render(request, "today.html", context)


@require_safe
@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every shared component in both themes. Only routed while developing."""
    bad_form = SampleForm({"minutes": "-5", "pain": "11", "name": ""})
    return render(request, "styleguide.html", {"form": SampleForm(), "bad_form": bad_form})


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
    """Answer whether pages can be served: 503 while the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("not ready: the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
