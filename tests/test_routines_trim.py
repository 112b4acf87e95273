from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.dose import Dose, Sides
from routines.models import Priority
from routines.order import Part
from routines.timeline import Pace, PlannedExercise, total_seconds, unroll
from routines.trim import PRIORITIES, Candidate, trim, warm_up

doses = st.builds(
    Dose,
    sets=st.integers(1, 5),
    reps=st.integers(1, 12),
    hold_seconds=st.sampled_from([0, 5, 10, 30, 60]),
    sides=st.sampled_from(Sides),
    rest_seconds=st.sampled_from([0, 30, 60]),
    release_seconds=st.sampled_from([0, 5]),
)
routines = st.lists(
    st.tuples(
        st.sampled_from(["supine", "prone", "standing"]), doses, st.sampled_from(Part), st.sampled_from(PRIORITIES)
    ),
    max_size=9,
).map(
    lambda rows: [
        Candidate(PlannedExercise(position, place, dose), part, priority)
        for position, (place, dose, part, priority) in enumerate(rows)
    ]
)
paces = st.builds(Pace, prepare_seconds=st.integers(0, 30), change_seconds=st.integers(0, 20))


def seconds(planned, pace):
    return total_seconds(unroll(planned, pace))


def one_set(planned):
    return replace(planned, dose=replace(planned.dose, sets=1))


@given(routines, st.integers(1, 60), paces)
def test_never_longer_than_the_minutes(routine, minutes, pace):
    trimmed = trim(routine, minutes, pace)

    assert trimmed.seconds == seconds(trimmed.kept, pace) <= minutes * 60


@given(routines, st.integers(1, 60), paces)
def test_each_exercise_is_either_kept_or_left_out_in_its_order(routine, minutes, pace):
    trimmed = trim(routine, minutes, pace)

    kept, left_out = ([each.position for each in some] for some in (trimmed.kept, trimmed.left_out))
    assert sorted(kept + left_out) == list(range(len(routine)))
    assert kept == sorted(kept)
    assert left_out == sorted(left_out)


@given(routines, st.integers(1, 60), paces)
def test_only_whole_sets_are_cut_so_sides_stay_even(routine, minutes, pace):
    for each in trim(routine, minutes, pace).kept:
        planned = routine[each.position].planned
        assert 1 <= each.dose.sets <= planned.dose.sets
        assert replace(each, dose=replace(each.dose, sets=planned.dose.sets)) == planned


@given(routines, st.integers(1, 60), paces)
def test_warm_up_stays_whenever_it_fits_alone(routine, minutes, pace):
    numbers = warm_up(routine)
    alone = [one_set(routine[number].planned) for number in numbers]

    kept = {each.position for each in trim(routine, minutes, pace).kept}

    if seconds(alone, pace) <= minutes * 60:
        assert set(numbers) <= kept
    elif numbers and seconds(alone[:1], pace) <= minutes * 60:
        assert numbers[0] in kept


@given(routines, st.integers(1, 60), paces)
def test_nothing_left_out_would_still_fit(routine, minutes, pace):
    trimmed = trim(routine, minutes, pace)

    for each in trimmed.left_out:
        more = sorted([*trimmed.kept, one_set(each)], key=lambda it: it.position)
        assert seconds(more, pace) > minutes * 60


@given(routines, paces)
def test_with_time_for_all_nothing_is_left_out(routine, pace):
    needed = seconds([each.planned for each in routine], pace)

    trimmed = trim(routine, needed // 60 + 1, pace)

    assert trimmed.is_whole
    assert trimmed.kept == [each.planned for each in routine]


def candidate(position, part=Part.STRENGTHEN, priority="normal", **dose):
    dose = {"hold_seconds": 60} | dose
    return Candidate(PlannedExercise(position, "supine", Dose(**dose)), part, priority)


PACE = Pace(prepare_seconds=0, change_seconds=0)


def kept(routine, minutes):
    return [each.position for each in trim(routine, minutes, PACE).kept]


def test_what_a_person_always_wants_stays_longest():
    routine = [candidate(0, priority="if-time"), candidate(1), candidate(2, priority="must")]

    assert [kept(routine, minutes) for minutes in (1, 2, 3)] == [[2], [1, 2], [0, 1, 2]]


def test_warm_up_stays_before_anything_else():
    routine = [candidate(0, Part.WARM_UP, "if-time"), candidate(1, priority="must")]

    assert kept(routine, 1) == [0]


def test_short_routine_is_not_all_stretching():
    routine = [candidate(number, Part.STRETCH) for number in range(4)]
    routine += [candidate(number) for number in range(4, 6)]

    assert [kept(routine, minutes) for minutes in (2, 3, 4)] == [[0, 4], [0, 4, 5], [0, 1, 4, 5]]


def test_sets_go_before_exercises():
    routine = [candidate(0, sets=3, rep_seconds=1), candidate(1, sets=3, rep_seconds=1)]

    trimmed = trim(routine, 2, PACE)

    assert [each.dose.sets for each in trimmed.kept] == [1, 1]
    assert trimmed.fewer_sets == {0, 1}
    assert not trimmed.is_whole


def test_nothing_fits_into_no_time():
    trimmed = trim([candidate(0, hold_seconds=90)], 1, PACE)

    assert (trimmed.kept, [each.position for each in trimmed.left_out]) == ([], [0])


@pytest.mark.parametrize(
    ("parts", "numbers"),
    [
        ([Part.WARM_UP, Part.WARM_UP, Part.STRENGTHEN, Part.WARM_UP], [0, 1]),
        ([Part.WARM_UP] * 5, [0, 1, 2]),
        ([Part.STRETCH, Part.STRETCH], [0]),
        ([Part.STRENGTHEN, Part.WARM_UP], []),
        ([], []),
    ],
)
def test_what_warms_up(parts, numbers):
    assert warm_up([candidate(number, part) for number, part in enumerate(parts)]) == numbers


def test_priorities_are_the_model_s():
    assert tuple(Priority.values) == PRIORITIES
