"""Own exercises: whose they are, what becomes of them, and that nobody else ever meets them."""

from http import HTTPStatus

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from exercises.dose import Dose, Sides
from exercises.models import Exercise, LibraryFullError, Muscle
from routines.models import Routine
from sessions.models import Session
from tests.factories import make_exercise, make_own_exercise, make_person, make_routine, make_session

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_own_exercise_holds_what_was_said(alice):
    calves = Muscle.objects.create(slug="calves", name="Gastrocnemius", lay_name="Calves", region="leg")
    dose = Dose(sets=2, reps=5, hold_seconds=10, sides=Sides.LEFT)

    made = Exercise.objects.create_own(alice, "Heel drop", dose, muscles=[calves], steps=["Rise.", "Sink."])

    stored = Exercise.objects.get(pk=made.pk)
    assert (stored.owner, stored.name, stored.dose, stored.steps) == (alice, "Heel drop", dose, ["Rise.", "Sink."])
    assert [(row.muscle, row.is_primary) for row in stored.exercise_muscles.all()] == [(calves, True)]
    stored.full_clean()


@pytest.mark.parametrize(
    ("dose", "measure"),
    [
        (Dose(hold_seconds=30), "hold"),
        (Dose(reps=12), "reps"),
        (Dose(reps=5, hold_seconds=10), "reps_with_hold"),
        (Dose(), "reps"),
    ],
)
def test_own_exercise_is_measured_as_its_dose_says(alice, dose, measure):
    assert make_own_exercise(alice, dose=dose).measure == measure


def test_two_of_one_name_are_two(alice, bob):
    slugs = {make_own_exercise(person, "Heel drop").slug for person in (alice, alice, bob)}

    assert len(slugs) == 3


def test_rewriting_changes_the_exercise_and_leaves_the_routines_their_doses(alice):
    own = make_own_exercise(alice, "Heel drop", dose=Dose(reps=10), steps=["Rise."])
    routine = make_routine(alice, own)

    own.rewrite("Calf raise", Dose(hold_seconds=20), muscles=[])

    own.refresh_from_db()
    assert (own.name, own.dose, own.measure, own.steps) == ("Calf raise", Dose(hold_seconds=20), "hold", ["Rise."])
    assert routine.prescriptions.get().dose == Dose(reps=10)


def test_the_current_catalogue_is_nobodys_own(alice):
    plank = make_exercise("Plank")
    make_own_exercise(alice)

    assert list(Exercise.objects.current()) == [plank]


def test_one_is_offered_the_catalogue_and_ones_own(alice, bob):
    plank, mine = make_exercise("Plank"), make_own_exercise(alice)
    make_own_exercise(bob)
    make_own_exercise(alice, "Gone").retire()

    assert set(Exercise.objects.offered_to(alice)) == {plank, mine}


def test_a_retired_own_exercise_stays_visible_and_comes_back(alice):
    own = make_own_exercise(alice)

    own.retire()
    seen = list(Exercise.objects.visible_to(alice)), list(Exercise.objects.offered_to(alice))
    own.restore()

    assert seen == ([own], [])
    assert list(Exercise.objects.offered_to(alice)) == [own]


def test_there_is_an_end_to_own_exercises(alice, monkeypatch):
    monkeypatch.setattr("exercises.models.exercise.MAX_OWN", 2)
    make_own_exercise(alice).retire()
    make_own_exercise(alice)
    make_own_exercise(alice)

    with pytest.raises(LibraryFullError):
        make_own_exercise(alice)


@pytest.mark.parametrize("change", [{"slug": "plank"}, {"owner": None}])
def test_the_database_tells_own_from_shipped_by_the_slug(alice, change):
    own = make_own_exercise(alice)

    with pytest.raises(IntegrityError), transaction.atomic():
        Exercise.objects.filter(pk=own.pk).update(**change)


def test_a_copy_for_another_person_is_theirs(alice, bob):
    calves = Muscle.objects.create(slug="calves", name="Gastrocnemius", lay_name="Calves", region="leg")
    own = make_own_exercise(alice, "Heel drop", muscles=[calves], steps=["Rise."], equipment=["step"])

    twin = own.copy_for(bob)

    assert (twin.owner, twin.name, twin.dose, twin.steps, twin.equipment) == (
        bob,
        "Heel drop",
        own.dose,
        ["Rise."],
        ["step"],
    )
    assert (twin.slug != own.slug, list(twin.muscles.all())) == (True, [calves])


def test_what_one_may_see_needs_no_copy(alice):
    plank, own = make_exercise("Plank"), make_own_exercise(alice)

    assert (plank.copy_for(alice), own.copy_for(alice)) == (plank, own)


def test_a_person_leaves_with_all_that_is_theirs(alice, bob):
    make_session(alice, make_routine(alice, make_own_exercise(alice), make_exercise("Plank")))
    kept = make_own_exercise(bob)

    alice.delete()

    assert list(User.objects.all()) == [bob]
    assert set(Exercise.objects.values_list("slug", flat=True)) == {"plank", kept.slug}
    assert (Routine.objects.count(), Session.objects.count()) == (0, 0)


def test_loading_the_catalogue_leaves_own_exercises_alone(alice):
    own = make_own_exercise(alice, "Plank")

    call_command("load_catalogue", verbosity=0)
    call_command("load_catalogue", verbosity=0)

    own.refresh_from_db()
    assert own.retired_at is None


# --- Nobody else meets them ---


@pytest.fixture
def secret(alice) -> Exercise:
    make_exercise("Plank")
    return make_own_exercise(alice, "Secret heel drop")


@pytest.mark.parametrize("address", ["/exercises/", "/exercises/?q=secret", "/exercises/?position=standing"])
def test_own_exercise_is_in_nobody_elses_library(client, bob_client, alice_client, secret, address):
    seen = ["Secret heel drop" in each.get(address).text for each in (client, bob_client, alice_client)]

    assert seen == [False, False, True]


def test_own_exercise_counts_for_nobody_else(bob_client, secret):
    assert "1 exercise<" in bob_client.get("/exercises/").text


@pytest.mark.parametrize("prefix", ["/exercises/", "/progress/"])
def test_own_exercise_is_a_404_for_others(bob_client, alice_client, secret, prefix):
    answers = [each.get(f"{prefix}{secret.slug}/").status_code for each in (alice_client, bob_client)]

    assert answers == [HTTPStatus.OK, HTTPStatus.NOT_FOUND]


def test_own_exercise_is_a_404_for_a_visitor(client, secret):
    assert client.get(secret.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND


def test_own_exercise_goes_into_ones_own_routine_alone(alice, bob, alice_client, bob_client, secret):
    mine, his = make_routine(alice), make_routine(bob)

    answers = [
        each.post(f"/routines/{routine.pk}/add/", {"exercise": secret.slug}).status_code
        for each, routine in ((alice_client, mine), (bob_client, his))
    ]

    assert answers == [HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY]
    assert (mine.prescriptions.count(), his.prescriptions.count()) == (1, 0)


def test_own_exercise_cannot_be_added_from_its_page_by_others(bob, bob_client, secret):
    bob_client.post("/routines/add/", {"exercise": secret.slug, "routine": "new"})

    assert bob.routines.count() == 0


def test_builder_finds_own_exercises_of_nobody_else(alice, bob, alice_client, bob_client, secret):
    seen = [
        "Secret heel drop" in each.get(f"/routines/{make_routine(person).pk}/edit/?q=heel", headers=HTMX).text
        for each, person in ((alice_client, alice), (bob_client, bob))
    ]

    assert seen == [True, False]


def test_own_exercise_is_played_and_charted(alice, alice_client, secret):
    routine = make_routine(alice, secret)
    session = make_session(alice, routine)

    pages = [
        alice_client.get(address).status_code
        for address in (
            routine.get_absolute_url(),
            f"{routine.get_absolute_url()}edit/",
            f"{routine.get_absolute_url()}print/",
            session.get_absolute_url(),
            f"/progress/{secret.slug}/",
            "/progress/",
            "/",
        )
    ]

    assert pages == [HTTPStatus.OK] * 7


def test_own_exercise_borrows_a_figure(alice, alice_client):
    own = make_own_exercise(alice, figure_slug="plank")

    assert own.drawn_as == "plank"


def test_admin_never_shows_own_exercises(client, secret):
    client.force_login(User.objects.create_superuser("operator@example.org", "calm-Spine-7"))
    address = "/admin/exercises/exercise/"

    seen = ["Secret heel drop" in client.get(address, query).text for query in ({}, {"origin": "own"})]

    assert seen == [False, False]


def test_nobody_is_offered_anothers_exercise_by_a_guess(secret):
    assert not Exercise.objects.offered_to(make_person()).filter(slug=secret.slug).exists()
