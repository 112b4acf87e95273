"""The picture a link to an exercise is shown with elsewhere: a still on paper, in plain colours, wide and flat."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from exercises.figures.picture import DARK, Light, Picture
from exercises.figures.scene import scene
from exercises.figures.svg import STYLE

# The size that networks ask for.
CARD_WIDTH, CARD_HEIGHT = 1200, 630
PAPER, PANEL, PINE = "#faf6ef", "#f2ece1", "#126b5c"
EDGE = 36


def plain_style(style: str) -> str:
    """Return a figure's style sheet with its light colours written out, without variables, filters and media.

    The rasteriser knows no variables, is slow at filters, and loses a straight neck to them.
    """
    colours = dict(re.findall(r"--([a-z]+):(#[0-9a-f]{6})", style[: style.index("@media")]))
    rules = re.sub(r"^[^}]*}|@media\([^)]*\)\{(?:[^{}]*\{[^{}]*\})*\}|[.a-z]+\{filter:[^}]*\}", "", style)
    dimmed = {part: dim(colours[part], 0.87 if part == "skin" else 0.8) for part in ("shirt", "sleeve", "leg", "skin")}
    rules += "".join(f".{part}.far{{fill:{colour}}}" for part, colour in dimmed.items())
    rules += f".neck{{stroke:{dim(colours['skin'], 0.9)}}}"
    return re.sub(r"var\(--([a-z]+)\)", lambda found: colours[found[1]], rules)


def dim(colour: str, share: float) -> str:
    """Return a colour as the filter brightness() leaves it."""
    return "#" + "".join(f"{round(int(colour[i : i + 2], 16) * share):02x}" for i in (1, 3, 5))


def card(poses: Sequence[Mapping[str, Any]], index: int, *, light: Light = DARK) -> str:
    """Return one key pose (counted from 0) as an SVG of the card's size. Raises ValueError if it cannot be drawn."""
    set_up = scene(poses)
    body = set_up.placed[index].body
    picture = Picture(set_up, [body], light)
    drawn = picture.backdrop() + picture.still(body) + picture.arrows(index, body)
    width, height = CARD_WIDTH - 2 * EDGE, CARD_HEIGHT - 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{CARD_WIDTH}" height="{CARD_HEIGHT}">'
        f"<style>{plain_style(STYLE)}</style>"
        f'<rect width="100%" height="100%" fill="{PAPER}"/><rect width="14" height="100%" fill="{PINE}"/>'
        f'<rect x="{EDGE}" y="{EDGE}" width="{width}" height="{height}" rx="36" fill="{PANEL}"/>'
        f'<svg x="{2 * EDGE}" y="{2 * EDGE}" width="{width - 2 * EDGE}" height="{height - 2 * EDGE}" '
        f'viewBox="{picture.fit.box}">{drawn}</svg></svg>'
    )
