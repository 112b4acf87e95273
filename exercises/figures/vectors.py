"""Vectors of three numbers, as plain tuples: x to the right, y away from the viewer of a side view, z up."""

import math

type Vector = tuple[float, float, float]
type Point = tuple[float, float]

ORIGIN: Vector = (0.0, 0.0, 0.0)


def add(a: Vector, b: Vector) -> Vector:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def subtract(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vector, factor: float) -> Vector:
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def along(start: Vector, direction: Vector, length: float) -> Vector:
    return add(start, scale(direction, length))


def dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vector) -> float:
    return math.sqrt(dot(a, a))


def distance(a: Vector, b: Vector) -> float:
    return length(subtract(a, b))


def unit(a: Vector) -> Vector:
    return scale(a, 1 / length(a))


def across(a: Vector, axis: Vector) -> Vector:
    """Return the part of `a` at right angles to the unit vector `axis` (not normalised)."""
    return subtract(a, scale(axis, dot(a, axis)))


def between(a: Vector, b: Vector, share: float) -> Vector:
    """Return the point a `share` (0-1) of the way along the straight line from a to b."""
    return add(scale(a, 1 - share), scale(b, share))


def angle(a: Vector, b: Vector) -> float:
    """Return the angle between two unit vectors, in degrees (0-180)."""
    return math.degrees(math.acos(max(-1.0, min(1.0, dot(a, b)))))


def slerp(a: Vector, b: Vector, share: float) -> Vector:
    """Turn the unit vector a towards b by a `share` (0-1) of the angle between them, the short way round."""
    cosine = max(-1.0, min(1.0, dot(a, b)))
    turn = math.acos(cosine)
    if turn < 1e-6:
        return b if share == 1 else a
    side = across(b, a)
    if length(side) < 1e-6:  # Opposite: go over the top.
        side = across((0.0, 0.0, 1.0) if abs(a[2]) < 0.9 else (1.0, 0.0, 0.0), a)
    return add(scale(a, math.cos(turn * share)), scale(unit(side), math.sin(turn * share)))


def carry(a: Vector, start: Vector, end: Vector) -> Vector:
    """Turn `a` by the smallest rotation that takes the unit vector `start` to the unit vector `end`."""
    axis = cross(start, end)
    sine, cosine = length(axis), dot(start, end)
    if sine < 1e-6:
        return a
    k = scale(axis, 1 / sine)
    turned = add(scale(a, cosine), scale(cross(k, a), sine))
    return add(turned, scale(k, dot(k, a) * (1 - cosine)))
