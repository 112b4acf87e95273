"""A person: signs in with an e-mail address and keeps a few preferences."""

import zoneinfo
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routines.timeline import CHANGE_OF_POSITION_SECONDS, PREPARE_SECONDS, Pace, Wait


class UserManager(BaseUserManager["User"]):
    """Django asks for these two verbs by name; the key is the e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def create_guest(self, time_zone: str = "") -> "User":
        """Make somebody without an address, whom only a cookie signs in; a zone that is none is left out."""
        guest = self.model(is_guest=True, email=None, last_login=timezone.now())
        guest.time_zone = time_zone if time_zone in time_zones() else guest.time_zone
        guest.set_unusable_password()
        guest.save(using=self._db)
        return guest

    def stale_guests(self, now: datetime) -> "models.QuerySet[User]":
        """Return the guests that nobody has been for so long that their cookies are gone too."""
        return self.filter(is_guest=True, last_login__lt=now - timedelta(days=settings.GUEST_DAYS))


@cache
def time_zones() -> frozenset[str]:
    """Return the names of all zones; they are looked for in the file system once."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(_("Choose a time zone from the list, such as Europe/Berlin."))


class WaitChoices(models.TextChoices):
    PREPARE = Wait.PREPARE, _("getting ready")
    HOLD = Wait.HOLD, _("a hold")
    REPEATS = Wait.REPEATS, _("repeats")
    RELEASE = Wait.RELEASE, _("letting go between holds")
    SWITCH = Wait.SWITCH, _("switching sides")
    REST = Wait.REST, _("rest between sets")


def validate_waits(value: Any) -> None:
    if not isinstance(value, list) or not set(value) <= set(WaitChoices.values):
        raise ValidationError(_("Choose from the list."))


def default_waits() -> list[str]:
    return [WaitChoices.REPEATS.value]


class User(AbstractUser):
    """A person. The preferences sit on the row itself: every page that needs them has loaded it already."""

    username = None  # type: ignore[assignment]
    # None for a guest. One who signs up where addresses must be confirmed has it, and is a guest until then.
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)  # type: ignore[assignment]
    is_guest = models.BooleanField(_("guest"), default=False, editable=False)
    # The marks of guests whose things this account took along: their devices may still hold sessions for them.
    former_marks = models.JSONField(default=list, blank=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    prepare_seconds = models.PositiveSmallIntegerField(
        _("seconds to get into position"),
        default=PREPARE_SECONDS,
        validators=[MinValueValidator(3), MaxValueValidator(60)],
    )
    change_seconds = models.PositiveSmallIntegerField(
        _("seconds more when the position changes"),
        default=CHANGE_OF_POSITION_SECONDS,
        validators=[MaxValueValidator(60)],
    )
    # A short closed list that is always read whole.
    waits_for_tap = models.JSONField(_("wait for a tap after"), default=default_waits, validators=[validate_waits])
    is_sound_on = models.BooleanField(_("sound"), default=True)
    sound_volume = models.PositiveSmallIntegerField(_("volume"), default=70, validators=[MaxValueValidator(100)])
    is_sound_forced = models.BooleanField(_("sound in silent mode too"), default=False)
    is_voice_on = models.BooleanField(_("voice"), default=False)
    is_vibration_on = models.BooleanField(_("vibration"), default=False)
    # Slugs of cautions and of equipment, here for the same reason. Health data: no list and no admin page shows them.
    cautions = models.JSONField(_("cautions"), default=list, blank=True)
    equipment = models.JSONField(_("equipment"), default=list, blank=True)

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
            models.CheckConstraint(
                condition=models.Q(change_seconds__lte=60, sound_volume__lte=100), name="accounts_user_player"
            ),
            models.CheckConstraint(
                condition=(models.Q(is_guest=True) | models.Q(email__isnull=False)) & ~models.Q(email=""),
                name="accounts_user_reached_by_email",
            ),
        ]

    def __str__(self) -> str:
        return self.email or _("guest %(number)s") % {"number": self.pk}

    def clean(self) -> None:
        super().clean()
        self.email = self.email or None  # Django makes it "", which only one guest could have

    @property
    def pace(self) -> Pace:
        return Pace(self.prepare_seconds, self.change_seconds, frozenset(self.waits_for_tap))

    def remember(self, *, cautions: Sequence[str], equipment: Sequence[str]) -> None:
        """Keep what the person must take care with, and what they have at hand."""
        self.cautions, self.equipment = list(cautions), list(equipment)
        self.save(update_fields=["cautions", "equipment"])

    @property
    def mark(self) -> str:
        """Names the person on their own devices; on a site set up anew, the next person with this key has another."""
        return f"{self.pk}-{int(self.date_joined.timestamp())}"

    @property
    def marks(self) -> list[str]:
        """The marks of everybody this person is or was; their own first."""
        return [self.mark, *self.former_marks]

    @property
    def guest_until(self) -> datetime:
        """When a guest's things are removed, unless they come back before."""
        return (self.last_login or self.date_joined) + timedelta(days=settings.GUEST_DAYS)

    def become_account(self) -> None:
        """Turn a guest into an account, the very same row: all that hangs on it stays where it is."""
        self.is_guest = False
        self.save(update_fields=["is_guest"])

    def erase(self) -> None:
        """Delete the person with everything that names them."""
        from accounts.leaving import erase  # noqa: PLC0415  # it needs the other models too

        erase(self)
