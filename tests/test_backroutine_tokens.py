"""The colours: every pair of text and ground that the pages use can be read in both themes."""

import math
import re
from collections.abc import Iterable
from itertools import combinations

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static/css"
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "surface", "sunk")),
    *((ink, ground) for ink in ("pine", "pine-deep", "danger") for ground in ("paper", "surface", "sunk")),
    *((f"{tone}", f"{tone}-soft") for tone in ("pine", "terracotta", "ochre", "plum", "danger")),
    *(("ink", f"{tone}-soft") for tone in ("pine", "terracotta", "ochre", "plum", "danger")),
    *(("ink-soft", f"{tone}-soft") for tone in ("pine", "terracotta", "ochre")),
    *(("on-pine", ground) for ground in ("pine", "pine-deep", "ochre", "terracotta")),
    ("on-terracotta", "terracotta"),
    ("pine-deep", "pine-soft"),
]
# What can touch in one bar of the chart of minutes.
KINDS = ["stretch", "strengthen", "mobility", "activation", "activity"]
EDGES = [(edge, ground) for edge in ("control-line", "focus") for ground in ("paper", "surface")]

# Source: Machado, Oliveira, Fernandes 2009, severity 1.
COLOUR_VISION = {
    "full": [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
    "protan": [(0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)],
    "deutan": [(0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)],
    "tritan": [(1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)],
}
# Source: Björn Ottosson's OKLab.
LINEAR_TO_CONES = [
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
]
CONES_TO_OKLAB = [
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
]

type Colour = tuple[float, float, float]


def tokens() -> dict[str, tuple[Colour, Colour]]:
    """Return name → (light, dark) of each light-dark(oklch(…), oklch(…)) token without transparency."""
    number = r"([\d.]+)"
    colour = rf"oklch\({number}% {number} {number}\)"
    found = re.findall(rf"--([\w-]+): light-dark\({colour}, {colour}\)", (CSS / "tokens.css").read_text())
    return {
        name: ((float(a) / 100, float(b), float(c)), (float(d) / 100, float(e), float(f)))
        for name, a, b, c, d, e, f in found
    }


def rgb(colour: Colour) -> list[float]:
    """Return linear sRGB, 0-1. Source: Björn Ottosson's OKLab matrices."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return [min(max(channel, 0.0), 1.0) for channel in (red, green, blue)]


def luminance(colour: Colour) -> float:
    """Return WCAG's relative luminance."""
    return dot((0.2126, 0.7152, 0.0722), rgb(colour))


def as_seen(colour: Colour, vision: str) -> list[float]:
    """Return OKLab's three coordinates of the colour as somebody with that colour vision sees it."""
    seen = [max(dot(row, rgb(colour)), 0.0) for row in COLOUR_VISION[vision]]
    cones = [dot(row, seen) ** (1 / 3) for row in LINEAR_TO_CONES]
    return [dot(row, cones) for row in CONES_TO_OKLAB]


def dot(row: Iterable[float], column: Iterable[float]) -> float:
    return sum(a * b for a, b in zip(row, column, strict=True))


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=" on ".join)
def test_words_can_be_read(ink: str, ground: str, theme: int) -> None:
    assert contrast(tokens()[ink][theme], tokens()[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES, ids=" on ".join)
def test_edges_of_controls_can_be_seen(edge: str, ground: str, theme: int) -> None:
    assert contrast(tokens()[edge][theme], tokens()[ground][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_kinds_in_a_chart_can_be_seen(kind: str, theme: int) -> None:
    assert contrast(tokens()[f"chart-{kind}"][theme], tokens()["surface"][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("vision", COLOUR_VISION)
@pytest.mark.parametrize(("one", "other"), list(combinations(KINDS, 2)), ids=" and ".join)
def test_kinds_in_a_chart_differ_for_every_colour_vision(one: str, other: str, vision: str, theme: int) -> None:
    """A distance of 0.08 in OKLab is plain to see side by side; 0.02 is about the least one can see."""
    seen = [as_seen(tokens()[f"chart-{kind}"][theme], vision) for kind in (one, other)]

    assert math.dist(*seen) >= 0.08


def test_black_on_white_is_21() -> None:
    assert contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.01)


def test_only_the_tokens_name_colours() -> None:
    raw = re.compile(r"(?<!\")#[0-9a-f]{3,8}\b|\b(?:oklch|rgb|hsl)\(", re.IGNORECASE)

    assert [path.name for path in CSS.rglob("*.css") if raw.search(path.read_text())] == ["tokens.css"]


def test_no_rule_shouts() -> None:
    assert [path.name for path in CSS.rglob("*.css") if "!important" in path.read_text()] == []


def test_every_component_is_imported_by_every_page_or_by_those_that_show_it() -> None:
    imported = {
        sheet.name: re.findall(r'url\("components/([^"]+)"\)', sheet.read_text()) for sheet in CSS.glob("*.css")
    }
    everywhere = imported.pop("app.css")
    somewhere = {name for names in imported.values() for name in names}

    assert [names for names in (everywhere, *imported.values()) if len(names) > len(set(names))] == []
    assert somewhere & set(everywhere) == set()
    assert somewhere | set(everywhere) == {path.name for path in (CSS / "components").glob("*.css")}
