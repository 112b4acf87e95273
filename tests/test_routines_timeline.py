from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.dose import Dose, Side, Sides
from routines.timeline import (
    CHANGE_OF_POSITION_SECONDS,
    Pace,
    Phase,
    PhaseKind,
    PlannedExercise,
    total_seconds,
    unroll,
)
from tests.test_exercises_dose import doses

LEAD_INS = {PhaseKind.PREPARE, PhaseKind.TRANSITION}
START_POSITIONS = ["prone", "supine", "standing"]


@st.composite
def routines(draw: st.DrawFn) -> list[PlannedExercise]:
    chosen = draw(st.lists(st.tuples(st.sampled_from(START_POSITIONS), doses), min_size=1, max_size=4))
    return [PlannedExercise(position, start, dose) for position, (start, dose) in enumerate(chosen)]


def unroll_one(**dose: object) -> list[Phase]:
    return unroll([PlannedExercise(0, "prone", Dose(**dose))])  # type: ignore[arg-type]


def kinds(phases: list[Phase]) -> list[str]:
    return [phase.kind.value for phase in phases]


@given(routines(), st.integers(3, 60))
def test_the_total_is_the_sum_of_the_doses_and_the_lead_ins(routine: list[PlannedExercise], prepare: int) -> None:
    moves = sum(a.start_position != b.start_position for a, b in pairwise(routine))
    expected = sum(exercise.dose.seconds() for exercise in routine)
    expected += len(routine) * prepare + moves * CHANGE_OF_POSITION_SECONDS

    assert total_seconds(unroll(routine, Pace(prepare_seconds=prepare))) == expected


@given(doses)
def test_a_dose_lasts_as_long_as_its_phases_without_the_lead_in(dose: Dose) -> None:
    phases = unroll([PlannedExercise(0, "prone", dose)])

    assert dose.seconds() == total_seconds(phase for phase in phases if phase.kind not in LEAD_INS)


@given(routines())
def test_each_side_works_equally_long(routine: list[PlannedExercise]) -> None:
    phases = unroll(routine)
    for exercise in routine:
        seconds = {
            side: sum(
                p.seconds
                for p in phases
                if p.kind is PhaseKind.WORK and p.position == exercise.position and p.side is side
            )
            for side in Side
        }
        planned = exercise.dose.sets * exercise.dose.work_seconds()
        if exercise.dose.sides is Sides.ALTERNATE and not exercise.dose.is_held:
            assert seconds == {Side.BOTH: 2 * planned, Side.LEFT: 0, Side.RIGHT: 0}
        else:
            assert seconds == {side: planned if side in exercise.dose.sides_of_a_set else 0 for side in Side}


@given(routines())
def test_no_gap_follows_the_last_work_of_an_exercise(routine: list[PlannedExercise]) -> None:
    phases = unroll(routine)

    for before, after in pairwise(phases):
        if after.kind in LEAD_INS or after.kind is PhaseKind.FINISH:
            assert before.kind is PhaseKind.WORK


@given(routines())
def test_every_gap_leads_to_the_work_it_announces(routine: list[PlannedExercise]) -> None:
    for before, after in pairwise(unroll(routine)):
        if before.kind in {PhaseKind.RELEASE, PhaseKind.SWITCH, PhaseKind.REST}:
            assert after.kind is PhaseKind.WORK
            assert (before.position, before.set_number, before.side) == (after.position, after.set_number, after.side)


@given(routines())
def test_a_change_of_side_always_has_a_gap(routine: list[PlannedExercise]) -> None:
    for before, after in pairwise(unroll(routine)):
        if before.kind is after.kind is PhaseKind.WORK:
            assert before.side is after.side
            assert before.is_tapped


@given(routines())
def test_only_the_finish_is_without_length_and_it_is_last(routine: list[PlannedExercise]) -> None:
    phases = unroll(routine)

    assert [phase.kind for phase in phases if phase.seconds == 0] == [PhaseKind.FINISH]
    assert phases[-1].kind is PhaseKind.FINISH


@given(routines())
def test_the_sets_worked_are_the_sets_logged(routine: list[PlannedExercise]) -> None:
    phases = unroll(routine)
    for exercise in routine:
        worked: dict[tuple[int, Side], int] = {}
        for phase in phases:
            if phase.kind is PhaseKind.WORK and phase.position == exercise.position:
                for side in (Side.LEFT, Side.RIGHT) if phase.is_alternating else (phase.side,):
                    key = (phase.set_number, side)
                    worked[key] = worked.get(key, 0) + (phase.reps or 1)

        assert list(worked) == list(exercise.dose.set_keys())
        assert set(worked.values()) == {exercise.dose.reps}


@given(routines())
def test_plain_repeats_wait_for_a_tap_and_holds_do_not(routine: list[PlannedExercise]) -> None:
    for phase in unroll(routine):
        held = routine[phase.position].dose.is_held
        assert phase.is_tapped is (phase.kind is PhaseKind.WORK and not held)


def test_nothing_planned_unrolls_to_nothing() -> None:
    assert unroll([]) == []


def test_five_holds_each_side_release_between_and_switch_once() -> None:
    phases = unroll_one(reps=2, hold_seconds=10, sides=Sides.EACH)

    assert kinds(phases) == ["prepare", "work", "release", "work", "switch", "work", "release", "work", "finish"]
    assert [phase.side.value for phase in phases[1:8]] == ["left"] * 3 + ["right"] * 4


def test_sets_without_rest_turn_round_again() -> None:
    phases = unroll_one(sets=2, hold_seconds=10, sides=Sides.EACH)

    assert kinds(phases) == ["prepare", "work", "switch", "work", "switch", "work", "switch", "work", "finish"]


def test_sets_of_one_hold_without_rest_let_go_between() -> None:
    assert kinds(unroll_one(sets=2, hold_seconds=10)) == ["prepare", "work", "release", "work", "finish"]


def test_getting_up_takes_longer_than_staying() -> None:
    dose = Dose(hold_seconds=30)
    planned = [
        PlannedExercise(0, "prone", dose),
        PlannedExercise(1, "prone", dose),
        PlannedExercise(2, "standing", dose),
    ]
    lead_ins = [phase.seconds for phase in unroll(planned, Pace(prepare_seconds=10)) if phase.kind in LEAD_INS]

    assert lead_ins == [10, 10, 10 + CHANGE_OF_POSITION_SECONDS]


WAITABLE = ["prepare", "work", "repeats", "release", "switch", "rest"]


@given(routines(), st.sets(st.sampled_from(WAITABLE)))
def test_waiting_for_taps_changes_no_length(routine: list[PlannedExercise], waits: set[str]) -> None:
    pace = Pace(waits=frozenset(waits))
    asked = [(phase.kind, phase.seconds, phase.side) for phase in unroll(routine, pace)]

    assert asked == [(phase.kind, phase.seconds, phase.side) for phase in unroll(routine)]


@pytest.mark.parametrize("kind", WAITABLE)
def test_each_kind_of_phase_can_wait_for_a_tap_alone(kind: str) -> None:
    holds = Dose(sets=2, reps=2, hold_seconds=10, sides=Sides.EACH, rest_seconds=20)
    planned = [PlannedExercise(0, "prone", holds), PlannedExercise(1, "prone", Dose(reps=8))]
    phases = unroll(planned, Pace(waits=frozenset({kind})))
    tapped = {"repeats" if phase.reps else phase.kind.value for phase in phases if phase.is_tapped}

    assert tapped == ({"prepare", "transition"} if kind == "prepare" else {kind})


def test_a_change_of_position_takes_as_long_as_the_person_says() -> None:
    planned = [PlannedExercise(0, "prone", Dose()), PlannedExercise(1, "standing", Dose())]
    (lead_in,) = [p for p in unroll(planned, Pace(5, 30)) if p.kind is PhaseKind.TRANSITION]

    assert lead_in.seconds == 35
