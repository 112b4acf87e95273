"""How a person signs in, where they are signed in, and what happened to their account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import passkeys
from accounts.events import sign_out_elsewhere
from accounts.models import Device
from accounts.models.device import SEEN_EVERY
from accounts.models.event import KEPT_FOR
from backroutine.http import HttpRequest

EVENTS_SHOWN = 10


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Show all of it. A guest has nothing to sign in with yet, and is led to where one gets it."""
    if request.user.is_guest:
        return redirect("account_signup")
    by_type: dict[str, list[Authenticator]] = {}
    for authenticator in Authenticator.objects.filter(user=request.user).order_by("created_at", "pk"):
        by_type.setdefault(authenticator.type, []).append(authenticator)
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES, [])
    context = {
        "passkeys": by_type.get(Authenticator.Type.WEBAUTHN, []),
        "app": next(iter(by_type.get(Authenticator.Type.TOTP, [])), None),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
        "are_passkeys_possible": passkeys.are_possible(request),
        "address": EmailAddress.objects.filter(user=request.user, primary=True).first(),
        "devices": Device.objects.signed_in(request.user),
        "an_hour_ago": timezone.now() - SEEN_EVERY,
        "this_key": request.session.session_key,
        "events": request.user.security_events.all()[:EVENTS_SHOWN],
        "days_kept": KEPT_FOR.days,
    }
    return render(request, "accounts/security.html", context)


@require_POST
def sign_out_device(request: HttpRequest, pk: int) -> HttpResponse:
    """End the session of one other device. This one is ended by signing out."""
    devices = request.user.devices.exclude(session_key=request.session.session_key)
    device = get_object_or_404(devices, pk=pk)
    devices.filter(pk=pk).sign_out()
    messages.success(request, _("%(device)s is signed out.") % {"device": device})
    return redirect("accounts:security")


@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    ended = sign_out_elsewhere(request.user, request)
    words = ngettext("%(n)s other device is signed out.", "%(n)s other devices are signed out.", ended) % {"n": ended}
    messages.success(request, words if ended else _("You were signed in nowhere else."))
    return redirect("accounts:security")
