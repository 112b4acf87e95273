"""A routine cut to the minutes there are, by what matters most. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from routines.order import Part
from routines.timeline import DEFAULT_PACE, Pace, PlannedExercise, seconds_of

# The words of routines.models.Priority, what matters most first.
PRIORITIES = ("must", "normal", "if-time")
LONGEST_WARM_UP = 3
# Nobody has more to spare than this, and no routine is longer by much.
MAX_MINUTES = 180


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise that may be cut: what it is, and how much it matters to its person."""

    planned: PlannedExercise
    part: Part
    priority: str = "normal"


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What is done and what is left out, each in the routine's order; what is done may have fewer sets than planned."""

    kept: list[PlannedExercise]
    left_out: list[PlannedExercise]
    seconds: int
    # The positions of what is kept with fewer sets.
    fewer_sets: frozenset[int] = frozenset()

    @property
    def is_whole(self) -> bool:
        return not self.left_out and not self.fewer_sets


def trim(candidates: Sequence[Candidate], minutes: int, pace: Pace = DEFAULT_PACE) -> Trimmed:
    """Return what of a routine fits into the minutes, in its order; getting into position counts too.

    The warm-up comes first, with one set of each: it loses an exercise only when that does not fit behind what of
    the warm-up fits already. Then what a person always wants, what they normally want, and what they want if there
    is time: of each first one set of every exercise, then the other sets; strengthening and the rest in turn, so that
    a short routine is not all stretching. Whatever does not fit is passed over, and the next tried. A set is never
    cut in two, so both sides are done alike. What is kept never takes longer than the minutes; what is left out
    would not fit any more, even with one set.
    """
    seconds_left = minutes * 60
    sets: dict[int, int] = {}
    closed: set[int] = set()
    for number in _in_order_of_need(candidates):
        if number in closed:
            continue
        tried = sets | {number: sets.get(number, 0) + 1}
        if seconds_of(_chosen(candidates, tried), pace) <= seconds_left:
            sets = tried
        else:
            closed.add(number)  # Nothing that comes later makes room.
    kept = _chosen(candidates, sets)
    return Trimmed(
        kept,
        [each.planned for number, each in enumerate(candidates) if number not in sets],
        seconds_of(kept, pace),
        frozenset(candidates[n].planned.position for n, done in sets.items() if done < candidates[n].planned.dose.sets),
    )


def warm_up(candidates: Sequence[Candidate]) -> list[int]:
    """Return the numbers of the exercises that warm up: the gentle ones it begins with, or else its first stretch."""
    numbers: list[int] = []
    for number, candidate in enumerate(candidates[:LONGEST_WARM_UP]):
        if candidate.part is not Part.WARM_UP:
            break
        numbers.append(number)
    if not numbers and candidates and candidates[0].part is Part.STRETCH:
        return [0]
    return numbers


def _in_order_of_need(candidates: Sequence[Candidate]) -> Iterator[int]:
    """Yield the number of an exercise once for each of its sets, the set that is needed most first."""
    first = warm_up(candidates)
    yield from first
    for priority in PRIORITIES:
        mine = [number for number, candidate in enumerate(candidates) if candidate.priority == priority]
        strong = [number for number in mine if candidates[number].part is Part.STRENGTHEN]
        other = [number for number in mine if candidates[number].part is not Part.STRENGTHEN]
        in_turn = [number for pair in zip_longest(strong, other) for number in pair if number is not None]
        for round_number in range(max((candidates[number].planned.dose.sets for number in mine), default=0)):
            for number in in_turn:
                is_done_already = round_number == 0 and number in first
                if round_number < candidates[number].planned.dose.sets and not is_done_already:
                    yield number


def _chosen(candidates: Sequence[Candidate], sets: Mapping[int, int]) -> list[PlannedExercise]:
    return [
        replace(candidates[number].planned, dose=replace(candidates[number].planned.dose, sets=sets[number]))
        for number in sorted(sets)
    ]
