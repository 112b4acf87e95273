"""Programmes: public pages, copied into routines; and exercises added to routines from their own pages."""

from http import HTTPStatus

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from routines.models import MAX_PRESCRIPTIONS, Prescription, Programme, ProgrammePrescription
from tests.factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db


def make_programme(*exercises, **fields) -> Programme:
    programme = Programme.objects.create(
        **{
            "slug": "morning",
            "name": "Morning",
            "goal": "Wake up.",
            "difficulty": 1,
            "minutes": 7,
            "days_per_week": 7,
            "weeks": 4,
        }
        | fields
    )
    for position, exercise in enumerate(exercises):
        ProgrammePrescription.objects.create(
            programme=programme, exercise=exercise, position=position, section="Stretch", hold_seconds=20
        )
    return programme


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_programmes_are_public_and_current(client):
    make_programme()
    make_programme(slug="old", name="Old one", retired_at=timezone.now())

    html = client.get("/programmes/").text

    assert ("Morning" in html, "Old one" in html) == (True, False)


def test_programmes_with_none_say_so(client):
    assert "no programmes here yet" in client.get("/programmes/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_programmes_ask_a_constant_number_of_times(alice_client, rows, django_assert_num_queries):
    for number in range(rows):
        make_programme(make_exercise(), make_exercise(), slug=f"p{number}")

    alice_client.get("/programmes/")
    with django_assert_num_queries(2):  # the session and the person
        alice_client.get("/programmes/")


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_asks_a_constant_number_of_times(alice_client, rows, django_assert_num_queries):
    make_programme(*(make_exercise() for _ in range(rows)))

    alice_client.get("/programmes/morning/")
    with django_assert_num_queries(2):
        alice_client.get("/programmes/morning/")


def test_programme_shows_its_exercises_doses_weeks_and_cautions(client):
    make_programme(
        make_exercise("Plank"),
        weekly_progression=[{"weeks": "1–2", "change": "As written"}, {"weeks": "3", "change": "More"}],
        cautions=[{"who": "A neck problem", "advice": "Ask first."}],
        sources=[{"title": "A study", "organisation": "Somebody", "year": "", "url": ""}],
    )

    html = client.get("/programmes/morning/").text

    wanted = ["Plank", "20 s", "Weeks 1–2", "Week 3", "As written", "A neck problem", "A study"]
    assert [words for words in wanted if words not in html] == []


def test_programme_sends_a_visitor_to_sign_up_and_back(client):
    make_programme()

    assert 'href="/accounts/signup/?next=/programmes/morning/"' in client.get("/programmes/morning/").text


def test_programme_retired_stays_reachable_but_cannot_be_copied(alice_client):
    make_programme(retired_at=timezone.now())

    assert "no longer offered" in alice_client.get("/programmes/morning/").text
    assert alice_client.post("/programmes/morning/copy/").status_code == HTTPStatus.NOT_FOUND


def test_programme_unknown_is_a_404(client):
    assert client.get("/programmes/nothing/").status_code == HTTPStatus.NOT_FOUND


def test_copy_makes_a_routine_and_shows_it(alice, alice_client):
    make_programme(make_exercise("Plank"))

    response = alice_client.post("/programmes/morning/copy/")

    routine = alice.routines.get()
    assert response["Location"] == f"/routines/{routine.pk}/"
    assert [(row.exercise.name, row.hold_seconds) for row in routine.prescriptions.all()] == [("Plank", 20)]
    assert said(response) == ["“Morning” is now a routine of yours. Change whatever you like."]


def test_copy_asks_a_visitor_to_sign_in_and_then_shows_the_programme(client, alice):
    make_programme()

    response = client.post("/programmes/morning/copy/")
    assert response["Location"] == "/accounts/login/?next=/programmes/morning/copy/"

    client.force_login(alice)
    assert client.get("/programmes/morning/copy/")["Location"] == "/programmes/morning/"
    assert not alice.routines.exists()


# --- Adding an exercise from its own page ---


def test_add_to_appends_the_exercise_and_can_be_undone(alice, alice_client):
    plank, routine = make_exercise("Plank"), make_routine(alice, make_exercise())

    response = alice_client.post("/routines/add/", {"exercise": "plank", "routine": routine.pk})

    added = routine.prescriptions.last()
    assert (added.exercise, added.position, response["Location"]) == (plank, 1, "/exercises/plank/")
    assert [(str(m), m.extra_tags) for m in get_messages(response.wsgi_request)] == [
        ("Plank is now in “Morning”.", f"/changes/{routine.changes.first().pk}/undo/")
    ]


def test_add_to_new_makes_a_first_routine(alice, alice_client):
    make_exercise("Plank")

    alice_client.post("/routines/add/", {"exercise": "plank", "routine": "new"})

    routine = alice.routines.get()
    assert (routine.name, routine.prescriptions.get().exercise.name) == ("My routine", "Plank")


def test_add_to_a_strangers_routine_adds_nothing(alice_client, bob):
    make_exercise("Plank")
    hers = make_routine(bob)

    response = alice_client.post("/routines/add/", {"exercise": "plank", "routine": hers.pk})

    assert (hers.prescriptions.count(), response["Location"]) == (0, "/exercises/plank/")
    assert said(response) == ["That did not work: choose one of your routines, or a new one."]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"exercise": "nothing", "routine": "new"},
        {"exercise": "pla\0nk", "routine": "new"},
        {"exercise": "old", "routine": "new"},
        {"exercise": "plank"},
        {"exercise": "plank", "routine": "abc"},
        {"exercise": "plank", "routine": "\0"},
        {"exercise": "plank", "routine": "9" * 20},
        {"exercise": "plank", "routine": "9" * 5000},
        {"exercise": "plank", "routine": "-1"},
    ],
)
def test_add_to_refuses_bad_input_in_words(alice, alice_client, data):
    make_exercise("Plank")
    make_exercise("Old", retired_at=timezone.now())

    response = alice_client.post("/routines/add/", data)

    assert (response.status_code, len(said(response)), alice.routines.count()) == (HTTPStatus.FOUND, 1, 0)


def test_add_to_a_full_routine_says_so(alice, alice_client):
    plank, routine = make_exercise("Plank"), make_routine(alice)
    Prescription.objects.bulk_create(
        Prescription(routine=routine, exercise=plank, position=n) for n in range(MAX_PRESCRIPTIONS)
    )

    response = alice_client.post("/routines/add/", {"exercise": "plank", "routine": routine.pk})

    assert said(response) == ["“Morning” is full. Choose another routine, or a new one."]


def test_add_to_asks_a_visitor_to_sign_in(client, alice):
    make_exercise("Plank")

    response = client.post("/routines/add/", {"exercise": "plank", "routine": "new"})
    assert response["Location"] == "/accounts/login/?next=/routines/add/"

    client.force_login(alice)
    assert client.get("/routines/add/")["Location"] == "/exercises/"
