"""A database that is away for a moment: 503 in plain words, for whoever asked in whichever way."""

import logging
import sqlite3

import psycopg
import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client

from accounts.models import User
from backroutine.outage import OutageFilter, is_outage


def caused_by(error: Exception, cause: Exception, **about: object) -> Exception:
    for name, value in about.items():
        setattr(cause, name, value)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        caused_by(OperationalError(), psycopg.errors.AdminShutdown()),
        caused_by(OperationalError(), psycopg.errors.DiskFull()),
        caused_by(OperationalError(), psycopg.errors.TooManyConnections()),
        caused_by(OperationalError(), psycopg.errors.DeadlockDetected()),
        caused_by(OperationalError(), psycopg.OperationalError("the connection is lost")),
        caused_by(OperationalError(), sqlite3.OperationalError(), sqlite_errorcode=sqlite3.SQLITE_FULL),
        caused_by(OperationalError(), sqlite3.OperationalError(), sqlite_errorcode=sqlite3.SQLITE_BUSY),
        caused_by(OperationalError(), sqlite3.OperationalError(), sqlite_errorcode=sqlite3.SQLITE_IOERR_WRITE),
        InterfaceError("connection already closed"),
    ],
)
def test_what_passes_is_an_outage(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError(),
        IntegrityError(),
        DataError(),
        caused_by(OperationalError("no such table"), sqlite3.OperationalError(), sqlite_errorcode=sqlite3.SQLITE_ERROR),
        caused_by(OperationalError(), psycopg.errors.UndefinedTable()),
    ],
)
def test_what_stays_is_none(error: Exception | None) -> None:
    assert not is_outage(error)


@pytest.fixture
def away(alice: User) -> Client:
    """Alice's browser; the database answers no query of hers any more."""
    client = Client(raise_request_exception=False)
    client.force_login(alice)

    def refuse(*_args: object) -> None:
        raise caused_by(OperationalError("gone\nfor now"), psycopg.errors.AdminShutdown())

    with connection.execute_wrapper(refuse):
        yield client


def test_a_page_says_that_it_will_be_back(away: Client) -> None:
    response = away.get("/routines/")

    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert "Back in a moment" in response.text
    assert 'href=""' in response.text
    assert "Content-Security-Policy" in response.headers


def test_what_was_sent_was_not_stored_and_it_says_so(away: Client) -> None:
    response = away.post("/routines/new/", {"name": "Morning"})

    assert response.status_code == 503
    assert "nothing was changed" in response.text


def test_a_script_gets_json(away: Client) -> None:
    response = away.post("/sessions/sync/", "{}", content_type="application/json")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["error"].startswith("The server cannot reach its records")


@pytest.mark.parametrize("path", ["/healthz", "/offline/"])
@pytest.mark.usefixtures("away")
def test_what_needs_no_database_is_served(path: str) -> None:
    assert Client().get(path).status_code == 200


def test_it_is_not_ready(away: Client) -> None:
    assert away.get("/readyz").status_code == 503


def test_any_other_fault_is_our_own(alice_client: Client) -> None:
    alice_client.raise_request_exception = False

    def refuse(*_args: object) -> None:
        raise OperationalError("no such table") from psycopg.errors.UndefinedTable()

    with connection.execute_wrapper(refuse):
        response = alice_client.get("/routines/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.text


def test_the_log_has_one_line(away: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(OutageFilter())
    away.get("/routines/")

    (record,) = [record for record in caplog.records if record.name == "django.request"]
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert record.getMessage() == "Service Unavailable: /routines/ (the database: gone)"
