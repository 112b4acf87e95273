import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exercises.dose import Side
from sessions.models import LoggedSet, Session
from sessions.record import SetRecord
from sessions.since_last import Change, changes, is_time_for_signs, next_on
from tests.factories import make_exercise, make_routine, make_session

MONDAY = date(2026, 3, 2)


def held(left: int, right: int) -> list[tuple[str, Any]]:
    done = {Side.LEFT: left, Side.RIGHT: right}
    return [("Plank", SetRecord(1, side, int(seconds > 0), seconds)) for side, seconds in done.items()]


def test_only_what_differs_is_a_change() -> None:
    assert changes(held(30, 30), held(30, 20)) == [Change("Plank", "Right", "30\u00a0s", "20\u00a0s")]


def test_what_was_not_done_before_is_said_so() -> None:
    assert changes([], held(30, 0)) == [Change("Plank", "Left", "not done", "30\u00a0s")]


@pytest.mark.parametrize(
    ("days", "target", "due"),
    [([2, 4], 3, 4), ([0], 1, 9), ([], 7, 3), ([], 14, 3), ([], 3, 4), ([], 1, 9)],
)
def test_the_next_day_is_the_routines_or_spreads_its_times_over_the_week(
    days: list[int], target: int, due: int
) -> None:
    assert next_on(days, target, MONDAY) == date(2026, 3, due)


@pytest.mark.parametrize(
    ("first", "last", "today", "due"),
    [
        (None, None, MONDAY, True),
        (MONDAY, MONDAY, MONDAY, False),
        (MONDAY, date(2026, 3, 28), date(2026, 3, 29), False),
        (MONDAY, date(2026, 3, 29), date(2026, 3, 30), True),
        (MONDAY, date(2026, 3, 30), date(2026, 3, 31), False),
        (MONDAY, date(2026, 3, 5), date(2026, 8, 1), True),
    ],
)
def test_warning_signs_come_at_first_and_every_four_weeks(
    first: date | None, last: date | None, today: date, due: bool
) -> None:
    assert is_time_for_signs(first, last, today) is due


def before_page(client: Client, person: User) -> str:
    session = Session.objects.start(person, make_routine(person, make_exercise()), uuid.uuid4())
    return client.get(reverse("sessions:play", args=[session.pk])).content.decode()


@pytest.mark.django_db
def test_the_first_session_reminds_of_warning_signs(alice: User, alice_client: Client) -> None:
    assert "sheet-signs is-due" in before_page(alice_client, alice)


@pytest.mark.django_db
def test_the_second_session_of_the_day_does_not(alice: User, alice_client: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        make_session(alice)
        page = before_page(alice_client, alice)

    assert "sheet-signs is-due" not in page
    assert "sheet-signs" in page  # for pain of 6 or more


@pytest.mark.django_db
@pytest.mark.parametrize("entries", [1, 3])
def test_a_session_says_what_changed_and_when_it_is_next(
    alice: User, alice_client: Client, django_assert_num_queries: Any, entries: int
) -> None:
    routine = make_routine(alice, *[make_exercise() for _ in range(entries)], days=[3])
    with time_machine.travel(datetime(2026, 3, 3, 9, tzinfo=UTC)):
        make_session(alice, routine, started_at=datetime(2026, 3, 2, 7, tzinfo=UTC))
        session = make_session(alice, routine, started_at=datetime(2026, 3, 3, 7, tzinfo=UTC))
        LoggedSet.objects.filter(entry__session=session).update(held_seconds=20)
        with django_assert_num_queries(8):
            page = alice_client.get(session.get_absolute_url()).content.decode()

    assert "Since last time" in page
    assert "<td>30\u00a0s</td><td>20\u00a0s</td>" in page
    assert "Next: Morning on Thursday 5 March." in page


@pytest.mark.django_db
def test_an_old_session_names_no_day(alice: User, alice_client: Client) -> None:
    session = make_session(alice, make_routine(alice, make_exercise()))

    assert "Next:" not in alice_client.get(session.get_absolute_url()).content.decode()
