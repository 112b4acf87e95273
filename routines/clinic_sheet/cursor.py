"""Looking at the tokens of a line: words, numbers, ranges and lengths of time. Pure."""

from fractions import Fraction

from routines.clinic_sheet import vocabulary as words
from routines.clinic_sheet.phrases import Quantity
from routines.clinic_sheet.tokens import Kind, tokenize

SEPARATORS = frozenset(",;.:()[]")
DASHES = frozenset("-–—−‑‒")


class Cursor:
    """The tokens of one line. What reads something is given its place and returns it with the place behind, or None."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)

    # --- Looking at single tokens ---

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def is_kind(self, at: int, *kinds: Kind) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].kind in kinds

    def skip(self, at: int, wanted: frozenset[str] | set[str]) -> int:
        """Return the place behind the token if it is one of the words, else the place itself."""
        return at + 1 if self.word(at) in wanted else at

    def behind_with(self, at: int) -> int:
        """Return the place behind "with", "with a" or "w/"."""
        if (self.word(at), self.word(at + 1)) == ("w", "/"):
            return self.skip(at + 2, {"a"})
        return self.skip(at + 1, {"a"}) if self.word(at) == "with" else at

    def is_close(self, at: int) -> bool:
        """Say whether the token touches the one before it."""
        return 0 < at < len(self.tokens) and self.tokens[at].start == self.tokens[at - 1].end

    def ends_part(self, at: int) -> bool:
        """Say whether the line, or a part of it, ends before this token."""
        if at >= len(self.tokens):
            return True
        word = self.word(at)
        return word in SEPARATORS or word == "then" or (word in DASHES and not self._joins(at))

    def _joins(self, at: int) -> bool:
        """Say whether a dash joins its neighbours, as in 8-10, instead of parting them."""
        if self.tokens[at].word == "—":
            return False
        return self.is_close(at) or self.is_close(at + 1)

    def begins_part(self, at: int) -> bool:
        return at == 0 or self.ends_part(at - 1)

    # --- Numbers and times ---

    def number(self, at: int) -> tuple[Fraction, int] | None:
        if self.is_kind(at, Kind.NUMBER):
            value, behind = self.tokens[at].value, at + 1
            # "1 1/2": a fraction written out behind a whole number, or alone.
            if self.word(behind + 1) == "/" and self.is_kind(behind, Kind.NUMBER) and self._half(behind):
                return value + Fraction(1, 2), behind + 3
            return (Fraction(1, 2), at + 3) if self._half(at) else (value, behind)
        return None

    def _half(self, at: int) -> bool:
        return (self.word(at), self.word(at + 1), self.word(at + 2)) == ("1", "/", "2")

    def range(self, at: int) -> tuple[Fraction, Fraction, int] | None:
        """Read "8", "8-10", "8 – 10" or "8 to 10"."""
        if not (found := self.number(at)):
            return None
        low, behind = found
        if self.word(behind) in DASHES or self.word(behind) in {"to", "or"}:
            second = self.number(behind + 1)
            if second and second[0] > low:
                return low, second[0], second[1]
        return low, low, behind

    def time(self, at: int) -> tuple[Quantity, int] | None:
        """Read a length of time: 30 s, 20-30 sec, 1 min 30, 1'30", 1:30, half a minute."""
        if found := self._time_in_words(at):
            return found
        if not (numbers := self.range(at)):
            return None
        low, high, behind = numbers
        if self.word(behind) == ":" and self.is_close(behind) and self.is_close(behind + 1):
            second = self.tokens[behind + 1]
            if second.kind is Kind.NUMBER and len(second.text) == 2:
                seconds = 60 * low + second.value
                return Quantity(seconds, seconds, "seconds"), behind + 2
        behind = self.unit_place(behind)
        if self.word(behind) == "'" and self.word(behind + 1) == "'":
            return Quantity(low, high, "seconds"), behind + 2
        if self.word(behind) in words.SECONDS:
            return Quantity(low, high, "seconds"), behind + 1
        is_short = self.word(behind) == "m" and self.is_close(behind) and low <= 10
        if self.word(behind) in words.MINUTES or is_short:
            low, high, behind = 60 * low, 60 * high, behind + 1
            more = self.number(behind)
            if more and more[0] < 60 and (self.word(more[1]) in words.SECONDS or self.is_close(behind)):
                after = self.skip(more[1], words.SECONDS)
                return Quantity(low + more[0], high + more[0], "seconds"), after
            return Quantity(low, high, "seconds"), behind
        return None

    def _time_in_words(self, at: int) -> tuple[Quantity, int] | None:
        half = self.word(at) == "half"
        behind = self.skip(at + half, {"a", "one", "an"})
        value = words.NUMBERS.get(self.word(at), 1)
        if not half and self.word(at) not in {"a", *words.NUMBERS}:
            return None
        behind = behind if half else at + 1
        unit = self.word(self.unit_place(behind))
        if len(unit) < 3 or unit not in words.SECONDS | words.MINUTES:
            return None
        seconds = Fraction(value * (60 if unit in words.MINUTES else 1), 2 if half else 1)
        return Quantity(seconds, seconds, "seconds"), self.unit_place(behind) + 1

    def unit_place(self, at: int) -> int:
        """Return the place of the unit: "30-second" has a dash before it."""
        joined = self.word(at) in DASHES and self.is_close(at) and self.is_close(at + 1)
        return at + 1 if joined and self.is_kind(at + 1, Kind.WORD) else at
