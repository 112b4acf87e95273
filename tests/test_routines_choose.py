"""From an exercise's page into a routine, with a level, a dose or a note."""

import re
from http import HTTPStatus

import pytest

from exercises.dose import Dose, Sides
from exercises.models import Exercise, Level
from tests.factories import make_exercise, make_own_exercise, make_routine

pytestmark = pytest.mark.django_db


@pytest.fixture
def bridge() -> Exercise:
    exercise = make_exercise("Bridge", measure="reps_with_hold", reps=6, hold_seconds=5, sides="each")
    Level.objects.create(exercise=exercise, number=2, sets=2, reps=8, hold_seconds=10, change="More of it")
    return exercise


def test_a_level_brings_its_dose(alice, alice_client, bridge):
    routine = make_routine(alice)

    alice_client.post("/routines/add/", {"exercise": "bridge", "routine": routine.pk, "level": "2"})

    assert routine.prescriptions.get().dose == Dose(sets=2, reps=8, hold_seconds=10, sides=Sides.EACH)


def test_a_number_counts_before_the_levels_and_an_empty_one_does_not(alice, alice_client, bridge):
    routine = make_routine(alice)

    alice_client.post(
        "/routines/add/",
        {"exercise": "bridge", "routine": routine.pk, "level": "2", "reps": "", "hold_seconds": "20", "note": "Slowly"},
    )

    added = routine.prescriptions.get()
    assert (added.dose, added.note) == (Dose(sets=2, reps=8, hold_seconds=20, sides=Sides.EACH), "Slowly")


def test_a_whole_dose_in_one_go_is_one_change_to_undo(alice, alice_client, bridge):
    routine = make_routine(alice)

    alice_client.post(
        "/routines/add/",
        {"exercise": "bridge", "routine": routine.pk, "sets": "3", "reps": "4", "hold_seconds": "6", "sides": "left"},
    )
    added = routine.prescriptions.get().dose
    alice_client.post(f"/changes/{routine.changes.get().pk}/undo/")

    assert added == Dose(sets=3, reps=4, hold_seconds=6, sides=Sides.LEFT)
    assert routine.prescriptions.count() == 0


def test_an_unknown_level_is_the_usual_dose(alice, alice_client, bridge):
    routine = make_routine(alice)

    alice_client.post("/routines/add/", {"exercise": "bridge", "routine": routine.pk, "level": "9"})

    assert routine.prescriptions.get().dose == bridge.dose


@pytest.mark.parametrize(
    "bad", [{"sets": "0"}, {"reps": "many"}, {"hold_seconds": "601"}, {"sides": "up"}, {"note": "x" * 241}], ids=str
)
def test_a_bad_dose_is_refused_beside_its_field_and_nothing_is_lost(alice, alice_client, bridge, bad):
    routine = make_routine(alice)
    sent = {"exercise": "bridge", "routine": routine.pk, "rest_seconds": "33"} | bad

    response = alice_client.post("/routines/add/", sent)

    assert (response.status_code, routine.prescriptions.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert "field-error" in response.text
    assert re.search(r'name="rest_seconds"[^>]*value="33"|value="33"[^>]*name="rest_seconds"', response.text)
    assert f'<option value="{routine.pk}" selected>' in response.text


def test_the_page_shows_the_levels_dose_and_the_routines(alice, bob, alice_client, bridge):
    mine = make_routine(alice, bridge, name="Mine")
    make_routine(bob, name="His")

    html = alice_client.get("/routines/add/?exercise=bridge&level=2").text

    assert re.findall(r'<option value="(\w+)"[^>]*>([^<]+)<', html)[-2:] == [
        (str(mine.pk), "Mine (has it already)"),
        ("new", "A new routine"),
    ]
    assert re.search(r'name="reps"[^>]*value="8"|value="8"[^>]*name="reps"', html)
    assert len(re.findall(r'aria-current="true">Level 2', html)) == 1


def test_the_page_is_for_ones_own_and_the_catalogues_exercises(alice, alice_client, bob_client):
    own = make_own_exercise(alice)

    answers = [each.get(f"/routines/add/?exercise={own.slug}").status_code for each in (alice_client, bob_client)]

    assert answers == [HTTPStatus.OK, HTTPStatus.FOUND]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_few_queries(alice, alice_client, bridge, rows, django_assert_num_queries):
    for _ in range(rows):
        make_routine(alice, bridge)

    with django_assert_num_queries(5):
        alice_client.get("/routines/add/?exercise=bridge&level=2")
