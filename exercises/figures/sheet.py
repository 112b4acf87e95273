"""One page with every key pose and its name, seen as pages show it and from three sides, to look them all over."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from exercises.figures.picture import still

PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title><style>'
    "body{margin:1rem;font:14px system-ui;background:#faf6ef;color:#222}"
    "@media(prefers-color-scheme:dark){body{background:#161b19;color:#ddd}}"
    "h2{margin:1.5rem 0 0}ol{columns:2;max-width:60rem}figure{margin:.5rem 0}"
    "figure>div{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}"
    "img{width:600px}img.small{width:96px}img.view{width:260px}</style>"
)
# Where the camera stands: degrees round to the right and above. A side view faces right, the others the viewer.
AHEAD, ASIDE, ABOVE = (0.0, 0.0), (90.0, 0.0), (0.0, 89.0)


def views_of(pose: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Return the cameras that see a pose from the side, from the front and from the top."""
    is_side = pose["view"] == "side"
    return {"side": AHEAD if is_side else ASIDE, "front": ASIDE if is_side else AHEAD, "top": ABOVE}


def contact_sheet(exercises: Iterable[tuple[str, Sequence[str], Sequence[Mapping[str, Any]]]]) -> str:
    """Return an HTML page of (name, steps, key poses): each pose at 600 and 96 pixels and in three views.

    Raises ValueError for a pose that cannot be drawn.
    """
    parts = [PAGE]
    for name, steps, poses in exercises:
        parts.append(f"<h2>{escape(name)}</h2><ol>{''.join(f'<li>{escape(step)}' for step in steps)}</ol>")
        for index, pose in enumerate(poses):
            parts.append(
                f"<figure><figcaption><b>{escape(pose['label'])}</b> {escape(pose['description'])}</figcaption>"
            )
            drawn = still(poses, index, name=name)
            parts.append(f"<div>{image(drawn, '')}{image(drawn, 'small')}")
            for view, camera in views_of(poses[0]).items():
                parts.append(image(still(poses, index, camera=camera), "view", f"From the {view}"))
            parts.append("</div></figure>")
    return "".join(parts) + "</html>\n"


def image(svg: str, css: str, words: str = "") -> str:
    return f'<img class="{css}" src="data:image/svg+xml,{quote(svg)}" alt="{words}" title="{words}">'
