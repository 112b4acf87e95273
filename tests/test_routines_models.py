import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from exercises.dose import Dose, Sides
from routines.models import MAX_PRESCRIPTIONS, Prescription, RoutineFullError
from tests.factories import make_exercise, make_person, make_routine


class TestOrder(TestCase):
    """Each example in a transaction of its own (hypothesis asks for Django's TestCase)."""

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(-7, 7)), max_size=6), st.randoms())
    def test_moves_and_orders_never_lose_or_double_a_prescription(self, moves, random):
        exercise = make_exercise()
        routine = make_routine(make_person(), *[exercise] * 6)
        pks = [row.pk for row in routine.prescriptions.all()]
        expected = list(pks)

        for place, steps in moves:
            row = routine.prescriptions.get(pk=expected[place])
            routine.move(row, steps)
            expected.insert(max(0, min(place + steps, 5)), expected.pop(place))
        assert [row.pk for row in routine.prescriptions.all()] == expected

        random.shuffle(expected)
        routine.reorder(expected)
        assert [row.pk for row in routine.prescriptions.all()] == expected


@pytest.mark.django_db
def test_reorder_refuses_a_foreign_prescription(alice, bob):
    exercise = make_exercise()
    mine, theirs = make_routine(alice, exercise), make_routine(bob, exercise)

    with pytest.raises(ValueError, match="each prescription"):
        mine.reorder([theirs.prescriptions.get().pk])


@pytest.mark.django_db
def test_add_back_past_the_end_means_last(alice):
    routine = make_routine(alice, make_exercise("Plank"))

    routine.add_back(make_exercise("Cobra"), 99, Dose(hold_seconds=12, sides=Sides.LEFT))

    assert str(routine.prescriptions.last().dose) == "12 s left side only"


@pytest.mark.django_db
def test_full_routine_refuses_another(alice):
    exercise = make_exercise()
    routine = make_routine(alice)
    Prescription.objects.bulk_create(
        Prescription(routine=routine, exercise=exercise, position=place) for place in range(MAX_PRESCRIPTIONS)
    )

    with pytest.raises(RoutineFullError):
        routine.add(exercise)


@pytest.mark.django_db
def test_changes_of_position_are_counted(alice):
    lying, kneeling = make_exercise(start_position="supine"), make_exercise(start_position="kneeling")

    routine = make_routine(alice, lying, lying, kneeling, lying)

    assert routine.changes_of_position() == 2
