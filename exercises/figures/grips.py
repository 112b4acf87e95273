"""Where a hand or foot is when it holds a part of the body. Lengths are shares of body height."""

from collections.abc import Mapping

from exercises.figures.pose import Touch
from exercises.figures.skeleton import SIDES, Body
from exercises.figures.vectors import Vector, across, along, between, length, subtract, unit

# Places of the trunk and head for a hand: the part, then how far along it, forwards, and to the hand's own side.
SPOTS: Mapping[str, tuple[str, float, float, float]] = {
    "head": ("head", -0.02, -0.05, 0.045),
    "forehead": ("head", 0.03, 0.075, 0.03),
    "temple": ("head", 0.01, 0.0, 0.07),
    "waist": ("pelvis", 0.05, -0.01, 0.098),
    "low_back": ("pelvis", 0.07, -0.075, 0.05),
    "under_back": ("pelvis", 0.11, -0.038, 0.03),
    "tail": ("pelvis", 0.02, -0.085, 0.0),
    "belly": ("pelvis", 0.085, 0.07, 0.055),
    "ribs": ("chest", -0.11, 0.085, 0.05),
    "breast": ("chest", -0.04, 0.085, 0.045),
    "breastbone": ("chest", -0.06, 0.105, 0.022),
    "opposite_shoulder": ("chest", -0.035, 0.085, -0.05),
    "nape": ("head", -0.055, -0.06, 0.02),
}


def spot_for(body: Body, name: str, sign: int) -> Vector | None:
    """Return a place of the trunk or head for a hand, by its name; `sign` is 1 for the near hand."""
    if name not in SPOTS:
        return None
    part, up, forward, sideways = SPOTS[name]
    part_frame = {"head": body.head, "chest": body.chest, "pelvis": body.pelvis}[part]
    return part_frame.at(up, forward + (body.belly if name == "belly" else 0.0), sign * sideways)


GRIPS: Mapping[str, tuple[str, str, float]] = {
    "thigh": ("hip", "knee", 0.055),
    "knee": ("hip", "knee", 0.05),
    "shin": ("knee", "ankle", 0.045),
    "ankle": ("knee", "ankle", 0.035),
    "foot": ("ankle", "toes", 0.03),
    "forearm": ("elbow", "wrist", 0.03),
    "upper": ("shoulder", "elbow", 0.04),
    "wrist": ("elbow", "wrist", 0.028),
}
GRIP_AT: Mapping[str, float] = {"knee": 0.97, "ankle": 0.95, "thigh": 0.7, "foot": 0.55, "wrist": 0.97}


def grip_at(touch: Touch) -> float:
    """Return how far along the part it holds a contact is (0-1)."""
    return touch.at if touch.at is not None else GRIP_AT.get(touch.on.partition("_")[2], 0.5)


def grip_target(body: Body, touch: Touch, joint: Vector) -> Vector:
    """Return where the touching joint must be to hold a part of the body. Raises ValueError for an unknown part."""
    side, name = touch.part.split("_")
    if (spot := spot_for(body, touch.on, 1 if side == "near" else -1)) is not None:
        return spot
    other, _, part = touch.on.partition("_")
    if other not in SIDES or part not in GRIPS:
        raise ValueError(f"{touch.part} is on {touch.on!r}, which is neither a prop nor a part of the body")
    start, end, radius = GRIPS[part]
    a, b = body.joints[f"{start}_{other}"], body.joints[f"{end}_{other}"]
    spot = between(a, b, grip_at(touch))
    bone = unit(subtract(b, a))
    away = across(touch.toward if touch.toward is not None else subtract(joint, spot), bone)
    return along(spot, unit(away), radius + (0.012 if name == "hand" else 0.03)) if length(away) > 1e-6 else spot
