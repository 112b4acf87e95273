"""A page reads no more of a long history than of a short one: counted, not timed.

PostgreSQL says what each query of a page has touched; the queries are the same on SQLite.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from exercises.dose import Sides
from exercises.models import Exercise
from routines.models import Routine
from sessions.models import Entry, LoggedSet, Session
from sessions.progress import past_of
from tests.factories import make_exercise, make_person, make_routine

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
# The shorter one goes back a year already: from there on nothing more is read.
FEW, MANY, OTHERS = 150, 450, 5
# Whether the sums are right, and which activities there are, is asked of all sessions, but of nothing than an index.
FROM_AN_INDEX = ('SUM("logbook_session"."stamp")', '"logbook_session"."name" AS "known_as"')
BIG = {"logbook_session", "logbook_entry", "logbook_loggedset"}
PAGES = (
    "/",
    "/sessions/",
    "/sessions/?exercise=plank",
    "/progress/",
    "/progress/?range=week",
    "/progress/?range=year",
    "/progress/?range=all",
    "/progress/plank/",
    "/progress/plank/?range=year",
    "/progress/plank/?range=all",
    "/progress/activity/?name=Walking",
    "/exercises/plank/",
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def make_history(person: User, routine: Routine, sessions: int) -> None:
    """A session every third day; every fifth is a walk, on which nothing else was done."""
    rows, entries = [], []
    exercises = [row.exercise for row in routine.prescriptions.select_related("exercise")]
    for number in range(sessions):
        started_at = NOW - timedelta(days=3 * number, hours=3)
        is_walk = number % 5 == 4
        session = Session(
            person=person,
            name="Walking" if is_walk else "Morning",
            is_activity=is_walk,
            routine=None if is_walk else routine,
            started_at=started_at,
            finished_at=started_at + timedelta(minutes=10),
            local_on=started_at.date(),
            duration_seconds=600,
        )
        rows.append(session)
        for place, exercise in enumerate([] if is_walk else exercises):
            entries.append(Entry(session=session, exercise=exercise, position=place, duration_seconds=60))
            entries[-1].dose = exercise.dose
    Session.objects.bulk_create(rows)
    Entry.objects.bulk_create(entries)
    LoggedSet.objects.bulk_create(
        LoggedSet(entry=entry, number=number, side=side, reps=1, held_seconds=20)
        for entry in entries
        for number, side in entry.dose.set_keys()
    )


@pytest.fixture
def exercises(db: None) -> list[Exercise]:
    return [make_exercise("Plank", sides=Sides.EACH), make_exercise("Cobra")]


def plans(person: User, page: str) -> list[dict[str, Any]]:
    """Return how each query of the page was carried out, the sums being made already."""
    client = Client()
    client.force_login(person)
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    found = []
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            if query["sql"].lstrip("(").startswith("SELECT"):
                if any(words in query["sql"] for words in FROM_AN_INDEX):
                    continue
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"].replace("%", "%%"), ())
                (answer,) = cursor.fetchone()
                found.append((json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"])
    return found


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if plan.get("Relation Name") in BIG:
        yield plan
    for part in plan.get("Plans", ()):
        yield from scans(part)


def rows_read(person: User, page: str) -> Counter[str]:
    """Return how many rows the page touched by table."""
    read: Counter[str] = Counter()
    for plan in plans(person, page):
        for scan in scans(plan):
            read[scan["Relation Name"]] += round(scan["Actual Rows"] * scan["Actual Loops"])
    return read


@pytest.mark.django_db(transaction=True)
def test_no_page_reads_more_of_three_years_than_of_one(database: str, exercises: list[Exercise]) -> None:
    if database == "sqlite":
        pytest.skip("It does not tell what it reads.")
    people = [make_person() for _ in range(OTHERS + 2)]
    for number, person in enumerate(people):
        make_history(person, make_routine(person, *exercises), MANY if number else FEW)
        past_of(person, NOW.date())
    with connection.cursor() as cursor:
        # What earlier tests took back lies about in the tables, and would be reckoned with.
        cursor.execute("VACUUM ANALYZE")
        # As in a big database: no table is read from end to end while an index knows better.
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET enable_{way} = off")

    try:
        read = {page: [rows_read(person, page) for person in people[:2]] for page in PAGES}
    finally:
        connection.close()  # these settings end with it

    more = {page: (few, many) for page, (few, many) in read.items() if any(many[t] > few[t] * 1.1 + 5 for t in BIG)}
    assert more == {}
