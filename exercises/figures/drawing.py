"""Joints to shapes: a clothed figure of tapered limbs, a trunk that bends as one curve, hands, feet and a face.

Shapes are still in body heights, on paper; exercises.figures.svg scales and writes them. Each belongs to an item
(a limb, the trunk, the head, a held prop), and items are put in order from the farthest to the nearest.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from exercises.figures.camera import Camera
from exercises.figures.skeleton import SIDES, Body, Frame, spine
from exercises.figures.vectors import (
    Point,
    Vector,
    across,
    add,
    along,
    between,
    scale,
    slerp,
    subtract,
    unit,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """One path: closed rounded loops (blobs), closed straight ones (polygons) or open lines with a width.

    `seen` is how much it is turned towards the viewer (negative: away); pictures leave out what mostly is not.
    """

    name: str
    css: str
    loops: tuple[tuple[Point, ...], ...]
    kind: str = "blob"
    width: float = 0.0
    seen: float = 1.0


@dataclass(frozen=True, slots=True)
class Item:
    """What is drawn together, and balls (centre, radius) that stand for it when items are put in order."""

    name: str
    shapes: tuple[Shape, ...]
    balls: tuple[tuple[Vector, float], ...] = field(default=())


# Stations of the trunk: share of the spine, half-width sideways, half-depth, shift forwards.
TRUNK_STATIONS = (
    (-0.2, 0.066, 0.05, -0.01),
    (0.0, 0.088, 0.066, -0.012),
    (0.28, 0.08, 0.058, -0.002),
    (0.52, 0.072, 0.053, 0.0),
    (0.78, 0.086, 0.06, 0.006),
    (0.97, 0.1, 0.052, 0.0),
    (1.09, 0.05, 0.036, -0.006),
)
TROUSER_STATIONS = (
    (-0.2, 0.068, 0.052, -0.01),
    (0.0, 0.09, 0.068, -0.012),
    (0.2, 0.084, 0.062, -0.004),
)


def blob(camera: Camera, stations: Sequence[tuple[Vector, float]]) -> tuple[Point, ...]:
    """Return the outline around a chain of balls, as the control points of a rounded closed curve."""
    flat = [camera.flat(centre) for centre, _ in stations]
    (x0, y0), (x1, y1) = flat[0], flat[-1]
    run = math.hypot(x1 - x0, y1 - y0)
    u = ((x1 - x0) / run, (y1 - y0) / run) if run > 1e-4 else (1.0, 0.0)
    left, right = [], []
    for i, ((x, y), (_, r)) in enumerate(zip(flat, stations, strict=True)):
        end = -r if i == 0 else r if i == len(flat) - 1 else 0.0
        cx, cy = x + u[0] * end, y + u[1] * end
        left.append((cx - u[1] * r, cy + u[0] * r))
        right.append((cx + u[1] * r, cy - u[0] * r))
    return (*left, *reversed(right))


def trunk_frame(body: Body, share: float) -> Frame:
    """Return the trunk's frame at a share of the spine: it turns evenly from the pelvis to the chest."""
    s = min(1.0, max(0.0, share))
    step = 0.02
    if share < 0:
        centre, axis = along(body.pelvis.centre, body.pelvis.axis, share * 0.3), body.pelvis.axis
    elif share > 1:
        centre, axis = along(body.chest.centre, body.chest.axis, (share - 1) * 0.3), body.chest.axis
    else:
        centre = spine(body, s)
        axis = unit(subtract(spine(body, min(1.0, s + step)), spine(body, max(0.0, s - step))))
    near = unit(across(slerp(body.pelvis.near, body.chest.near, s), axis))
    front = unit(across(slerp(body.pelvis.front, body.chest.front, s), axis))
    return Frame(centre, axis, front, near)


def trunk_outline(
    camera: Camera, body: Body, stations: Sequence[tuple[float, float, float, float]]
) -> tuple[Point, ...]:
    left, right = [], []
    frames = [(trunk_frame(body, share), a, b, shift, share) for share, a, b, shift in stations]
    points = [camera.flat(f.at(0, shift)) for f, _, _, shift, _ in frames]
    for i, (f, a, b, _, share) in enumerate(frames):
        (x0, y0), (x1, y1) = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
        run = math.hypot(x1 - x0, y1 - y0) or 1.0
        n = (-(y1 - y0) / run, (x1 - x0) / run)
        near, front = camera.flat(f.near), camera.flat(f.front)
        w = math.hypot(a * (near[0] * n[0] + near[1] * n[1]), b * (front[0] * n[0] + front[1] * n[1]))
        swell = body.belly * math.exp(-(((share - 0.4) / 0.22) ** 2)) * (front[0] * n[0] + front[1] * n[1])
        x, y = points[i]
        left.append((x + n[0] * (w + max(0.0, swell)), y + n[1] * (w + max(0.0, swell))))
        right.append((x - n[0] * (w - min(0.0, swell)), y - n[1] * (w - min(0.0, swell))))
    return (*left, *reversed(right))


def leg(camera: Camera, body: Body, side: str, shade: str) -> Item:
    j = body.joints
    hip, knee, ankle, heel, toes = (j[f"{joint}_{side}"] for joint in ("hip", "knee", "ankle", "heel", "toes"))
    front = body.thigh_fronts[side]
    calf = along(between(knee, ankle, 0.33), body.shin_fronts[side], -0.008)
    thigh = [(hip, 0.066), (along(between(hip, knee, 0.45), front, 0.004), 0.064), (knee, 0.044)]
    shin = [(knee, 0.045), (calf, 0.05), (between(knee, ankle, 0.93), 0.03)]
    foot = [(ankle, 0.026), (between(ankle, toes, 0.6), 0.023), (toes, 0.015)]
    back = [(ankle, 0.026), (heel, 0.019)]
    balls = [
        (between(a, b, t), r) for a, b, r in ((hip, knee, 0.055), (knee, ankle, 0.04)) for t in (0.25, 0.5, 0.75, 1)
    ]
    return Item(
        f"leg_{side}",
        (
            Shape(f"foot_{side}", f"skin{shade}", (blob(camera, foot), blob(camera, back))),
            Shape(f"leg_{side}", f"leg{shade}", (blob(camera, thigh), blob(camera, shin))),
        ),
        (*balls, (toes, 0.02)),
    )


def arm(camera: Camera, body: Body, side: str, shade: str) -> Item:
    j = body.joints
    shoulder, elbow, wrist, fingers = (j[f"{joint}_{side}"] for joint in ("shoulder", "elbow", "wrist", "fingers"))
    upper = [(shoulder, 0.038), (between(shoulder, elbow, 0.45), 0.037), (elbow, 0.028)]
    lower = [(elbow, 0.029), (between(elbow, wrist, 0.3), 0.032), (wrist, 0.02)]
    hand = [(wrist, 0.026), (fingers, 0.026)]
    sleeve = [(shoulder, 0.044), (between(shoulder, elbow, 0.3), 0.043), (between(shoulder, elbow, 0.5), 0.04)]
    bones = ((shoulder, elbow, 0.036), (elbow, wrist, 0.03), (wrist, fingers, 0.02))
    return Item(
        f"arm_{side}",
        (
            Shape(f"arm_{side}", f"skin{shade}", (blob(camera, upper), blob(camera, lower), blob(camera, hand))),
            Shape(f"sleeve_{side}", f"sleeve{shade}", (blob(camera, sleeve),)),
        ),
        tuple((between(a, b, t), r) for a, b, r in bones for t in (0.3, 0.65, 1)),
    )


def trunk(camera: Camera, body: Body, glow: tuple[Shape, ...] = ()) -> Item:
    balls = []
    for share, a, b, _ in TRUNK_STATIONS[1:6]:
        f = trunk_frame(body, share)
        balls += [(f.centre, b), (f.at(0, 0, a * 0.5), b * 0.9), (f.at(0, 0, -a * 0.5), b * 0.9)]
    return Item(
        "trunk",
        (
            Shape("shirt", "shirt", (trunk_outline(camera, body, TRUNK_STATIONS),)),
            Shape("hips", "leg", (trunk_outline(camera, body, TROUSER_STATIONS),)),
            *glow,
        ),
        tuple(balls),
    )


def dot_at(camera: Camera, centre: Vector, radius: float) -> tuple[Point, ...]:
    """Return a small round dot, as the control points of its curve."""
    x, y = camera.flat(centre)
    return ((x - radius, y - radius), (x + radius, y - radius), (x + radius, y + radius), (x - radius, y + radius))


def shown(turned: float, start: float, full: float) -> float:
    """Return how much (0-1) of something shows, by how far it is turned to the viewer."""
    return max(0.0, min(1.0, (turned - start) / (full - start)))


def head(camera: Camera, body: Body, glow: tuple[Shape, ...] = ()) -> Item:
    """Return the head: the face lies on the hair, and shrinks to nothing as it turns away from the viewer."""
    h = body.head
    base = along(body.chest.centre, body.chest.axis, -0.005)
    neck = Shape("neck", "neck", ((camera.flat(base), camera.flat(h.at(-0.03, -0.012))),), "line", 0.058)
    crown, nape = h.at(0.016, -0.01), h.at(-0.006, -0.026)
    hair = Shape("hair", "hair", (blob(camera, [(nape, 0.041), (between(nape, crown, 0.5), 0.058), (crown, 0.058)]),))
    turned = camera.depth(h.front)
    k = shown(turned, -0.8, -0.58)
    jaw, brow = (between(crown, point, k) for point in (h.at(-0.04, 0.014), h.at(0.0, 0.012)))
    middle = between(jaw, brow, 0.5)
    face = Shape("face", "skin", (blob(camera, [(jaw, 0.037 * k), (middle, 0.054 * k), (brow, 0.051 * k)]),))
    nose = Shape("nose", "nose", (dot_at(camera, h.at(-0.012, 0.062), 0.011 * shown(turned, -0.65, -0.55)),))
    eyes = []
    for sign in (1, -1):
        open_eye = shown(camera.depth(add(h.front, scale(h.near, 0.75 * sign))), 0.05, 0.3)
        eyes.append(dot_at(camera, h.at(0.004, 0.056, 0.021 * sign), 0.0065 * open_eye))
    shapes = (neck, *glow, hair, face, nose, Shape("eyes", "eyes", tuple(eyes)))
    return Item("head", shapes, ((h.centre, 0.058), (h.at(-0.03), 0.045)))


def figure(camera: Camera, body: Body, *, far: str, glow: Mapping[str, tuple[Shape, ...]]) -> list[Item]:
    """Return the items of the body, unordered. `far` is the side drawn darker, or nothing."""
    items = [
        trunk(camera, body, glow.get("trunk", ())),
        head(camera, body, glow.get("head", ())),
    ]
    for side in SIDES:
        shade = " far" if side == far else ""
        limbs = (leg(camera, body, side, shade), arm(camera, body, side, shade))
        items += [Item(limb.name, (*limb.shapes, *glow.get(limb.name, ())), limb.balls) for limb in limbs]
    return items


def in_front(camera: Camera, a: Item, b: Item) -> float:
    """Return how strongly a covers b (negative: b covers a), from the balls that overlap on paper."""
    total = 0.0
    flat_b = [(camera.flat(centre), camera.depth(centre), r) for centre, r in b.balls]
    for centre, r in a.balls:
        x, y = camera.flat(centre)
        z = camera.depth(centre)
        for (bx, by), bz, br in flat_b:
            overlap = r + br - math.hypot(x - bx, y - by)
            if overlap > 0:
                total += overlap * max(-0.1, min(0.1, z - bz))
    return total


def drawing_order(camera: Camera, frames: Iterable[Sequence[Item]]) -> list[str]:
    """Return the names of the items from the farthest to the nearest, best over all frames of a movement."""
    weight: dict[tuple[str, str], float] = {}
    names: list[str] = []
    for items in frames:
        names = [item.name for item in items]
        for i, a in enumerate(items):
            for b in items[i + 1 :]:
                w = in_front(camera, a, b)
                weight[a.name, b.name] = weight.get((a.name, b.name), 0.0) + w
                weight[b.name, a.name] = weight.get((b.name, a.name), 0.0) - w
    order = []
    while names:
        farthest = min(names, key=lambda name: sum(max(0.0, weight[name, other]) for other in names if other != name))
        order.append(farthest)
        names.remove(farthest)
    return order
