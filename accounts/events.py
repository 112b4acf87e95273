"""Keep what happens to accounts: one call for whoever knows of something, and an ear for what allauth does."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest

from accounts.models import Device, SecurityEvent, User
from accounts.models.event import Kind

ADDED = {
    Authenticator.Type.WEBAUTHN: Kind.PASSKEY_ADDED,
    Authenticator.Type.TOTP: Kind.APP_ADDED,
    Authenticator.Type.RECOVERY_CODES: Kind.CODES_MADE,
}
REMOVED = {
    Authenticator.Type.WEBAUTHN: Kind.PASSKEY_REMOVED,
    Authenticator.Type.TOTP: Kind.APP_REMOVED,
    Authenticator.Type.RECOVERY_CODES: Kind.CODES_REMOVED,
}


def record(kind: Kind, person: User | None, request: HttpRequest | None = None) -> None:
    """Keep that this happened; `request` says with which browser."""
    SecurityEvent.objects.record(kind, person, request)


def sign_out_elsewhere(person: User, request: HttpRequest) -> int:
    """End every other session of this person; return how many there were."""
    if request.user == person:
        Device.objects.see(request, person)  # a new password gives this session a new key
    others = Device.objects.filter(person=person).exclude(session_key=request.session.session_key or "")
    ended: int = others.sign_out()
    if ended:
        record(Kind.SIGNED_OUT_ELSEWHERE, person, request)
    return ended


def listen() -> None:
    """Hear of what Django and allauth do: signals are the one way they offer to be told."""
    # Django's own is sent for every way to sign in, a guest's and the tests' included.
    auth_signals.user_logged_in.connect(_see, dispatch_uid="see_device")
    auth_signals.user_logged_out.connect(_forget, dispatch_uid="forget_device")
    # allauth's is sent when a person has taken every step.
    account_signals.user_logged_in.connect(_recorder(Kind.SIGNED_IN), weak=False)
    account_signals.user_signed_up.connect(_recorder(Kind.SIGNED_UP), weak=False)
    account_signals.email_changed.connect(_address_changed)
    for signal, kind in (
        (account_signals.password_changed, Kind.PASSWORD_CHANGED),
        (account_signals.password_set, Kind.PASSWORD_CHANGED),
        (account_signals.password_reset, Kind.PASSWORD_RESET),
    ):
        signal.connect(_password_recorder(kind), weak=False)
    mfa_signals.authenticator_added.connect(_added)
    mfa_signals.authenticator_reset.connect(_added)
    mfa_signals.authenticator_removed.connect(_removed)
    mfa_signals.authenticator_used.connect(_used)
    mfa_signals.authentication_failed.connect(_recorder(Kind.SECOND_STEP_FAILED), weak=False)


def _recorder(kind: Kind) -> Any:
    def heard(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        record(kind, user, request)

    return heard


def _password_recorder(kind: Kind) -> Any:
    def heard(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        record(kind, user, request)
        sign_out_elsewhere(user, request)

    return heard


def _address_changed(
    sender: Any, request: HttpRequest, user: User, from_email_address: EmailAddress | None, **kwargs: Any
) -> None:
    # allauth calls it a change too when the first address of an account is confirmed.
    record(Kind.EMAIL_CHANGED if from_email_address else Kind.EMAIL_CONFIRMED, user, request)


def _see(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    Device.objects.see(request, user)


def _forget(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        Device.objects.filter(person=user, session_key=request.session.session_key or "").delete()


def _added(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record(ADDED[authenticator.type], user, request)


def _removed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record(REMOVED[authenticator.type], user, request)


def _used(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(Kind.CODE_USED, user, request)
