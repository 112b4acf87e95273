"""What the grammar finds in a line: amounts, sides, rests, tempo, levels, how often. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from exercises.dose import Sides


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: "sets", "reps", "times", "seconds", "" (not said) or "loose" (standing alone)."""

    low: Fraction
    high: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Amount:
    """Quantities joined by times signs: 3 × 10 × 5 s."""

    factors: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Often:
    """How often: times a day, days a week or times a week; a range keeps its lower end. Weekdays: 0 is Monday."""

    per_day: Fraction | None = None
    days_per_week: Fraction | None = None
    per_week: Fraction | None = None
    is_rough: bool = False
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One of: rest, release or tempo in seconds; a level's number."""

    name: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class SidesSaid:
    sides: Sides


type Phrase = Amount | Often | Said | SidesSaid


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase, or one token that is no part of any, and the tokens it covers."""

    phrase: Phrase | None
    first: int
    behind: int
