"""The phrases of a clinic sheet, each a production over tokens: amounts, sides, rests, tempo, levels, how often. Pure.

A production is given a place and returns the phrase that begins there with the place behind it, or None. A line is
phrases and, between them, words. The first production that fits wins, so their order is the grammar's precedence.
"""

from collections.abc import Callable
from fractions import Fraction

from exercises.dose import Sides
from routines.clinic_sheet import vocabulary as words
from routines.clinic_sheet.cursor import DASHES, SEPARATORS, Cursor
from routines.clinic_sheet.often import read_often
from routines.clinic_sheet.phrases import Amount, Phrase, Quantity, Said, SidesSaid, Span
from routines.clinic_sheet.tokens import Kind

# How many phrases a production may look ahead: "L L L L …" would otherwise look to the end of the line.
DEEPEST = 5


class Reader(Cursor):
    """Reads the tokens of one line."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._known: dict[int, tuple[Phrase, int] | None] = {}

    def spans(self) -> list[Span]:
        spans: list[Span] = []
        place = 0
        while place < len(self.tokens):
            found = self._phrase(place)
            phrase, behind = found or (None, place + 1)
            spans.append(Span(phrase, place, behind))
            place = behind
        return spans

    def _phrase(self, at: int) -> tuple[Phrase, int] | None:
        if at not in self._known:
            if self._depth == DEEPEST:
                return None
            self._depth += 1
            productions: tuple[Callable[[int], tuple[Phrase, int] | None], ...] = (
                self._tempo,
                self._how_often,
                self._rest,
                self._sides,
                self._level,
                self._amount,
                self._loose,
            )
            self._known[at] = next((found for production in productions if (found := production(at))), None)
            self._depth -= 1
        return self._known[at]

    def _how_often(self, at: int) -> tuple[Phrase, int] | None:
        return read_often(self, at)

    # --- Amounts ---

    def _quantity(self, at: int, *, in_words: bool = False) -> tuple[Quantity, int] | None:
        """Read one factor: a time, or a number of sets, repeats or times."""
        if found := self.time(at):
            quantity, behind = found
            return quantity, self.skip(behind, words.HOLDS)
        if numbers := self.range(at):
            low, high, behind = numbers
        elif self.word(at) in words.NUMBERS:
            low = high = Fraction(words.NUMBERS[self.word(at)])
            behind = at + 1
            in_words = in_words or self.word(at) in {"twice", "thrice"}
        else:
            return None
        written = self.is_kind(at, Kind.NUMBER)
        place = self.unit_place(behind)
        word = self.word(place)
        if word in words.SETS:
            return Quantity(low, high, "sets"), place + 1
        if word in words.REPS and self.tokens[place].text != "R":
            return Quantity(low, high, "reps"), place + 1
        if word in words.TIMES:
            return Quantity(low, high, "times"), place + 1
        if word in words.HOLDS and written and self.word(place + 1) not in {"", *SEPARATORS}:
            return Quantity(low, high, "reps"), place + 1
        if word in words.OTHER_UNITS or not (written or in_words):
            return None
        return Quantity(low, high, "times" if self.word(at) in words.ADVERBS else ""), behind

    def _amount(self, at: int) -> tuple[Phrase, int] | None:
        """Read factors joined by times signs; alone they need a unit, a sign or "hold" to be an amount."""
        place = self.behind_with(at)
        place = self.skip(place, words.REPEAT)
        repeats = self.word(place - 1) in words.REPEAT and place > at
        hold_at = place
        place = self.skip(place, words.HOLDS)
        is_hold = place > hold_at
        place = self.skip(self.skip(place, {"it", "each", "this"}) if is_hold else place, {"for", "of"})
        place = self.skip(place, {":"}) if is_hold else place
        signed = self.is_kind(place, Kind.TIMES)
        if read_often(self, place + signed):
            return None
        first = self._quantity(place + signed, in_words=repeats)
        if first is None:
            return None
        quantity, place = first
        if is_hold and quantity.unit in {"", "times"}:
            quantity = Quantity(quantity.low, quantity.high, "seconds")
        if (signed or repeats) and not quantity.unit:
            quantity = Quantity(quantity.low, quantity.high, "times")
        factors, place = self._more_factors([quantity], place)
        if len(factors) == 1 and not factors[0].unit:
            if not self.is_kind(place, Kind.TIMES):
                return None
            place += 1
            factors = [Quantity(quantity.low, quantity.high, "times")]
        return Amount(tuple(factors)), place

    def _more_factors(self, factors: list[Quantity], at: int) -> tuple[list[Quantity], int]:
        """Read what is joined to a factor by ×, of or @."""
        while True:
            is_times = self.is_kind(at, Kind.TIMES)
            if not is_times and not (self.word(at) in {"of", "@"} and factors[-1].unit in {"sets", "reps"}):
                return factors, at
            place = self.skip(at + 1, words.HOLDS | {"up"} if is_times else words.HOLDS)
            found = self._quantity(place, in_words=True)
            if found is None or read_often(self, at + 1):
                return factors, at
            quantity, at = found
            if quantity.unit == "times" and not is_times:
                quantity = Quantity(quantity.low, quantity.high, "")
            factors.append(quantity)

    def _loose(self, at: int) -> tuple[Phrase, int] | None:
        """Read a number that stands alone where a number of repeats would: "Wall angels 8", "10 wall angels"."""
        if not (numbers := self.range(at)):
            return None
        low, high, behind = numbers
        if self.word(at - 1) == "/" or self.word(behind) in words.OTHER_UNITS:
            return None
        leads = self.begins_part(at)
        after = self._phrase(behind)
        is_list = after is not None and isinstance(after[0], Amount) and after[0].factors[0].unit == "loose"
        followed = after is not None and not leads and not is_list
        if followed or (leads and self.is_kind(behind, Kind.WORD)):
            return Amount((Quantity(low, high, "times"),)), behind
        ends = self.ends_part(behind) or self.is_kind(behind, Kind.NUMBER)
        if ends or (self.word(behind) in words.NOTE_STARTS and not leads):
            return Amount((Quantity(low, high, "loose"),)), behind
        return None

    # --- Rests, tempo, level ---

    def _rest(self, at: int) -> tuple[Phrase, int] | None:
        """Read "rest 30 s", "with 1 min rest between sets", "30 s off", "relax 5 s", "no rest"."""
        place = self.behind_with(at)
        word = self.word(place)
        if word == "no" and self.word(place + 1) in words.REST:
            return self._between("rest", Quantity(Fraction(0), Fraction(0), "seconds"), place + 2)
        if word in words.REST | words.RELEASE or (word, self.word(place + 1)) == ("let", "go"):
            name = "rest" if word in words.REST else "release"
            place += 2 if word == "let" else 1
            between = self._between(name, None, place)
            said, place = between if between else (Said(name, Quantity(Fraction(0), Fraction(0), "")), place)
            place = self.skip(self.skip(place, {":", "="}), {"for", "of"})
            time = self.time(place)
            number = self.range(place)
            if time:
                return self._between(said.name, time[0], time[1])
            if number:
                return self._between(said.name, Quantity(number[0], number[1], "seconds"), number[2])
            return None
        time = self.time(place)
        # "45 s rest 15 s" holds for 45 s; "45 s rest" rests.
        if time and self.word(time[1]) in words.REST | words.RELEASE and not self.time(time[1] + 1):
            return self._between("release" if self.word(time[1]) in words.RELEASE else "rest", time[0], time[1] + 1)
        return None

    def _between(self, name: str, quantity: Quantity | None, at: int) -> tuple[Said, int]:
        """Read where a rest lies, if that is said: "between sets", "between reps", "after each set"."""
        place = self.skip(at, {"in"})
        if self.word(place) in {"between", "after", "btw"}:
            behind = self.skip(place + 1, {"each", "every", "the", "all"})
            if self.word(behind) in words.REPS | words.HOLDS | {"each"}:
                name, at = "release", behind + 1
            elif self.word(behind) in words.SETS:
                name, at = "set_rest", behind + 1
            elif self.word(behind) in {"sides", "exercises"}:
                at = behind + 1
        return Said(name, quantity or Quantity(Fraction(0), Fraction(0), "")), at

    def _tempo(self, at: int) -> tuple[Phrase, int] | None:
        """Read "tempo 3-1-3", "tempo 3010", "3 s up, 3 s down", "3 s a repeat" as the seconds of one repeat."""
        if self.word(at) == "tempo":
            place = self.skip(at + 1, {":", "="})
            beats: list[Fraction] = []
            while self.is_kind(place, Kind.NUMBER):
                token = self.tokens[place]
                beats.extend([Fraction(int(c)) for c in token.text] if len(token.text) in {3, 4} else [token.value])
                place += 1
                follows = self.word(place) in DASHES | {"/", ":", ","} or self.is_kind(place, Kind.TIMES)
                place += bool(follows and self.is_kind(place + 1, Kind.NUMBER))
            total = sum(beats, Fraction(0))
            return (Said("tempo", Quantity(total, total, "seconds")), place) if beats else None
        if not (up := self.time(at)):
            return None
        if self.word(up[1]) in {"a", "per"} and self.word(up[1] + 1) in words.REPS:
            return Said("tempo", up[0]), up[1] + 2
        if self.word(up[1]) not in {"up", "down", "out", "in", "lift", "lower"}:
            return None
        place = up[1] + 1
        while self.word(place) in {",", "and", "/", "&", "then"}:
            place += 1
        down = self.time(place)
        if down is None or self.word(down[1]) not in {"up", "down", "out", "in", "lift", "lower"}:
            return None
        total = up[0].low + down[0].low
        return Said("tempo", Quantity(total, total, "seconds")), down[1] + 1

    def _level(self, at: int) -> tuple[Phrase, int] | None:
        if self.word(at) in words.LEVEL and (found := self.number(at + 1)):
            return Said("level", Quantity(found[0], found[0], "level")), found[1]
        return None

    # --- Sides ---

    def _sides(self, at: int) -> tuple[Phrase, int] | None:
        place = self.skip(at, {"on", "for", "with", "to", "/"})
        place = self.skip(place, {"the"}) if place > at else place
        word = self.word(place)
        if word in words.TWO_SIDED:
            return SidesSaid(Sides.EACH), place + 1
        if word in words.ALTERNATE:
            return SidesSaid(Sides.ALTERNATE), self.skip(self.skip(place + 1, {"."}), words.BODY)
        if word in words.EACH:
            return self._each(place)
        follows = place > 0 and self.is_close(place) and self.word(place - 1) == "/"
        if (follows or word == "a") and (self.word(place + (word == "a"))) in words.BODY:
            number_before = self.is_kind(at - 1, Kind.NUMBER, Kind.WORD)
            behind = place + 1 + (word == "a")
            return (SidesSaid(Sides.EACH), behind) if number_before and self._closes(behind) else None
        return self._one_side(place)

    def _each(self, at: int) -> tuple[Phrase, int] | None:
        """Read "each side", "per leg", "ea. side", "both sides"; "each" and "ea" alone behind a number."""
        place = at + 1
        if self.word(at) == "ea":
            place = self.skip(place, {"."}) if self.word(place + 1) in words.BODY else place
        if self.word(place) in words.BODY:
            return SidesSaid(Sides.EACH), place + 1
        if self.word(at) in {"each", "ea"} and at > 0 and (self.ends_part(place) or self._phrase(place)):
            return SidesSaid(Sides.EACH), place
        return None

    def _one_side(self, at: int) -> tuple[Phrase, int] | None:
        """Read "L", "left only", "R leg", "left and right", where a side can stand: at an end, or before a dose."""
        place = self.skip(at, {"only"})
        if not (side := self._side(place)):
            return None
        joined = self.skip(place + 1, {"/", "&", "and", "+", "then"})
        if joined > place + 1 and (other := self._side(joined)) and other is not side:
            return SidesSaid(Sides.EACH), self.skip(joined + 1, words.BODY)
        behind = place + 1
        with_body = self.skip(behind, words.BODY)
        for end in (with_body, behind):
            after = self.skip(end, {"only"})
            if after > end or self._closes(end):
                return SidesSaid(side), after
        leads = self.begins_part(at) or bool(self._phrase_before(at))
        return (SidesSaid(side), behind) if leads and self.is_kind(behind, Kind.WORD) else None

    def _side(self, at: int) -> Sides | None:
        word = self.word(at)
        if len(word) <= 2 and at < len(self.tokens) and self.tokens[at].text.islower():
            return None  # "l" and "r" are sides in capitals only
        return Sides.LEFT if word in words.LEFT else Sides.RIGHT if word in words.RIGHT else None

    def _closes(self, at: int) -> bool:
        """Say whether a phrase may end here: at the end of a part, or before a number or another phrase."""
        return self.ends_part(at) or self.is_kind(at, Kind.NUMBER, Kind.TIMES) or self._phrase(at) is not None

    def _phrase_before(self, at: int) -> bool:
        return any(found and found[1] == at for found in self._known.values())
