"""Trying the site without an account, and taking along what was made."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import guests
from accounts.merging import belongings, merge
from backroutine.http import HttpRequest
from backroutine.leading import next_of


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Go on to `next`. GuestMiddleware has made a guest of a visitor; whoever signed in instead comes here too."""
    return redirect(_next(request))


@require_http_methods(["GET", "POST"])
def take_along(request: HttpRequest) -> HttpResponse:
    """Ask somebody who has signed in what is to become of what they made here as a guest, and do it."""
    guest = guests.guest_of(request)
    if guest is None or request.user.is_guest:
        return redirect(_next(request))
    if request.method == "GET":
        context = {"made": belongings(guest), "next": _next(request), "until": guest.guest_until}
        return render(request, "accounts/merge.html", context)
    if request.POST.get("do") == "take":
        merge(guest, request.user)
        messages.success(request, _("It is all in your account now."))
    elif request.POST.get("do") == "discard":
        guest.erase()
        messages.success(request, _("What was made here without an account is deleted."))
    else:
        return redirect("accounts:merge")
    guests.forget(request)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    return next_of(request) or reverse("home")
