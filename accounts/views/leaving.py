"""Leaving for good: the account, or what a guest made, with all that hangs on it."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import guests
from accounts.events import record
from accounts.forms import LeaveForm
from accounts.leaving import everything_of
from accounts.models.event import Kind
from backroutine.http import HttpRequest
from backroutine.limits import POSTS, limited


@sensitive_post_parameters("password")
@never_cache
@limited("leave", 10, 60 * 60, methods=POSTS)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Say what would go, and ask to be sure; a POST that is deletes it and forgets it on this device too."""
    person = request.user
    form = LeaveForm(request.POST if request.method == "POST" else None, person=person)
    if not form.is_valid():
        context = {"form": form, "everything": everything_of(person)}
        return render(request, "accounts/leave.html", context, status=422 if form.is_bound else 200)
    person.erase()
    if not person.is_guest:
        record(Kind.ACCOUNT_DELETED, None, request)
    request.session.flush()
    guests.forget(request)
    request.user, request.guest = AnonymousUser(), None  # type: ignore[assignment, attr-defined]
    response = render(request, "accounts/left.html")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
