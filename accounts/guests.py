"""Starting without an account: a guest is a person whom nothing but a long cookie signs in.

A guest is made by a form that says so (templates/accounts/_as_guest.html), never by looking at a page. Any form of a
public page may carry those fields: the action it asks for is then done by the new guest.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.merging import belongings
from accounts.models import User
from backroutine.limits import hits, too_many, whom
from backroutine.tracing import happened

FIELD = "as_guest"
# One school or office may share an address.
MOST_AN_HOUR, HOUR = 30, 60 * 60
# A visit is noted once in this time, and the cookie is made to last from there.
NOTED_EVERY = timedelta(days=1)
# Where people sign in and up a guest counts as nobody, so that all of that works as it does for everybody else.
ENTRANCE = "/accounts/"


def may_start(request: HttpRequest) -> bool:
    """Tell whether visitors may try the site as guests: not where they could not stay."""
    return settings.ARE_GUESTS_WELCOME and bool(get_adapter().is_open_for_signup(request))


def token_of(guest: User) -> str:
    """Return what the cookie holds: Django's own proof for a browser's session, which neither the database nor the
    site's secret gives away alone, and which a new password ends."""
    return f"{guest.pk}.{guest.get_session_auth_hash()}"


def guest_of(request: HttpRequest) -> User | None:
    """Return whom the guest cookie stands for, asking the database once a request."""
    if not hasattr(request, "_guest"):
        request._guest = _find(request.COOKIES.get(settings.GUEST_COOKIE_NAME, ""))  # type: ignore[attr-defined]
    guest: User | None = request._guest  # type: ignore[attr-defined]
    return guest if guest and guest.is_guest else None


def _find(token: str) -> User | None:
    number, _dot, proof = token.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    guest = User.objects.filter(pk=int(number), is_guest=True, is_active=True).first()
    if guest is None:
        return None
    proofs = [guest.get_session_auth_hash(), *guest.get_session_auth_fallback_hash()]
    return guest if any(constant_time_compare(proof, each) for each in proofs) else None


def forget(request: HttpRequest) -> None:
    """Let the answer to this request take the cookie back."""
    request._guest = None  # type: ignore[attr-defined]


class GuestMiddleware:
    """Sign guests in by their cookie, and make one where a form asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.guest = None  # type: ignore[attr-defined]
        was_noted = False
        if settings.GUEST_COOKIE_NAME in request.COOKIES and not request.user.is_authenticated:
            guest = request.guest = guest_of(request)  # type: ignore[attr-defined]
            if guest:
                was_noted = _note_visit(guest)
                if not request.path.startswith(ENTRANCE):
                    request.user = guest
        response = self.get_response(request)
        _answer(request, response, is_new=was_noted)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Make a guest of a visitor whose form asks for it; the view then finds them signed in."""
        if request.method != "POST" or request.user.is_authenticated or request.path.startswith(ENTRANCE):
            return None
        if not getattr(view, "login_required", True) or FIELD not in request.POST or not may_start(request):
            return None
        if hits("guest", whom(request), HOUR) > MOST_AN_HOUR:
            return too_many(request, HOUR)
        guest = User.objects.create_guest(request.POST.get("time_zone", ""))
        happened("guest_made")
        request.user = request.guest = request._guest = guest  # type: ignore[attr-defined]
        timezone.activate(guest.time_zone)  # until the end of the request: TimeZoneMiddleware
        return None


def _note_visit(guest: User) -> bool:
    now = timezone.now()
    if guest.last_login and now - guest.last_login < NOTED_EVERY:
        return False
    guest.last_login = now
    User.objects.filter(pk=guest.pk).update(last_login=now)
    return True


def _answer(request: HttpRequest, response: HttpResponse, *, is_new: bool) -> None:
    """Send the cookie where the browser lacks it, and take it back where it opens nothing."""
    if not hasattr(request, "_guest"):
        return  # nobody asked
    sent = request.COOKIES.get(settings.GUEST_COOKIE_NAME)
    guest = guest_of(request)
    if guest is None:
        if sent is not None:
            response.delete_cookie(settings.GUEST_COOKIE_NAME, samesite="Lax")
    elif is_new or sent != token_of(guest):
        response.set_cookie(
            settings.GUEST_COOKIE_NAME,
            token_of(guest),
            max_age=settings.GUEST_DAYS * 24 * HOUR,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )


def after_login(request: HttpRequest, person: User, response: HttpResponse) -> HttpResponse:
    """Lead by way of the question what to take along, where a guest has something; an empty one just goes."""
    guest = guest_of(request)
    if guest is None or guest.pk == person.pk or not isinstance(response, HttpResponseRedirect):
        return response
    if not belongings(guest):
        guest.erase()
        forget(request)
        return response
    return HttpResponseRedirect(f"{reverse('accounts:merge')}?{urlencode({'next': response.url})}")


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what the shell shows of guests, each looked for only where a page asks for it."""

    if not hasattr(request, "user"):  # refused before anybody looked who it is
        return {"guest": None, "may_be_guest": False, "person_mark": "", "person_marks": ""}

    def person() -> User | None:
        return request.user if request.user.is_authenticated else getattr(request, "guest", None)

    return {
        "guest": SimpleLazyObject(lambda: guest_of(request)),
        "may_be_guest": SimpleLazyObject(lambda: not request.user.is_authenticated and may_start(request)),
        # On the devices of a person rows are kept under these names.
        "person_mark": SimpleLazyObject(lambda: it.mark if (it := person()) else ""),
        "person_marks": SimpleLazyObject(lambda: " ".join(it.marks) if (it := person()) else ""),
    }
