"""Pages of a year of sessions: how many bytes go over the wire, and how few questions the database is asked."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from exercises.dose import Sides
from sessions.models import Session
from tests.factories import make_exercise, make_person, make_routine
from tests.test_sessions_growth import NOW, make_history

# What the first round trip of a connection carries: ten packets of 1,460 bytes.
FIRST_ROUND_TRIP = 14_600
EXERCISES = ("Plank", "Cobra", "Bird dog", "Knee to chest", "Cat cow", "Glute bridge", "Side plank", "Hip flexors")
# Where the ceiling is lower than the first round trip, it stands about a tenth above what the page takes.
PAGES = [
    ("/", 7, 5_500),
    ("/next/", 7, 4_500),
    ("/sessions/", 6, 7_000),
    ("/progress/", 6, FIRST_ROUND_TRIP),
    ("/progress/?range=week", 6, FIRST_ROUND_TRIP),
    ("/progress/?range=year", 6, FIRST_ROUND_TRIP),
    ("/progress/?range=all", 6, FIRST_ROUND_TRIP),
    ("/progress/plank/", 5, 5_500),
    ("/progress/plank/?range=year", 5, 6_500),
    ("/progress/activity/?name=Walking", 5, 5_500),
    ("/progress/goals/", 4, 4_000),
    ("/progress/report/", 5, 5_500),
]


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person(db: None) -> User:
    """Somebody who did eight exercises every third day of a year, and every fifth time went for a walk."""
    person = make_person()
    exercises = [make_exercise(name, hold_seconds=20, sides=Sides.EACH) for name in EXERCISES]
    make_history(person, make_routine(person, *exercises), 122)
    for number, session in enumerate(Session.objects.filter(person=person)):
        session.pain_before, session.pain_after, session.effort = number % 6, number % 5, 3 + number % 4
        session.save()
    return person


@pytest.mark.parametrize(("path", "queries", "most_bytes"), PAGES)
def test_a_page_of_a_year_is_small_and_asks_little(
    person: User,
    client: Client,
    path: str,
    queries: int,
    most_bytes: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    client.force_login(person)
    client.get(path)  # the months that are over are added up at the first look

    with django_assert_num_queries(queries):
        page = client.get(path, headers={"accept-encoding": "gzip"})

    assert page.status_code == 200
    assert page["content-encoding"] == "gzip"
    assert len(page.content) <= most_bytes


def save(client: Client, person: User, exercises: int, *, again: bool) -> int:
    """Deliver a session of so many exercises, once before if it is to be `again`; return what the database is asked."""
    routine = make_routine(person, *[make_exercise(sides=Sides.EACH) for _ in range(exercises)])
    session = Session.objects.start(person, routine, uuid.uuid4())
    entries = [
        {"position": position, "duration_seconds": 30, "sets": [done(*key) for key in dose.set_keys()]}
        for position, dose in session.doses().items()
    ]
    for version in range(1, 2 + again):
        at = round(NOW.timestamp() * 1000)
        times = {"sent_at": at, "started_at": at - 600_000, "finished_at": at}
        record = {"version": version, "entries": entries, **times}
        delivery = {"id": str(session.pk), "person": person.mark, "device": "phone", "record": record}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(
                "/sessions/sync/", json.dumps(delivery | {"ratings": {"effort": 5}}), content_type="application/json"
            )
        assert (answer.status_code, answer.json()["version"]) == (200, version)
    return len(queries)


def done(number: int, side: str) -> dict[str, object]:
    return {"number": number, "side": side, "reps": 1, "held_seconds": 20, "is_skipped": False}


@pytest.mark.parametrize("again", [False, True])
def test_saving_asks_as_little_for_twenty_exercises_as_for_one(
    alice: User, alice_client: Client, *, again: bool
) -> None:
    _first, one, twenty = (save(alice_client, alice, exercises, again=again) for exercises in (1, 1, 20))

    assert one == twenty <= 16
