"""The things around the body: mats, chairs, walls, bands. Sizes and places are shares of body height.

A prop stands where its pose says: x to the right and y away from the viewer, from the hips of the first pose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from exercises.figures.contact import Surface
from exercises.figures.vectors import Vector

KINDS = (
    "mat",
    "chair",
    "table",
    "wall",
    "doorway",
    "strap",
    "towel",
    "band",
    "foam-roller",
    "step",
    "cushion",
    "weight",
    "stick",
)
HEIGHTS: Mapping[str, float] = {"chair": 0.265, "table": 0.43, "step": 0.1, "cushion": 0.05, "towel": 0.025}
BACKREST = 0.27
PROP_KEYS = {"kind", "x", "y", "facing", "from", "to", "size", "through", "height"}


@dataclass(frozen=True, slots=True)
class Prop:
    """One prop: fixed things have a place, held things go from one part of the body (or point) to another."""

    kind: str
    x: float = 0.0
    y: float = 0.0
    facing: str = "right"
    start: str | tuple[float, ...] = ""
    through: str | tuple[float, ...] = ""
    end: str | tuple[float, ...] = ""
    size: tuple[float, ...] = ()
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """An upright block: its lowest corner and its highest."""

    low: Vector
    high: Vector
    shade: str = "wood"


def read_prop(raw: Mapping[str, Any]) -> Prop:
    """Read one prop of a pose. Raises ValueError."""
    if raw.get("kind") not in KINDS:
        raise ValueError(f"prop {raw!r} is of no known kind ({', '.join(KINDS)})")
    if unknown := raw.keys() - PROP_KEYS:
        raise ValueError(f"prop {raw['kind']} has unknown keys {', '.join(sorted(unknown))}")

    def place(value: Any) -> Any:
        return tuple(value) if isinstance(value, list | tuple) else value

    return Prop(
        raw["kind"],
        float(raw.get("x", 0)),
        float(raw.get("y", 0)),
        raw.get("facing", "right"),
        place(raw.get("from", "")),
        place(raw.get("through", "")),
        place(raw.get("to", "")),
        tuple(raw.get("size", ())),
        float(raw.get("height", HEIGHTS.get(raw["kind"], 0.0))),
    )


def read_props(raws: Iterable[Mapping[str, Any]]) -> tuple[Prop, ...]:
    return tuple(dict.fromkeys(read_prop(raw) for raw in raws))


def surfaces(props: Iterable[Prop]) -> dict[str, Surface]:
    """Return what can be rested on, by the kind of prop."""
    found = {}
    for prop in props:
        if prop.kind in ("wall", "doorway"):
            if prop.facing in ("left", "right"):
                found[prop.kind] = Surface(0, prop.x, 1 if prop.facing == "right" else -1)
            else:
                found[prop.kind] = Surface(1, prop.y, -1 if prop.facing == "viewer" else 1)
        elif prop.height:
            found[prop.kind] = Surface(2, prop.height)
            if prop.kind == "chair":
                found["chair-back"] = Surface(2, prop.height + BACKREST)
    return found


def boxes(prop: Prop) -> list[Box]:
    """Return the blocks a fixed prop is drawn from, farthest first as seen from the front or side."""
    x, y, h = prop.x, prop.y, prop.height
    if prop.kind == "chair":
        w, d, t = 0.125, 0.13, 0.022
        back = x - w if prop.facing == "right" else x + w - t
        legs = [Box((lx, ly, 0), (lx + t, ly + t, h - 0.03)) for ly in (y + d - t, y - d) for lx in (x - w, x + w - t)]
        seat = Box((x - w, y - d, h - 0.03), (x + w, y + d, h))
        if prop.facing == "viewer":
            rest = [Box((x - w, y + d - t, h), (x + w, y + d, h + BACKREST))]
        elif prop.facing == "away":
            return [*legs, seat]
        else:
            rest = [Box((back, y - d, h), (back + t, y + d, h + BACKREST))]
        return [*legs[:2], *rest, *legs[2:], seat] if prop.facing == "right" else [*legs, seat, *rest]
    if prop.kind == "table":
        w, d, t = 0.2, 0.16, 0.03
        legs = [Box((lx, ly, 0), (lx + t, ly + t, h - t)) for ly in (y + d - t, y - d) for lx in (x - w, x + w - t)]
        return [*legs, Box((x - w, y - d, h - t), (x + w, y + d, h))]
    if prop.kind in ("step", "cushion", "towel"):
        default = {"step": (0.3, 0.4), "cushion": (0.2, 0.24), "towel": (0.13, 0.2)}[prop.kind]
        w, d = prop.size or default
        base = 0.0
        return [Box((x - w / 2, y - d / 2, base), (x + w / 2, y + d / 2, h), prop.kind)]
    if prop.kind == "wall":
        t = 0.03
        w, top = prop.size or (0.62, 1.12)
        if prop.facing in ("left", "right"):
            left = x - t if prop.facing == "right" else x
            return [Box((left, y - w / 2, 0), (left + t, y + w / 2, top), "wall")]
        return [Box((x - w / 2, y, 0), (x + w / 2, y + t, top), "wall")]
    if prop.kind == "doorway":
        t = 0.045
        return [Box((x, y - 0.05, 0), (x + t, y + 0.05, 1.16), "wall")]
    return []
