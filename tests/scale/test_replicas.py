"""Pages read from a real standby: what is read where, own writes, lag, death and promotion."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.privacy import cookies
from backroutine import replicas
from backroutine.databases import database_from_url, replica_from_url
from routines.models import Routine
from sessions.models import Session, SummedMonth
from tests.factories import make_exercise, make_person, make_routine, make_session
from tests.scale.cluster import Pair, wait_until

PAGES = ["/", "/routines/", "/sessions/", "/progress/", "/progress/goals/", "/next/"]


@pytest.fixture
def person(replicated: Pair) -> Iterator[User]:
    """Somebody with a routine and a session, whom the standby knows too."""
    person = make_person()
    make_session(person, make_routine(person, make_exercise(), name="Morning"))
    replicated.catch_up()
    return person


@pytest.fixture
def client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    assert client.get("/routines/").status_code == 200  # the standby was asked how it is
    return client


def asked(client: Client, path: str, **headers: Any) -> tuple[Any, set[str]]:
    """Return the answer, and which servers were asked for what is the person's own."""
    found: set[str] = set()

    def note(server: str) -> Any:
        def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if "routines_" in sql or "logbook_" in sql:
                found.add(server)
            return execute(sql, params, many, context)

        return noted

    primary, replica = connections["default"], connections["replica"]
    with primary.execute_wrapper(note("primary")), replica.execute_wrapper(note("standby")):
        response = client.get(path, **headers)
    return response, found


@pytest.mark.parametrize("path", PAGES)
def test_pages_read_what_is_the_persons_from_the_standby_alone(client: Client, path: str) -> None:
    asked(client, path)  # the months that are over are added up, on the primary
    client.cookies.pop(replicas.COOKIE, None)
    replicas.standby.__init__()  # type: ignore[misc]

    response, servers = asked(client, path)

    assert (response.status_code, servers) == (200, {"standby"})


def test_what_a_standby_does_not_have_yet_is_not_seen(replicated: Pair, client: Client, person: User) -> None:
    """What makes sense of the others: the page is really the standby's."""
    replicated.standby.pause()
    Routine.objects.filter(person=person).update(name="Evening")
    try:
        response, servers = asked(client, "/routines/")
    finally:
        replicated.standby.resume()

    assert servers == {"standby"}
    assert "Morning" in response.text
    assert "Evening" not in response.text


def test_who_saved_something_sees_it_while_the_standby_lags(replicated: Pair, client: Client, person: User) -> None:
    routine = person.routines.get()
    replicated.standby.pause()
    try:
        client.post(reverse("routines:archive", args=[routine.pk]))
        response, servers = asked(client, "/routines/")
    finally:
        replicated.standby.resume()
    replicated.catch_up()

    assert servers == {"primary"}
    assert {row.pk for row in response.context["routines"]} == set()
    assert asked(client, "/routines/")[1] == {"standby"}


def test_a_sign_in_that_was_taken_back_ends_at_once(replicated: Pair, client: Client) -> None:
    replicated.standby.pause()
    try:
        BrowserSession.objects.all().delete()
        response = client.get("/routines/")
    finally:
        replicated.standby.resume()

    assert response.status_code == 302


def test_a_standby_too_far_behind_is_not_read(
    replicated: Pair, client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "MOST_LAG_SECONDS", 0.2)
    monkeypatch.setattr(replicas, "ASKED_EVERY_SECONDS", 0.0)
    replicated.standby.pause()
    try:
        Routine.objects.filter(person=person).update(name="Evening")
        time.sleep(0.3)
        response, servers = asked(client, "/routines/")
    finally:
        replicated.standby.resume()
    replicated.catch_up()

    assert (servers, "Evening" in response.text) == ({"primary"}, True)
    assert asked(client, "/routines/")[1] == {"standby"}


def test_a_page_that_adds_up_months_writes_and_then_reads_the_primary(
    replicated: Pair, client: Client, person: User
) -> None:
    routine = person.routines.get()
    for month in range(1, 7):
        make_session(person, routine, started_at=datetime(2025, month, 5, 7, tzinfo=UTC))
    replicated.catch_up()

    response, servers = asked(client, "/progress/?period=all")

    assert (response.status_code, servers) == (200, {"primary", "standby"})
    assert SummedMonth.objects.filter(person=person).count() == 7
    assert replicas.COOKIE in client.cookies
    assert {name for name, _purpose, _life in cookies()} >= set(client.cookies)
    assert asked(client, "/progress/?period=all")[0].status_code == 200
    assert client.get("/progress/?period=all").content.count(b"2025") == response.content.count(b"2025")


def test_forms_are_read_and_saved_on_the_primary(client: Client, person: User) -> None:
    routine = person.routines.get()
    with CaptureQueriesContext(connections["replica"]) as queries:
        client.post(reverse("sessions:start"), {"routine": routine.pk, "key": "6b6d2dfa-8a43-4b4e-9b7e-0d7a6c1f4a11"})

    assert len(queries) == 0
    assert Session.objects.filter(person=person, finished_at=None).exists()


@pytest.mark.parametrize("word", ["", "-1", "x", "9" * 40])
def test_a_cookie_of_somebody_elses_making_breaks_nothing(client: Client, word: str) -> None:
    client.cookies[replicas.COOKIE] = word

    assert client.get("/routines/").status_code == 200


def test_a_standby_that_dies_fails_no_page_and_is_read_again_once_back(
    replicated: Pair, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "ASKED_EVERY_SECONDS", 60.0)  # nobody has noticed yet
    monkeypatch.setattr(replicas, "TRIED_AGAIN_AFTER_SECONDS", 3.0)
    replicated.standby.kill()

    began = time.monotonic()
    response, servers = asked(client, "/routines/")
    took = time.monotonic() - began
    again = asked(client, "/routines/")

    replicated.standby.start()
    replicated.catch_up()
    assert (response.status_code, servers) == (200, {"primary", "standby"})  # it was begun there
    assert took < 8
    assert (again[0].status_code, again[1]) == (200, {"primary"})
    wait_until(lambda: asked(client, "/routines/")[1] == {"standby"})


def test_a_query_that_fails_on_the_standby_is_asked_of_the_primary(replicated: Pair, client: Client) -> None:
    with connections["replica"].execute_wrapper(_cancelled):
        response, servers = asked(client, "/routines/")

    assert (response.status_code, servers) == (200, {"primary"})


def _cancelled(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    return execute("SELECT pg_terminate_backend(pg_backend_pid())", None, many, context)


def test_a_standby_that_was_promoted_is_read_no_more(replicated: Pair, client: Client) -> None:
    """The last test of the file: from here on both are primaries."""
    replicated.standby.promote()
    replicas.standby.__init__()  # type: ignore[misc]

    response, servers = asked(client, "/routines/")

    assert (response.status_code, servers) == (200, {"primary"})


def test_a_standby_needs_a_postgresql_of_both() -> None:
    sqlite = database_from_url("", Path("db.sqlite3"))
    primary = database_from_url("postgresql://web@db/backroutine", Path("db.sqlite3"))
    for url, database in (("postgresql://web@standby/backroutine", sqlite), ("redis://x", primary)):
        with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_REPLICA_URL names a standby of DATABASE_URL"):
            replica_from_url(url, database)
