"""Today's pure parts, and the routines in the order of their days."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from sessions.models import Goal
from sessions.today import next_day
from tests.factories import make_exercise, make_routine, make_session

WEDNESDAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "day"),
    [([], None), ([3], 5), ([2], 11), ([0], 9), ([0, 4], 6), ([0, 1, 2, 3, 4, 5, 6], 5)],
)
def test_the_next_day_is_the_first_one_after_today(days: list[int], day: int | None) -> None:
    assert next_day(days, WEDNESDAY.date()) == (day and date(2026, 3, day))


@time_machine.travel(WEDNESDAY, tick=False)
def test_what_is_planned_for_today_stands_first(alice_client: Client, alice: User) -> None:
    for name, days in (("Any day", []), ("Wednesdays", [2]), ("Mondays", [0]), ("Done", [2])):
        make_routine(alice, make_exercise(), name=name, days=days)
    make_session(alice, alice.routines.get(name="Done"), started_at=WEDNESDAY - timedelta(hours=1))

    rows = alice_client.get("/").context["routines"]

    assert [row.routine.name for row in rows] == ["Wednesdays", "Done", "Any day", "Mondays"]


@time_machine.travel(WEDNESDAY, tick=False)
@pytest.mark.parametrize(
    ("days", "is_done", "words"),
    [
        ([2, 4], False, "Planned for today"),
        ([2, 4], True, "Next on Friday"),
        ([0], False, "Next on Monday"),
        ([], True, "Done today"),
    ],
)
def test_a_routine_says_when_it_is_meant(
    alice_client: Client, alice: User, days: list[int], is_done: bool, words: str
) -> None:
    routine = make_routine(alice, make_exercise(), days=days)
    if is_done:
        make_session(alice, routine, started_at=WEDNESDAY - timedelta(hours=1))

    assert words in alice_client.get("/").content.decode()


@time_machine.travel(datetime(2026, 3, 4, 10, 30, tzinfo=UTC), tick=False)
def test_the_day_is_the_persons_own(alice_client: Client, alice: User) -> None:
    User.objects.update(time_zone="Pacific/Auckland")  # where it is Wednesday night
    make_routine(alice, make_exercise(), days=[2])
    assert "Planned for today" in alice_client.get("/").content.decode()

    with time_machine.travel(datetime(2026, 3, 4, 11, 30, tzinfo=UTC), tick=False):
        assert "Next on Wednesday" in alice_client.get("/").content.decode()


def test_less_time_starts_a_shorter_session(alice_client: Client, alice: User) -> None:
    routine = make_routine(alice, *(make_exercise(hold_seconds=200) for _ in range(3)))
    row = alice_client.get("/").context["routines"][0]
    assert (row.minutes, row.shorter) == (10, [5])

    alice_client.post("/sessions/start/", {"routine": routine.pk, "key": row.key, "minutes": 5})

    assert alice.sessions.get().entries.count() == 1


@time_machine.travel(WEDNESDAY, tick=False)
def test_goals_that_are_not_rated_this_week_are_named(alice_client: Client, alice: User, bob: User) -> None:
    make_routine(alice, make_exercise())
    first, second, reached = (Goal.objects.add(alice, words) for words in ("put on socks", "sit", "run"))
    Goal.objects.add(bob, "sleep")
    reached.reach()
    first.rate(4, WEDNESDAY.date() - timedelta(days=7))

    pages = [alice_client.get("/").content.decode()]
    for goal in (first, second):
        goal.rate(5, WEDNESDAY.date())
        pages.append(alice_client.get("/").content.decode())

    words = ("Rate 2 goals for this week", "Rate your goal for this week", "Your goals")
    assert [[each in page for each in words] for page in pages] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
