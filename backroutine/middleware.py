"""What every request passes through beside Django's own middleware."""

import zoneinfo
from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect


class HtmxLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Every view is private unless it says @login_not_required."""

    def handle_no_permission(  # type: ignore[override]  # the stubs promise a redirect only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Send htmx to sign in as a whole page: a redirect inside a fragment would put the form into it."""
        response = super().handle_no_permission(request, view_func)
        if getattr(request, "htmx", False) and isinstance(response, HttpResponse) and response.has_header("Location"):
            return HttpResponseClientRedirect(response["Location"])
        return response


class PersonHeaderMiddleware:
    """Say for whom a page was made, so that a device keeps it for nobody else (static/js/service-worker.js)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person = request.user if request.user.is_authenticated else getattr(request, "guest", None)
        if response.get("Content-Type", "").startswith("text/html") and person:
            response["X-Person"] = person.mark
        return response


class TimeZoneMiddleware:
    """Show times in the signed-in person's own zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = zoneinfo.ZoneInfo(request.user.time_zone) if request.user.is_authenticated else None
        with timezone.override(zone):
            return self.get_response(request)
