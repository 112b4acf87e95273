"""Placing a posture: it stands, kneels or lies by the contacts its pose declares; hands and feet that carry stay put.

The first contact with something level sets the height of the whole body; then each limb is bent, by two-bone inverse
kinematics, until its own contacts touch. Lengths are shares of body height.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exercises.figures.grips import grip_target
from exercises.figures.pose import TRUNK_PARTS, Touch
from exercises.figures.skeleton import ARM, LEG, SIDES, Body, Frame, Posture, bone_length, pose_body, two_bones
from exercises.figures.vectors import Vector, across, add, dot, length, subtract, unit

# Half-widths of the trunk along the spine, front to back, and side to side.
PELVIS = (0.066, 0.06, 0.11)
CHEST = (0.03, 0.06, 0.13)
HEAD_RADIUS = 0.06
# The flesh around each joint, by the joint's name without its side.
FLESH: Mapping[str, float] = {
    "elbow": 0.03,
    "wrist": 0.02,
    "fingers": 0.008,
    "knee": 0.045,
    "ankle": 0.028,
    "heel": 0.012,
    "toes": 0.012,
}
# The joint a limb's contact is measured at, and the height of that joint above what it rests on.
REST: Mapping[str, tuple[str, float]] = {
    "foot": ("ankle", 0.04),
    "ball": ("toes", 0.012),
    "heel": ("heel", 0.012),
    "instep": ("ankle", 0.028),
    "knee": ("knee", 0.045),
    "shin": ("knee", 0.045),
    "leg": ("ankle", 0.028),
    "hand": ("wrist", 0.02),
    "forearm": ("elbow", 0.03),
    "elbow": ("elbow", 0.03),
    "arm": ("wrist", 0.02),
}


@dataclass(frozen=True, slots=True)
class Surface:
    """A flat thing to rest on: where it lies along an axis (0 x, 1 y, 2 z) and which way it faces (1 or -1)."""

    axis: int
    value: float
    sign: int = 1

    def gap(self, point: Vector, radius: float) -> float:
        """Return how far the point's flesh is off the surface (negative: inside it)."""
        return self.sign * (point[self.axis] - self.value) - radius

    def touching(self, point: Vector, radius: float) -> Vector:
        """Return the point moved straight to where its flesh touches."""
        moved = list(point)
        moved[self.axis] = self.value + self.sign * radius
        return (moved[0], moved[1], moved[2])


FLOOR = Surface(2, 0.0)
type Surfaces = Mapping[str, Surface]


def extent(part: Frame, halves: tuple[float, float, float], towards: Vector) -> float:
    """Return how far an ellipsoid part of the trunk reaches in a direction from its centre."""
    spans = (
        dot(part.axis, towards) * halves[0],
        dot(part.front, towards) * halves[1],
        dot(part.near, towards) * halves[2],
    )
    return math.sqrt(sum(span * span for span in spans))


def contact_point(body: Body, part: str, surface: Surface) -> tuple[Vector, float]:
    """Return the joint (or centre) a part's contact is measured at, and its distance from a touched surface."""
    down: Vector = tuple(-surface.sign if i == surface.axis else 0.0 for i in range(3))  # type: ignore[assignment]
    if part == "hips":
        return body.pelvis.centre, extent(body.pelvis, PELVIS, down)
    if part == "chest":
        return body.chest.centre, extent(body.chest, CHEST, down)
    if part == "head":
        return body.head.centre, HEAD_RADIUS
    side, name = part.split("_")
    if name == "leg":  # Whatever of the foot is lowest: the heel of a leg on its back, the toes of one on its front.
        joint = min(("ankle", "heel", "toes"), key=lambda joint: body.joints[f"{joint}_{side}"][2] - FLESH[joint])
        return body.joints[f"{joint}_{side}"], FLESH[joint]
    joint, radius = REST[name]
    return body.joints[f"{joint}_{side}"], radius


def is_surface(touch: Touch, surfaces: Surfaces) -> bool:
    return touch.on == "floor" or touch.on in surfaces


def level(posture: Posture, bone: str, surface: Surface = FLOOR) -> Posture:
    """Lay a hand or foot flat on a surface: the same heading, without its slope."""
    normal: Vector = (float(surface.axis == 0), float(surface.axis == 1), float(surface.axis == 2))
    flat = across(posture.directions[bone], normal)
    if length(flat) < 0.05:
        return posture
    return posture.turned({bone: unit(flat)})


def drop(posture: Posture, bone: str, start: Vector, height: float) -> Posture:
    """Tip a bone up or down, keeping its heading, until its end is at that height."""
    x, y, _ = posture.directions[bone]
    rise = max(-0.999, min(0.999, (height - start[2]) / bone_length(bone)))
    flat = math.hypot(x, y)
    heading = (x / flat, y / flat) if flat > 1e-6 else (1.0, 0.0)
    run = math.sqrt(1 - rise * rise)
    return posture.turned({bone: (heading[0] * run, heading[1] * run, rise)})


def reach(posture: Posture, side: str, bones: tuple[str, str, str], target: Vector) -> Posture:
    """Bend an arm or a leg so that its wrist or ankle is at the target. The shoulder may glide, hence the repeats."""
    upper, lower, _ = (f"{bone}_{side}" for bone in bones)
    start, middle = ("shoulder", "elbow") if bones is ARM else ("hip", "knee")
    for _ in range(4 if bones is ARM else 1):
        joints = pose_body(posture).joints
        first, second = two_bones(
            joints[f"{start}_{side}"], target, joints[f"{middle}_{side}"], bone_length(upper), bone_length(lower)
        )
        posture = posture.turned({upper: first, lower: second})
    return posture


def place_limb(posture: Posture, touch: Touch, surface: Surface, pin: Vector | None) -> Posture:
    """Bend one limb until its contact touches its surface, at the pinned place if there is one."""
    side, name = touch.part.split("_")
    joint, radius = REST[name]
    if name in ("knee", "shin", "leg"):
        return place_leg(posture, side, name, surface)
    if name in ("elbow", "forearm", "arm"):
        return place_arm(posture, side, name, surface)
    bones = ARM if name == "hand" else LEG
    if name in ("hand", "foot"):
        posture = level(posture, f"{bones[2]}_{side}", surface)
    for _ in range(3):
        joints = pose_body(posture).joints
        now = joints[f"{joint}_{side}"]
        end = joints[f"{'wrist' if bones is ARM else 'ankle'}_{side}"]
        wanted = surface.touching(now if pin is None else pin, radius)
        posture = reach(posture, side, bones, add(end, subtract(wanted, now)))
    return posture


def place_leg(posture: Posture, side: str, name: str, surface: Surface) -> Posture:
    joints = pose_body(posture).joints
    hip = joints[f"hip_{side}"]
    if name == "leg":
        floor = surface.value + FLESH["ankle"]
        posture = drop(posture, f"thigh_{side}", hip, max(floor + 0.008, (hip[2] + floor) / 2))
    else:
        posture = drop(posture, f"thigh_{side}", hip, surface.value + FLESH["knee"])
        if name == "knee":
            return posture
    for _ in range(3):
        joints = pose_body(posture).joints
        gap = min(joints[f"{part}_{side}"][2] - FLESH[part] for part in ("ankle", "heel", "toes")) - surface.value
        ankle = joints[f"ankle_{side}"]
        posture = drop(posture, f"shin_{side}", joints[f"knee_{side}"], ankle[2] - gap)
    return posture


def place_arm(posture: Posture, side: str, name: str, surface: Surface) -> Posture:
    for _ in range(3):
        joints = pose_body(posture).joints
        start = joints[f"shoulder_{side}"]
        height = surface.value + FLESH["elbow"]
        if name == "arm":
            height = max(height, (start[2] + surface.value + FLESH["wrist"]) / 2)
        posture = drop(posture, f"upper_arm_{side}", start, height)
    if name == "elbow":
        return posture
    elbow = pose_body(posture).joints[f"elbow_{side}"]
    posture = drop(posture, f"forearm_{side}", elbow, surface.value + FLESH["wrist"])
    return level(posture, f"hand_{side}")


def lowest(body: Body) -> float:
    """Return the height of the lowest flesh of the body."""
    down = (0.0, 0.0, -1.0)
    heights = [
        body.pelvis.centre[2] - extent(body.pelvis, PELVIS, down),
        body.chest.centre[2] - extent(body.chest, CHEST, down),
        body.head.centre[2] - HEAD_RADIUS,
    ]
    heights += [body.joints[f"{joint}_{side}"][2] - flesh for joint, flesh in FLESH.items() for side in SIDES]
    return min(heights)


def anchor(posture: Posture, touches: Iterable[Touch], surfaces: Surfaces, pins: Mapping[str, Vector]) -> Posture:
    """Move the whole body: to its pinned places, onto the first level surface, and against the first upright one."""
    settled: set[int] = set()
    # A back against a wall comes before feet that stay put: they have knees to give.
    for touch in sorted(
        touches, key=lambda touch: touch.part not in TRUNK_PARTS or surfaces.get(touch.on, FLOOR).axis == 2
    ):
        if not is_surface(touch, surfaces) or touch.part.endswith("_hand"):
            continue
        surface = surfaces.get(touch.on, FLOOR)
        if touch.part.endswith("_foot"):
            posture = level(posture, f"foot_{touch.part.split('_')[0]}")
        point, radius = contact_point(pose_body(posture), touch.part, surface)
        wanted = surface.touching(point, radius)
        pin = pins.get(touch.part, wanted)
        shift = [0.0, 0.0, 0.0]
        for axis in (surface.axis, *(a for a in (0, 1) if touch.part in pins)):
            if axis not in settled:
                settled.add(axis)
                shift[axis] = (wanted if axis == surface.axis else pin)[axis] - point[axis]
        posture = posture.moved((shift[0], shift[1], shift[2]))
    if 2 not in settled and not any(is_surface(touch, surfaces) for touch in touches):
        posture = posture.moved((0.0, 0.0, -lowest(pose_body(posture))))
    return posture


def settle(posture: Posture, touches: tuple[Touch, ...], surfaces: Surfaces, pins: Mapping[str, Vector]) -> Posture:
    """Place a posture on its contacts. `pins` keeps parts where they were (the point contact_point gives)."""
    posture = anchor(posture, touches, surfaces, pins)
    on = {touch.part: surfaces.get(touch.on, FLOOR) for touch in touches if is_surface(touch, surfaces)}
    if {"hips", "chest"} <= on.keys() and on["hips"].axis == on["chest"].axis == 2:
        posture = lie(posture, on["hips"], on["chest"])
    for touch in touches:
        if touch.part == "head" and is_surface(touch, surfaces):
            neck = pose_body(posture).joints["neck"]
            posture = drop(posture, "head", neck, surfaces.get(touch.on, FLOOR).value + HEAD_RADIUS)
    limbs = [touch for touch in touches if touch.part not in TRUNK_PARTS]
    for touch in limbs:
        if is_surface(touch, surfaces):
            posture = place_limb(posture, touch, surfaces.get(touch.on, FLOOR), pins.get(touch.part))
    for touch in sorted(limbs, key=lambda touch: touch.part.endswith("_hand")):
        if not is_surface(touch, surfaces):
            posture = grip(posture, touch)
    return clear_of_floor(posture)


def lie(posture: Posture, under_hips: Surface, under_chest: Surface) -> Posture:
    """Rest both hips and chest: a pelvis turned on its side lies higher than a flat chest, and the spine gives."""
    point, radius = contact_point(pose_body(posture), "hips", under_hips)
    posture = posture.moved(subtract(under_hips.touching(point, radius), point))
    for _ in range(2):
        body = pose_body(posture)
        _, radius = contact_point(body, "chest", under_chest)
        posture = drop(posture, "thorax", body.joints["waist"], under_chest.value + radius)
    return posture


def clear_of_floor(posture: Posture) -> Posture:
    """Lift hands, elbows, knees and feet that would sink into the floor on their way."""
    for side in SIDES:
        for bones, middle, end, tips in (
            (ARM, "elbow", "wrist", ("wrist", "fingers")),
            (LEG, "knee", "ankle", ("ankle", "heel", "toes")),
        ):
            joints = pose_body(posture).joints
            start = joints[f"{'shoulder' if bones is ARM else 'hip'}_{side}"]
            if joints[f"{middle}_{side}"][2] < FLESH[middle]:
                posture = drop(posture, f"{bones[0]}_{side}", start, FLESH[middle])
            joints = pose_body(posture).joints
            sunk = min(joints[f"{tip}_{side}"][2] - FLESH[tip] for tip in tips)
            if sunk < 0:
                height = joints[f"{end}_{side}"][2] - sunk
                posture = drop(posture, f"{bones[1]}_{side}", joints[f"{middle}_{side}"], height)
    return posture


def grip(posture: Posture, touch: Touch) -> Posture:
    """Bring a hand or foot to the part of the body it holds."""
    side, name = touch.part.split("_")
    bones = ARM if name == "hand" else LEG
    joint = "wrist" if name == "hand" else "ankle"
    body = pose_body(posture)
    reference = body.joints[f"shoulder_{side}" if name == "hand" else f"hip_{side}"]
    return reach(
        posture,
        side,
        bones,
        grip_target(body, touch, reference if touch.toward is None else body.joints[f"{joint}_{side}"]),
    )
