"""What allauth says and does, in this site's words and ways."""

import logging
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import guests
from accounts.browsers import read_user_agent
from accounts.events import record
from accounts.models import Invite, User
from accounts.models.event import Kind
from backroutine.network import client_address

logger = logging.getLogger(__name__)

# How to show that it is still you, by the ids allauth gives them.
WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off. Ask whoever runs this site."),
        "duplicate_email": _("That is your address already."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Look at both and try again."),
        "email_taken": _("A user is already registered with this e-mail address. Sign in, or ask for a new password."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": _("That code is not right. Try the next one the app shows."),
        "incorrect_password": _("That is not your password."),
        "invalid_or_expired_key": _("This link no longer works."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "rate_limited": _("That was often in a short time. Wait five minutes and try again."),
        "same_as_current": _("That is the same as before."),
        "too_many_login_attempts": _("That was tried too often. Wait five minutes, or sign in with a passkey."),
        "unknown_email": _("No account here has that address."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return whom its limits count: never what a client says of itself."""
        return client_address(request) or "unknown"

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether whoever asks may make an account: SIGNUP says so, or the invite they hold."""
        if settings.SIGNUP != "invite":
            return bool(settings.SIGNUP == "open")
        token = request.POST.get("invite") or request.GET.get("invite", "")
        return Invite.objects.find(token) is not None

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.mfa.AuthenticateStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before a change that matters, but not right after signing in: that was the answer."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not is_fresh and bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": WAYS[method["id"]]} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:security")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep the failure: for the person whose address it was, or for nobody. What was typed is not kept."""
        person = User.objects.filter(email=credentials.get("email", "").lower()).first()
        record(Kind.SIGN_IN_FAILED, person, request)

    # --- Mail: the links in it lead to SITE_URL, whatever host the request named ---

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, rest = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person what was changed, when and with which browser; allauth would name the network address too."""
        address = email or EmailAddress.objects.get_primary_email(user)
        if not app_settings.EMAIL_NOTIFICATIONS or not address:
            return
        browser = read_user_agent(self.request.headers.get("user-agent", ""))
        self.send_mail(template_prefix, address, {"at": timezone.now(), "browser": browser} | (context or {}))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, and where the mail server does not answer say so on the page: what was done stays done."""
        message = self.render_mail(template_prefix, email, context | {"site": settings.SITE_URL, "email": email})
        try:
            message.send()
        except OSError as error:  # smtplib's own errors are OSErrors too
            logger.warning("A message was not sent: %s", type(error).__name__)
            messages.error(self.request, _now("The message could not be sent. Try again in a few minutes."))

    # --- Guests: signing up turns the guest's own row into the account, once nothing is left to confirm ---

    def new_user(self, request: HttpRequest) -> User:
        guest = guests.guest_of(request)
        if guest is None:
            return User()
        EmailAddress.objects.filter(user=guest).delete()  # an address that was never confirmed
        return guest

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        if user.is_guest:
            user.become_account()

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        is_done = bool(super().confirm_email(request, email_address))
        if is_done and email_address.user.is_guest:
            email_address.user.become_account()
        return is_done

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Ask on the way what is to become of what this browser's guest has made."""
        return guests.after_login(request, user, super().post_login(request, user, **kwargs))
