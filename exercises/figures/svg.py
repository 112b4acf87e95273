"""Shapes to SVG files: one file for both themes, animated without script, still for people who want less motion.

A file is served by itself (as an image), so its style sheet stands inside it and no page's rules reach it.
"""

import math
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from exercises.figures.drawing import Shape
from exercises.figures.vectors import Point

WIDTH, HEIGHT = 1280, 960
MARGIN = 52
WIDEST_SCALE = 1040
PADDING = 16

STYLE = (
    ":root,:host{--shirt:#1f7a68;--sleeve:#2a8f7b;--leg:#33415c;--skin:#d6a17c;--line:#1c2a2a;--hair:#4a3428;--mat:#cfdcd4;"
    "--edge:#b3c6bb;--wood:#c9a77c;--dark:#a98558;--wall:#e2dacb;--iron:#5b6068;--soft:#ecd9a9;--seam:#d3ba80;--held:#c0562f;--glow:#e2532b;--arrow:#16302c;--halo:#fffaf0}"
    "@media(prefers-color-scheme:dark){:root,:host{--shirt:#36a78f;--sleeve:#4dbda5;--leg:#7488b3;--skin:#dba27c;"
    "--line:#0b0f0e;--hair:#8f6a50;--mat:#26332f;--edge:#33443e;--wood:#8d7350;--dark:#6d5638;--wall:#2a312e;"
    "--iron:#9aa1aa;--soft:#7d7250;--seam:#5f5639;--held:#f08a5a;--glow:#ff6d3d;--arrow:#f4efe2;--halo:#0d1513}}"
    "path{stroke-linejoin:round;stroke-linecap:round}"
    ".shirt{fill:var(--shirt)}.sleeve{fill:var(--sleeve)}.leg{fill:var(--leg)}.skin{fill:var(--skin)}"
    ".hair{fill:var(--hair)}"
    ".shirt,.sleeve,.leg,.skin{stroke:var(--line);stroke-opacity:.28;stroke-width:6;paint-order:stroke}"
    ".far{filter:brightness(.8)}.skin.far{filter:brightness(.87)}"
    ".neck,.held{fill:none}.neck{stroke:var(--skin)}.nose{fill:var(--skin)}.neck{filter:brightness(.9)}"
    ".eyes{fill:var(--hair)}.glow{fill:var(--glow);opacity:.85}.held{stroke:var(--held)}"
    ".iron{fill:var(--iron);stroke:var(--iron)}.mat{fill:var(--mat)}.edge{fill:var(--edge)}.wood{fill:var(--wood)}.dark{fill:var(--dark)}.wall{fill:var(--wall)}.soft{fill:var(--soft)}.seam{fill:var(--seam)}"
    ".arrow{fill:var(--arrow);stroke:var(--halo);stroke-width:12;paint-order:stroke}"
    ".shadow{fill:var(--line);opacity:.1}"
    ".still{display:none}@media(prefers-reduced-motion:reduce){svg:not(.is-driven) .still{display:inline}"
    "svg:not(.is-driven) .moving{display:none}}"
)


class Fit:
    """Scales and centres points on paper so that everything ever drawn stays inside the frame."""

    def __init__(self, points: Iterable[Point]) -> None:
        xs, ys = zip(*points, strict=True)
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        self.scale = min(WIDEST_SCALE, (WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
        self.x = WIDTH / 2 - self.scale * (max(xs) + min(xs)) / 2
        self.y = HEIGHT / 2 - self.scale * (max(ys) + min(ys)) / 2
        self.half = (self.scale * width / 2, self.scale * height / 2)

    @property
    def box(self) -> str:
        """The part of the picture that is drawn on, as a viewBox: for places that are flat or narrow."""
        across, down = (math.ceil(half) + PADDING for half in self.half)
        return f"{WIDTH // 2 - across} {HEIGHT // 2 - down} {2 * across} {2 * down}"

    def whole(self, point: Point) -> tuple[int, int]:
        """Return the point in units of the picture. They are even, so that half-way points are whole numbers too."""
        return 2 * round((self.x + self.scale * point[0]) / 2), 2 * round((self.y + self.scale * point[1]) / 2)


def path(shape: Shape, fit: Fit) -> str:
    return "".join(
        (rounded if shape.kind == "blob" else straight)([fit.whole(p) for p in loop], is_closed=shape.kind != "line")
        for loop in shape.loops
    )


def rounded(points: Sequence[tuple[int, int]], *, is_closed: bool) -> str:
    """Return a smooth closed curve (a quadratic B-spline) around its control points.

    Only the first control point is written: each later one mirrors the one before, which is exact because the curve
    passes half-way between them.
    """
    middles = [halfway(a, b) for a, b in zip(points, [*points[1:], points[0]], strict=True)]
    x, y = middles[-1]
    (cx, cy), (ex, ey) = points[0], middles[0]
    parts = [f"M{x} {y}q", numbers(cx - x, cy - y, ex - x, ey - y), "t"]
    for (ax, ay), (bx, by) in pairwise(middles):
        parts.append(numbers(bx - ax, by - ay))
    return joined(parts) + "z"


def halfway(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return (a[0] + b[0]) // 2, (a[1] + b[1]) // 2


def straight(points: Sequence[tuple[int, int]], *, is_closed: bool) -> str:
    (x, y), *rest = points
    if not rest:
        return f"M{x} {y}h0"
    parts = [f"M{x} {y}l"]
    for px, py in rest:
        parts.append(numbers(px - x, py - y))
        x, y = px, py
    return joined(parts) + ("z" if is_closed else "")


def numbers(*values: int) -> str:
    """Return numbers as short as a path allows: a minus sign also separates."""
    return "".join(f" {value}" if i and value >= 0 else str(value) for i, value in enumerate(values))


def joined(parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += part if text[-1].isalpha() or part[0] in "-t" else " " + part
    return text


def element(shape: Shape, fit: Fit, inside: str = "") -> str:
    """Return one path, with an animation inside or not."""
    width = f' stroke-width="{max(2, round(shape.width * fit.scale))}"' if shape.width else ""
    start = f'<path class="{shape.css}"{width} d="{path(shape, fit)}"'
    return f"{start}>{inside}</path>" if inside else f"{start}/>"


def moving_element(
    shape: Shape, fit: Fit, moments: Sequence[Shape], timing: tuple[Sequence[float], float], tolerance: float
) -> str:
    """Return one path that moves through its moments: their times (0-1) and the seconds of the loop are the timing."""
    times, seconds = timing
    points = [[value for loop in moment.loops for p in loop for value in fit.whole(p)] for moment in moments]
    kept = needed(points, times, tolerance)
    paths = [path(moments[i], fit) for i in kept]
    if len(set(paths)) == 1:
        return element(shape, fit)
    marks = ";".join(f"{times[i]:.3f}".rstrip("0").rstrip(".") or "0" for i in kept)
    return element(
        shape,
        fit,
        f'<animate attributeName="d" dur="{seconds:.1f}s" repeatCount="indefinite" keyTimes="{marks}" '
        f'values="{";".join(paths)}"/>',
    )


def needed(points: Sequence[Sequence[int]], times: Sequence[float], tolerance: float) -> list[int]:
    """Return which moments must be written: the others lie (within the tolerance) straight between two that are."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        worst, index = 0.0, 0
        for i in range(first + 1, last):
            share = (times[i] - times[first]) / (times[last] - times[first])
            off = max(
                abs(a + (b - a) * share - c) for a, b, c in zip(points[first], points[last], points[i], strict=True)
            )
            if off > worst:
                worst, index = off, i
        if worst > tolerance:
            kept.add(index)
            spans += [(first, index), (index, last)]
    return sorted(kept)


def document(title: str, description: str, body: str, **data: str) -> str:
    """Return a whole file. `data` is for a player: the `beats` of the loop, and the `box` of the picture drawn on."""
    heading = f"<title>{escape(title)}</title>" + (f"<desc>{escape(description)}</desc>" if description else "")
    marks = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"{marks}>'
        f"{heading}<style>{STYLE}</style>{body}</svg>\n"
    )
