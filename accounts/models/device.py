"""Where a person is signed in."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session as BrowserSession
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts.browsers import Browser, read_user_agent
from accounts.models.person import User

# In the browser's session: the key it had when it was last seen, and when that was.
SEEN = "device_seen"
SEEN_EVERY = timedelta(hours=1)


class DeviceQuerySet(models.QuerySet["Device"]):
    def see(self, request: HttpRequest, person: User) -> None:
        """Remember that the person is signed in here, at most once an hour and whenever the session has a new key."""
        now = timezone.now()
        if not request.session.session_key:
            request.session.save()
        key = str(request.session.session_key)
        key_before, seen_at = request.session.get(SEEN, [key, 0])
        if key_before == key and now.timestamp() - seen_at < SEEN_EVERY.total_seconds():
            return
        browser = read_user_agent(request.headers.get("user-agent", ""))
        seen = {"session_key": key, "seen_at": now, "browser": browser.name, "system": browser.system}
        if not self.filter(person=person, session_key=key_before).update(**seen):
            self.update_or_create(session_key=key, defaults=seen | {"person": person})
        request.session[SEEN] = [key, int(now.timestamp())]

    def signed_in(self, person: User) -> list["Device"]:
        """Return the devices that are still signed in, the latest seen first."""
        devices = list(self.filter(person=person).order_by("-seen_at", "-pk"))
        sessions = BrowserSession.objects.filter(
            session_key__in=[device.session_key for device in devices], expire_date__gt=timezone.now()
        )
        # A session from before the password was changed opens nothing any more.
        mark = person.get_session_auth_hash()
        alive = {
            session.session_key
            for session in sessions
            if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), mark)
        }
        return [device for device in devices if device.session_key in alive]

    def sign_out(self) -> int:
        """End the sessions of these devices, and forget them; return how many there were."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        devices = list(self)
        for device in devices:
            store(device.session_key).delete()
        self.filter(pk__in=[device.pk for device in devices]).delete()
        return len(devices)

    def forgotten(self) -> "DeviceQuerySet":
        """Narrow to those whose session is over."""
        keys = BrowserSession.objects.filter(expire_date__gt=timezone.now()).values("session_key")
        return self.exclude(session_key__in=keys)


class Device(models.Model):
    """A browser somebody is signed in with. No address of the network is kept: it says little, and tells much."""

    person = models.ForeignKey(User, models.CASCADE, related_name="devices", verbose_name=_("person"))
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(_("browser"), max_length=40, blank=True)
    system = models.CharField(_("system"), max_length=40, blank=True)
    signed_in_at = models.DateTimeField(_("signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return str(Browser(self.browser, self.system))
