"""What makes the site an app that opens without a network: manifest, service worker, and the pages it keeps."""

import hashlib
import json
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest as DjangoHttpRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest

WORKER = settings.BASE_DIR / "static/js/service-worker.js"
SHELL = ("js/", "icons/", "figures-fallback/", "css/", "django_htmx/htmx-2.min.js")
NOT_KEPT = ("js/service-worker.js", "css/styleguide.css")
# Enough for whoever plays one of them in a cellar; all of a clinic's would be a burden.
MOST_ROUTINES = 12


@require_safe
@login_not_required
def manifest(request: DjangoHttpRequest) -> JsonResponse:
    icons = [
        {"src": static(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("app-192", 192, "any"),
            ("app-512", 512, "any"),
            ("maskable-512", 512, "maskable"),
        )
    ]
    data = {
        "id": "/",
        "name": "backroutine",
        "short_name": "backroutine",
        "description": _("Strengthen and stretch your back."),
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf5ed",
        "theme_color": "#1f6d5d",
        "categories": ["fitness", "health"],
        "icons": icons,
        "shortcuts": [
            {"name": _("Routines"), "url": reverse("routines:list")},
            {"name": _("History"), "url": reverse("sessions:list")},
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@require_safe
@login_not_required
def service_worker(request: DjangoHttpRequest) -> HttpResponse:
    """Serve the worker from the root, which makes the whole site its own; a browser asks for it anew each time."""
    source = Path(WORKER).read_text(encoding="utf-8")
    files = [*shell_files(), reverse("offline"), reverse("unsaved")]
    build: dict[str, Any] = {
        "version": hashlib.sha256("\n".join([source, *files]).encode()).hexdigest()[:12],
        "files": files,
        "staticUrl": settings.STATIC_URL,
        "offlineUrl": reverse("offline"),
        "pagesUrl": reverse("kept_pages"),
        "startUrl": reverse("sessions:start"),
        "isFilesKept": not settings.DEBUG,
    }
    text = f"self.BUILD = {json.dumps(build)};\n{source}"
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
@login_not_required
def offline(request: DjangoHttpRequest) -> HttpResponse:
    """Say in plain words that a page is not there without a network. The same for everybody, and kept."""
    return render(request, "offline.html")


@require_safe
@login_not_required
def unsaved(request: DjangoHttpRequest) -> HttpResponse:
    """Show what this device has not delivered yet: the script fills it in. The same for everybody, and kept."""
    return render(request, "unsaved.html")


@require_safe
@never_cache
def kept_pages(request: HttpRequest) -> JsonResponse:
    """Name the pages a device keeps for this person, each with a stamp that changes when the page does."""
    person = request.user
    today = timezone.localdate().isoformat()
    pages = {reverse("home"): today, reverse("routines:list"): today}
    for routine in person.routines.kept()[:MOST_ROUTINES]:
        stamp = f"{today} {routine.updated_at.timestamp()} {person.pace}"
        pages[routine.get_absolute_url()] = pages[reverse("sessions:play_routine", args=[routine.pk])] = stamp
    return JsonResponse({"person": person.mark, "pages": pages})


def shell_files() -> list[str]:
    """Return the addresses of what every page needs, in order."""
    if hashed := getattr(staticfiles_storage, "hashed_files", None):
        return sorted(static(name) for name in hashed if name.startswith(SHELL) and name not in NOT_KEPT)
    # Plain names, while developing and testing: everything is still in parts.
    names = chain.from_iterable((name for name, _storage in finder.list([])) for finder in finders.get_finders())
    return sorted({static(name) for name in names if name.startswith(SHELL)})
