"""Where each muscle of the vocabulary lies on the drawn body: warm patches along the trunk and the limbs."""

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from exercises.figures.camera import Camera
from exercises.figures.drawing import Shape, trunk_frame
from exercises.figures.skeleton import SIDES, Body
from exercises.figures.vectors import Point, Vector, across, add, along, between, dot, length, scale, subtract, unit

# On the trunk: (share of the spine, sideways, forwards) from one end to the other, as shares of the trunk's
# half-width and half-depth there, and the width of the patch.
TRUNK: Mapping[str, tuple[tuple[tuple[float, float, float], ...], float]] = {
    "erector-spinae": (((0.02, 0.3, -0.72), (0.45, 0.34, -0.72), (0.92, 0.34, -0.68)), 0.03),
    "multifidus": (((0.0, 0.28, -0.74), (0.4, 0.28, -0.74)), 0.036),
    "quadratus-lumborum": (((0.18, 0.62, -0.5), (0.48, 0.62, -0.5)), 0.042),
    "latissimus-dorsi": (((0.4, 0.55, -0.6), (0.65, 0.75, -0.45), (0.86, 0.86, -0.2)), 0.046),
    "trapezius": (((0.72, 0.22, -0.75), (1.0, 0.4, -0.6)), 0.045),
    "rhomboids": (((0.72, 0.3, -0.75), (0.9, 0.36, -0.7)), 0.042),
    "serratus-anterior": (((0.6, 0.8, 0.3), (0.78, 0.85, 0.2)), 0.034),
    "pectorals": (((0.84, 0.22, 0.72), (0.9, 0.62, 0.55)), 0.055),
    "diaphragm": (((0.56, 0.5, 0.6), (0.64, 0.0, 0.75), (0.56, -0.5, 0.6)), 0.036),
    "transversus-abdominis": (((0.24, 0.75, 0.35), (0.27, 0.0, 0.7), (0.24, -0.75, 0.35)), 0.055),
    "rectus-abdominis": (((0.08, 0.22, 0.68), (0.4, 0.24, 0.68), (0.68, 0.26, 0.68)), 0.038),
    "obliques": (((0.2, 0.66, 0.45), (0.58, 0.74, 0.25)), 0.045),
    "piriformis": (((0.0, 0.2, -0.62), (-0.02, 0.62, -0.5)), 0.042),
}
ONE_PATCH = {"diaphragm", "transversus-abdominis"}
# On a limb: item, bone (its two joints), from and to as shares of the bone, the side it lies on, distance, width.
LIMBS: Mapping[str, tuple[str, tuple[str, str], float, float, str, float, float]] = {
    "quadriceps": ("leg", ("hip", "knee"), 0.2, 0.85, "front", 0.03, 0.05),
    "hamstrings": ("leg", ("hip", "knee"), 0.22, 0.85, "back", 0.028, 0.048),
    "adductors": ("leg", ("hip", "knee"), 0.15, 0.7, "inner", 0.026, 0.046),
    "hip-flexors": ("leg", ("hip", "knee"), -0.12, 0.3, "front", 0.036, 0.045),
    "gluteus-maximus": ("leg", ("hip", "knee"), -0.06, 0.16, "back", 0.02, 0.066),
    "gluteus-medius": ("leg", ("hip", "knee"), -0.12, 0.06, "outer", 0.02, 0.06),
    "calves": ("leg", ("knee", "ankle"), 0.14, 0.52, "back", 0.02, 0.044),
    "deltoids": ("arm", ("shoulder", "elbow"), 0.02, 0.3, "outer", 0.016, 0.044),
    "rotator-cuff": ("arm", ("shoulder", "elbow"), -0.04, 0.1, "back", 0.016, 0.04),
    "triceps": ("arm", ("shoulder", "elbow"), 0.3, 0.85, "back", 0.014, 0.028),
    "forearms": ("arm", ("elbow", "wrist"), 0.15, 0.6, "front", 0.008, 0.03),
}
NECK: Mapping[str, tuple[float, float]] = {"neck-flexors": (0.016, 0.026), "neck-extensors": (-0.03, 0.026)}


def glow(camera: Camera, body: Body, muscles: AbstractSet[str], *, is_one_sided: bool) -> dict[str, tuple[Shape, ...]]:
    """Return the patches of those muscles, by the item they belong to; one-sided work lights the near limbs only."""
    found: dict[str, list[Shape]] = {}
    for muscle in sorted(muscles):
        if muscle in TRUNK:
            found.setdefault("trunk", []).extend(on_trunk(camera, body, muscle))
        if muscle in LIMBS:
            for side in SIDES[:1] if is_one_sided else SIDES:
                found.setdefault(f"{LIMBS[muscle][0]}_{side}", []).append(on_limb(camera, body, muscle, side))
        if muscle == "pelvic-floor":
            side = "near" if dot(body.pelvis.near, camera.towards) > 0 else "far"
            line = (camera.flat(body.pelvis.at(-0.05, 0.04)), camera.flat(body.pelvis.at(-0.05, -0.045)))
            found.setdefault(f"leg_{side}", []).append(patch("glow_pelvic-floor", line, 0.034))
        if muscle in NECK:
            forward, width = NECK[muscle]
            line = (camera.flat(body.chest.at(0.0, forward * 0.7)), camera.flat(body.head.at(-0.05, forward)))
            found.setdefault("head", []).append(patch(f"glow_{muscle}", line, width))
    return {item: tuple(shapes) for item, shapes in found.items()}


def patch(name: str, line: Iterable[Point], width: float, seen: float = 1.0) -> Shape:
    """Return a leaf around a line: pointed ends, as wide as `width` between."""
    points = list(line)
    (x0, y0), (x1, y1) = points[0], points[-1]
    run = math.hypot(x1 - x0, y1 - y0)
    u = ((x1 - x0) / run, (y1 - y0) / run) if run > 1e-4 else (1.0, 0.0)
    inner = points[1:-1] or [((x0 + x1) / 2, (y0 + y1) / 2)]
    half = width * (0.85 if len(inner) == 1 else 0.7)
    reach = 0.45 * width + run * 0.16 * (len(inner) == 1)
    left = [(x - u[1] * half, y + u[0] * half) for x, y in inner]
    right = [(x + u[1] * half, y - u[0] * half) for x, y in reversed(inner)]
    ends = ((x0 - u[0] * reach, y0 - u[1] * reach), (x1 + u[0] * reach, y1 + u[1] * reach))
    return Shape(name, "glow", ((ends[0], *left, ends[1], *right),), seen=seen)


def half_sizes(share: float) -> tuple[float, float]:
    """Return about how wide and deep half the trunk is at a share of the spine."""
    return (0.088, 0.062) if share < 0.3 else (0.074, 0.054) if share < 0.62 else (0.092, 0.056)


def on_trunk(camera: Camera, body: Body, muscle: str) -> list[Shape]:
    stations, width = TRUNK[muscle]
    shapes = []
    for side, sign in (("near", 1), ("far", -1)) if muscle not in ONE_PATCH else (("both", 1),):
        line: list[Vector] = []
        seen = 0.0
        for share, sideways, forwards in stations:
            f = trunk_frame(body, share)
            a, b = half_sizes(share)
            line.append(f.at(0, b * forwards, sign * a * sideways))
            seen += dot(add(scale(f.near, sign * sideways), scale(f.front, forwards)), camera.towards)
        shapes.append(patch(f"glow_{muscle}_{side}", map(camera.flat, line), width, seen / len(stations)))
    return shapes


def on_limb(camera: Camera, body: Body, muscle: str, side: str) -> Shape:
    _, (first, second), start, end, where, away, width = LIMBS[muscle]
    a, b = body.joints[f"{first}_{side}"], body.joints[f"{second}_{side}"]
    bone = unit(subtract(b, a))
    normal = limb_side(body, first, side, where, bone)
    line = [along(between(a, b, share), normal, away) for share in (start, end)]
    return patch(f"glow_{muscle}_{side}", map(camera.flat, line), width, dot(normal, camera.towards) + 0.35)


def limb_side(body: Body, joint: str, side: str, where: str, bone: Vector) -> Vector:
    """Return the direction from a bone to its front, back, inner or outer side."""
    outwards = scale(body.pelvis.near if joint in ("hip", "knee") else body.chest.near, 1 if side == "near" else -1)
    if joint == "hip":
        front = body.thigh_fronts[side]
    elif joint == "knee":
        front = body.shin_fronts[side]
    else:
        bend = subtract(body.joints[f"wrist_{side}"], body.joints[f"elbow_{side}"])
        front = bend if length(across(bend, bone)) > 0.02 else body.chest.front
    normal = {"front": front, "back": scale(front, -1), "outer": outwards, "inner": scale(outwards, -1)}[where]
    flat = across(normal, bone)
    return unit(flat) if length(flat) > 1e-6 else unit(across((0.1, 0.2, 1.0), bone))
