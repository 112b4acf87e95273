"""What Prometheus is told: only where it was set up, with names of the code alone, of all workers together."""

import os
import re
import signal
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from backroutine import tracing
from backroutine.tracing import watch
from sessions.models import Reminder, Session
from sessions.models.query import Source
from sessions.tasks import send_reminder
from tests.databases import SQLITE
from tests.factories import make_routine
from tests.faults.served import Browser, Served, wait_for
from tests.own_site import own_site

TOKEN = "a-token-of-some-length"
KEY = uuid.UUID(int=7)


@pytest.fixture
def counted(settings: Any, db: None) -> Client:
    """A client of a site that counts."""
    settings.METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = [settings.MIDDLEWARE[0], "backroutine.metrics.MetricsMiddleware", *settings.MIDDLEWARE[1:]]
    return Client(raise_request_exception=False)


def read(client: Client) -> dict[str, float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return values(answer.content.decode())


def values(text: str) -> dict[str, float]:
    return {name: float(number) for name, number in re.findall(r"^(backroutine_\S+) (\S+)$", text, re.M)}


def test_without_a_token_there_is_no_such_page_and_nothing_counts(client: Client, settings: Any) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert "backroutine.metrics.MetricsMiddleware" not in settings.MIDDLEWARE


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", TOKEN, "Bearer é"])
def test_only_the_token_opens_it(counted: Client, sent: str) -> None:
    answer = counted.get("/metrics", headers={"Authorization": sent})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_request_counts_by_its_route(counted: Client, alice: User) -> None:
    routine = make_routine(alice, name="Slipped disc")
    counted.force_login(alice)
    before = read(counted)
    with connection.execute_wrapper(watch):
        counted.get(f"/routines/{routine.pk}/")
    counted.get("/routines/999999/")
    counted.generic("BREW", "/routines/")
    after = read(counted)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more('backroutine_requests_total{method="GET",route="routines:detail",status="200"}') == 1
    assert more('backroutine_requests_total{method="GET",route="routines:detail",status="404"}') == 1
    assert more('backroutine_requests_total{method="other",route="routines:list",status="405"}') == 1
    assert more('backroutine_request_seconds_count{route="routines:detail"}') == 2
    assert more('backroutine_request_queries_total{route="routines:detail"}') > 2
    assert 0 < more('backroutine_request_database_seconds_total{route="routines:detail"}') < 10
    assert after["backroutine_requests_running"] == 1
    assert not [name for name in after if "999999" in name or "disc" in name or "BREW" in name]


def test_what_breaks_counts_by_its_class(counted: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise LookupError("secret")

    before = read(counted)
    monkeypatch.setattr("exercises.guidance.shipped", fail)
    assert counted.get("/about/").status_code == 500

    name = 'backroutine_exceptions_total{error="LookupError"}'
    assert read(counted)[name] - before.get(name, 0) == 1


def test_guests_and_saved_sessions_count(counted: Client, alice: User, django_capture_on_commit_callbacks: Any) -> None:
    guest, saved = (f'backroutine_happened_total{{what="{what}"}}' for what in ("guest_made", "session_saved"))
    before = read(counted)
    with django_capture_on_commit_callbacks(execute=True):
        counted.post("/routines/new/", {"name": "Mine", "weekly_target": 3, "as_guest": "1", "time_zone": "UTC"})
        routine, now = make_routine(alice), timezone.now()
        for _ in range(2):  # twice is once
            Session.objects.log_by_hand(alice, Source("Mine", routine), KEY, started_at=now, minutes=5)
    after = read(counted)

    assert after[guest] - before.get(guest, 0) == 1
    assert after[saved] - before.get(saved, 0) == 1


def test_what_waits_is_told(counted: Client, alice: User) -> None:
    make_routine(alice)
    Reminder.objects.create(person=alice, is_mail_on=True, next_at=timezone.now() - timedelta(minutes=5))
    for _ in range(2):
        send_reminder.enqueue(1)
    DBTaskResult.objects.filter(pk=DBTaskResult.objects.first().pk).update(status="FAILED")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=2))
    told = read(counted)

    assert [told[f'backroutine_tasks{{status="{status}"}}'] for status in ("ready", "running", "failed")] == [1, 0, 1]
    assert 120 <= told["backroutine_task_oldest_seconds"] < 180
    assert 300 <= told["backroutine_reminder_late_seconds"] < 360


def test_nothing_is_told_of_anybody_while_it_is_off() -> None:
    tracing.happened("guest_made")  # nobody hears it, and nothing breaks


def test_workers_count_together_and_one_that_died_keeps_what_it_counted(tmp_path: Path, build_dir: Path) -> None:
    env = {"BUILD_DIR": str(build_dir), "METRICS_TOKEN": TOKEN}
    name = 'backroutine_requests_total{method="GET",route="healthz",status="200"}'
    with own_site(SQLITE, tmp_path, **env) as site:
        served = Served(site, SQLITE, workers=2)
        try:
            served.start()
            browser = Browser(site.port)

            def told() -> dict[str, float]:
                return values(browser.get("/metrics", Authorization=f"Bearer {TOKEN}").text)

            for _ in range(40):
                assert browser.get("/healthz").status == 200
            first = told()
            before = served.worker_pids()
            for pid in before:  # both: whichever answers next is a new one
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: served.is_ready() and not set(before) & set(served.worker_pids()))
            browser.get("/healthz")
            second = told()
        finally:
            served.stop()

    assert first[name] == 40
    assert second[name] == 41
    assert second["backroutine_requests_running"] == 1
