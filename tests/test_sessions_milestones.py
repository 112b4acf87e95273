"""Milestones: each told once, by the session that reached it, and none by streaks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from sessions.milestones import Amount, first_best, is_first_month, reached, round_number
from sessions.whole import milestones_of
from tests.factories import make_exercise, make_routine, make_session

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
ON = MONDAY.date()


def test_round_numbers_are_few() -> None:
    assert [number for number in range(1, 1001) if round_number(number)] == [1, 10, 25, 50, 100, 200, 300, 400, 500]


@pytest.mark.parametrize(
    ("days", "is_reached"),
    [([0], True), ([0, 12, 29], True), ([0, 30], False), ([5], False), ([], False), ([0, 31, 40], False)],
)
def test_the_first_month_is_told_by_the_first_session_after_it(days: list[int], is_reached: bool) -> None:
    earlier = [ON + timedelta(days=day) for day in days]

    assert is_first_month(ON + timedelta(days=30), earlier) is is_reached


def held(**seconds: int) -> dict[int, Amount]:
    return {ord(name): Amount(name, value, min(1, value)) for name, value in seconds.items()}


@pytest.mark.parametrize(
    ("amounts", "best"),
    [
        ([], None),
        ([held(a=30)], None),
        ([held(a=30), held(a=30)], None),
        ([held(a=30), held(a=20), held(a=31)], ("a", 31, 30)),
        ([held(a=30), held(a=31), held(a=40)], None),
        ([held(a=30), held(a=20), held(b=50)], None),
        ([held(a=30, b=10), held(a=33, b=20)], ("b", 20, 10)),
        ([held(a=0), held(a=10)], None),
        ([{1: Amount("a", 0, 8)}, {1: Amount("a", 30, 1)}], None),
    ],
)
def test_the_first_best_betters_what_was_done_before(
    amounts: list[dict[int, Amount]], best: tuple[str, int, int] | None
) -> None:
    found = first_best(amounts)

    assert (found and (found[0].name, found[0].value, found[1].value)) == best


def test_words_of_each() -> None:
    amounts = [{1: Amount("Plank", 30, 1), 2: Amount("Crunch", 0, 8)}, {1: Amount("Plank", 45, 1)}]

    assert [each.text for each in reached(ON, [])] == ["Your first session. A good beginning."]
    assert [each.text for each in reached(ON, [ON - timedelta(days=40)] * 9, amounts)] == [
        "Your session number 10.",
        "A month since your first session, and you are still at it.",
        "Your first personal best: Plank, 45 s held in one session (30 s held before).",
    ]


def page_of(client: Client, session) -> str:  # type: ignore[no-untyped-def]
    return str(client.get(session.get_absolute_url()).content.decode())


def test_the_summary_tells_it_and_the_next_one_does_not(alice_client: Client, alice: User) -> None:
    routine = make_routine(alice, make_exercise("Plank"))
    sessions = [make_session(alice, routine, started_at=MONDAY + timedelta(days=2 * day)) for day in range(11)]

    assert "Your first session" in page_of(alice_client, sessions[0])
    assert "Your session number 10." in page_of(alice_client, sessions[9])
    assert "Milestones" not in page_of(alice_client, sessions[10])


def test_a_first_best_is_told_with_what_was_before(alice_client: Client, alice: User) -> None:
    routine = make_routine(alice, make_exercise("Plank", hold_seconds=30))
    make_session(alice, routine, started_at=MONDAY)
    session = make_session(alice, routine, started_at=MONDAY + timedelta(days=1))
    session.entries.get().logged_sets.update(held_seconds=40)

    assert "Plank, 40 s held in one session (30 s held before)" in page_of(alice_client, session)


def test_what_is_deleted_unfinished_or_anothers_does_not_count(alice_client: Client, alice: User, bob: User) -> None:
    make_session(alice, started_at=MONDAY).delete_softly()
    make_session(alice, started_at=MONDAY, finished_at=None)
    make_session(bob, started_at=MONDAY)
    session = make_session(alice, started_at=MONDAY + timedelta(days=1))

    assert "Your first session" in page_of(alice_client, session)


def test_a_backdated_session_takes_its_own_place(alice: User) -> None:
    later = make_session(alice, started_at=MONDAY)
    assert milestones_of(later)

    make_session(alice, started_at=MONDAY - timedelta(days=3))

    assert not milestones_of(later)


@pytest.mark.parametrize("number", [3, 40])
def test_a_long_history_is_not_read_for_it(alice: User, number: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for day in range(number):
        session = make_session(alice, started_at=MONDAY + timedelta(days=day))

    with django_assert_max_num_queries(2 if number < 30 else 1):
        milestones_of(session)


def test_dates_count_not_the_clock() -> None:
    assert reached(date(2026, 4, 1), [date(2026, 3, 2)])[0].text.startswith("A month")
