"""A routine unrolled into timed phases: what the player plays, the sheet prints and the builder adds up. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from exercises.dose import SWITCH_SECONDS, Dose, Side, Sides

PREPARE_SECONDS = 10
# Getting up, down or round takes longer than staying where one is.
CHANGE_OF_POSITION_SECONDS = 8


class PhaseKind(StrEnum):
    PREPARE = "prepare"
    WORK = "work"
    RELEASE = "release"
    SWITCH = "switch"
    REST = "rest"
    TRANSITION = "transition"
    FINISH = "finish"


class Wait(StrEnum):
    """The parts at whose end a person may want to tap before it goes on; everything else goes on by itself."""

    PREPARE = "prepare"
    HOLD = "work"
    REPEATS = "repeats"
    RELEASE = "release"
    SWITCH = "switch"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Pace:
    """How one person likes a session to run: time to get into position, and where it waits for a tap.

    Repeats that do not wait are paced by their tempo. Waiting changes no length: the timeline is the same one.
    """

    prepare_seconds: int = PREPARE_SECONDS
    change_seconds: int = CHANGE_OF_POSITION_SECONDS
    waits: frozenset[str] = frozenset({Wait.REPEATS.value})

    def waits_after(self, phase: "Phase") -> bool:
        if phase.kind is PhaseKind.FINISH:
            return False
        if phase.reps:
            return Wait.REPEATS in self.waits
        kind = PhaseKind.PREPARE if phase.kind is PhaseKind.TRANSITION else phase.kind
        return kind.value in self.waits


DEFAULT_PACE = Pace()


@dataclass(frozen=True, slots=True)
class PlannedExercise:
    """One exercise as it is to be done. `position` is its place, from 0, and names it in the phases."""

    position: int
    start_position: str
    dose: Dose


@dataclass(frozen=True, slots=True)
class Phase:
    """One timed part. `seconds` is exact, or an estimate for plain repeats; one that `is_tapped` ends with a tap.

    `position` is the exercise's place; a transition or preparation carries the exercise it leads to.
    `side` of a switch, release or rest is the side it leads to. `reps` counts plain repeats per side; 0 elsewhere.
    """

    kind: PhaseKind
    seconds: int
    position: int
    set_number: int = 0
    rep_number: int = 0
    side: Side = Side.BOTH
    reps: int = 0
    is_tapped: bool = False
    is_alternating: bool = False


def unroll(planned: Iterable[PlannedExercise], pace: Pace = DEFAULT_PACE) -> list[Phase]:
    """Return the phases of the exercises in order, ending with a finish of no length; empty when there is none."""
    phases: list[Phase] = []
    before: PlannedExercise | None = None
    for exercise in planned:
        phases.append(_lead_in(before, exercise, pace))
        phases.extend(_exercise(exercise))
        before = exercise
    if before is not None:
        phases.append(Phase(PhaseKind.FINISH, 0, before.position))
    return [replace(phase, is_tapped=True) if pace.waits_after(phase) else phase for phase in phases]


def total_seconds(phases: Iterable[Phase]) -> int:
    return sum(phase.seconds for phase in phases)


def seconds_of(planned: Iterable[PlannedExercise], pace: Pace = DEFAULT_PACE) -> int:
    """Return what total_seconds(unroll()) adds up to, without unrolling."""
    total = 0
    before: PlannedExercise | None = None
    for exercise in planned:
        total += _lead_in_seconds(before, exercise, pace) + exercise.dose.seconds()
        before = exercise
    return total


def _lead_in_seconds(before: PlannedExercise | None, exercise: PlannedExercise, pace: Pace) -> int:
    moves = before is not None and before.start_position != exercise.start_position
    return pace.prepare_seconds + (pace.change_seconds if moves else 0)


def _lead_in(before: PlannedExercise | None, exercise: PlannedExercise, pace: Pace) -> Phase:
    kind = PhaseKind.PREPARE if before is None else PhaseKind.TRANSITION
    return Phase(kind, _lead_in_seconds(before, exercise, pace), exercise.position)


def _exercise(exercise: PlannedExercise) -> Iterator[Phase]:
    dose = exercise.dose
    for number in range(1, dose.sets + 1):
        if number > 1 and dose.between_sets_seconds:
            yield _between_sets(exercise, number)
        yield from _alternating_set(exercise, number) if dose.sides is Sides.ALTERNATE else _set(exercise, number)


def _between_sets(exercise: PlannedExercise, number: int) -> Phase:
    """Return the rest before a set; asked for none, a person still has to turn round, or to let go and start again."""
    dose = exercise.dose
    side = dose.sides_of_a_set[0] if dose.is_held or dose.sides is not Sides.ALTERNATE else Side.BOTH
    if dose.rest_seconds:
        kind = PhaseKind.REST
    else:
        kind = PhaseKind.SWITCH if len(dose.sides_of_a_set) > 1 else PhaseKind.RELEASE
    return Phase(kind, dose.between_sets_seconds, exercise.position, number, side=side)


def _set(exercise: PlannedExercise, number: int) -> Iterator[Phase]:
    dose = exercise.dose
    for turn, side in enumerate(dose.sides_of_a_set):
        if turn:
            yield Phase(PhaseKind.SWITCH, SWITCH_SECONDS, exercise.position, number, side=side)
        if not dose.is_held:
            yield _repeats(exercise, number, side)
            continue
        for rep in range(1, dose.reps + 1):
            if rep > 1:
                yield Phase(PhaseKind.RELEASE, dose.gap_seconds, exercise.position, number, rep, side)
            yield Phase(PhaseKind.WORK, dose.hold_seconds, exercise.position, number, rep, side)


def _alternating_set(exercise: PlannedExercise, number: int) -> Iterator[Phase]:
    dose = exercise.dose
    if not dose.is_held:
        yield _repeats(exercise, number, Side.BOTH)
        return
    for rep in range(1, dose.reps + 1):
        for side in dose.sides_of_a_set:
            if rep > 1 or side is not dose.sides_of_a_set[0]:
                yield Phase(PhaseKind.SWITCH, dose.gap_seconds, exercise.position, number, rep, side)
            yield Phase(PhaseKind.WORK, dose.hold_seconds, exercise.position, number, rep, side)


def _repeats(exercise: PlannedExercise, number: int, side: Side) -> Phase:
    dose = exercise.dose
    alternates = dose.sides is Sides.ALTERNATE
    return Phase(
        PhaseKind.WORK,
        dose.work_seconds() * (2 if alternates else 1),
        exercise.position,
        number,
        side=side,
        reps=dose.reps,
        is_alternating=alternates,
    )
