"""From key poses to a loop: which pose follows which, how long it is held, and the frames in between."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from exercises.figures.scene import Placed, Scene
from exercises.figures.vectors import angle

# One frame at least for every so many degrees the fastest bone turns, so that straight lines between frames hide.
DEGREES_A_FRAME = 22
MOST_SPLITS = 5
LINGER_SECONDS = 0.7
LONGEST_SHOWN_HOLD_SECONDS = 2.4


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment of the loop: its time as a share of the loop (0-1), and the figure."""

    at: float
    placed: Placed


@dataclass(frozen=True, slots=True)
class Beats:
    """The moments of a loop at which something begins, in seconds, for whoever plays it in time with a session.

    It rests in the start until `leaves`, is in the held pose from `arrives` to `lets_go`, is back at the start at
    `turns` (the other side follows, if sides alternate) and over at `ends`.
    """

    leaves: float
    arrives: float
    lets_go: float
    turns: float
    ends: float

    def __str__(self) -> str:
        moments = (self.leaves, self.arrives, self.lets_go, self.turns, self.ends)
        return " ".join(f"{moment:.2f}".rstrip("0").rstrip(".") for moment in moments)


@dataclass(frozen=True, slots=True)
class Stop:
    """A key pose the loop rests in: moved to `since` then, rested in `until` then (shares of the loop)."""

    index: int
    placed: Placed
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Loop:
    """A movement that ends where it began."""

    seconds: float
    frames: tuple[Frame, ...]
    beats: Beats
    stops: tuple[Stop, ...] = ()


def order_of(scene: Scene) -> list[int]:
    """Return the key poses in the order of one repeat: there and back again, without the variants."""
    there = [i for i, pose in enumerate(scene.poses) if not pose.is_variant]
    return there + there[-2:0:-1]


def linger(scene: Scene, index: int, hold_seconds: float) -> float:
    """Return how long the loop rests in a pose, in seconds. The farthest pose of a held exercise is held longest."""
    pose = scene.poses[index]
    if pose.hold is not None:
        return pose.hold
    there = [i for i, pose in enumerate(scene.poses) if not pose.is_variant]
    is_farthest = index == there[-1]
    if is_farthest and hold_seconds:
        return min(hold_seconds, LONGEST_SHOWN_HOLD_SECONDS)
    return LINGER_SECONDS if index == there[0] or is_farthest else 0.35


def widest_turn(a: Placed, b: Placed) -> float:
    """Return how far the fastest bone turns between two figures, in degrees."""
    turns = [angle(a.posture.directions[bone], b.posture.directions[bone]) for bone in a.posture.directions]
    return max(turns + [angle(a.posture.fronts[part], b.posture.fronts[part]) for part in a.posture.fronts])


def whole_turn(a: Placed, b: Placed) -> float:
    """Return how far all bones together turn between two figures, in degrees."""
    return sum(angle(a.posture.directions[bone], b.posture.directions[bone]) for bone in a.posture.directions)


def in_between(scene: Scene, a: Placed, b: Placed) -> list[tuple[float, Placed]]:
    """Return the figures to draw between a and b with their shares of the way: the wider the movement the more."""

    def split(start: float, first: Placed, end: float, last: Placed, depth: int) -> list[tuple[float, Placed]]:
        if depth == MOST_SPLITS or (depth and widest_turn(first, last) <= DEGREES_A_FRAME):
            return []
        middle = (start + end) / 2
        placed = scene.part_way(a, b, middle)
        before = split(start, first, middle, placed, depth + 1)
        return [*before, (middle, placed), *split(middle, placed, end, last, depth + 1)]

    return split(0.0, a, 1.0, b, 0)


def when(share: float) -> float:
    """Return the time (0-1) at which a movement that starts and ends softly has gone that share of its way."""
    return math.acos(1 - 2 * share) / math.pi


def loop(scene: Scene, *, rep_seconds: float = 4, hold_seconds: float = 0, is_alternating: bool = False) -> Loop:
    """Return the frames of one repeat (both sides of one, if they alternate). Times are in seconds."""
    order = order_of(scene)
    stops = [(scene.placed[i], linger(scene, i, hold_seconds)) for i in order]
    if is_alternating:
        other_side = {i: scene.mirrored(i) for i in order}
        stops += [(other_side[i], linger(scene, i, hold_seconds)) for i in order]
    moves = len(order)
    move_seconds = max(0.7, min(2.2, rep_seconds / max(2, moves)))
    if len(stops) == 1:
        return Loop(4.0, (Frame(0.0, stops[0][0]), Frame(1.0, stops[0][0])), Beats(4.0, 0.0, 4.0, 4.0, 4.0))
    total = sum(seconds for _, seconds in stops) + move_seconds * len(stops)
    frames: list[Frame] = []
    rested: list[Stop] = []
    indexes = [*order, *order]
    ways: dict[tuple[int, int], list[tuple[float, Placed]]] = {}  # The way back is the way there, backwards.
    now = 0.0
    for i, (placed, seconds) in enumerate(stops):
        frames += [Frame(now / total, placed), Frame((now + seconds) / total, placed)]
        rested.append(Stop(indexes[i], placed, (now - move_seconds) / total, (now + seconds) / total))
        now += seconds
        after = stops[(i + 1) % len(stops)][0]
        way = (id(placed), id(after))
        if way not in ways:
            ways[way] = in_between(scene, placed, after)
            ways[way[::-1]] = [(1 - share, between) for share, between in reversed(ways[way])]
        for share, between in ways[way]:
            frames.append(Frame((now + move_seconds * when(share)) / total, between))
        now += move_seconds
    return Loop(
        total, (*frames, Frame(1.0, stops[0][0])), beats(stops[: len(order)], move_seconds, total), tuple(rested)
    )


def beats(stops: Sequence[tuple[Placed, float]], move_seconds: float, total: float) -> Beats:
    """Return the moments of a loop whose first side rests in these stops; the longest rest is the hold."""
    rests = [seconds for _, seconds in stops]
    held = max(range(len(rests)), key=lambda i: (rests[i], i))
    arrives = sum(rests[:held]) + held * move_seconds
    return Beats(rests[0], arrives, arrives + rests[held], sum(rests) + len(rests) * move_seconds, total)
