"""How much a request may bring along, by its own word, before anything of it is read or parsed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

# Around a file stand the lines of its form.
FORM_BYTES = 64 * 1024


def takes_file[V: Callable[..., HttpResponseBase]](most: int) -> Callable[[V], V]:
    """Let a signed-in person send this view a file of so many bytes."""

    def mark(view: V) -> V:
        view.most_bytes = most + FORM_BYTES  # type: ignore[attr-defined]
        return view

    return mark


class SizeMiddleware:
    """Refuses by Content-Length; of a body without one Django reads nothing. Stands before all that reads a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        told = request.headers.get("content-length") or "0"
        size = int(told) if told.isascii() and told.isdecimal() and len(told) < 18 else 0
        usual: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        if size <= usual + FORM_BYTES:
            return None
        most = getattr(view, "most_bytes", 0)
        return None if size <= most and request.user.is_authenticated else too_large(request)


def too_large(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Accept") == "application/json" or request.content_type == "application/json":
        return JsonResponse({"error": _("That is larger than this site takes.")}, status=HTTPStatus.CONTENT_TOO_LARGE)
    return render(request, "413.html", status=HTTPStatus.CONTENT_TOO_LARGE)
