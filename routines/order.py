"""The order of a routine: gentle movement, then stretches, then strength, and as little getting up as can be. Pure."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise, permutations


class Part(IntEnum):
    """The parts of a routine, in the order in which they are best done."""

    WARM_UP = 0
    STRETCH = 1
    STRENGTHEN = 2


def part_of(kind: str, *, is_held: bool) -> Part:
    """Return where an exercise belongs: what moves gently warms up, a held stretch stretches."""
    if kind in ("mobility", "activation") or (kind == "stretch" and not is_held):
        return Part.WARM_UP
    return Part.STRETCH if kind == "stretch" else Part.STRENGTHEN


@dataclass(frozen=True, slots=True)
class Placed:
    """What the order of an exercise depends on; `key` names it."""

    key: Hashable
    start_position: str
    part: Part


def changes_of_position(places: Iterable[Placed]) -> int:
    """Return how often a person gets up, down or round between two exercises."""
    return sum(before.start_position != after.start_position for before, after in pairwise(places))


def disorder(places: Sequence[Placed]) -> int:
    """Return how many pairs stand the wrong way round, such as strength before a stretch."""
    return sum(first.part > later.part for number, first in enumerate(places) for later in places[number + 1 :])


def ease(places: Sequence[Placed]) -> list[Placed]:
    """Return the same exercises in the order that is easiest on the body; as they are when that is it already.

    Part by part with the fewest changes of position. Where that would mean more getting up and down than now, each
    position's exercises stay together instead, and the parts come in order as far as that allows. So the changes of
    position never become more, and easing again changes nothing.
    """
    if len(places) < 2:
        return list(places)
    before = changes_of_position(places)
    proposed = _part_by_part(places)
    if changes_of_position(proposed) > before:
        proposed = _position_by_position(places)
    if changes_of_position(proposed) == before and disorder(proposed) >= disorder(places):
        return list(places)
    return proposed


def _part_by_part(places: Sequence[Placed]) -> list[Placed]:
    """Return the parts in order, each position of a part in one block, the blocks meeting where they can."""
    # For each position a way can end in: the fewest changes, and the blocks that lead there.
    ways: dict[str, tuple[int, list[tuple[Part, str]]]] = {}
    for part in Part:
        positions = list(dict.fromkeys(place.start_position for place in places if place.part is part))
        if not positions:
            continue
        arrived: dict[str, tuple[int, list[tuple[Part, str]]]] = {}
        for first, last in _ends(positions):
            between = [position for position in positions if position not in (first, last)]
            blocks = [(part, position) for position in dict.fromkeys([first, *between, last])]
            for cost, before in ways.values() or [(0, [])]:
                moves = bool(before) and before[-1][1] != first
                total = cost + moves + len(blocks) - 1
                if last not in arrived or total < arrived[last][0]:
                    arrived[last] = total, before + blocks
        ways = arrived
    _cost, blocks = min(ways.values(), key=lambda way: way[0])
    return [place for block in blocks for place in places if (place.part, place.start_position) == block]


def _ends(positions: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of positions that a part can begin and end in, those nearest to how it is now first."""
    if len(positions) == 1:
        return [(positions[0], positions[0])]
    return [(first, last) for first in positions for last in reversed(positions) if first != last]


def _position_by_position(places: Sequence[Placed]) -> list[Placed]:
    """Return each position in one block, the blocks in the order that puts the fewest pairs the wrong way round."""
    blocks: dict[str, list[Placed]] = {}
    for place in places:
        blocks.setdefault(place.start_position, []).append(place)
    wrong = {
        (one, other): sum(first.part > later.part for first in blocks[one] for later in blocks[other])
        for one, other in permutations(blocks, 2)
    }
    order = min(
        permutations(blocks),
        key=lambda order: sum(wrong[one, other] for at, one in enumerate(order) for other in order[at + 1 :]),
    )
    return [place for position in order for place in sorted(blocks[position], key=lambda place: place.part)]
