"""The muscle map: a body from the front and from behind, every muscle of the vocabulary a region with a name.

Meant to stand inline in a page, which colours it (static/css/components/muscle-map.css) and may make regions links.
Outlines are half a body, to the right of its middle line, in units of the picture; they are mirrored to make it whole.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from html import escape

from exercises.figures.vectors import Point

WIDTH, HEIGHT = 400, 470
FRONT_X, BACK_X = 100, 300

OUTLINE: Sequence[Point] = (
    (0, 9), (13, 12), (21, 25), (20, 42), (15, 57), (10, 65), (11, 74), (22, 83), (42, 89), (56, 99), (62, 122),
    (66, 148), (72, 172), (79, 198), (85, 222), (92, 242), (89, 258), (81, 257), (77, 240), (74, 222), (66, 198),
    (58, 174), (50, 148), (44, 126), (40, 140), (34, 170), (37, 196), (43, 220), (44, 252), (40, 290), (34, 325),
    (36, 352), (32, 384), (24, 420), (29, 438), (25, 448), (10, 448), (9, 432), (12, 414), (9, 378), (12, 350),
    (11, 325), (7, 285), (3, 244), (0, 236),
)  # fmt: skip
HAIR: Sequence[Point] = ((0, 8), (14, 11), (22, 25), (20, 38), (15, 26), (0, 22))
HAIR_BEHIND: Sequence[Point] = ((0, 8), (14, 11), (22, 25), (20, 44), (12, 56), (0, 58))

# The deep muscles come last, so that a finger finds them over the ones that cover them.
FRONT: Mapping[str, Sequence[Sequence[Point]]] = {
    "trapezius": [[(11, 74), (22, 83), (36, 88), (22, 89), (12, 85)]],
    "deltoids": [[(43, 91), (54, 97), (61, 113), (59, 127), (51, 120), (45, 105)]],
    "pectorals": [[(2, 97), (22, 92), (40, 98), (46, 112), (39, 126), (22, 131), (2, 125)]],
    "forearms": [[(59, 177), (70, 175), (77, 198), (83, 221), (77, 223), (67, 199)]],
    "latissimus-dorsi": [[(43, 127), (45, 130), (40, 150), (37, 158), (38, 142)]],
    "serratus-anterior": [[(38, 128), (41, 131), (38, 148), (33, 156), (29, 146), (33, 134)]],
    "rectus-abdominis": [[(2, 132), (13, 135), (14, 165), (12, 195), (7, 220), (2, 222)]],
    "obliques": [[(16, 148), (26, 150), (33, 160), (34, 176), (36, 194), (26, 204), (15, 204), (16, 176)]],
    "gluteus-medius": [[(36, 198), (40, 206), (43, 220), (40, 228), (35, 214)]],
    "quadriceps": [[(18, 244), (34, 226), (42, 248), (39, 288), (32, 318), (22, 322), (15, 300), (17, 270)]],
    "adductors": [[(4, 244), (15, 242), (16, 268), (13, 296), (9, 282)]],
    "calves": [[(31, 334), (35, 352), (32, 380), (28, 372), (28, 348)], [(12, 340), (15, 356), (13, 384), (10, 372)]],
    "hip-flexors": [[(17, 206), (30, 202), (35, 216), (25, 236), (14, 242), (16, 224)]],
    "neck-flexors": [[(2, 65), (8, 66), (9, 78), (3, 84)]],
    "diaphragm": [[(0, 127), (16, 129), (29, 141), (26, 147), (14, 139), (0, 137)]],
    "transversus-abdominis": [[(0, 178), (18, 178), (33, 174), (35, 188), (18, 196), (0, 198)]],
    "pelvic-floor": [[(0, 224), (8, 223), (9, 230), (4, 238), (0, 240)]],
}
BACK: Mapping[str, Sequence[Sequence[Point]]] = {
    "latissimus-dorsi": [[(43, 122), (44, 132), (38, 160), (26, 182), (8, 202), (10, 170), (14, 146), (28, 132)]],
    "trapezius": [[(2, 74), (11, 76), (24, 85), (42, 91), (30, 103), (18, 122), (2, 152)]],
    "deltoids": [[(44, 92), (54, 97), (61, 113), (59, 127), (51, 120), (45, 106)]],
    "rotator-cuff": [[(22, 108), (42, 102), (46, 115), (36, 124), (22, 122)]],
    "triceps": [[(50, 123), (60, 128), (66, 150), (70, 168), (60, 172), (52, 150)]],
    "forearms": [[(59, 177), (71, 175), (78, 198), (84, 221), (78, 223), (67, 199)]],
    "obliques": [[(34, 166), (36, 178), (37, 194), (30, 196), (28, 180)]],
    "gluteus-medius": [[(15, 200), (30, 196), (39, 204), (43, 220), (34, 218), (22, 210)]],
    "gluteus-maximus": [[(2, 208), (14, 206), (32, 218), (43, 234), (38, 250), (22, 256), (4, 250)]],
    "hamstrings": [[(6, 260), (22, 262), (41, 252), (39, 290), (33, 322), (22, 318), (12, 324), (8, 290)]],
    "adductors": [[(3, 254), (7, 262), (8, 288), (6, 280)]],
    "calves": [[(12, 332), (22, 336), (33, 332), (36, 354), (31, 386), (23, 402), (14, 388), (9, 376), (11, 350)]],
    "neck-extensors": [[(1.5, 58), (9, 60), (9, 74), (1.5, 76)]],
    "rhomboids": [[(4, 108), (17, 112), (18, 128), (4, 140)]],
    "erector-spinae": [[(2, 136), (9, 138), (11, 168), (10, 200), (2, 206)]],
    "quadratus-lumborum": [[(13, 168), (24, 166), (26, 190), (14, 196)]],
    "multifidus": [[(1, 174), (5, 176), (6, 204), (1, 212)]],
    "piriformis": [[(6, 220), (18, 219), (34, 230), (31, 236), (16, 230)]],
}
DEEP = frozenset(
    {"diaphragm", "transversus-abdominis", "pelvic-floor", "multifidus", "quadratus-lumborum", "piriformis"}
    | {"rotator-cuff", "rhomboids", "hip-flexors", "neck-flexors"}
)


def muscle_map(
    primary: AbstractSet[str],
    secondary: AbstractSet[str],
    *,
    names: Mapping[str, str],
    links: Mapping[str, str] | None = None,
    title: str = "",
    views: tuple[str, str] = ("Front", "Back"),
) -> str:
    """Return the map as inline SVG, with those muscles (by slug) lit.

    `names` gives every muscle the words people know it by; `links` the address each region leads to. A map without
    links is one image that `title` describes. Raises ValueError for a muscle that is not on the map.
    """
    if unknown := (primary | secondary | names.keys() | (links or {}).keys()) - (FRONT.keys() | BACK.keys()):
        raise ValueError(f"not on the muscle map: {', '.join(sorted(unknown))}")
    role = f' role="img" aria-label="{escape(title)}"' if title and not links else ""
    parts = [f'<svg class="muscle-map" viewBox="0 0 {WIDTH} {HEIGHT}"{role}>']
    parts.append(body())
    for x, label in zip((FRONT_X, BACK_X), views, strict=True):
        parts.append(f'<text class="muscle-map-label" x="{x}" y="466" text-anchor="middle">{escape(label)}</text>')
    lit = primary | secondary
    for slug in sorted(FRONT.keys() | BACK.keys(), key=lambda slug: (slug in DEEP, slug in lit, slug)):
        if slug in DEEP and slug not in lit and not links:
            # It lies under others, and nothing leads there.
            continue
        state = " is-primary" if slug in primary else " is-secondary" if slug in secondary else ""
        depth = " is-deep" if slug in DEEP else ""
        words = names.get(slug, slug)
        inside = f"<title>{escape(words)}</title>{shapes(slug)}"
        attributes = f'class="muscle{depth}{state}" data-muscle="{slug}"'
        if links and slug in links:
            parts.append(f'<a href="{escape(links[slug])}" aria-label="{escape(words)}" {attributes}>{inside}</a>')
        else:
            parts.append(f"<g {attributes}>{inside}</g>")
    return "".join(parts) + "</svg>"


@cache
def body() -> str:
    """Return the paths on which the muscles lie, from the front and from the back."""
    parts = []
    for x, hair in ((FRONT_X, HAIR), (BACK_X, HAIR_BEHIND)):
        parts.append(f'<path class="muscle-map-body" {on_both_sides(OUTLINE, x)}/>')
        parts.append(f'<path class="muscle-map-hair" {on_both_sides(hair, x)}/>')
    return "".join(parts)


@cache
def shapes(slug: str) -> str:
    """Return the paths of a muscle, left and right, on the front and on the back."""
    places = [(x, half) for x, view in ((FRONT_X, FRONT), (BACK_X, BACK)) for half in view.get(slug, ())]
    return "".join(f"<path {on_both_sides(half, x)}/>" for x, half in places)


def on_both_sides(half: Sequence[Point], x: float) -> str:
    """Return the attributes of a shape whose middle line is at x: made whole where it crosses that, else drawn twice.

    Reckoned from the middle line, what is drawn twice is twice the same text: a browser gets it packed as one.
    """
    if any(px == 0 for px, _ in half):
        left = [(-px, y) for px, y in reversed(half) if px != 0]
        return f'transform="translate({x})" d="{closed([*half, *left])}"'
    d = closed(half)
    return f'transform="translate({x})" d="{d}"/><path transform="matrix(-1 0 0 1 {x} 0)" d="{d}"'


def closed(points: Sequence[Point]) -> str:
    """Return a smooth closed path through the points (Catmull and Rom's spline, as cubic curves).

    Each curve arrives as the next one leaves, so that only the first says how.
    """
    count = len(points)
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for i in range(count):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        numbers = [cx - (dx - bx) / 6 - bx, cy - (dy - by) / 6 - by]
        numbers = [*(round(number) for number in numbers), cx - bx, cy - by]
        first = [round((cx - ax) / 6), round((cy - ay) / 6)] if i == 0 else []
        text = " ".join(f"{number:g}" for number in (*first, *numbers)).replace(" -", "-")
        parts.append(("s" if i else "c") + text)
    return "".join(parts) + "z"
