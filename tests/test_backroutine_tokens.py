"""The colours: every pair of text and ground that the pages use can be read in both themes."""

import math
import re

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
EDGES = [(edge, ground) for edge in ("control-line", "focus") for ground in ("paper", "surface")]

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


def luminance(colour: Colour) -> float:
    """Return WCAG's relative luminance. Source: Björn Ottosson's OKLab matrices."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return sum(
        share * min(max(channel, 0), 1)
        for share, channel in zip((0.2126, 0.7152, 0.0722), (red, green, blue), strict=True)
    )


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


def test_black_on_white_is_21() -> None:
    assert contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.01)


def test_only_the_tokens_name_colours() -> None:
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:oklch|rgb|hsl)\(", re.IGNORECASE)

    assert [path.name for path in CSS.rglob("*.css") if raw.search(path.read_text())] == ["tokens.css"]


def test_no_rule_shouts() -> None:
    assert [path.name for path in CSS.rglob("*.css") if "!important" in path.read_text()] == []


def test_every_component_is_imported_once() -> None:
    imported = re.findall(r'url\("components/([^"]+)"\)', (CSS / "app.css").read_text())

    assert sorted(imported) == sorted(path.name for path in (CSS / "components").glob("*.css"))
