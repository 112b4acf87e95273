"""A routine changed from five places at once: real threads, real transactions, on both databases."""

import itertools
import uuid

import pytest

from routines.models import Change, Prescription, Routine, RoutineFullError
from tests.factories import make_exercise, make_person, make_routine
from tests.test_sessions_concurrency import TIMES, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def positions(routine: Routine) -> list[int]:
    return [row.position for row in routine.prescriptions.all()]


def test_moves_adds_and_removals_at_once_leave_an_order_without_gaps() -> None:
    exercise = make_exercise()
    routine = make_routine(make_person(), *[exercise] * 6)
    first, second, *_others = routine.prescriptions.all()
    turns = itertools.cycle(
        [
            lambda mine: mine.move(first, 4),
            lambda mine: mine.add(exercise),
            lambda mine: mine.remove(second),
            lambda mine: mine.move(second, -1),
            lambda mine: first.set_dose(exercise.dose, "slowly"),
        ]
    )

    at_once(lambda: next(turns)(Routine.objects.get(pk=routine.pk)))

    assert positions(routine) == [0, 1, 2, 3, 4, 5]
    assert not Prescription.objects.filter(pk=second.pk).exists()
    assert Prescription.objects.get(pk=first.pk).note == "slowly"


def test_undo_pressed_five_times_at_once_brings_one_back() -> None:
    routine = make_routine(make_person(), make_exercise("Plank"), make_exercise("Cobra"))
    routine.remove(routine.prescriptions.first())

    at_once(lambda: Change.objects.get(pk=routine.change.pk).undo())

    assert [row.exercise.name for row in routine.prescriptions.all()] == ["Plank", "Cobra"]


def test_an_exercise_sent_two_ways_at_once_arrives_once() -> None:
    person, exercise = make_person(), make_exercise()
    first, second = make_routine(person, exercise, exercise), make_routine(person, exercise)
    there, back = first.prescriptions.first(), second.prescriptions.first()
    ways = itertools.cycle([lambda: first.send(there, second), lambda: second.send(back, first)])

    at_once(lambda: next(ways)())

    assert (positions(first), positions(second)) == ([0, 1], [0])


def test_form_sent_five_times_at_once_adds_once() -> None:
    exercise, routine, key = make_exercise(), make_routine(make_person()), uuid.uuid4()

    at_once(lambda: Routine.objects.get(pk=routine.pk).add(exercise, key))

    assert positions(routine) == [0]


def test_the_last_free_place_is_taken_once() -> None:
    exercise = make_exercise()
    routine = make_routine(make_person())
    Prescription.objects.bulk_create(
        Prescription(routine=routine, exercise=exercise, position=place) for place in range(59)
    )

    def add() -> bool:
        try:
            routine.add(exercise)
        except RoutineFullError:
            return False
        return True

    assert sorted(at_once(add)) == [False] * (TIMES - 1) + [True]
    assert positions(routine) == list(range(60))
