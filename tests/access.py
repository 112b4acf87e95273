"""Who may do what: one row a URL, and one object of each kind to try it on.

A new URL needs a row in TABLE, and an object in World.arguments() if its address names a new kind of thing.
"""

import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.guests import token_of
from accounts.models import Device, Upload, User
from routines.models import Change, Programme, ShareLink
from sessions.models import Entry, Goal, Reminder, Standing
from sessions.taken_out import sign_taken_out
from sessions.tasks import SIGNER
from tests.factories import make_exercise, make_own_exercise, make_person, make_routine, make_session

# everyone    whoever asks
# if-there    whoever asks, where the operator has set it up
# signed-in   whoever is signed in, guests too; a visitor is sent to sign in
# member      whoever has an account, not a guest
# owner       whose it is; for others it is not there (404)
# owner-post  the same for POST; a GET only leads on, to where a stranger finds nothing
# owner-only  whose it is; for all others, visitors too, it is not there
# own         whoever is signed in, and nothing but their own is touched: what is somebody else's is passed over
# mine        whoever is signed in gets what they have of it, or finds that they have none (404)
# link        whoever holds the secret address; another address opens nothing
# link-in     the same, but only signed in
# staff       whoever runs the site
TABLE = """
home                              everyone    GET
safety                            everyone    GET
about                             everyone    GET
sitemap                           everyone    GET
robots                            everyone    GET
security_txt                      if-there    GET
manifest                          everyone    GET
service_worker                    everyone    GET
offline                           everyone    GET
unsaved                           everyone    GET
healthz                           everyone    GET
readyz                            everyone    GET
metrics                           if-there    GET
kept_pages                        signed-in   GET
admin                             staff       GET POST

exercises:library                 everyone    GET
exercises:detail                  everyone    GET
exercises:detail (own)            owner-only  GET
exercises:create_own              signed-in   GET POST
exercises:edit_own                owner       GET POST
exercises:delete_own              owner       POST
exercises:restore_own             owner       POST

routines:programmes               everyone    GET
routines:programme                everyone    GET
routines:copy_programme           signed-in   GET POST
routines:follow                   signed-in   GET POST
routines:add_to                   signed-in   GET POST
routines:list                     signed-in   GET
routines:create                   signed-in   GET POST
routines:paste                    signed-in   GET POST
routines:import                   signed-in   GET POST
routines:file_schema              everyone    GET
routines:detail                   owner       GET
routines:file                     owner       GET
routines:share                    owner       GET POST
routines:unshare                  owner       POST
routines:shared                   link        GET
routines:copy_shared              link-in     GET POST
routines:print                    owner       GET
routines:copy                     owner       POST
routines:delete                   owner       POST
routines:restore                  owner       POST
routines:edit                     owner       GET POST
routines:add                      owner       POST
routines:reorder                  owner       POST
routines:go_on                    owner       POST
routines:ease                     owner       GET POST
routines:short                    owner       GET
routines:copy_short               owner       POST
routines:changes                  owner       GET
routines:archive                  owner       POST
routines:unarchive                owner       POST
routines:undo                     owner       POST
routines:set_dose                 owner       POST
routines:set_level                owner       POST
routines:move                     owner       POST
routines:remove                   owner       POST
routines:duplicate                owner       POST
routines:send                     owner       POST

sessions:list                     signed-in   GET
sessions:create                   signed-in   GET POST
sessions:choose                   signed-in   GET
sessions:create_free              signed-in   GET POST
sessions:start                    owner       POST
sessions:sync                     signed-in   GET POST
sessions:play_routine             owner       GET
sessions:detail                   owner       GET POST
sessions:contents                 owner       GET
sessions:add_exercise             owner       GET POST
sessions:take_out                 owner       POST
sessions:put_back                 owner       POST
sessions:copy                     owner       POST
sessions:delete                   owner       POST
sessions:restore                  owner       POST
sessions:play                     owner       GET
sessions:finish                   owner-post  GET POST
sessions:morning                  owner       POST
sessions:morning_undo             owner       POST
sessions:next                     signed-in   GET
sessions:follow                   own         POST
sessions:decline                  own         POST
sessions:undo_decision            own         POST
sessions:resume                   owner       POST
sessions:next_limits              signed-in   GET POST
sessions:flare_up                 signed-in   GET
sessions:flare_up_start           signed-in   POST
sessions:flare_up_end             signed-in   POST
sessions:flare_up_go_on           signed-in   POST
sessions:flare_up_check           signed-in   POST
sessions:flare_up_clear           signed-in   POST
sessions:reminders                signed-in   GET POST
sessions:pause_reminders          signed-in   POST
sessions:feed_link                signed-in   POST
sessions:stop_reminders           link        GET POST
sessions:calendar                 link        GET
sessions:progress                 signed-in   GET
sessions:activity_progress        owner       GET
sessions:exercise_progress        signed-in   GET
sessions:exercise_progress (own)  owner       GET
sessions:report                   signed-in   GET
sessions:progress_goals           signed-in   GET POST
sessions:progress_goal_rate       owner       POST
sessions:progress_goal_unrate     owner       POST
sessions:progress_goal_say        owner       POST
sessions:progress_goal_reach      owner       POST
sessions:progress_goal_reopen     owner       POST
sessions:progress_goal_delete     owner       POST
sessions:progress_goal_restore    owner       POST

accounts:start                    signed-in   GET POST
accounts:merge                    signed-in   GET POST
accounts:settings                 signed-in   GET POST
accounts:player                   signed-in   POST
accounts:cautions                 signed-in   GET POST
accounts:privacy                  everyone    GET
accounts:leave                    signed-in   GET POST
accounts:data                     signed-in   GET
accounts:export                   signed-in   GET
accounts:export_table             signed-in   GET
accounts:upload                   signed-in   POST
accounts:import                   owner       GET POST
accounts:import_table             owner       GET POST
accounts:drop_upload              own         POST
accounts:file_schema              everyone    GET

accounts:security                 signed-in   GET
accounts:sign_out_device          owner       POST
accounts:sign_out_others          signed-in   POST

account_login                     everyone    GET POST
account_logout                    everyone    GET POST
account_inactive                  everyone    GET
account_signup                    everyone    GET POST
account_reauthenticate            signed-in   GET POST
account_email                     member      GET POST
account_email_verification_sent   everyone    GET
account_change_password           member      GET POST
account_set_password              member      GET POST
account_reset_password            everyone    GET POST
account_reset_password_done       everyone    GET
account_reset_password_from_key   everyone    GET POST
account_reset_password_from_key_done everyone GET
account_confirm_email             everyone    GET POST
account_confirm_login_code        everyone    GET POST

mfa_index                         member      GET
mfa_authenticate                  everyone    GET POST
mfa_reauthenticate                member      GET POST
mfa_activate_totp                 member      GET POST
mfa_deactivate_totp               mine        GET POST
mfa_view_recovery_codes           mine        GET
mfa_generate_recovery_codes       member      GET POST
mfa_download_recovery_codes       mine        GET
mfa_list_webauthn                 member      GET
mfa_add_webauthn                  member      GET POST
mfa_login_webauthn                everyone    GET POST
mfa_reauthenticate_webauthn       member      GET POST
mfa_remove_webauthn               owner       GET POST
mfa_edit_webauthn                 owner       GET POST
"""

PASSKEY = 4711

NO_ROW = "{0}: a new URL. Say in TABLE of tests/access.py who may use it: {0:<34}<who> GET POST"
NO_OBJECT = "{0}: add an object for its address, {1!r}, to World.arguments() in tests/access.py."


@dataclass(frozen=True, slots=True)
class Row:
    """Who may do what with one URL. `variant` is a second object of it, such as an own exercise."""

    name: str
    variant: str
    who: str
    methods: frozenset[str]


def rows() -> dict[str, Row]:
    found = {}
    for line in filter(None, map(str.strip, TABLE.splitlines())):
        match = re.fullmatch(r"(\S+)(?: \((\w+)\))?\s+(\S+)\s+([A-Z ]+)", line)
        assert match, f"TABLE: this row cannot be read: {line}"
        name, variant, who, methods = match.groups()
        found[f"{name} ({variant})" if variant else name] = Row(name, variant or "", who, frozenset(methods.split()))
    return found


def walk(patterns: list[Any] | None = None, namespace: str = "", route: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield (name, route, view) of every URL of the project; the admin's, which Django makes, are one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin":
            yield "admin", f"{route}{pattern.pattern}", None
        elif isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner, f"{route}{pattern.pattern}")
        else:
            assert isinstance(pattern, URLPattern)
            name = f"{namespace}{pattern.name}" if pattern.name else f"{route}{pattern.pattern}"
            yield name, f"{route}{pattern.pattern}", pattern.callback


def is_ours(view: Any) -> bool:
    return (
        view is not None
        and not hasattr(view, "view_class")
        and view.__module__.split(".")[0]
        in {
            "backroutine",
            "accounts",
            "sessions",
            "routines",
            "exercises",
        }
    )


@dataclass(frozen=True, slots=True)
class Target:
    """One URL with an object of alice's in it, and what it must be sent to do something."""

    key: str
    row: Row
    view: Any
    path: str
    query: dict[str, Any]
    data: dict[str, Any]

    @property
    def url(self) -> str:
        return self.path + (
            "?" + "&".join(f"{name}={value}" for name, value in self.query.items()) if self.query else ""
        )


class World:
    """Something of every kind, all of it alice's."""

    def __init__(self) -> None:
        self.alice = alice = make_person("alice@example.org")
        self.plank = make_exercise("Plank")
        self.bridge = make_exercise("Bridge")
        self.own = make_own_exercise(alice, "My stretch")
        self.routine = make_routine(alice, self.plank, self.bridge, self.own, days=[0, 3])
        self.prescription = self.routine.prescriptions.get(exercise=self.plank)
        self.change = Change.objects.filter(routine=self.routine).latest("made_at")
        self.programme = Programme.objects.create(
            slug="core", name="Core", goal="Core", difficulty=1, minutes=5, days_per_week=3, weeks=1
        )
        self.link = ShareLink.make(self.routine, has_notes=True)
        self.session = make_session(alice, self.routine, pain_before=4, pain_after=2, note="calm")
        self.activity = make_session(alice, name="A walk", is_activity=True)
        self.entry = self.session.entries.get(exercise=self.bridge)
        taken_out = Entry.objects.take_out(self.session, self.session.entries.get(exercise=self.own).pk)
        assert taken_out
        self.taken_out = sign_taken_out(taken_out, self.session.pk)
        self.goal = Goal.objects.add(alice, "put on socks")
        self.batch = uuid.uuid4()
        self.standing = Standing.objects.create(
            prescription=self.prescription, paused_on=datetime(2026, 3, 1, tzinfo=UTC).date(), batch=self.batch
        )
        self.reminder = Reminder.objects.of(alice)
        self.feed = self.reminder.open_feed()
        self.upload = Upload.keep(alice, "x.json", b'{"format": "backroutine", "version": 1}', is_spreadsheet=False)
        self.email = EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=False)
        self.device = Device.objects.create(person=alice, session_key="another")
        self.stranger = make_person("bob@example.org")
        self.staff = make_person("staff@example.org", is_staff=True, is_superuser=True)
        self.guest = User.objects.create_guest()

    def arguments(self, key: str, name: str, route: str) -> list[Any] | None:
        """Return what the address of a URL names, as alice has it; None if this kind of thing is not known yet."""
        if "<" not in route:
            return []
        if key in ("exercises:detail (own)", "sessions:exercise_progress (own)"):
            return [self.own.slug]
        special: dict[str, list[Any]] = {
            "sessions:add_exercise": [self.session.pk, self.plank.slug],
            "sessions:take_out": [self.session.pk, self.entry.pk],
            "sessions:put_back": [self.session.pk, self.taken_out],
            "sessions:undo_decision": [self.batch],
            "sessions:resume": [self.prescription.pk],
            "sessions:stop_reminders": [SIGNER.sign(self.reminder.pk)],
            "accounts:sign_out_device": [self.device.pk],
            "mfa_remove_webauthn": [PASSKEY],
            "mfa_edit_webauthn": [PASSKEY],
            "account_confirm_email": [EmailConfirmationHMAC(self.email).key],
            "account_reset_password_from_key": [
                user_pk_to_url_str(self.alice),
                default_token_generator.make_token(self.alice),
            ],
        }
        if name in special:
            return special[name]
        by_route = {
            "exercises/own/<slug:slug>/": self.own.slug,
            "exercises/<slug:slug>/": self.plank.slug,
            "progress/<slug:slug>/": self.plank.slug,
            "programmes/<slug:slug>/": self.programme.slug,
            "routines/<int:pk>/": self.routine.pk,
            "changes/<int:pk>/": self.change.pk,
            "prescriptions/<int:pk>/": self.prescription.pk,
            "shared/<str:token>/": self.link.token,
            "sessions/<uuid:pk>/": self.session.pk,
            "progress/goals/<uuid:pk>/": self.goal.pk,
            "calendar/<str:token>.ics": self.feed,
        }
        return next(([value] for start, value in by_route.items() if route.startswith(start)), None)

    def sent(self, name: str) -> dict[str, Any]:
        """Return what a POST must carry to be more than refused, where that is not nothing."""
        return {
            "sessions:start": {"routine": self.routine.pk, "key": uuid.uuid4()},
            "sessions:copy": {"key": uuid.uuid4()},
            "routines:add": {"exercise": self.bridge.slug, "key": uuid.uuid4()},
            "routines:set_dose": {"sets": 2},
            "routines:set_level": {"level": 1},
            "routines:move": {"steps": 1},
            "routines:send": {"routine": "new"},
            "routines:reorder": {
                "order": ",".join(str(row.pk) for row in reversed(self.routine.prescriptions.order_by("position")))
            },
            "sessions:morning": {"morning": "same"},
            "sessions:progress_goal_rate": {f"{self.goal.pk}-value": 5},
            "sessions:progress_goal_say": {"words": "tie my shoes"},
        }.get(name, {})

    def asked(self, name: str) -> dict[str, Any]:
        return {
            "sessions:activity_progress": {"name": "A walk"},
            "sessions:create_free": {"exercise": self.plank.slug},
        }.get(name, {})

    def prepare(self, name: str) -> None:
        """Bring about what a URL needs and what does not fit beside the rest of the world."""
        if name == "accounts:import_table":
            Upload.keep(self.alice, "x.csv", b"date,minutes\n2026-03-01,10\n", is_spreadsheet=True)
        elif name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
            kind, data = Authenticator.Type.WEBAUTHN, {"name": "Phone", "credential": {}}
            Authenticator.objects.create(pk=PASSKEY, user=self.alice, type=kind, data=data)

    def targets(self, who: frozenset[str] | None = None) -> Iterator[Target]:
        """Yield every URL of the project that has a row and an object."""
        views = {name: (route, view) for name, route, view in reversed([*walk()])}  # of two with one name the first
        for key, row in rows().items():
            if row.name in views and (not who or row.who in who):
                name, (route, view) = row.name, views[row.name]
                if name == "admin":
                    yield Target(key, row, view, reverse("admin:index"), {}, {})
                elif (args := self.arguments(key, name, route)) is not None:
                    yield Target(key, row, view, reverse(name, args=args), self.asked(name), self.sent(name))

    def client(self, who: str, **kwargs: Any) -> Client:
        """Return a browser in which alice ("owner"), a "stranger", a "guest", "staff" or nobody ("visitor") is."""
        client = Client(raise_request_exception=False, **kwargs)
        person = {"owner": self.alice, "stranger": self.stranger, "staff": self.staff}.get(who)
        if who == "guest":
            client.cookies[settings.GUEST_COOKIE_NAME] = token_of(self.guest)
        if person:
            client.force_login(person)
            # They have just typed their password: what asks for it again is open.
            session = client.session
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time(), "reauthenticated": True}
            ]
            session["account_authentication_methods_user"] = str(person.pk)
            session.save()
        return client
