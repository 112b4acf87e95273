"""A person: signs in with an e-mail address and keeps a few preferences."""

import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Django asks for these two verbs by name; the key is the e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list, such as Europe/Berlin."))


class User(AbstractUser):
    """A person. The preferences sit on the row itself: every page that needs them has loaded it already."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    prepare_seconds = models.PositiveSmallIntegerField(
        _("seconds to get into position"), default=10, validators=[MinValueValidator(3), MaxValueValidator(60)]
    )
    is_sound_on = models.BooleanField(_("sound"), default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(prepare_seconds__range=(3, 60)),
                name="accounts_user_prepare_seconds",
                violation_error_message=_("Between 3 and 60 seconds."),
            ),
        ]

    def __str__(self) -> str:
        return self.email
