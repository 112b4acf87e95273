"""Shapes to SVG files: one file for both themes, animated without script, still for people who want less motion.

A file is served by itself (as an image), so its style sheet stands inside it and no page's rules reach it.
"""

from collections.abc import Iterable, Sequence
from html import escape

from exercises.figures.drawing import Shape
from exercises.figures.vectors import Point

WIDTH, HEIGHT = 640, 480
MARGIN = 26
TALLEST = 430  # Drawn height of a standing figure, in units of the picture, at most.
WIDEST_SCALE = 520

STYLE = (
    ":root{--shirt:#1f7a68;--sleeve:#2a8f7b;--leg:#33415c;--skin:#c98a63;--line:#1c2a2a;--hair:#4a3428;--mat:#cfdcd4;"
    "--edge:#b3c6bb;--wood:#c9a77c;--dark:#a98558;--wall:#e2dacb;--held:#c0562f;--glow:#e0703f}"
    "@media(prefers-color-scheme:dark){:root{--shirt:#36a78f;--sleeve:#4dbda5;--leg:#7488b3;--skin:#dba27c;"
    "--line:#0b0f0e;--hair:#8f6a50;--mat:#26332f;--edge:#33443e;--wood:#8d7350;--dark:#6d5638;--wall:#2a312e;"
    "--held:#f08a5a;--glow:#ff9a62}}"
    "path{stroke-linejoin:round;stroke-linecap:round}"
    ".shirt{fill:var(--shirt)}.sleeve{fill:var(--sleeve)}.leg{fill:var(--leg)}.skin{fill:var(--skin)}"
    ".hair{fill:var(--hair)}"
    ".shirt,.sleeve,.leg,.skin{stroke:var(--line);stroke-opacity:.28;stroke-width:3;paint-order:stroke}"
    ".far{filter:brightness(.78)}"
    ".neck,.nose,.eyes,.glow,.held{fill:none}.neck,.nose{stroke:var(--skin)}.neck{filter:brightness(.9)}"
    ".eyes{stroke:var(--hair)}.glow{stroke:var(--glow);opacity:.85}.held{stroke:var(--held)}"
    ".mat{fill:var(--mat)}.edge{fill:var(--edge)}.wood{fill:var(--wood)}.dark{fill:var(--dark)}.wall{fill:var(--wall)}"
    ".shadow{fill:var(--line);opacity:.1}"
    ".still{display:none}@media(prefers-reduced-motion:reduce){.still{display:inline}.moving{display:none}}"
)


class Fit:
    """Scales and centres points on paper so that everything ever drawn stays inside the frame."""

    def __init__(self, points: Iterable[Point]) -> None:
        xs, ys = zip(*points, strict=True)
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        self.scale = min(WIDEST_SCALE, (WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
        self.x = WIDTH / 2 - self.scale * (max(xs) + min(xs)) / 2
        self.y = HEIGHT / 2 - self.scale * (max(ys) + min(ys)) / 2

    def whole(self, point: Point) -> tuple[int, int]:
        return round(self.x + self.scale * point[0]), round(self.y + self.scale * point[1])


def path(shape: Shape, fit: Fit) -> str:
    return "".join(
        (rounded if shape.kind == "blob" else straight)([fit.whole(p) for p in loop], is_closed=shape.kind != "line")
        for loop in shape.loops
    )


def rounded(points: Sequence[tuple[int, int]], *, is_closed: bool) -> str:
    """Return a smooth closed curve (a quadratic B-spline) around its control points."""
    x0, y0 = halfway(points[-1], points[0])
    parts = [f"M{x0} {y0}q"]
    x, y = x0, y0
    for i, (cx, cy) in enumerate(points):
        ex, ey = halfway((cx, cy), points[(i + 1) % len(points)])
        parts.append(numbers(cx - x, cy - y, ex - x, ey - y))
        x, y = ex, ey
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
        text += part if text[-1].isalpha() or part.startswith("-") else " " + part
    return text


def element(shape: Shape, fit: Fit, paths: Sequence[str], timing: str) -> str:
    """Return one path; with several moments (one path each) it moves through them."""
    width = f' stroke-width="{max(2, round(shape.width * fit.scale))}"' if shape.width else ""
    start = f'<path class="{shape.css}"{width} d="{paths[0]}"'
    if len(set(paths)) == 1:
        return start + "/>"
    return f'{start}><animate attributeName="d" {timing} values="{";".join(paths)}"/></path>'


def document(title: str, description: str, body: str) -> str:
    heading = f"<title>{escape(title)}</title>" + (f"<desc>{escape(description)}</desc>" if description else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"{heading}<style>{STYLE}</style>{body}</svg>\n"
    )
