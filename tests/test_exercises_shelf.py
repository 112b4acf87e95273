"""The catalogue in memory: right at once where it changes, soon elsewhere, and nobody's own things in it."""

import threading
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from exercises import shelf
from exercises.models import (
    Activity,
    Caution,
    Edition,
    Exercise,
    ExerciseCaution,
    ExerciseMuscle,
    Level,
    Muscle,
    Variation,
)
from routines.models import Prescription
from tests.factories import make_exercise, make_own_exercise, make_routine

pytestmark = pytest.mark.django_db


@pytest.fixture
def unheard(monkeypatch):
    """Take away what tells tests of every write: only what tells a server's process is left."""
    monkeypatch.setattr("tests.conftest.FORGETTING", [])


def rows_of_all_kinds() -> SimpleNamespace:
    plank, side_plank = make_exercise("Plank"), make_exercise("Side plank")
    muscle = Muscle.objects.create(slug="core", name="Core", lay_name="Belly", region="core")
    caution = Caution.objects.create(slug="wrist", who="A wrist problem", advice="Ask first.")
    return SimpleNamespace(
        exercise=plank,
        muscle=muscle,
        caution=caution,
        activity=Activity.objects.create(
            slug="walk", name="Walk", why="Simple", minutes=10, days_per_week=3, effort="Easy"
        ),
        level=plank.levels.get(),
        work=ExerciseMuscle.objects.create(exercise=plank, muscle=muscle, is_primary=True),
        care=ExerciseCaution.objects.create(exercise=plank, caution=caution),
        step=Variation.objects.create(exercise=plank, neighbour=side_plank, direction="harder"),
    )


def test_everything_of_an_exercise_is_there_without_a_query(django_assert_num_queries):
    made = rows_of_all_kinds()

    with django_assert_num_queries(0):
        plank = shelf.now().by_slug["plank"]
        found = [
            [row.muscle for row in plank.exercise_muscles.all()],
            [row.caution for row in plank.exercise_cautions.all()],
            [row.change for row in plank.levels.all()],
            [row.neighbour.name for row in plank.variations.all()],
            [it.slug for it in shelf.now().current_activities],
        ]

    assert found == [[made.muscle], [made.caution], ["As written"], ["Side plank"], ["walk"]]
    assert shelf.now().exercises[plank.pk] is plank


def test_retired_ones_are_there_but_not_offered():
    old = make_exercise("Old", retired_at=timezone.now())

    assert old.pk in shelf.now().exercises
    assert shelf.now().offered == ()


def test_own_exercises_are_never_there(alice):
    own = make_own_exercise(alice)

    assert own.pk not in shelf.now().exercises
    assert own.slug not in shelf.now().by_slug


@pytest.mark.parametrize("kind", ["exercise", "muscle", "caution", "activity", "level", "work", "care", "step"])
def test_saving_any_row_of_the_catalogue_shows_at_once(unheard, kind):
    made = rows_of_all_kinds()
    before = shelf.now()

    getattr(made, kind).save()

    assert shelf.now() is not before
    assert shelf.now().stamp != before.stamp


@pytest.mark.parametrize("kind", ["step", "care", "level", "activity"])
def test_deleting_a_row_shows_at_once(unheard, kind):
    made = rows_of_all_kinds()
    before = shelf.now()

    getattr(made, kind).delete()

    assert shelf.now().stamp != before.stamp


def test_loading_the_catalogue_shows_at_once(unheard):
    before = shelf.now()

    call_command("load_catalogue", verbosity=0)

    assert (before.offered, len(shelf.now().offered) > 60) == ((), True)


def test_what_people_do_with_their_own_begins_no_edition(unheard, alice):
    make_exercise()
    before = shelf.now()

    own = make_own_exercise(alice, muscles=[])
    own.retire()
    own.delete()

    assert shelf.now() is before


def test_another_process_learns_of_a_change_at_its_next_look(unheard, monkeypatch):
    plank = make_exercise("Plank")
    before = shelf.now()
    Exercise.objects.filter(pk=plank.pk).update(name="Front plank")  # as another process would: nothing is heard here
    Edition.objects.begin()

    assert shelf.now() is before  # for a few seconds
    monkeypatch.setattr("exercises.shelf._keeper.check_at", 0.0)

    assert shelf.now().by_slug["plank"].name == "Front plank"


def test_a_look_costs_one_query_and_finds_the_same(monkeypatch, django_assert_num_queries):
    make_exercise()
    before = shelf.now()

    with django_assert_num_queries(1):
        monkeypatch.setattr("exercises.shelf._keeper.check_at", 0.0)
        assert shelf.now() is before


def test_it_is_loaded_in_the_same_queries_however_much_there_is(django_assert_num_queries):
    for _ in range(3):
        make_exercise()
    rows_of_all_kinds()

    with django_assert_num_queries(9):
        shelf.forget()
        shelf.now()


def test_a_change_taken_back_leaves_nothing_behind(unheard, monkeypatch):
    plank = make_exercise("Plank")
    with transaction.atomic():
        plank.name = "Board"
        plank.save()
        assert shelf.now().by_slug["plank"].name == "Board"
        transaction.set_rollback(True)
    monkeypatch.setattr("exercises.shelf._keeper.check_at", 0.0)

    assert shelf.now().by_slug["plank"].name == "Plank"


def test_a_shelf_outlives_a_database_that_is_away(monkeypatch):
    make_exercise("Plank")
    before = shelf.now()
    monkeypatch.setattr("exercises.shelf._keeper.check_at", 0.0)

    def away(*_args):
        raise OperationalError

    with connection.execute_wrapper(away):
        assert shelf.now() is before
    shelf.forget()
    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        shelf.now()


def test_while_one_thread_looks_the_others_go_on(monkeypatch):
    make_exercise("Plank")
    before = shelf.now()
    monkeypatch.setattr("exercises.shelf._keeper.check_at", 0.0)
    found = []

    with shelf._keeper.lock:  # as the thread that asks the database holds it
        other = threading.Thread(target=lambda: found.append(shelf.now()))
        other.start()
        other.join(5)

    assert found == [before]


def test_what_is_made_of_a_shelf_is_made_once_and_goes_with_it():
    made = [shelf.now().kept("numbers", lambda: object()) for _ in range(2)]
    make_exercise()

    assert made[0] is made[1]
    assert shelf.now().kept("numbers", lambda: 5) == 5


# --- attach() ---


def prescriptions(person) -> list[Prescription]:
    return list(Prescription.objects.filter(routine__person=person).order_by("pk"))


def test_rows_get_their_exercises_without_a_query(alice, django_assert_num_queries):
    make_routine(alice, make_exercise("Plank"), make_exercise("Cobra"))
    rows = prescriptions(alice)

    with django_assert_num_queries(0):
        shelf.attach(rows)
        names = [row.exercise.name for row in rows]

    assert names == ["Plank", "Cobra"]
    assert rows[0].exercise is shelf.now().by_slug["plank"]


@pytest.mark.parametrize("rows", [1, 3])
def test_own_exercises_come_in_one_query_and_know_what_they_lack(alice, rows, django_assert_num_queries):
    make_routine(alice, make_exercise(), *(make_own_exercise(alice) for _ in range(rows)))
    found = prescriptions(alice)

    with django_assert_num_queries(1):
        shelf.attach(found)
        lacking = [
            [*row.exercise.levels.all(), *row.exercise.variations.all(), *row.exercise.exercise_cautions.all()]
            for row in found
            if row.exercise.is_own
        ]

    assert lacking == [[]] * rows


def test_own_exercises_bring_their_muscles_when_asked(alice, django_assert_num_queries):
    muscle = Muscle.objects.create(slug="core", name="Core", lay_name="Belly", region="core")
    make_routine(alice, make_own_exercise(alice, muscles=[muscle]))
    rows = prescriptions(alice)

    with django_assert_num_queries(2):
        shelf.attach(rows, is_with_muscles=True)
        muscles = [work.muscle for work in rows[0].exercise.exercise_muscles.all()]

    assert muscles == [muscle]


def test_an_exercise_that_is_held_already_stays(alice):
    plank = make_exercise()
    row = make_routine(alice, plank).prescriptions.select_related("exercise").get()
    held = row.exercise

    shelf.attach([row])

    assert row.exercise is held


def test_levels_of_a_held_level_are_the_shelves_own():
    make_exercise("Plank")
    level = shelf.now().by_slug["plank"].levels.all()[0]

    assert isinstance(level, Level)
    assert level.exercise is shelf.now().by_slug["plank"]
