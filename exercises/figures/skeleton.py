"""The skeleton: bone directions in, joints out. Lengths are shares of body height; nothing here knows of the ground.

Proportions: segment lengths after Drillis and Contini, Body Segment Parameters (1966), rounded and a little
stylised (the trunk is measured from the hip joints to the line of the shoulders).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from exercises.figures.vectors import (
    Vector,
    across,
    add,
    along,
    between,
    carry,
    cross,
    dot,
    length,
    scale,
    slerp,
    unit,
)

BONES: Mapping[str, float] = {
    "lumbar": 0.14,
    "thorax": 0.15,
    "head": 0.118,
    "upper_arm": 0.172,
    "forearm": 0.145,
    "hand": 0.075,
    "thigh": 0.245,
    "shin": 0.245,
    "foot": 0.108,
}
HALF_SHOULDERS = 0.098
HALF_HIPS = 0.052
HEEL_BACK = 0.035
ANKLE_HEIGHT = 0.04

SIDES = ("near", "far")
ARM = ("upper_arm", "forearm", "hand")
LEG = ("thigh", "shin", "foot")
TRUNK = ("lumbar", "thorax", "head")
LIMB_BONES = tuple(f"{bone}_{side}" for side in SIDES for bone in ARM + LEG)


def bone_length(bone: str) -> float:
    """Return the length of a bone, named with or without its side ("thigh_near")."""
    return BONES[bone.removesuffix("_near").removesuffix("_far")]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a part of the trunk is and how it is turned: along the spine, forwards, and to the near side."""

    centre: Vector
    axis: Vector
    front: Vector
    near: Vector

    def at(self, up: float, forward: float = 0.0, sideways: float = 0.0) -> Vector:
        """Return the point that far along each of the frame's directions."""
        point = along(self.centre, self.axis, up)
        return along(along(point, self.front, forward), self.near, sideways)


@dataclass(frozen=True, slots=True)
class Posture:
    """Bone directions (unit vectors) and where the hips are: everything needed to find every joint.

    `fronts` says where pelvis, chest and head face. `handed` is 1 when the near side is the person's right, else -1.
    """

    root: Vector
    directions: Mapping[str, Vector]
    fronts: Mapping[str, Vector]
    handed: int
    belly: float = 0.0

    def moved(self, by: Vector) -> "Posture":
        return self.with_changes(root=add(self.root, by))

    def turned(self, directions: Mapping[str, Vector]) -> "Posture":
        return self.with_changes(directions={**self.directions, **directions})

    def with_changes(self, root: Vector | None = None, directions: Mapping[str, Vector] | None = None) -> "Posture":
        return Posture(
            self.root if root is None else root,
            self.directions if directions is None else directions,
            self.fronts,
            self.handed,
            self.belly,
        )

    def mirrored(self, axis: int) -> "Posture":
        """Swap the sides of the body across the plane through the origin at right angles to axis 0 (x) or 1 (y)."""

        def flip(a: Vector) -> Vector:
            return (-a[0], a[1], a[2]) if axis == 0 else (a[0], -a[1], a[2])

        def other(bone: str) -> str:
            if bone.endswith("_near"):
                return bone.removesuffix("_near") + "_far"
            return bone.removesuffix("_far") + "_near" if bone.endswith("_far") else bone

        directions = {other(bone): flip(direction) for bone, direction in self.directions.items()}
        fronts = {part: flip(front) for part, front in self.fronts.items()}
        return Posture(flip(self.root), directions, fronts, self.handed, self.belly)


@dataclass(frozen=True, slots=True)
class Body:
    """Every joint of a posture, and the frames of pelvis, chest and head."""

    joints: Mapping[str, Vector]
    pelvis: Frame
    chest: Frame
    head: Frame
    belly: float = 0.0
    shin_fronts: Mapping[str, Vector] = field(default_factory=dict)
    thigh_fronts: Mapping[str, Vector] = field(default_factory=dict)


def frame(centre: Vector, axis: Vector, front: Vector, handed: int) -> Frame:
    forward = unit(across(front, axis))
    return Frame(centre, axis, forward, scale(cross(forward, axis), handed))


def shoulder(chest: Frame, upper_arm: Vector, sign: int) -> Vector:
    """Return the shoulder joint; the shoulder blade lets it glide up, forward or back with the arm."""
    lift = dot(upper_arm, chest.axis)
    up = 0.012 + 0.022 * lift if lift > 0 else 0.012 * (1 + lift)
    return chest.at(up - 0.02, 0.014 * dot(upper_arm, chest.front), sign * (HALF_SHOULDERS - 0.012 * max(0.0, lift)))


def thigh_front(pelvis: Frame, thigh: Vector, shin: Vector) -> Vector:
    """Return where the front of the thigh faces: given by the knee's hinge once the knee is bent."""
    carried = across(carry(pelvis.front, scale(pelvis.axis, -1), thigh), thigh)
    bend = across(shin, thigh)
    return unit(add(scale(carried, 0.25), scale(bend, -1)) if length(carried) > 1e-6 else scale(bend, -1))


def sole(foot: Vector, shin: Vector, shin_front: Vector) -> Vector:
    """Return the direction out of the sole of the foot."""
    return unit(add(across(shin, foot), scale(across(shin_front, foot), -0.35)))


def pose_body(posture: Posture) -> Body:
    """Find every joint of a posture (forward kinematics)."""
    d = posture.directions
    hip = posture.root
    waist = along(hip, d["lumbar"], BONES["lumbar"])
    neck = along(waist, d["thorax"], BONES["thorax"])
    crown = along(neck, d["head"], BONES["head"])
    pelvis = frame(hip, d["lumbar"], posture.fronts["pelvis"], posture.handed)
    chest = frame(neck, d["thorax"], posture.fronts["chest"], posture.handed)
    # The gaze may stay level while the neck leans, so the head follows its front first.
    head = frame(crown, unit(across(d["head"], posture.fronts["head"])), posture.fronts["head"], posture.handed)
    joints = {"hip": hip, "waist": waist, "neck": neck, "head": crown}
    shin_fronts, thigh_fronts = {}, {}
    for side, sign in (("near", 1), ("far", -1)):
        start = shoulder(chest, d[f"upper_arm_{side}"], sign)
        joints[f"shoulder_{side}"] = start
        for joint, bone in zip(("elbow", "wrist", "fingers"), ARM, strict=True):
            start = along(start, d[f"{bone}_{side}"], BONES[bone])
            joints[f"{joint}_{side}"] = start
        start = pelvis.at(0, 0, sign * HALF_HIPS)
        joints[f"hip_{side}"] = start
        for joint, bone in zip(("knee", "ankle"), LEG[:2], strict=True):
            start = along(start, d[f"{bone}_{side}"], BONES[bone])
            joints[f"{joint}_{side}"] = start
        thigh, shin, foot = (d[f"{bone}_{side}"] for bone in LEG)
        thigh_fronts[side] = thigh_front(pelvis, thigh, shin)
        shin_fronts[side] = across(carry(thigh_fronts[side], thigh, shin), shin)
        down = along(start, sole(foot, shin, shin_fronts[side]), ANKLE_HEIGHT - 0.012)
        joints[f"heel_{side}"] = along(down, foot, -HEEL_BACK)
        joints[f"toes_{side}"] = along(down, foot, BONES["foot"])
    return Body(joints, pelvis, chest, head, posture.belly, shin_fronts, thigh_fronts)


def spine(body: Body, share: float) -> Vector:
    """Return a point of the curve of the back: 0 at the hips, 1 at the line of the shoulders."""
    hip, waist, neck = body.joints["hip"], body.joints["waist"], body.joints["neck"]
    control = add(scale(waist, 2), scale(between(hip, neck, 0.5), -1))
    return between(between(hip, control, share), between(control, neck, share), share)


def blend(a: Posture, b: Posture, share: float) -> Posture:
    """Return the posture a `share` (0-1) of the way from a to b: every bone turns by that share of its angle."""
    directions = {bone: unit(slerp(a.directions[bone], b.directions[bone], share)) for bone in a.directions}
    for side in SIDES:
        for _, parent, bone in (ARM, LEG):  # Hands and feet turn against their limb, not against the room.
            limb, end = f"{parent}_{side}", f"{bone}_{side}"
            start = carry(a.directions[end], a.directions[limb], directions[limb])
            stop = carry(b.directions[end], b.directions[limb], directions[limb])
            directions[end] = unit(slerp(unit(start), unit(stop), share))
    return Posture(
        between(a.root, b.root, share),
        directions,
        {part: unit(slerp(a.fronts[part], b.fronts[part], share)) for part in a.fronts},
        a.handed,
        a.belly + (b.belly - a.belly) * share,
    )


def two_bones(start: Vector, target: Vector, middle: Vector, first: float, second: float) -> tuple[Vector, Vector]:
    """Return the directions of two bones that reach from start to target, bending towards `middle`.

    A target out of reach is reached for with the limb straight.
    """
    line = add(target, scale(start, -1))
    reach = min(max(length(line), abs(first - second) + 1e-4), (first + second) * 0.9995)
    ahead = unit(line)
    bend = across(add(middle, scale(start, -1)), ahead)
    bend = unit(bend) if length(bend) > 1e-5 else unit(across((0.3, 0.2, -1.0), ahead))
    cosine = (first**2 + reach**2 - second**2) / (2 * first * reach)
    sine = math.sqrt(max(0.0, 1 - cosine**2))
    upper = add(scale(ahead, cosine), scale(bend, sine))
    joint = along(start, upper, first)
    return upper, unit(add(along(start, ahead, reach), scale(joint, -1)))
