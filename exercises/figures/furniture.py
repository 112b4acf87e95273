"""Props to shapes: blocks with their visible faces, mats and walls behind the body, bands and weights with it."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from exercises.figures.camera import Camera
from exercises.figures.drawing import Item, Shape, blob
from exercises.figures.grips import spot_for
from exercises.figures.props import Box, Prop, boxes
from exercises.figures.skeleton import Body
from exercises.figures.vectors import Point, Vector, add, along, between, subtract, unit

MAT_SIZE = (1.14, 0.4)
MAT_THICKNESS = 0.012
ROLLER_RADIUS = 0.045
HELD = ("strap", "band", "stick", "weight")


def faces(camera: Camera, box: Box) -> list[Shape]:
    """Return the visible faces of a block, top last."""
    (x0, y0, z0), (x1, y1, z1) = box.low, box.high
    side = x1 if camera.towards[0] > 0 else x0
    shades = {"wood": ("wood", "dark"), "wall": ("wall", "edge"), "step": ("wood", "dark")} | dict.fromkeys(
        ("cushion", "towel"), ("soft", "seam")
    )
    top, edge = shades.get(box.shade, ("mat", "edge"))
    quads = [
        (edge, ((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1))),
        (edge, ((side, y0, z0), (side, y1, z0), (side, y1, z1), (side, y0, z1))),
        (top, ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1))),
    ]
    if box.shade == "wall":
        quads[0] = (top if x1 - x0 > y1 - y0 else edge, quads[0][1])
        quads[1] = (top if x1 - x0 <= y1 - y0 else edge, quads[1][1])
    return [Shape("prop", css, (tuple(camera.flat(corner) for corner in quad),), "polygon") for css, quad in quads]


def roller(camera: Camera, prop: Prop) -> list[Shape]:
    """Return a foam roller lying across the mat."""
    ends = [(prop.x, prop.y + sign * 0.2, ROLLER_RADIUS) for sign in (1, -1)]
    tube = blob(camera, [(ends[0], ROLLER_RADIUS), (ends[1], ROLLER_RADIUS)])
    disc = tuple(
        camera.flat((prop.x + ROLLER_RADIUS * 1.1 * math.cos(a), ends[1][1], ROLLER_RADIUS * (1 + 1.1 * math.sin(a))))
        for a in (i * math.pi / 4 for i in range(8))
    )
    return [Shape("prop", "wood", (tube,)), Shape("prop", "dark", (disc,))]


def mat(camera: Camera, bodies: Iterable[Body], view: str) -> list[Shape]:
    """Return a mat under everything the body does near the floor, long along the body."""
    points = [joint for body in bodies for joint in body.joints.values() if joint[2] < 0.16]
    middle = [body.joints[name] for body in bodies for name in ("hip", "knee_near", "knee_far")]
    if not points:
        return []
    xs, ys = (
        [p[0] for p in (middle if view == "top" else points)],
        [p[1] for p in (points if view == "top" else middle)],
    )
    long, wide = MAT_SIZE
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    x, y = (0.0 if view == "top" and abs(x) < 0.15 else x), (0.0 if view != "top" and abs(y) < 0.15 else y)
    reach = (max(ys) - min(ys) if view == "top" else max(xs) - min(xs)) + 0.08
    long = max(long, min(reach, 1.34))
    a, b = (wide / 2, long / 2) if view == "top" else (long / 2, wide / 2)
    return faces(camera, Box((x - a, y - b, -MAT_THICKNESS), (x + a, y + b, 0.0), "mat"))


def shadow(camera: Camera, bodies: Iterable[Body]) -> list[Shape]:
    """Return a soft ground under a figure that stands or sits without a mat."""
    points = [body.joints[name] for body in bodies for name in body.joints if body.joints[name][2] < 0.1]
    if not points:
        return []
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    a, b = (max(xs) - min(xs)) / 2 + 0.1, (max(ys) - min(ys)) / 2 + 0.09
    ring = [(x + a * math.cos(t) * 1.06, y + b * math.sin(t) * 1.06, 0.0) for t in (i * math.pi / 5 for i in range(10))]
    return [Shape("shadow", "shadow", (tuple(camera.flat(p) for p in ring),))]


def fixed(camera: Camera, props: Sequence[Prop], bodies: Sequence[Body], view: str) -> list[Shape]:
    """Return everything that stands still, farthest first."""
    shapes: list[Shape] = []
    kinds = {prop.kind for prop in props}
    order = {"wall": 0, "doorway": 0, "mat": 1}
    if not kinds & {"mat"}:
        shapes += shadow(camera, bodies)
    for prop in sorted(props, key=lambda prop: order.get(prop.kind, 2)):
        if prop.kind == "mat":
            shapes += mat(camera, bodies, view)
        elif prop.kind == "foam-roller":
            shapes += roller(camera, prop)
        elif prop.kind not in HELD:
            for box in boxes(prop):
                shapes += faces(camera, box)
    return shapes


def place_of(body: Body, where: str | tuple[float, ...]) -> Vector:
    """Return the point a held prop is tied to: a named place of the body, or a fixed point. Raises ValueError."""
    if not isinstance(where, str):
        x, y, z = where
        return (x, y, z)
    side, _, part = where.partition("_")
    if part == "hand":
        return between(body.joints[f"wrist_{side}"], body.joints[f"fingers_{side}"], 0.5)
    if part == "foot":
        return between(body.joints[f"ankle_{side}"], body.joints[f"toes_{side}"], 0.75)
    if f"{part}_{side}" in body.joints:
        return body.joints[f"{part}_{side}"]
    spot = spot_for(body, where, 1)
    if spot is None:
        raise ValueError(f"a prop is tied to {where!r}, which is no place of the body")
    return spot


def held(camera: Camera, prop: Prop, body: Body, number: int) -> Item:
    """Return a prop that moves with the body, as an item to be put in order with its limbs."""
    name = f"{prop.kind}_{number}"
    start = place_of(body, prop.start)
    if prop.kind == "weight":
        low = add(start, (0, 0, -0.075))
        top, neck = add(start, (0, 0, 0.004)), add(start, (0, 0, -0.05))
        handle = Shape(f"{name}_handle", "iron", ((camera.flat(top), camera.flat(neck)),), "line", 0.045)
        bell = Shape(name, "iron", (blob(camera, [(add(low, (-0.02, 0, 0)), 0.058), (add(low, (0.02, 0, 0)), 0.058)]),))
        return Item(name, (handle, bell), ((low, 0.05),))
    end = place_of(body, prop.end)
    points = [start, *([place_of(body, prop.through)] if prop.through else []), end]
    if prop.kind == "stick":
        line = unit(subtract(end, start))
        points = [along(start, line, -0.07), along(end, line, 0.09)]
    width = {"stick": 0.022, "strap": 0.018, "band": 0.016}[prop.kind]
    shape = Shape(
        name, "held" if prop.kind != "stick" else "held stick", (tuple(map(camera.flat, points)),), "line", width
    )
    return Item(name, (shape,), tuple((between(a, b, t), 0.012) for a, b in pairwise(points) for t in (0.1, 0.5, 0.9)))


def corners(shapes: Iterable[Shape]) -> list[Point]:
    return [point for shape in shapes for loop in shape.loops for point in loop]
