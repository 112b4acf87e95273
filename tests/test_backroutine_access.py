"""The access matrix: every URL and method, by everybody who could ask, held against the table in tests/access.py."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.portability.exporting import export
from tests.access import NO_OBJECT, NO_ROW, Target, World, is_ours, rows, walk

WHO = ("owner", "stranger", "guest", "staff", "visitor")
HTMX = {"HX-Request": "true"}
# Which method is allowed does not hang on the person: those two stand for all in what is rarely asked.
REQUESTS = [("GET", False), ("POST", False)]
FURTHER = [("GET", True), ("POST", True), *((name, False) for name in ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"))]
ASKED = {who: REQUESTS + (FURTHER if who in ("owner", "visitor") else []) for who in WHO}
ASKED["stranger"] += FURTHER[:2]

OPEN, CLOSED, SIGN_IN, NOT_SO = "open", "closed", "sign in", "no such method"


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Leave out of a failure's report what each of the thousand refusals was logged as."""
    caplog.set_level(logging.CRITICAL)


# --- The table is whole ---


def test_every_url_has_a_row() -> None:
    known = {row.name for row in rows().values()}

    assert [NO_ROW.format(name) for name, _route, _view in walk() if name not in known] == []


def test_every_row_has_a_url() -> None:
    names = {name for name, _route, _view in walk()}

    assert [key for key, row in rows().items() if row.name not in names] == []


@pytest.mark.django_db
def test_every_address_has_an_object() -> None:
    world = World()
    missing = [NO_OBJECT.format(name, route) for name, route, _ in walk() if world.arguments(name, name, route) is None]

    assert missing == []


# --- Everybody asks for everything ---


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def request(client: Client, target: Target, method: str, *, is_htmx: bool = False) -> HttpResponse:
    """Ask, and keep the browser as it was: that one signs out here must not reach the next request."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    data = target.data if method == "POST" else None
    response: HttpResponse = getattr(client, method.lower())(target.url, data, headers=HTMX if is_htmx else {})
    client.cookies.clear()
    client.cookies.load(cookies)
    return response


def outcome(response: HttpResponse) -> str:
    if response.status_code >= 500:
        return f"broken: {response.status_code}"
    where = response.get("Location", "") or response.get("HX-Redirect", "")
    if where.startswith(("/accounts/login/?next=", "/admin/login/?next=")):
        return SIGN_IN
    return {403: CLOSED, 404: CLOSED, 405: NOT_SO, 429: "limited"}.get(response.status_code, OPEN)


def expected(target: Target, who: str, method: str) -> set[str]:
    """Return how this may end, by the table."""
    row = target.row
    is_private = row.who not in ("everyone", "if-there", "link", "owner-only")
    if row.who == "staff":
        return {OPEN} if who == "staff" else {SIGN_IN}
    if who == "guest" and target.path.startswith("/accounts/"):
        who = "visitor"  # where people sign in, a guest is nobody yet
    if who == "visitor" and is_private:
        return {SIGN_IN}
    asked = "GET" if method == "HEAD" else method
    if asked not in row.methods:
        # allauth's and Django's own views answer to more names of methods; the rows say what matters.
        return {NOT_SO} if is_ours(target.view) else {NOT_SO, OPEN, CLOSED}
    if row.who in ("mine", "if-there"):
        return {OPEN, CLOSED}
    is_denied = {
        "owner": who != "owner",
        "owner-post": who != "owner" and method == "POST",
        "owner-only": who != "owner",
        "member": who == "guest",
    }.get(row.who, False)
    allowed = {CLOSED} if is_denied else {OPEN}
    if is_denied and row.who == "member":
        allowed = {CLOSED, SIGN_IN}
    return allowed | {NOT_SO} if method == "HEAD" else allowed


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_what_the_table_says(who: str) -> None:
    world = World()
    client = world.client(who)
    wrong = []
    for target in world.targets():
        for method, is_htmx in ASKED[who]:
            with undone():
                world.prepare(target.row.name)
                ended = outcome(request(client, target, method, is_htmx=is_htmx))
            if ended not in (allowed := expected(target, who, method)):
                wrong.append(f"{target.key}: {method}{' (htmx)' * is_htmx} by {who} ended {ended}, not {allowed}")

    assert not wrong, "\n".join(wrong)


def everything_of(person: User) -> str:
    return "".join(part if isinstance(part, str) else part.decode() for part in export(person))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "staff", "visitor"])
def test_nobody_changes_what_is_anothers(who: str) -> None:
    world = World()
    client = world.client(who)
    before = without_time(everything_of(world.alice))
    wrong = []
    for target in world.targets():
        if "POST" not in target.row.methods or target.key in MAY_CHANGE:
            continue
        with undone():
            world.prepare(target.row.name)
            request(client, target, "POST")
            if without_time(everything_of(world.alice)) != before:
                wrong.append(target.key)

    assert wrong == []


# Its address is the permission: mail programs press the button for her.
MAY_CHANGE = {"sessions:stop_reminders"}


def without_time(text: str) -> Any:
    return {name: value for name, value in json.loads(text).items() if name != "exported_at"}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "visitor"])
def test_address_one_letter_beside_a_secret_opens_nothing(who: str) -> None:
    world = World()
    client = world.client(who)
    found = []
    for target in world.targets(frozenset({"link", "link-in"})):
        stem, dot, end = target.path.rpartition(".ics") if target.path.endswith(".ics") else target.path.rpartition("/")
        beside = stem[:-1] + ("A" if stem[-1] != "A" else "B") + dot + end
        for method in target.row.methods:
            response = getattr(client, method.lower())(beside)
            if not (response.status_code == 404 or (target.row.who == "link-in" and who == "visitor")):
                found.append((target.key, method, response.status_code))

    assert found == []
