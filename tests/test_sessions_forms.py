"""Logging without a routine: own activities, chosen exercises; and the same again."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from exercises.dose import Sides
from exercises.models import Exercise
from sessions.models import LoggedSet, Session
from tests.factories import make_entry, make_exercise, make_own_exercise, make_person, make_session

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plank(db: None) -> Exercise:
    return make_exercise("Plank", hold_seconds=30)


@pytest.fixture
def cobra(db: None) -> Exercise:
    return make_exercise("Cobra", measure="reps", hold_seconds=0, reps=10, sides=Sides.EACH)


def told(**changes: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "date": "2026-03-04", "time": "18:00", "minutes": "12", "effort": "3"} | changes


def doses(**changes: Any) -> dict[str, Any]:
    return {
        "plank-sets": "2",
        "plank-reps": "1",
        "plank-hold_seconds": "40",
        "cobra-sets": "1",
        "cobra-reps": "8",
        "cobra-hold_seconds": "0",
    } | changes


def sets_of(session: Session) -> list[tuple[str, int, str, int, int]]:
    rows = LoggedSet.objects.filter(entry__session=session).order_by("entry__position", "number", "side")
    return list(rows.values_list("entry__exercise__slug", "number", "side", "reps", "held_seconds"))


# --- An activity in the person's own words ---


def test_an_activity_of_ones_own_is_logged_and_offered_again(alice: User, alice_client: Client) -> None:
    alice_client.post("/sessions/new/", told(what="other", own_name="Gardening"))

    session = alice.sessions.get()
    assert (session.name, session.is_activity, session.activity) == ("Gardening", True, None)
    assert (session.duration_seconds, session.effort) == (720, 3)
    page = alice_client.get("/sessions/new/?own=Gardening").content.decode()
    assert '<option value="own-Gardening" selected>Gardening</option>' in page

    alice_client.post("/sessions/new/", told(what="own-Gardening"))
    assert alice.sessions.filter(name="Gardening", is_activity=True).count() == 2


def test_something_else_needs_a_name(alice: User, alice_client: Client) -> None:
    response = alice_client.post("/sessions/new/", told(what="other", own_name=" "))

    assert response.status_code == 422
    assert "Give it a name, such as Gardening." in response.content.decode()
    assert not alice.sessions.exists()


def test_anothers_activity_is_not_offered(bob: User, alice_client: Client) -> None:
    make_session(bob, is_activity=True, name="Fencing")

    assert "Fencing" not in alice_client.get("/sessions/new/").content.decode()
    assert alice_client.post("/sessions/new/", told(what="own-Fencing")).status_code == 422


def test_the_worst_pain_is_kept_shown_and_corrected(alice: User, alice_client: Client) -> None:
    alice_client.post("/sessions/new/", told(what="other", own_name="Gardening", pain_worst="6"))
    session = alice.sessions.get()
    assert session.pain_worst == 6

    alice_client.post(
        f"/sessions/{session.pk}/",
        {
            "started_at": "2026-03-04T18:00",
            "finished_at": "2026-03-04T18:12",
            "minutes": "12",
            "pain_worst": "4",
            "name": "Digging",
        },
    )

    session.refresh_from_db()
    assert (session.pain_worst, session.name) == (4, "Digging")


# --- Exercises without a routine ---


def test_exercises_are_chosen_by_the_address(alice_client: Client, plank: Exercise, cobra: Exercise) -> None:
    page = alice_client.get("/sessions/new/exercises/?exercise=plank").content.decode()

    assert 'value="plank" checked' in page
    assert 'value="cobra"><span>Cobra' in page


def test_exercises_are_found_by_words_and_what_is_ticked_stays(
    alice_client: Client, plank: Exercise, cobra: Exercise
) -> None:
    make_exercise("Side plank")

    page = alice_client.get("/sessions/new/exercises/?exercise=cobra&q=plank").content.decode()

    assert 'value="cobra" checked' in page
    assert (
        page.index("Ticked so far") < page.index('value="cobra"') < page.index("Found") < page.index('value="plank"><')
    )
    assert "2 exercises found for “plank”." in page
    assert 'value="side-plank"><span>Side plank' in page


@pytest.mark.parametrize(("q", "is_there"), [("cobra", False), ("plank", True), ("", True), ("q=a&q=", True)])
def test_the_last_words_asked_for_narrow_the_choice(
    alice_client: Client, plank: Exercise, cobra: Exercise, q: str, is_there: bool
) -> None:
    page = alice_client.get(f"/sessions/new/exercises/?{q if '=' in q else f'q={q}'}").content.decode()

    assert ('value="plank"><' in page) is is_there


def test_words_that_fit_nothing_say_so(alice_client: Client, plank: Exercise) -> None:
    page = alice_client.get("/sessions/new/exercises/?q=zzzz").content.decode()

    assert "Nothing else fits “zzzz”" in page
    assert 'value="plank"><' not in page


def test_chosen_exercises_are_logged_as_told(
    alice: User, alice_client: Client, plank: Exercise, cobra: Exercise
) -> None:
    response = alice_client.post(
        "/sessions/new/free/?exercise=cobra&exercise=plank", told(**doses(), name="Lunch break")
    )

    session = alice.sessions.get()
    assert response["Location"] == session.get_absolute_url()
    assert (session.name, session.routine, session.is_activity, session.duration_seconds) == (
        "Lunch break",
        None,
        False,
        720,
    )
    assert [entry.exercise.slug for entry in session.entries.all()] == ["cobra", "plank"]
    assert sum(entry.duration_seconds for entry in session.entries.all()) == 720
    assert sets_of(session) == [
        ("cobra", 1, "left", 8, 0),
        ("cobra", 1, "right", 8, 0),
        ("plank", 1, "both", 1, 40),
        ("plank", 2, "both", 1, 40),
    ]


def test_sending_it_twice_logs_one_session(alice: User, alice_client: Client, plank: Exercise, cobra: Exercise) -> None:
    data = told(**doses())

    for _ in range(2):
        alice_client.post("/sessions/new/free/?exercise=cobra&exercise=plank", data)

    assert alice.sessions.get().name == "Exercises without a routine"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"plank-sets": "0"}, "greater than or equal to 1"),
        ({"plank-sets": "11"}, "less than or equal to 10"),
        ({"plank-reps": ""}, "This field is required."),
        ({"plank-hold_seconds": "601"}, "less than or equal to 600"),
        ({"plank-reps": "100", "plank-hold_seconds": "600"}, "more than ten hours in one set"),
        ({"minutes": "0"}, "At least one minute."),
        ({"date": "2026-03-06"}, "That is still to come"),
    ],
)
def test_a_wrong_dose_is_refused_in_plain_words(
    alice: User, alice_client: Client, plank: Exercise, cobra: Exercise, changes: dict[str, str], words: str
) -> None:
    response = alice_client.post("/sessions/new/free/?exercise=plank&exercise=cobra", told(**doses(**changes)))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not alice.sessions.exists()


@pytest.mark.parametrize("query", ["", "?exercise=nonsense", "?exercise=plank&exercise=nonsense"])
def test_an_address_without_good_exercises_leads_to_the_choice(
    alice_client: Client, plank: Exercise, query: str
) -> None:
    assert alice_client.get(f"/sessions/new/free/{query}")["Location"] == "/sessions/new/exercises/"


def test_own_exercises_are_the_owners_alone(bob: User, alice_client: Client, bob_client: Client) -> None:
    own = make_own_exercise(bob, "Wall slide")

    assert "Wall slide" in bob_client.get("/sessions/new/exercises/").content.decode()
    assert "Wall slide" not in alice_client.get("/sessions/new/exercises/").content.decode()
    assert alice_client.get(f"/sessions/new/free/?exercise={own.slug}").status_code == 302


@pytest.mark.parametrize("path", ["/sessions/new/exercises/", "/sessions/new/free/?exercise=plank"])
def test_logging_is_private(client: Client, plank: Exercise, path: str) -> None:
    assert client.get(path)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("exercises", [1, 3])
@pytest.mark.parametrize(
    ("path", "q", "queries"),
    [("/sessions/new/exercises/", "", 4), ("/sessions/new/exercises/", "mat", 5), ("/sessions/new/free/", "", 3)],
)
def test_logging_asks_the_same_whatever_is_chosen(
    alice_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    exercises: int,
    path: str,
    q: str,
    queries: int,
) -> None:
    slugs = [make_exercise().slug for _ in range(exercises)]

    with django_assert_num_queries(queries):
        alice_client.get(path, {"exercise": slugs, "q": q})


# --- The same again ---


@pytest.fixture
def session(alice: User, plank: Exercise) -> Session:
    """Plank held 21 s of 30, last month."""
    session = make_session(alice, name="Morning", started_at=NOW - timedelta(days=30), pain_before=5, note="Stiff")
    make_entry(session, plank, position=3, duration_seconds=600).logged_sets.update(held_seconds=21)
    return session


def test_a_session_is_copied_as_done_just_now(alice: User, alice_client: Client, session: Session) -> None:
    key = uuid.uuid4()

    page = alice_client.post(f"/sessions/{session.pk}/copy/", {"key": str(key)}, follow=True).content.decode()

    copy = alice.sessions.get(pk=key)
    assert f'action="/sessions/{key}/delete/"' in page
    assert (copy.name, copy.local_on, copy.duration_seconds) == ("Morning", date(2026, 3, 5), 600)
    assert (copy.started_at, copy.finished_at) == (NOW - timedelta(minutes=10), NOW)
    assert (copy.pain_before, copy.note) == (None, "")
    assert sets_of(copy) == [("plank", 1, "both", 1, 21)]


def test_a_double_tap_makes_one_copy(alice: User, alice_client: Client, session: Session) -> None:
    key = str(uuid.uuid4())

    for _ in range(2):
        assert alice_client.post(f"/sessions/{session.pk}/copy/", {"key": key}).status_code == 302

    assert alice.sessions.count() == 2


def test_an_activity_is_copied(alice: User, alice_client: Client) -> None:
    walk = make_session(alice, is_activity=True, name="Gardening", started_at=NOW - timedelta(days=3))

    alice_client.post(f"/sessions/{walk.pk}/copy/", {"key": str(uuid.uuid4())})

    assert list(alice.sessions.values_list("name", "is_activity", "duration_seconds")) == [("Gardening", True, 600)] * 2


def test_a_copy_takes_the_clock_of_where_the_person_is_now(db: None, client: Client) -> None:
    person = make_person(time_zone="Pacific/Auckland")
    session = make_session(person, is_activity=True, time_zone="Europe/Berlin")
    client.force_login(person)

    key = uuid.uuid4()
    client.post(f"/sessions/{session.pk}/copy/", {"key": str(key)})

    copy = person.sessions.get(pk=key)
    assert (copy.time_zone, copy.local_on) == ("Pacific/Auckland", date(2026, 3, 6))


@pytest.mark.parametrize("key", ["", "nonsense"])
def test_a_copy_needs_a_key(alice_client: Client, session: Session, key: str) -> None:
    assert alice_client.post(f"/sessions/{session.pk}/copy/", {"key": key}).status_code == 404


def test_another_persons_session_cannot_be_copied_nor_its_key_taken(
    alice: User, bob: User, bob_client: Client, session: Session
) -> None:
    own = make_session(bob, is_activity=True)

    assert bob_client.post(f"/sessions/{session.pk}/copy/", {"key": str(uuid.uuid4())}).status_code == 404
    assert bob_client.post(f"/sessions/{own.pk}/copy/", {"key": str(session.pk)}).status_code == 404
    assert bob_client.get(f"/sessions/{own.pk}/copy/").status_code == 405
    assert Session.objects.count() == 2
