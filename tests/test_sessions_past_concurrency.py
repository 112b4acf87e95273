"""Months are added up while sessions change: real threads, real transactions, on both databases."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from sessions.models import SummedMonth
from sessions.progress import past_of
from tests.factories import make_entry, make_exercise, make_person, make_session
from tests.test_sessions_past import THIS_MONTH, TODAY, at, delete_or_restore, everything

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_and_changes_at_the_same_time_leave_the_sums_right() -> None:
    person, dice = make_person(), random.Random(7)
    exercise = make_exercise()
    for number in range(8):
        make_entry(make_session(person, started_at=at(THIS_MONTH - timedelta(days=1 + 9 * number))), exercise)
    gate = threading.Barrier(5)

    def look() -> None:
        for _ in range(6):
            past_of(person, TODAY, date(2025, 1, 1))

    def change() -> None:
        for session in list(person.sessions.all())[:6]:
            session.tell_morning(dice.choice(["better", "worse"]))
            delete_or_restore(session, dice)

    def run(action: Any) -> None:
        try:
            gate.wait(timeout=20)
            action()
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        for future in [pool.submit(run, action) for action in (look, look, look, change, change)]:
            future.result(timeout=120)

    past = past_of(person, TODAY, date(2025, 1, 1))
    assert past.open_on == THIS_MONTH
    assert everything(past, [exercise]) == everything(replace(past, open_on=date.min), [exercise])


def test_nobody_waits_for_sums_that_somebody_else_makes(database: str) -> None:
    """Where the database can tell (SQLite has one writer at a time anyway)."""
    person = make_person()
    make_session(person, started_at=at(date(2026, 1, 5)))
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(User.objects.select_for_update().filter(pk=person.pk))
                locked.set()
                done.wait(timeout=20)
        finally:
            connection.close()

    if database == "sqlite":
        pytest.skip("SQLite has no locks on rows.")
    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert locked.wait(timeout=20)
        past = past_of(person, TODAY)
        done.set()
        holding.result(timeout=20)

    assert (past.open_on, past.days, list(SummedMonth.objects.all())) == (date(2026, 1, 1), 1, [])
