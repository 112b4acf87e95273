"""The number of a request: in its answer, on the page that says something broke, and in every line of its log."""

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.tasks.signals import task_finished
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from backroutine.log_config import PLAIN, logging_from_words
from backroutine.logs import DiscreetFormatter, JSONFormatter
from backroutine.tracing import begin_task, current, end_task, watch, watch_connection
from sessions.tasks import send_reminder
from tests.factories import make_routine

WORD = "quetzal"
NUMBER = re.compile(r"[0-9a-f]{16}")


@contextmanager
def logged(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    """Collect everything that is logged, requests too."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    requests, root = logging.getLogger("backroutine.requests"), logging.getLogger()
    root.addHandler(handler)
    requests.setLevel("INFO")
    try:
        yield stream
    finally:
        requests.setLevel("WARNING")
        root.removeHandler(handler)


def plain() -> DiscreetFormatter:
    return DiscreetFormatter(PLAIN, style="{")


@contextmanager
def watched() -> Iterator[None]:
    with connection.execute_wrapper(watch):
        yield


@pytest.fixture
def broken(alice_client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Alice, whose settings cannot be stored."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ValueError(WORD)

    monkeypatch.setattr("accounts.forms.PreferencesForm.save", fail)
    alice_client.raise_request_exception = False
    return alice_client


def break_it(client: Client) -> Any:
    return client.post("/settings/", {"time_zone": "Europe/Berlin"})


def test_every_answer_tells_its_number(client: Client) -> None:
    numbers = [client.get(path).headers["X-Request-Id"] for path in ("/healthz", "/healthz", "/no-such-page/")]

    assert all(NUMBER.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == 3


@pytest.mark.parametrize(
    ("proxies", "sent", "is_taken"),
    [
        (1, "edge-4711.a_b", True),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "line\nbreak-and-more", False),
        (1, "<script>alert</script>", False),
        (0, "edge-4711.a_b", False),
    ],
)
def test_only_our_own_proxy_gives_numbers(
    client: Client, settings: Any, proxies: int, sent: str, is_taken: bool
) -> None:
    settings.PROXY_COUNT = proxies

    number = client.get("/healthz", headers={"X-Request-Id": sent}).headers["X-Request-Id"]

    assert (number == sent) == is_taken


def test_a_broken_page_shows_the_number_that_stands_in_the_log(broken: Client) -> None:
    with logged(plain()) as log:
        answer = break_it(broken)

    number = answer.headers["X-Request-Id"]
    assert f"<code>{number}</code>" in answer.content.decode()
    assert f"ERROR django.request [{number}]: 500 Internal Server Error: POST /settings/" in log.getvalue()


def test_json_has_the_same_in_one_object_a_line(broken: Client) -> None:
    with logged(JSONFormatter()) as log:
        answer = break_it(broken)

    (line,) = [json.loads(line) for line in log.getvalue().splitlines() if "500" in line]
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["level"], line["logger"], line["route"]) == ("ERROR", "django.request", "accounts:settings")
    assert line["message"] == "500 Internal Server Error: POST /settings/"
    assert line["error"] == "ValueError"
    assert WORD not in json.dumps(line)


def test_a_request_is_logged_by_its_route_alone(alice: User, alice_client: Client, settings: Any) -> None:
    settings.LOG_REQUESTS = True
    routine = make_routine(alice, name="Slipped disc")
    with logged(JSONFormatter()) as log, watched():
        answer = alice_client.get(f"/routines/{routine.pk}/?q=word")

    (line,) = [json.loads(line) for line in log.getvalue().splitlines()]
    assert {name: line[name] for name in ("method", "status", "route", "request_id")} == {
        "method": "GET",
        "status": 200,
        "route": "routines:detail",
        "request_id": answer.headers["X-Request-Id"],
    }
    assert line["queries"] > 2
    assert line["ms"] > line["database_ms"] > 0
    assert "word" not in log.getvalue()


def test_requests_are_logged_only_when_asked_for(client: Client) -> None:
    with logged(plain()) as log:
        client.get("/healthz")

    assert log.getvalue() == ""


@pytest.mark.parametrize(("path", "route"), [("/static/nothing.css", "static"), ("/nothing-here/", "none")])
def test_what_is_no_page_has_a_route_too(client: Client, settings: Any, path: str, route: str) -> None:
    settings.LOG_REQUESTS = True
    with logged(JSONFormatter()) as log:
        client.get(path)

    assert json.loads(log.getvalue().splitlines()[0])["route"] == route


def test_a_slow_statement_is_logged_without_its_values(alice: User, alice_client: Client, settings: Any) -> None:
    settings.SLOW_QUERY_MS = 1
    slow = "SELECT COUNT(*) FROM exercises_exercise a, exercises_exercise b WHERE a.slug <> %s"

    with logged(plain()) as log:
        watch(lambda *args: time.sleep(0.002), f"  {slow}\n", [WORD], False, {})

    assert "WARNING backroutine.slow_query [-]: slow statement ms=" in log.getvalue()
    assert log.getvalue().rstrip().endswith(f"sql={slow}")
    assert WORD not in log.getvalue()


def test_a_quick_statement_is_not_logged(db: None, settings: Any) -> None:
    settings.SLOW_QUERY_MS = 60_000
    with logged(plain()) as log, watched():
        User.objects.count()

    assert log.getvalue() == ""


def test_nothing_watches_the_database_unless_asked_to() -> None:
    receivers = connection_created._live_receivers(None)[0]

    assert watch_connection not in receivers


def test_a_task_has_its_number_in_the_log(alice: User) -> None:
    send_reminder.enqueue(0)
    queued = DBTaskResult.objects.get()
    with logged(plain()) as log:
        begin_task(queued.task_result)
        logging.getLogger("django.tasks").warning("It failed for %s", queued.pk)
        end_task()

    assert f"[{queued.pk}]: It failed for …" in log.getvalue()
    assert current.get() is None
    assert end_task in task_finished._live_receivers(None)[0]


@pytest.mark.parametrize("form", ["plain", "json"])
def test_both_forms_can_be_set_up(form: str) -> None:
    configured = logging_from_words(form, is_debug=False, logs_requests=True)

    assert configured["handlers"]["console"]["formatter"] == form
    assert configured["loggers"]["backroutine.requests"]["level"] == "INFO"
