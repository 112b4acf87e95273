"""From key poses to a loop: which pose follows which, how long it is held, and the frames in between."""

import math
from dataclasses import dataclass

from exercises.figures.scene import Placed, Scene
from exercises.figures.vectors import angle

# One frame at least for every so many degrees the fastest bone turns, so that straight lines between frames hide.
DEGREES_A_FRAME = 17
MOST_FRAMES = 9
LINGER_SECONDS = 0.7
LONGEST_SHOWN_HOLD_SECONDS = 2.4


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment of the loop: its time as a share of the loop (0-1), and the figure."""

    at: float
    placed: Placed


@dataclass(frozen=True, slots=True)
class Loop:
    """A movement that ends where it began."""

    seconds: float
    frames: tuple[Frame, ...]


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


def frame_shares(a: Placed, b: Placed) -> list[float]:
    """Return the shares of the way (0-1, without its ends) to draw in between: more of them for wide movements."""
    turns = [angle(a.posture.directions[bone], b.posture.directions[bone]) for bone in a.posture.directions]
    turns += [angle(a.posture.fronts[part], b.posture.fronts[part]) for part in a.posture.fronts]
    count = max(2, min(MOST_FRAMES, math.ceil(max(turns) / DEGREES_A_FRAME)))
    return [i / count for i in range(1, count)]


def when(share: float) -> float:
    """Return the time (0-1) at which a movement that starts and ends softly has gone that share of its way."""
    return math.acos(1 - 2 * share) / math.pi


def loop(scene: Scene, *, rep_seconds: float = 4, hold_seconds: float = 0, is_alternating: bool = False) -> Loop:
    """Return the frames of one repeat (both sides of one, if they alternate). Times are in seconds."""
    order = order_of(scene)
    stops = [(scene.placed[i], linger(scene, i, hold_seconds)) for i in order]
    if is_alternating:
        stops += [(scene.mirrored(i), linger(scene, i, hold_seconds)) for i in order]
    moves = len(order)
    move_seconds = max(0.7, min(2.2, rep_seconds / max(2, moves)))
    if len(stops) == 1:
        return Loop(4.0, (Frame(0.0, stops[0][0]), Frame(1.0, stops[0][0])))
    total = sum(seconds for _, seconds in stops) + move_seconds * len(stops)
    frames: list[Frame] = []
    now = 0.0
    for i, (placed, seconds) in enumerate(stops):
        frames += [Frame(now / total, placed), Frame((now + seconds) / total, placed)]
        now += seconds
        after = stops[(i + 1) % len(stops)][0]
        for share in frame_shares(placed, after):
            frames.append(Frame((now + move_seconds * when(share)) / total, scene.part_way(placed, after, share)))
        now += move_seconds
    return Loop(total, (*frames, Frame(1.0, stops[0][0])))
