"""One page with every key pose and its name, to look them all over."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from exercises.figures.picture import still

PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>'
    "body{margin:1rem;font:14px system-ui;background:#faf6ef;color:#222}"
    "@media(prefers-color-scheme:dark){body{background:#161b19;color:#ddd}}"
    "section{display:flex;flex-wrap:wrap;gap:1rem}h2{margin:1rem 0 0}figure{margin:0;width:24rem}img{width:100%}"
    "img.small{width:96px}</style>"
)


def contact_sheet(exercises: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> str:
    """Return an HTML page of (name, key poses) pairs, each pose large and at 96 pixels. Raises ValueError."""
    parts = [PAGE]
    for name, poses in exercises:
        parts.append(f"<h2>{escape(name)}</h2><section>")
        for index, pose in enumerate(poses):
            source = "data:image/svg+xml," + quote(still(poses, index, name=name))
            caption = f"{escape(pose['label'])} <small>{escape(pose['description'])}</small>"
            small = f'<img class="small" src="{source}" alt="">'
            parts.append(f'<figure><img src="{source}" alt="">{small}<figcaption>{caption}</figcaption></figure>')
        parts.append("</section>")
    return "".join(parts) + "\n"
