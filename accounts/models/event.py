"""What happened to an account."""

from datetime import timedelta

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.browsers import Browser, read_user_agent
from accounts.models.person import User

KEPT_FOR = timedelta(days=180)


class Kind(models.TextChoices):
    SIGNED_UP = "signed-up", _("Account made")
    SIGNED_IN = "signed-in", _("Signed in")
    SIGN_IN_FAILED = "sign-in-failed", _("Sign-in refused")
    SECOND_STEP_FAILED = "second-step-failed", _("Wrong code")
    SIGNED_OUT_ELSEWHERE = "signed-out-elsewhere", _("Signed out on other devices")
    PASSWORD_CHANGED = "password-changed", _("Password changed")
    PASSWORD_RESET = "password-reset", _("Password replaced by a link")
    EMAIL_CHANGED = "email-changed", _("E-mail address changed")
    EMAIL_CONFIRMED = "email-confirmed", _("E-mail address confirmed")
    PASSKEY_ADDED = "passkey-added", _("Passkey added")
    PASSKEY_REMOVED = "passkey-removed", _("Passkey removed")
    APP_ADDED = "app-added", _("Authenticator app added")
    APP_REMOVED = "app-removed", _("Authenticator app removed")
    CODES_MADE = "codes-made", _("Recovery codes made")
    CODES_REMOVED = "codes-removed", _("Recovery codes removed")
    CODE_USED = "code-used", _("Recovery code used")
    STEPS_TAKEN_OFF = "steps-taken-off", _("Passkeys and app removed by the operator")
    INVITE_USED = "invite-used", _("Joined by an invite")
    ADMIN_GRANTED = "admin-granted", _("Made an administrator")
    EXPORTED = "exported", _("Data saved as a file")
    IMPORTED = "imported", _("Data imported")
    ACCOUNT_DELETED = "account-deleted", _("Account deleted")


def kinds() -> list[tuple[str, str]]:
    """Return the choices; called, so that a kind more needs no migration."""
    return [(kind.value, str(kind.label)) for kind in Kind]


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    def record(self, kind: Kind, person: User | None, request: HttpRequest | None = None) -> "SecurityEvent":
        """Keep that this happened. `person` is None where there is none, or none any more."""
        user_agent = request.headers.get("user-agent", "") if request else ""
        browser = read_user_agent(user_agent) if user_agent else Browser()
        return self.create(kind=kind, person=person, browser=browser.name, system=browser.system)

    def outdated(self) -> "SecurityEventQuerySet":
        return self.filter(at__lt=timezone.now() - KEPT_FOR)


class SecurityEvent(models.Model):
    """One event. It names a kind, a time and a browser; neither an address of the network nor anything of health."""

    person = models.ForeignKey(
        User, models.CASCADE, related_name="security_events", verbose_name=_("person"), null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=24, choices=kinds)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    browser = models.CharField(_("browser"), max_length=40, blank=True)
    system = models.CharField(_("system"), max_length=40, blank=True)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="accounts_event_person_at")]
        verbose_name = _("security event")
        verbose_name_plural = _("security events")

    def __str__(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def device(self) -> str:
        """Return the browser in words, "" for what did not come from one."""
        return str(Browser(self.browser, self.system)) if self.browser or self.system else ""
