"""How far joints may bend in a drawn pose, and how far they do: the check that keeps figures human. Degrees.

Sources: American Academy of Orthopaedic Surgeons, Joint Motion: Method of Measuring and Recording (1965), for limbs;
Magee, Orthopedic Physical Assessment, for the spine, where thoracic and lumbar ranges are added because the drawn
spine bends in one place. Passive ends are used where the exercise pulls a limb there (hip flexion with the knee bent
to 145, Kapandji, The Physiology of the Joints).
"""

import math
from collections.abc import Mapping

from exercises.figures.skeleton import SIDES, Body, Frame, Posture
from exercises.figures.vectors import Vector, across, angle, dot, length, scale, unit

RANGES: Mapping[str, tuple[float, float]] = {
    "spine flexion": (-80, 105),
    "spine side bend": (-60, 60),
    "spine rotation": (-68, 68),
    "neck bend": (0, 80),
    "hip flexion": (-32, 145),
    "hip abduction": (-35, 60),
    "knee flexion": (0, 158),
    # Beyond the 50 degrees of the ankle itself the middle of the foot and the toes bend too when the instep lies flat.
    "ankle plantarflexion": (-35, 92),
    # 60 degrees of the joint; the shoulder blade, which tips forward, gives the rest.
    "shoulder extension": (-180, 70),
    "elbow flexion": (0, 152),
}


def in_frame(part: Frame, a: Vector) -> tuple[float, float, float]:
    """Return a direction as (along the spine, forwards, to the near side)."""
    return dot(a, part.axis), dot(a, part.front), dot(a, part.near)


def angles(posture: Posture, body: Body) -> dict[str, float]:
    """Return the anatomical angles of a posture, in degrees, by the joint's movement and side."""
    d = posture.directions
    up, forwards, sideways = in_frame(body.pelvis, d["thorax"])
    found = {
        "spine flexion": math.degrees(math.atan2(forwards, up)),
        "spine side bend": math.degrees(math.asin(max(-1.0, min(1.0, sideways)))),
        "spine rotation": rotation(body.pelvis, body.chest),
        "neck bend": angle(d["thorax"], d["head"]),
    }
    for side, sign in zip(SIDES, (1, -1), strict=True):
        up, forwards, sideways = in_frame(body.pelvis, d[f"thigh_{side}"])
        found[f"hip flexion {side}"] = (
            math.degrees(math.atan2(forwards, -up)) if math.hypot(up, forwards) > 0.3 else 0.0
        )
        found[f"hip abduction {side}"] = math.degrees(math.asin(max(-1.0, min(1.0, sign * sideways))))
        found[f"knee flexion {side}"] = angle(d[f"thigh_{side}"], d[f"shin_{side}"])
        found[f"ankle plantarflexion {side}"] = 90 - angle(d[f"shin_{side}"], d[f"foot_{side}"])
        up, forwards, _ = in_frame(body.chest, d[f"upper_arm_{side}"])
        is_behind = forwards < 0 and up < 0 and math.hypot(up, forwards) > 0.4
        found[f"shoulder extension {side}"] = math.degrees(math.atan2(-forwards, -up)) if is_behind else 0.0
        found[f"elbow flexion {side}"] = angle(d[f"upper_arm_{side}"], d[f"forearm_{side}"])
    return found


def rotation(pelvis: Frame, chest: Frame) -> float:
    """Return how far the chest is turned against the pelvis about the spine, towards the near side."""
    axis = unit((pelvis.axis[0] + chest.axis[0], pelvis.axis[1] + chest.axis[1], pelvis.axis[2] + chest.axis[2]))
    a, b = across(pelvis.front, axis), across(chest.front, axis)
    if min(length(a), length(b)) < 1e-6:
        return 0.0
    turn = angle(unit(a), unit(b))
    return math.copysign(turn, dot(b, scale(pelvis.near, 1)))


def beyond(posture: Posture, body: Body) -> list[str]:
    """Return what bends too far, in words; nothing when all is within its range."""
    problems = []
    for name, value in angles(posture, body).items():
        low, high = RANGES[name.removesuffix(" near").removesuffix(" far")]
        if not low <= value <= high:
            problems.append(f"{name} is {value:.0f}°, outside {low}–{high}°")
    return problems
