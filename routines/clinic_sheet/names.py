"""Which exercise a name means, spelled as it may be. Pure but for the rows it is given."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exercises.search import NOISE, normalise, slips_between

# A name this close is taken without a question; from LIKELY on it is taken, and the person is asked to look.
SURE, LIKELY = 0.9, 0.55
WORTH_OFFERING = 0.25
MAX_OFFERED = 6
MAX_WORDS = 12
LONGEST_WORD = 24
SHORTEST_TYPO = 4
LONG_WORD = 8
# How near the second best may come before the best is no longer sure.
CLOSE = 0.05

DIGITS = {"1": "one", "2": "two", "3": "three", "4": "four"}
NOISE_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Match[T]:
    """A row and how well the name fits it: 1 is the name itself."""

    row: T
    score: float


@dataclass(frozen=True, slots=True)
class _Name[T]:
    row: T
    words: tuple[str, ...]
    squeezed: str
    is_first: bool


class Names[T]:
    """Every name of every row; made once for a whole sheet."""

    def __init__(self, named: Iterable[tuple[T, Sequence[str]]]) -> None:
        self._names = [
            _Name(row, words, "".join(words), is_first=name == names[0])
            for row, names in named
            for name in names
            if (words := _words(name))
        ]
        self._rows_with = Counter(word for name in self._names for word in set(name.words))
        self._squeezed = {name.squeezed: name.row for name in reversed(self._names)}

    def exact(self, text: str) -> T | None:
        """Return the row of exactly that name, whatever its case, spaces and plural."""
        return self._squeezed.get("".join(_words(text)))

    def find(self, text: str) -> list[Match[T]]:
        """Return the rows that the text may mean, best first."""
        words = _words(text)[:MAX_WORDS]
        if not words:
            return []
        best: dict[int, tuple[float, _Name[T]]] = {}
        for name in self._names:
            score = self._score(words, name)
            if score >= WORTH_OFFERING and score > best.get(id(name.row), (0, name))[0]:
                best[id(name.row)] = score, name
        if not best:
            return []
        top = max(score for score, _name in best.values())
        # Of those that fit about as well, the ones meant by their own name come first, then the better known.
        found = sorted(
            best.values(),
            key=lambda it: (0, not it[1].is_first, 0) if it[0] > top - CLOSE else (1, False, -it[0]),
        )
        return [Match(name.row, score) for score, name in found[:MAX_OFFERED]]

    def _score(self, words: Sequence[str], name: _Name[T]) -> float:
        """Return how much of the name is said, and how much of what is said is the name (their harmonic mean)."""
        squeezed = "".join(words)
        if squeezed == name.squeezed:
            return 1
        spelling = _spelling(squeezed, name.squeezed)
        of_name = [max((_grade(word, said) for said in words), default=0.0) for word in name.words]
        of_said = [max(_grade(word, said) for word in name.words) for said in words]
        if not any(of_name):
            return spelling
        recall = self._mean(of_name, name.words)
        precision = self._mean(of_said, words)
        partly = 0.97 if name.is_first else 0.9
        return max(spelling, partly * 2 * recall * precision / (recall + precision))

    def _mean(self, grades: Sequence[float], words: Sequence[str]) -> float:
        weights = [self._weight(word) for word in words]
        return sum(g * w for g, w in zip(grades, weights, strict=True)) / sum(weights) or 0.001

    def _weight(self, word: str) -> float:
        """Return how much a word tells: the rarer among the names, the more."""
        if word in NOISE:
            return NOISE_WEIGHT
        return math.log((len(self._names) + 2) / (self._rows_with[word] + 1))


def _words(text: str) -> tuple[str, ...]:
    return tuple(DIGITS.get(word, _singular(word)) for word in normalise(text).split())


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@lru_cache(16_384)
def _grade(word: str, said: str) -> float:
    """Return how well a said word fits a word of a name."""
    if word == said:
        return 1
    if min(len(word), len(said)) < SHORTEST_TYPO or len(said) > LONGEST_WORD:
        return 0
    allowed = 2 if len(word) >= LONG_WORD else 1
    if abs(len(word) - len(said)) <= allowed and word[0] in said[:2] and slips_between(word, said) <= allowed:
        return 0.8
    return 0.6 if word.startswith(said) or said.startswith(word) else 0


def _spelling(said: str, name: str) -> float:
    """Return how well a whole name is spelled, the spaces aside: one slip 0.85, two in a long one 0.8."""
    if len(name) < 6 or abs(len(said) - len(name)) > 2 or not {said[0], *said[1:2]} & {name[0]}:
        return 0
    slips = slips_between(said, name)
    return 0.85 if slips == 1 else 0.8 if slips == 2 and len(name) >= LONG_WORD else 0
