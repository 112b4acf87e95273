"""Arrows beside the body, for movements too small to be seen: which way something goes on the way to a pose."""

from collections.abc import Iterable, Sequence
from html import escape

from exercises.figures.camera import Camera
from exercises.figures.drawing import Shape
from exercises.figures.furniture import place_of
from exercises.figures.pose import Arrow
from exercises.figures.skeleton import Body
from exercises.figures.vectors import Point, add, along

SHAFT = 0.011
HEAD_LENGTH, HEAD_WIDTH = 0.052, 0.034


def arrow_shapes(camera: Camera, body: Body, arrows: Iterable[Arrow]) -> list[Shape]:
    """Return each arrow as one outline, seen by the camera and of its full width from wherever that looks."""
    return [
        Shape(f"arrow_{number}", "arrow", (outline(camera, body, arrow),), "polygon")
        for number, arrow in enumerate(arrows)
    ]


def outline(camera: Camera, body: Body, arrow: Arrow) -> tuple[Point, ...]:
    tail = add(place_of(body, arrow.at), arrow.off)
    (x, y), (tip_x, tip_y) = camera.flat(tail), camera.flat(along(tail, arrow.toward, arrow.length))
    length = ((tip_x - x) ** 2 + (tip_y - y) ** 2) ** 0.5
    if length < HEAD_LENGTH:
        raise ValueError(f"the arrow at {arrow.at!r} points at the viewer or away: it cannot be seen")
    ux, uy = (tip_x - x) / length, (tip_y - y) / length
    neck = length - HEAD_LENGTH
    side = (
        (0, SHAFT),
        (neck, SHAFT),
        (neck, HEAD_WIDTH),
        (length, 0),
        (neck, -HEAD_WIDTH),
        (neck, -SHAFT),
        (0, -SHAFT),
    )
    return tuple((x + a * ux - b * uy, y + a * uy + b * ux) for a, b in side)


def while_moving(paths: str, times: Sequence[tuple[float, float]], seconds: float) -> str:
    """Return a group that is seen during these spans (shares of the loop, in order) alone."""
    marks: dict[float, int] = {0.0: 0}
    for start, end in times:
        marks |= {round(start, 3): 1, round(end, 3): 0}
    marks.pop(1.0, None)
    keys, values = ";".join(f"{at:g}" for at in sorted(marks)), ";".join(str(marks[at]) for at in sorted(marks))
    return (
        f'<g opacity="0">{paths}<animate attributeName="opacity" dur="{seconds:.1f}s" repeatCount="indefinite" '
        f'calcMode="discrete" keyTimes="{escape(keys)}" values="{values}"/></g>'
    )
