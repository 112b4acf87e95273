"""The camera: points in space to points on paper. The projection is parallel."""

import math
from dataclasses import dataclass

from exercises.figures.vectors import Point, Vector, dot


@dataclass(frozen=True, slots=True)
class Camera:
    """Looks at the body; `right` and `up` span the paper, `towards` points from the body to the viewer."""

    right: Vector
    up: Vector
    towards: Vector

    def flat(self, point: Vector) -> Point:
        """Return the point on the paper: x to the right, y down, still in body heights."""
        return dot(point, self.right), -dot(point, self.up)

    def depth(self, point: Vector) -> float:
        """Return how near the viewer a point is (more is nearer)."""
        return dot(point, self.towards)


def camera(yaw: float, pitch: float) -> Camera:
    """Return a camera `yaw` degrees round to the right of the side view's own direction and `pitch` above it."""
    a, b = math.radians(yaw), math.radians(pitch)
    return Camera(
        (math.cos(a), math.sin(a), 0.0),
        (-math.sin(a) * math.sin(b), math.cos(a) * math.sin(b), math.cos(b)),
        (math.sin(a) * math.cos(b), -math.cos(a) * math.cos(b), math.sin(b)),
    )
