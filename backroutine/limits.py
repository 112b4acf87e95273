"""How often somebody may ask for what others could guess at, or what costs the server much."""

import functools
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Concatenate

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backroutine.network import client_network

logger = logging.getLogger(__name__)

MINUTE = 60
POSTS = frozenset({"POST"})

type View[R: HttpRequest, **P, A: HttpResponseBase] = Callable[Concatenate[R, P], A]


def limited[R: HttpRequest, **P, A: HttpResponseBase](
    name: str, most: int, seconds: int, *, methods: frozenset[str] | None = None
) -> Callable[[View[R, P, A]], View[R, P, A | HttpResponse]]:
    """Let each person, or each address where nobody is signed in, ask `most` times in `seconds`; more is 429.

    Views of one name share one count. Without `methods` every method counts.
    """

    def decorate(view: View[R, P, A]) -> View[R, P, A | HttpResponse]:
        @functools.wraps(view)
        def limited_view(request: R, /, *args: P.args, **kwargs: P.kwargs) -> A | HttpResponse:
            if (methods is None or request.method in methods) and hits(name, whom(request), seconds) > most:
                return too_many(request, seconds - int(time.time()) % seconds)
            return view(request, *args, **kwargs)

        return limited_view

    return decorate


def whom(request: HttpRequest) -> str:
    """Return who is counted. Many people may share one address, so whoever is signed in counts as themselves."""
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"address {client_network(request)}"


def hits(name: str, who: str, seconds: int) -> int:
    """Count one more in this window of time and return how many that makes; 0 if nothing can be counted now.

    A cache that fails lets people in: the limits slow down guessers, but what they guess at is long enough without.
    """
    # Hashed with the site's key: the cache holds no addresses.
    hashed = salted_hmac("backroutine.limits", who, algorithm="sha256").hexdigest()
    key = f"limit:{name}:{hashed}:{int(time.time()) // seconds}"
    try:
        number: int = cache.count(key, seconds)  # type: ignore[attr-defined]  # backroutine/caches
    except DatabaseError:
        logger.warning("Requests for %s cannot be counted: the database refuses.", name)
        return 0
    return number


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 429 in the way that was asked: JSON for scripts, else a page; htmx shows its own notice by the status."""
    headers: dict[str, Any] = {"Retry-After": str(max(1, seconds)), "Cache-Control": "no-store"}
    if request.headers.get("Accept") == "application/json" or request.content_type == "application/json":
        words = {"error": _("That was very often in a short time. Wait a little and try again.")}
        return JsonResponse(words, status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
    response = render(request, "429.html", {"minutes": -(-seconds // MINUTE)}, status=HTTPStatus.TOO_MANY_REQUESTS)
    for name, value in headers.items():
        response[name] = value
    return response


def handler429(request: HttpRequest) -> HttpResponse:
    """Answer for allauth, which counts by itself how often somebody tries to sign in."""
    return too_many(request, 5 * MINUTE)
