"""What every answer tells the browser to refuse: outermost of all, so that redirects, errors and files carry it too."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseFileResponse

# What the site never asks a device for; what it does need (sound, a screen that stays on, passkeys) is its own alone.
NEVER = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
OWN = (
    "autoplay",
    "clipboard-write",
    "fullscreen",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
)
PERMISSIONS = ", ".join([f"{name}=()" for name in NEVER] + [f"{name}=(self)" for name in OWN])

# A file is shown by a page under that page's policy; opened by itself it may do nothing at all.
FILE_POLICY = "default-src 'none'"


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, WhiteNoiseFileResponse):
            # No page: the long ones would be half of what a small picture sends.
            response.headers["Content-Security-Policy"] = FILE_POLICY
        else:
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # What says that scripts of other sites may read it (a schema) may be loaded there too; nothing else may.
        is_for_all = response.has_header("Access-Control-Allow-Origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_for_all else "same-origin")
        return response


class PrivateMiddleware:
    """Keep a person's pages out of every cache but their own browser's, and out of that once they sign out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.app_name == "admin":
            # Django's own scripts write HTML.
            response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]
        elif match and match.view_name == "account_logout" and response.status_code == HTTPStatus.FOUND:
            # Not "storage": sessions that are not delivered yet wait there for whoever did them.
            response["Clear-Site-Data"] = '"cache"'
        if not response.has_header("Cache-Control") and getattr(request, "user", None) is not None:
            # To be asked for anew each time, yet the way back is at once and with what was typed.
            response["Cache-Control"] = "private, no-cache"
        return response
