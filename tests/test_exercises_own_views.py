"""Own exercises by form: made, changed, deleted, brought back; and never anybody else's."""

import re
from http import HTTPStatus

import pytest
from django.contrib.messages import get_messages

from exercises.dose import Dose, Sides
from exercises.models import Exercise, Muscle
from tests.factories import make_own_exercise, make_routine

pytestmark = pytest.mark.django_db

SENT = {
    "name": "Heel drop",
    "kind": "strengthen",
    "start_position": "standing",
    "sets": "2",
    "reps": "8",
    "hold_seconds": "3",
    "sides": "each",
    "rest_seconds": "30",
    "release_seconds": "0",
    "rep_seconds": "4",
}


def test_an_own_exercise_is_made_as_it_was_said(alice, alice_client):
    Muscle.objects.create(slug="calves", name="Gastrocnemius", lay_name="Calves", region="leg")
    sent = SENT | {
        "steps": "Rise on your toes.\n\n  Sink   slowly. \n",
        "figure_slug": "calf-stretch",
        "equipment": ["step", "wall"],
        "muscles": ["calves"],
    }

    response = alice_client.post("/exercises/own/new/", sent)

    own = alice.own_exercises.get()
    assert response["Location"] == own.get_absolute_url()
    assert (own.name, own.dose) == ("Heel drop", Dose(2, 8, 3, Sides.EACH, 30, 0, 4))
    assert (own.steps, own.figure_slug) == (["Rise on your toes.", "Sink slowly."], "calf-stretch")
    assert sorted(own.equipment) == ["step", "wall"]
    assert [muscle.slug for muscle in own.muscles.all()] == ["calves"]
    own.full_clean()


def test_an_own_exercise_has_its_page(alice, alice_client):
    own = make_own_exercise(alice, "Heel drop", steps=["Rise."], figure_slug="calf-stretch")

    html = alice_client.get(own.get_absolute_url()).text

    assert [words in html for words in ("<h1>Heel drop</h1>", "Rise.", f"/exercises/own/{own.slug}/edit/")] == [
        True
    ] * 3


def test_making_is_undone_by_deleting_and_that_by_restoring(alice, alice_client):
    response = alice_client.post("/exercises/own/new/", SENT)
    (made,) = get_messages(response.wsgi_request)
    response = alice_client.post(made.extra_tags)
    deleted = list(Exercise.objects.offered_to(alice))
    *_before, undo = get_messages(response.wsgi_request)
    alice_client.post(undo.extra_tags)

    assert deleted == []
    assert [it.name for it in Exercise.objects.offered_to(alice)] == ["Heel drop"]


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "\0"},
        {"kind": "dance"},
        {"start_position": ""},
        {"sets": "0"},
        {"reps": "1.5"},
        {"hold_seconds": "-1"},
        {"hold_seconds": "600", "reps": "100", "sets": "10"},
        {"sides": "up"},
        {"steps": "\n".join("x" * 30)},
        {"steps": "x" * 301},
        {"figure_slug": "nothing"},
        {"equipment": ["piano"]},
        {"muscles": ["heart"]},
    ],
    ids=lambda bad: str(bad)[:30],
)
def test_a_bad_exercise_is_refused_in_words_and_nothing_is_lost(alice, alice_client, bad):
    response = alice_client.post("/exercises/own/new/", SENT | {"rest_seconds": "44"} | bad)

    assert (response.status_code, alice.own_exercises.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert re.search(r'class="field-error"|role="alert"', response.text)
    assert 'value="44"' in response.text


def test_an_own_exercise_is_changed(alice, alice_client):
    own = make_own_exercise(alice, "Heel drop", steps=["Rise."])
    routine = make_routine(alice, own)

    alice_client.post(f"/exercises/own/{own.slug}/edit/", SENT | {"name": "Calf raise", "steps": "Up.\nDown."})

    own.refresh_from_db()
    assert (own.name, own.steps, own.reps) == ("Calf raise", ["Up.", "Down."], 8)
    assert routine.prescriptions.get().reps == 10


def test_the_form_to_change_shows_what_there_is(alice, alice_client):
    own = make_own_exercise(alice, "Heel drop", steps=["Rise.", "Sink."], dose=Dose(sets=3, reps=7))

    html = alice_client.get(f"/exercises/own/{own.slug}/edit/").text

    assert [words in html for words in ('value="Heel drop"', "Rise.\nSink.", 'value="7"')] == [True] * 3


def test_a_search_without_a_result_offers_to_add_it(alice_client):
    html = alice_client.get("/exercises/?q=zzz").text

    assert "/exercises/own/new/?name=zzz" in html
    assert 'value="zzz"' in alice_client.get("/exercises/own/new/?name=zzz").text


@pytest.mark.parametrize(
    ("method", "page"), [("get", "edit"), ("post", "edit"), ("post", "delete"), ("post", "restore")]
)
def test_strangers_find_nothing(alice, bob_client, client, method, page):
    own = make_own_exercise(alice, "Heel drop")
    address = f"/exercises/own/{own.slug}/{page}/"

    strangers, visitors = (getattr(each, method)(address, SENT) for each in (bob_client, client))

    own.refresh_from_db()
    assert strangers.status_code == HTTPStatus.NOT_FOUND
    assert visitors["Location"].startswith("/accounts/login/")
    assert (own.name, own.retired_at) == ("Heel drop", None)


def test_a_full_library_says_so(alice, alice_client, monkeypatch):
    monkeypatch.setattr("exercises.models.exercise.MAX_OWN", 1)
    make_own_exercise(alice)

    response = alice_client.post("/exercises/own/new/", SENT)

    assert (response.status_code, alice.own_exercises.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 1)
    assert "delete one first" in response.text


def test_an_own_exercise_is_played(alice, alice_client):
    routine = make_routine(alice, make_own_exercise(alice, "Heel drop", figure_slug="calf-stretch"))
    key = "6f9b1f0e-7b1f-4f0e-9b1f-0e7b1f4f0e9b"

    response = alice_client.post("/sessions/start/", {"routine": routine.pk, "key": key}, follow=True)

    assert response.redirect_chain[-1][0] == f"/sessions/{key}/play/"
    assert "Heel drop" in response.text


def test_own_pages_ask_few_queries(alice, alice_client, django_assert_num_queries):
    own = make_own_exercise(alice)

    with django_assert_num_queries(3):
        alice_client.get("/exercises/own/new/")
    with django_assert_num_queries(5):
        alice_client.get(f"/exercises/own/{own.slug}/edit/")
    with django_assert_num_queries(6):
        alice_client.get(own.get_absolute_url())
