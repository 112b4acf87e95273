"""Goals in a person's own words: rated once a week, drawn honestly, everything undone with a tap."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sessions.goals import GoalChange, goal_change, goal_drawing, goal_sentence
from sessions.models import Goal
from sessions.models.goal import MOST_GOALS, GoalsFullError

WEDNESDAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
TODAY = WEDNESDAY.date()
MONDAY = date(2026, 3, 2)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _wednesday():  # type: ignore[no-untyped-def]
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def socks(alice: User) -> Goal:
    return Goal.objects.add(alice, "put on socks")


def url(name: str, goal: Goal) -> str:
    return reverse(f"sessions:progress_goal_{name}", args=[goal.pk])


def rate(client: Client, goal: Goal, value: int | str, **kwargs):  # type: ignore[no-untyped-def]
    return client.post(url("rate", goal), {f"{goal.pk}-value": value}, **kwargs)


# --- The sums ---


@pytest.mark.parametrize(
    ("first", "last", "change"),
    [
        (4, 7, GoalChange.BETTER),
        (4, 6, GoalChange.UNCLEAR),
        (4, 4, GoalChange.UNCLEAR),
        (4, 1, GoalChange.WORSE),
        (10, 8, GoalChange.UNCLEAR),
    ],
)
def test_under_three_points_is_no_clear_change(first: int, last: int, change: GoalChange) -> None:
    assert goal_change(first, last) is change


def test_the_sentence_says_where_it_began_and_where_it_is() -> None:
    assert goal_sentence([]) == "Not rated yet."
    assert goal_sentence([(MONDAY, 4)]) == "4 in the week of 2 March. A second week makes a line."
    assert goal_sentence([(MONDAY, 4), (MONDAY + timedelta(days=7), 8)]) == (
        "4 in the week of 2 March, 8 last: 4 points up, a clear change."
    )
    assert "Under three points" in goal_sentence([(MONDAY, 4), (MONDAY + timedelta(days=7), 2)])


def test_one_rating_draws_nothing() -> None:
    assert goal_drawing([(MONDAY, 4)], TODAY) is None


def test_the_drawing_and_its_table_hold_every_rating() -> None:
    ratings = [(MONDAY - timedelta(days=7 * number), value) for number, value in ((20, 2), (9, 5), (3, 3), (0, 7))]

    drawing = goal_drawing(ratings, TODAY)

    assert drawing
    assert [point.value for point in drawing.chart.lines[0].points] == [2, 5, 3, 7]
    assert [row[1] for row in drawing.table.rows] == ["2", "5", "3", "7"]
    assert drawing.chart.band
    assert (drawing.chart.band.low, drawing.chart.band.high) == (0, 5)


# --- Rows ---


def test_a_week_has_one_rating(socks: Goal) -> None:
    assert socks.rate(4, TODAY) is None
    assert socks.rate(6, TODAY + timedelta(days=4)) == 4
    assert socks.rate(7, TODAY + timedelta(days=5)) is None

    assert list(socks.ratings.values_list("week_on", "value")) == [(MONDAY, 6), (MONDAY + timedelta(days=7), 7)]


def test_a_rating_goes_to_ten(socks: Goal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        socks.rate(11, TODAY)


def test_five_goals_are_enough_and_the_same_words_are_one(alice: User, socks: Goal) -> None:
    for number in range(MOST_GOALS - 1):
        Goal.objects.add(alice, f"Goal {number}")

    assert Goal.objects.add(alice, "put on socks") == socks
    with pytest.raises(GoalsFullError):
        Goal.objects.add(alice, "sixth")
    socks.reach()
    assert Goal.objects.add(alice, "sixth").pk


# --- The page ---


def test_an_empty_page_asks_for_a_goal_and_takes_it(alice_client: Client, alice: User) -> None:
    assert "put on socks" in alice_client.get(reverse("sessions:progress_goals")).content.decode()

    page = alice_client.post(reverse("sessions:progress_goals"), {"words": "sit through a film"}, follow=True)

    assert alice.goals.get().words == "sit through a film"
    assert "sit through a film</h2>" in page.content.decode()


@pytest.mark.parametrize("words", ["", "   ", "x" * 121])
def test_a_goal_without_words_or_with_too_many_is_refused(alice_client: Client, words: str) -> None:
    response = alice_client.post(reverse("sessions:progress_goals"), {"words": words})

    assert response.status_code == 422
    assert not Goal.objects.exists()


def test_a_sixth_goal_is_refused_in_words(alice_client: Client, alice: User) -> None:
    for number in range(MOST_GOALS):
        Goal.objects.add(alice, f"Goal {number}")

    response = alice_client.post(reverse("sessions:progress_goals"), {"words": "sixth"})

    assert response.status_code == 422
    assert "Five at a time are enough" in response.content.decode()


def test_a_rating_is_stored_and_undone_as_it_was(alice_client: Client, socks: Goal) -> None:
    rate(alice_client, socks, 4, follow=True)
    page = rate(alice_client, socks, 7, follow=True).content.decode()
    assert socks.ratings.get().value == 7

    path = re.search(r'action="([^"]+unrate/[^"]*)"', page)
    assert path
    alice_client.post(path[1])
    assert socks.ratings.get().value == 4
    alice_client.post(url("unrate", socks))
    assert not socks.ratings.exists()


def test_htmx_gets_the_goals_alone(alice_client: Client, socks: Goal) -> None:
    page = rate(alice_client, socks, 4, headers=HTMX).content.decode().strip()

    assert page.startswith('<div class="stack stack-l" id="goals">')
    assert "Rated for this week: put on socks." in page


@pytest.mark.parametrize("value", ["11", "-1", "", "x"])
def test_a_rating_off_the_scale_is_refused_in_its_place(alice_client: Client, socks: Goal, value: str) -> None:
    response = rate(alice_client, socks, value)

    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert not socks.ratings.exists()


def test_a_goal_is_reworded_reached_reopened_deleted_and_restored(alice_client: Client, socks: Goal) -> None:
    alice_client.post(url("say", socks), {"words": "put on boots"})
    alice_client.post(url("reach", socks))
    page = alice_client.get(reverse("sessions:progress_goals")).content.decode()
    assert "Rate it again" in page
    assert "<b>put on boots</b>" in page

    alice_client.post(url("reopen", socks))
    alice_client.post(url("delete", socks))
    assert "put on boots</h2>" not in alice_client.get(reverse("sessions:progress_goals")).content.decode()

    alice_client.post(url("restore", socks))
    assert "put on boots</h2>" in alice_client.get(reverse("sessions:progress_goals")).content.decode()


@pytest.mark.parametrize("name", ["rate", "unrate", "say", "reach", "reopen", "delete", "restore"])
def test_goals_are_private(client: Client, bob_client: Client, socks: Goal, name: str) -> None:
    assert bob_client.post(url(name, socks)).status_code == 404
    assert client.post(url(name, socks)).headers["Location"].startswith(reverse("account_login"))


def test_the_page_is_private(client: Client, bob_client: Client, socks: Goal) -> None:
    assert client.get(reverse("sessions:progress_goals")).status_code == 302
    assert "put on socks</h2>" not in bob_client.get(reverse("sessions:progress_goals")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_few_queries(alice_client, alice, rows, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(rows):
        goal = Goal.objects.add(alice, f"Goal {number}")
        for week in range(5 * rows):
            goal.rate(week % 10, TODAY - timedelta(days=7 * week))
        reached = Goal.objects.add(alice, f"Reached {number}")
        reached.reach()

    with django_assert_num_queries(5):
        alice_client.get(reverse("sessions:progress_goals"))
