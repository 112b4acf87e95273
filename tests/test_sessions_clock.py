"""The server's clock is set in the middle of a session: it is saved, as long as it was, in its order."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions.models import Session
from sessions.record import Record
from tests.factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 7, tzinfo=UTC)
JUMPS = [timedelta(days=-400), timedelta(hours=-3), timedelta(seconds=-1), timedelta(hours=3), timedelta(days=400)]


def report(alice: User, key: uuid.UUID, version: int, minutes: int, *, is_over: bool = False) -> dict[str, Any]:
    """What the phone sends, whose own clock goes right: begun ten minutes past."""
    began = int(START.timestamp() * 1000)
    sent = began + minutes * 60_000
    sets = [{"number": 1, "side": "both", "reps": 1, "held_seconds": 30, "is_skipped": False}]
    record = {"version": version, "entries": [{"position": 0, "duration_seconds": 60 * minutes, "sets": sets}]}
    record |= {"sent_at": sent, "started_at": began, "finished_at": sent if is_over else None}
    ratings = {"effort": "5"} if is_over else None
    return {"id": str(key), "person": alice.mark, "device": "phone", "record": record, "ratings": ratings}


def send(client: Client, delivery: dict[str, Any]) -> int:
    return client.post("/sessions/sync/", json.dumps(delivery), content_type="application/json").status_code


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_session_keeps_its_length_when_the_clock_jumps_in_it(alice: User, jump: timedelta) -> None:
    key = uuid.uuid4()
    client = Client()
    with time_machine.travel(START, tick=False):
        Session.objects.start(alice, make_routine(alice, make_exercise()), key)
        client.force_login(alice)
        assert send(client, report(alice, key, 1, 0)) == 200
    with time_machine.travel(START + timedelta(minutes=10) + jump, tick=False):
        client.force_login(alice)  # a jump of a year may end the browser's own session, as a year would
        assert send(client, report(alice, key, 2, 10, is_over=True)) == 200
        assert send(client, report(alice, key, 2, 10, is_over=True)) == 200

    session = Session.objects.get()
    assert session.finished_at - session.started_at == timedelta(minutes=10)
    assert (session.duration_seconds, session.effort, session.entries.get().logged_sets.count()) == (600, 5, 1)
    assert session.local_on == session.started_at.date()


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_session_without_times_of_its_own_never_ends_before_it_began(alice: User, jump: timedelta) -> None:
    with time_machine.travel(START, tick=False):
        session = Session.objects.start(alice, make_routine(alice, make_exercise()), uuid.uuid4())
    with time_machine.travel(START + jump, tick=False):
        assert session.finish(Record(1, ()), effort=4)

    assert session.finished_at >= session.started_at


def test_sessions_stay_in_the_order_of_their_days_when_the_clock_was_put_back(alice: User) -> None:
    routine = make_routine(alice, make_exercise())
    for days in (0, 5, 1):  # the clock was four days ahead at the second
        with time_machine.travel(START + timedelta(days=days), tick=False):
            Session.objects.start(alice, routine, uuid.uuid4()).finish(Record(1, ()))

    found = alice.sessions.newest_first()
    assert [session.local_on.day for session in found] == [7, 3, 2]


@pytest.mark.parametrize(("away", "is_held"), [(1, True), (-1, True), (60, False), (-60, False)])
def test_a_device_holds_a_session_for_minutes_whichever_way_the_clock_went(
    alice: User, away: int, is_held: bool
) -> None:
    session = Session(device_seen_at=timezone.now() - timedelta(minutes=away))

    assert session.is_held() is is_held
