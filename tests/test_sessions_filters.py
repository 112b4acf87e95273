"""The history narrowed to what a person looks for, with the address kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from exercises.dose import Sides
from exercises.models import Activity, Kind
from routines.models import Routine
from tests.factories import make_entry, make_exercise, make_person, make_routine, make_session

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def routine(alice: User) -> Routine:
    """Plank alone."""
    return make_routine(alice, make_exercise("Plank"), name="Core")


@pytest.fixture
def history(alice: User, routine: Routine) -> None:
    """A routine, a stretch without one, a walk, and gardening, each on its own day."""
    make_session(alice, routine, started_at=NOON)
    free = make_session(alice, name="Loose", started_at=NOON - timedelta(days=1))
    make_entry(free, make_exercise("Cobra", kind=Kind.STRETCH))
    walking = Activity.objects.create(
        slug="walking", name="Walking", why="Simple.", minutes=10, days_per_week=3, effort="easy"
    )
    make_session(alice, activity=walking, name="Walking", started_at=NOON - timedelta(days=2))
    make_session(alice, is_activity=True, name="Gardening & more", started_at=NOON - timedelta(days=3))
    make_session(make_person(), name="A stranger's")


def names(client: Client, **query: object) -> list[str]:
    page = client.get("/sessions/", query).content.decode()
    return [part.split("</span>")[0] for part in page.split('<span class="session-name">')[1:]]


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Core", "Loose", "Walking", "Gardening &amp; more"]),
        ({"what": "free"}, ["Loose"]),
        ({"what": "activity-Walking"}, ["Walking"]),
        ({"what": "activity-Gardening & more"}, ["Gardening &amp; more"]),
        ({"kind": "activity"}, ["Walking", "Gardening &amp; more"]),
        ({"kind": "stretch"}, ["Loose"]),
        ({"kind": "strengthen"}, ["Core"]),
        ({"exercise": "plank"}, ["Core"]),
        ({"exercise": "plank", "kind": "stretch"}, []),
        ({"what": "routine-0"}, ["Core", "Loose", "Walking", "Gardening &amp; more"]),
        ({"what": "nonsense", "exercise": "x", "kind": "y"}, ["Core", "Loose", "Walking", "Gardening &amp; more"]),
    ],
)
def test_a_filter_keeps_what_fits(alice_client: Client, query: dict[str, str], found: list[str]) -> None:
    assert names(alice_client, **query) == found


@pytest.mark.usefixtures("history")
def test_a_routine_is_found_by_its_key_even_when_it_was_deleted(alice_client: Client, routine: Routine) -> None:
    routine.delete_softly()

    assert names(alice_client, what=f"routine-{routine.pk}") == ["Core"]


@pytest.mark.usefixtures("history")
def test_nothing_of_others_is_offered_or_found(bob_client: Client, routine: Routine) -> None:
    page = bob_client.get("/sessions/", {"what": f"routine-{routine.pk}"}).content.decode()

    assert "Gardening" not in page
    assert "No session yet." in page


@pytest.mark.usefixtures("history")
def test_a_filter_that_finds_nothing_says_so_and_can_be_cleared(alice_client: Client) -> None:
    page = alice_client.get("/sessions/?what=free&kind=strengthen").content.decode()

    assert "No session like that yet." in page
    assert "Show all" in page


@pytest.mark.usefixtures("history")
def test_htmx_gets_the_history_and_a_short_address(alice_client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "history"}

    response = alice_client.get("/sessions/?what=&exercise=plank&kind=", headers=headers)

    assert response.content.decode().strip().startswith('<div class="history" id="history">')
    assert response["HX-Push-Url"] == "?exercise=plank"
    assert alice_client.get("/sessions/?what=", headers=headers)["HX-Push-Url"] == "?"


def test_earlier_months_keep_the_filter(alice: User, alice_client: Client) -> None:
    for month in range(1, 4):
        for _ in range(16):
            make_session(alice, is_activity=True, name="Tai chi", started_at=datetime(2026, month, 3, 9, tzinfo=UTC))

    page = alice_client.get("/sessions/?kind=activity").content.decode()

    assert 'href="?kind=activity&amp;through=2026-01#month-2026-01"' in page


def test_the_list_says_what_was_done_of_the_plan(alice: User, alice_client: Client) -> None:
    session = make_session(alice)
    entry = make_entry(session, make_exercise(sets=3, sides=Sides.EACH))
    entry.logged_sets.filter(number=3).update(is_skipped=True)

    assert "4 of 6 sets" in alice_client.get("/sessions/").content.decode()
