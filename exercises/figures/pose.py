"""Key poses as people write them: angles as seen in a view, what rests on what, and the props around.

A direction is one number, degrees counter-clockwise from "right" in the view's own plane (90 is up), or a pair
whose second number leans it towards the viewer. See docs/figures.md for the whole format.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.figures.skeleton import ARM, LEG, SIDES, TRUNK, Posture
from exercises.figures.vectors import ORIGIN, Vector, across, add, cross, length, scale, unit

VIEWS = ("side", "front", "top")
# The plane a view's angles are given in: right, up, and towards the viewer.
PLANES: Mapping[str, tuple[Vector, Vector, Vector]] = {
    "side": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "front": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "top": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
# How far the camera stands beside and above a view's own direction, in degrees, unless the pose says.
CAMERAS: Mapping[str, tuple[float, float]] = {"side": (16, 14), "front": (0, 8), "top": (0, 62)}

PAIRS: Mapping[str, str] = {
    "feet": "foot",
    "toes": "ball",
    "heels": "heel",
    "insteps": "instep",
    "knees": "knee",
    "shins": "shin",
    "legs": "leg",
    "hands": "hand",
    "forearms": "forearm",
    "elbows": "elbow",
    "arms": "arm",
}
TRUNK_PARTS = ("hips", "chest", "head")
LIMB_PARTS = tuple(f"{side}_{part}" for side in SIDES for part in PAIRS.values())

ANGLE_KEYS = {*TRUNK, *(f"{limb}_{side}" for limb in ("arm", "leg") for side in SIDES)}
POSE_KEYS = {
    "label",
    "view",
    "description",
    "angles",
    "turn",
    "facing",
    "camera",
    "contacts",
    "slides",
    "props",
    "hold",
    "variant",
    "belly",
    "gaze",
    "arrows",
}
ARROW_KEYS = {"at", "toward", "off", "length"}


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact: a part of the body on a surface ("floor", a prop) or on another part of the body.

    `at` is how far along that part (0-1); `toward` is the direction from its bone to the touching part.
    """

    part: str
    on: str
    at: float | None = None
    toward: Vector | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow that starts at a place of the body (or `off` it, in body heights) and points somewhere."""

    at: str
    toward: Vector
    off: Vector
    length: float


@dataclass(frozen=True, slots=True)
class KeyPose:
    """One key pose, read and checked. Not yet placed on the ground: see exercises.figures.contact."""

    label: str
    view: str
    description: str
    posture: Posture
    touches: tuple[Touch, ...]
    slides: frozenset[str]
    props: tuple[Mapping[str, Any], ...]
    camera: tuple[float, float] | None = None
    hold: float | None = None
    is_variant: bool = False
    arrows: tuple[Arrow, ...] = ()


def direction(value: Any, plane: tuple[Vector, Vector, Vector]) -> Vector:
    """Return the unit vector of an angle or an [angle, towards the viewer] pair, in degrees."""
    flat, toward = (value, 0.0) if isinstance(value, int | float) else value
    right, up, viewer = plane
    a, t = math.radians(flat), math.radians(toward)
    sideways = add(scale(right, math.cos(a) * math.cos(t)), scale(up, math.sin(a) * math.cos(t)))
    return add(sideways, scale(viewer, math.sin(t)))


def facing(axis: Vector, view: str, is_away: bool, turn: float) -> Vector:
    """Return where a part of the trunk faces: its own default in the view, then turned towards the near side."""
    right, up, viewer = PLANES[view]
    if view == "side":
        along_right = -axis[0] * up[0] - axis[1] * up[1] - axis[2] * up[2]
        along_up = axis[0] * right[0] + axis[1] * right[1] + axis[2] * right[2]
        front = add(scale(right, -along_right), scale(up, -along_up))
        if length(front) < 1e-6:
            front = right
        near = cross(unit(front), axis)
    else:
        front = across(viewer, axis)
        if length(front) < 1e-6:
            front = scale(up, -1)
        front = scale(front, -1 if is_away else 1)
        near = cross(unit(front), axis) if is_away else cross(axis, unit(front))
    t = math.radians(turn)
    return add(scale(unit(front), math.cos(t)), scale(near, math.sin(t)))


def read_direction(value: Any, what: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | list | tuple):
        raise ValueError(f"{what} is {value!r}, not an angle or an [angle, towards the viewer] pair")
    if isinstance(value, list | tuple):
        if len(value) != 2 or not all(isinstance(n, int | float) for n in value):
            raise ValueError(f"{what} is {value!r}, not an [angle, towards the viewer] pair")
        if not -90 <= value[1] <= 90:
            raise ValueError(f"{what} leans {value[1]}° towards the viewer, not -90 to 90")
    return value


def read_limb(values: Any, bones: Sequence[str], what: str) -> list[Any]:
    if not isinstance(values, list | tuple) or len(values) not in (2, 3):
        raise ValueError(f"{what} has {values!r}, not 2 or 3 directions ({', '.join(bones)})")
    read = [read_direction(value, f"{what} ({bone})") for value, bone in zip(values, bones, strict=False)]
    return read if len(read) == 3 else [*read, read[-1]]


def read_touches(contacts: Mapping[str, Any], view: str) -> tuple[Touch, ...]:
    touches = []
    for name, target in contacts.items():
        if name in PAIRS:
            parts = [f"{side}_{PAIRS[name]}" for side in SIDES]
        elif name in TRUNK_PARTS or name in LIMB_PARTS:
            parts = [name]
        else:
            raise ValueError(f"contact {name!r} is none of {', '.join([*TRUNK_PARTS, *PAIRS, *LIMB_PARTS])}")
        details: dict[str, Any] = {"on": target} if isinstance(target, str) else dict(target)
        if not isinstance(details.get("on"), str) or details.keys() - {"on", "at", "toward"}:
            raise ValueError(f"contact {name!r} is {target!r}: it needs what it is on, and may have at and toward")
        toward = details.get("toward")
        for part in parts:
            on = details["on"]
            for word, other in (("same_", part[: part.find("_")]), ("other_", "far" if "near" in part else "near")):
                on = f"{other}_{on.removeprefix(word)}" if on.startswith(word) else on
            vector = None if toward is None else direction(read_direction(toward, f"{name} toward"), PLANES[view])
            touches.append(Touch(part, on, details.get("at"), vector))
    return tuple(touches)


def read_arrow(raw: Mapping[str, Any], view: str) -> Arrow:
    if raw.keys() - ARROW_KEYS or not isinstance(raw.get("at"), str):
        raise ValueError(f"an arrow is {dict(raw)!r}: it needs `at` and `toward`, and may have `off` and `length`")
    right, up, viewer = PLANES[view]
    x, y, *z = raw.get("off", (0, 0))
    off = add(add(scale(right, x), scale(up, y)), scale(viewer, z[0] if z else 0))
    toward = direction(read_direction(raw["toward"], "an arrow's toward"), PLANES[view])
    return Arrow(raw["at"], toward, off, float(raw.get("length", 0.12)))


def read_pose(raw: Mapping[str, Any]) -> KeyPose:
    """Read one key pose of a catalogue file. Raises ValueError that names the pose and what is wrong with it."""
    label = raw.get("label", "?")
    try:
        return read_checked(raw)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"Key pose {label!r}: {error}") from error


def read_checked(raw: Mapping[str, Any]) -> KeyPose:
    if unknown := raw.keys() - POSE_KEYS:
        raise ValueError(f"unknown keys {', '.join(sorted(unknown))}")
    view = raw["view"]
    if view not in VIEWS:
        raise ValueError(f"view is {view!r}, not one of {', '.join(VIEWS)}")
    angles = raw["angles"]
    if angles.keys() != ANGLE_KEYS:
        raise ValueError(f"angles are {', '.join(angles)}; they must be {', '.join(sorted(ANGLE_KEYS))}")
    plane, is_away = PLANES[view], raw.get("facing") == "away"
    directions = {bone: direction(read_direction(angles[bone], bone), plane) for bone in TRUNK}
    for side in SIDES:
        for limb, bones in (("arm", ARM), ("leg", LEG)):
            values = read_limb(angles[f"{limb}_{side}"], bones, f"{limb}_{side}")
            for bone, value in zip(bones, values, strict=True):
                directions[f"{bone}_{side}"] = direction(value, plane)
    turn = dict.fromkeys(("pelvis", "chest", "head"), 0.0) | raw.get("turn", {})
    fronts = {
        part: facing(directions[bone], view, is_away, turn[part])
        for part, bone in (("pelvis", "lumbar"), ("chest", "thorax"), ("head", "head"))
    }
    if "gaze" in raw:
        fronts["head"] = direction(read_direction(raw["gaze"], "gaze"), plane)
    handed = 1 if view == "side" or is_away else -1
    return KeyPose(
        label=raw["label"],
        view=view,
        description=raw["description"],
        posture=Posture(ORIGIN, directions, fronts, handed, float(raw.get("belly", 0))),
        touches=read_touches(raw.get("contacts", {}), view),
        slides=frozenset(raw.get("slides", ())),
        props=tuple(raw.get("props", ())),
        camera=tuple(raw["camera"]) if "camera" in raw else None,
        hold=raw.get("hold"),
        is_variant=bool(raw.get("variant", False)),
        arrows=tuple(read_arrow(arrow, view) for arrow in raw.get("arrows", ())),
    )
