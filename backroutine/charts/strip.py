"""Parts of one whole, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    name: str
    value: int
    x: float
    width: float


def strip(parts: Iterable[tuple[str, str, int]]) -> tuple[Part, ...]:
    """Lay the parts (key, name, number) side by side over the whole width; empty ones are left out."""
    present = [part for part in parts if part[2] > 0]
    whole = sum(value for _, _, value in present)
    placed, before = [], 0
    for key, name, value in present:
        placed.append(Part(key, name, value, round(before * 100 / whole, 2), round(value * 100 / whole, 2)))
        before += value
    return tuple(placed)
