"""Links that let people join a site that is not open to everybody."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

DAYS = 14


def _hashed(secret: str) -> str:
    # The secret is random and long, so one round is enough.
    return hashlib.sha256(secret.encode()).hexdigest()


def default_expiry() -> Any:
    return timezone.now() + timedelta(days=DAYS)


class InviteQuerySet(models.QuerySet["Invite"]):
    def open(self) -> "InviteQuerySet":
        """Narrow to those that still let somebody in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), used__lt=F("uses"))

    def find(self, token: str) -> "Invite | None":
        """Return the open invite this token belongs to.

        A token is a name, by which the row is found, and a secret, compared in constant time.
        """
        name, _dot, secret = token.partition(".")
        # A NUL is nothing a database may be asked about.
        invite = self.open().filter(name=name).first() if name.isascii() and name.isalnum() else None
        is_right = constant_time_compare(_hashed(secret), invite.secret_hash if invite else "")
        return invite if is_right else None


class Invite(models.Model):
    """A link for one person or some. Only the hash of its secret is kept: the link is shown once, when it is made."""

    name = models.CharField(max_length=16, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    uses = models.PositiveSmallIntegerField(
        _("people it lets in"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    used = models.PositiveSmallIntegerField(_("joined"), default=0, editable=False)
    expires_at = models.DateTimeField(_("until"), default=default_expiry)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = InviteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(used__lte=F("uses")), name="accounts_invite_used")]
        verbose_name = _("invite")
        verbose_name_plural = _("invites")

    def __str__(self) -> str:
        return self.note or self.name

    def make_token(self) -> str:
        """Give the invite a new name and secret, unsaved; return the token, which is not kept anywhere."""
        self.name, secret = secrets.token_hex(6), secrets.token_urlsafe(24)
        self.secret_hash = _hashed(secret)
        return f"{self.name}.{secret}"

    @staticmethod
    def link(token: str) -> str:
        return f"{settings.SITE_URL}{reverse('account_signup')}?invite={token}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now() and self.used < self.uses

    def use(self) -> bool:
        """Let one person in; return whether there was still a place. Two at once cannot share the last one."""
        return bool(Invite.objects.open().filter(pk=self.pk).update(used=F("used") + 1))

    def revoke(self) -> None:
        self.revoked_at = self.revoked_at or timezone.now()
        self.save(update_fields=["revoked_at"])
