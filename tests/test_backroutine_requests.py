"""Promises about every request: reading changes nothing, changing needs the token, leading on stays on this site."""

import html
import logging
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.access import Target, World
from tests.factories import PASSWORD, make_own_exercise, make_person, make_routine, make_session
from tests.test_backroutine_access import everything_of, request, undone, without_time

# Looking may change these: who was seen when, how often somebody asked, what was added up before and can be again.
DERIVED = {
    "backroutine_cache",
    "django_session",
    "accounts_device",
    "logbook_summedmonth",
    "logbook_summedactivity",
    "logbook_summeddose",
}
# That somebody took their data out is written down, so that they would see it if it was not them.
NOTED = {"accounts:export": ["accounts_securityevent"], "accounts:export_table": ["accounts_securityevent"]}
# allauth's passkey pages keep their question in the browser's session alone; they are no exception.


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def everything() -> dict[str, int]:
    """Return a fingerprint of each table that looking must not change."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - DERIVED)
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = hash(tuple(sorted(map(repr, cursor.fetchall()))))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "guest", "visitor"])
def test_looking_changes_nothing(who: str) -> None:
    world = World()
    client = world.client(who)
    changed = []
    for target in world.targets():
        methods = ["GET", "HEAD", "OPTIONS"] if who == "owner" else ["GET"]
        with undone():
            world.prepare(target.row.name)
            before = everything()
            for method in methods:
                request(client, target, method)
            after = everything()
        tables = [name for name in after if after[name] != before[name]]
        if tables and tables != NOTED.get(target.key):
            changed.append((target.key, tables))

    assert changed == []


# Its signed address is the permission, and mail programs have no token (RFC 8058).
WITHOUT_TOKEN = {"sessions:stop_reminders"}


@pytest.mark.django_db
def test_every_change_needs_the_token() -> None:
    world = World()
    client = world.client("owner", enforce_csrf_checks=True)
    accepted = []
    for target in world.targets():
        if "POST" in target.row.methods and target.key not in WITHOUT_TOKEN:
            with undone():
                world.prepare(target.row.name)
                if request(client, target, "POST").status_code != 403:
                    accepted.append(target.key)

    assert accepted == []


# --- Leading on ---

ELSEWHERE = [
    "//evil.example",
    "https:evil.example",
    "https://evil.example/",
    "http:///evil.example",
    r"\\evil.example",
    r"/\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "%2F%2Fevil.example",
    "/%09/evil.example",
    "\t//evil.example",
    "///evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example\\@testserver/",
]


def stays(where: str) -> bool:
    """Tell whether a browser that follows this stays on the site."""
    plain = re.sub(r"[\t\r\n]", "", where).lstrip("".join(map(chr, range(33)))).replace("\\", "/")
    return not plain.startswith("//") and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", plain)


def led_to(client: Client, target: Target, method: str, address: str) -> list[str]:
    """Return where an answer leads, of what somebody else may have put into the request."""
    named = dict.fromkeys(("next", "page", "back", "url"), address)
    given = replace(target, query=target.query | named, data=target.data | named)
    response = request(client, given, method)
    found = [response.get("Location", "") or response.get("HX-Redirect", "")]
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        page = html.unescape(response.content.decode())
        found += re.findall(r'(?:href|action|formaction|src)="([^"]*)"', page)
    return [where for where in found if where]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "visitor"])
def test_no_page_leads_elsewhere(who: str) -> None:
    """Every page is tried with an address of ours; those that follow it are tried with all the others."""
    world = World()
    client = world.client(who)
    led, following = [], set()
    for target in world.targets():
        for method in sorted(target.row.methods):
            with undone():
                world.prepare(target.row.name)
                follows = "/safety/?here" in led_to(client, target, method, "/safety/?here")
            for address in ELSEWHERE if follows else []:
                following.add(target.key)
                with undone():
                    where = [it for it in led_to(client, target, method, address) if "evil" in it or "alert" in it]
                led += [(target.key, method, it) for it in where if not stays(it)]

    assert led == []
    assert len(following) >= 2  # there are such pages, and this test finds them


@pytest.mark.django_db
@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client: Client, address: str) -> None:
    person = make_person("carol@example.org")

    sent = {"login": person.email, "password": PASSWORD, "next": address}
    response = client.post(f"/accounts/login/?{urlencode({'next': address})}", sent)

    assert response.status_code == 302
    assert stays(response["Location"])


@pytest.mark.parametrize(("where", "expected"), [("/a/", True), ("//a", False), (r"/\a", False), ("\t//a", False)])
def test_stays_knows_what_browsers_do(where: str, expected: bool) -> None:
    assert stays(where) is expected


# --- What is somebody else's, named in one's own forms ---


@pytest.fixture
def two(alice: User, bob: User) -> dict[str, Any]:
    """What is alice's and what is bob's, of each kind that a form can name."""
    own, others = make_own_exercise(alice, "Mine"), make_own_exercise(bob, "Secret stretch")
    mine, his = make_routine(alice, own, name="Mine"), make_routine(bob, others, name="Secret routine")
    return {
        "own": own,
        "others": others,
        "mine": mine,
        "his": his,
        "row": mine.prescriptions.get(),
        "his_row": his.prescriptions.get(),
        "session": make_session(alice, mine),
        "his_session": make_session(bob, his, note="Secret note"),
    }


def attempts(it: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return (method, address, what is sent) of every form that takes the name or number of something."""
    key = "01890000-0000-7000-8000-000000000001"
    slug, row, his_row = it["others"].slug, it["row"].pk, it["his_row"].pk
    mine, his, session = it["mine"].pk, it["his"].pk, it["session"].pk
    return [
        ("POST", f"/routines/{mine}/add/", {"exercise": slug, "key": key}),
        ("POST", f"/routines/{mine}/reorder/", {"order": f"{his_row},{row}"}),
        ("POST", f"/routines/{mine}/reorder/", {"order": f"{his_row}"}),
        ("POST", f"/routines/{mine}/ease/", {"order": f"{his_row}"}),
        ("POST", f"/prescriptions/{row}/send/", {"routine": his}),
        ("POST", f"/prescriptions/{his_row}/send/", {"routine": mine}),
        ("GET", f"/routines/add/?exercise={slug}", {}),
        ("POST", "/routines/add/", {"exercise": slug, "routine": mine}),
        ("POST", "/routines/add/", {"exercise": it["own"].slug, "routine": his}),
        ("POST", "/sessions/start/", {"routine": his, "key": key}),
        ("POST", "/sessions/start/", {"routine": mine, "key": it["his_session"].pk}),
        ("GET", f"/sessions/new/?routine={his}", {}),
        ("POST", "/sessions/new/", {"what": f"routine-{his}", "key": key, "date": "2026-03-01", "minutes": 5}),
        ("GET", f"/sessions/new/free/?exercise={slug}", {}),
        ("POST", f"/sessions/new/free/?exercise={slug}", {"key": key}),
        ("GET", f"/sessions/?routine={his}&exercise={slug}", {}),
        ("GET", f"/sessions/?what=routine-{his}", {}),
        ("GET", f"/progress/{slug}/", {}),
        ("GET", f"/exercises/?q={it['others'].name}", {}),
        ("GET", f"/routines/{mine}/edit/?q={it['others'].name}", {}),
        ("GET", f"/sessions/{session}/exercises/?q={it['others'].name}", {}),
        ("POST", f"/sessions/{session}/exercises/add/{slug}/", {"sets": 1, "reps": 1, "place": 1}),
        ("POST", f"/sessions/{session}/copy/", {"key": it["his_session"].pk}),
        ("POST", "/next/follow/", {"key": f"advance-{his_row}"}),
        ("POST", "/next/decline/", {"key": f"advance-{his_row}"}),
        ("POST", f"/next/resume/{his_row}/", {}),
        ("POST", "/routines/paste/", {"do": "save", "into": his, "line-TOTAL_FORMS": 1, "line-INITIAL_FORMS": 0,
                                      "line-0-exercise": slug, "line-0-sets": 1, "line-0-reps": 1, "name": "x",
                                      "weekly_target": 3}),
    ]  # fmt: skip


@pytest.mark.django_db
def test_nothing_of_anothers_comes_through_ones_own_forms(
    alice: User, bob: User, alice_client: Client, two: dict[str, Any]
) -> None:
    before = without_time(everything_of(bob))
    leaked = []
    for method, address, sent in attempts(two):
        response = alice_client.get(address) if method == "GET" else alice_client.post(address, sent)
        page = response.content.decode()
        if (
            response.status_code >= 500
            or "Secret note" in page
            or "Secret routine" in page
            or "Secret stretch</" in page
        ):
            leaked.append((method, address, response.status_code))
        if without_time(everything_of(bob)) != before:
            leaked.append((method, address, "changed what is bob's"))

    mine = everything_of(alice)
    assert leaked == []
    assert [word for word in ("Secret", two["others"].slug) if word in mine] == []
