import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from routines.models import MAX_PRESCRIPTIONS, Prescription, RoutineFullError
from tests.factories import make_exercise, make_person, make_routine


@pytest.mark.django_db
@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-7, 7)), max_size=6), st.randoms())
def test_moves_and_orders_never_lose_or_double_a_prescription(moves, random):
    with transaction.atomic():  # each example leaves nothing to the next
        exercise = make_exercise()
        routine = make_routine(make_person(), *[exercise] * 6)
        expected = [row.pk for row in routine.prescriptions.all()]

        for place, steps in moves:
            row = routine.prescriptions.get(pk=expected[place])
            if steps == 0:  # out and in again
                routine.remove(row)
                routine.change.undo()
            routine.move(row, steps)
            expected.insert(max(0, min(place + steps, 5)), expected.pop(place))
        assert [(row.position, row.pk) for row in routine.prescriptions.all()] == list(enumerate(expected))

        random.shuffle(expected)
        routine.reorder(expected)
        assert [row.pk for row in routine.prescriptions.all()] == expected
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_reorder_refuses_a_foreign_prescription(alice, bob):
    exercise = make_exercise()
    mine, theirs = make_routine(alice, exercise), make_routine(bob, exercise)

    with pytest.raises(ValueError, match="each prescription"):
        mine.reorder([theirs.prescriptions.get().pk])


@pytest.mark.django_db
def test_remove_closes_the_gap(alice):
    routine = make_routine(alice, *(make_exercise() for _ in range(3)))

    routine.remove(routine.prescriptions.all()[1])

    assert [row.position for row in routine.prescriptions.all()] == [0, 1]


@pytest.mark.django_db
def test_remove_twice_removes_once(alice):
    routine = make_routine(alice, make_exercise(), make_exercise())
    row = routine.prescriptions.first()

    routine.remove(row)
    routine.remove(row)

    assert routine.prescriptions.count() == 1


@pytest.mark.django_db
def test_move_of_a_removed_prescription_changes_nothing(alice):
    routine = make_routine(alice, make_exercise(), make_exercise())
    gone = routine.prescriptions.first()
    routine.remove(gone)

    routine.move(gone, 1)

    assert [row.position for row in routine.prescriptions.all()] == [0]


@pytest.mark.django_db
def test_seconds_reckon_with_the_time_the_person_needs_to_get_ready(alice):
    routine = make_routine(alice, make_exercise(hold_seconds=30))
    alice.prepare_seconds = 25

    assert routine.seconds() == 55


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
