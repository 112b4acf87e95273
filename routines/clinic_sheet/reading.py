"""A pasted sheet, read line by line into prescriptions; says what is uncertain. Pure but for the rows it is given."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from exercises.dose import Dose
from routines.clinic_sheet import vocabulary
from routines.clinic_sheet.dosage import Dosage, Usual
from routines.clinic_sheet.grammar import Reader
from routines.clinic_sheet.names import LIKELY, SURE, Match, Names
from routines.clinic_sheet.often import times_a_week, weekdays
from routines.clinic_sheet.parts import Part, parts_of
from routines.clinic_sheet.phrases import Often, SidesSaid
from routines.clinic_sheet.text import Line, lines

MAX_NAME = 80
MAX_NOTE = 240
# A line of more words than this, without a dose, is a sentence.
MAX_HEADING_WORDS = 6


class Meaning(StrEnum):
    """What a line is: an exercise of the library, one of the person's own to be, or nothing to be done."""

    KNOWN = "known"
    OWN = "own"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Reading[T]:
    """One prescription of the sheet, or a line left aside. `matches` holds the exercises it may mean, best first."""

    text: str
    meaning: Meaning
    name: str
    matches: tuple[Match[T], ...]
    dose: Dose
    note: str
    doubts: tuple[str, ...]

    @property
    def row(self) -> T | None:
        return self.matches[0].row if self.meaning is Meaning.KNOWN else None


@dataclass(frozen=True, slots=True)
class Sheet[T]:
    """A whole sheet. `times_a_week` is None if it does not say; `about_all` are the lines that say only that."""

    readings: tuple[Reading[T], ...]
    times_a_week: int | None
    about_all: tuple[str, ...]
    doubts: tuple[str, ...]
    days: tuple[int, ...] = ()


@dataclass(slots=True)
class _Item[T]:
    """A prescription while it is being read."""

    text: str
    name: str
    matches: list[Match[T]]
    is_heading: bool = False
    dosage: Dosage = field(default_factory=Dosage)
    often: list[tuple[Often, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        return self.matches[0].score if self.matches else 0


def read[T](text: str, named: Iterable[tuple[T, Sequence[str]]], usual_of: Callable[[T], Usual]) -> Sheet[T]:
    """Read a sheet. `named` gives each exercise with its names. Raises SheetError when the text cannot be one."""
    return _SheetReader(Names(named), usual_of).read(lines(text))


class _SheetReader[T]:
    def __init__(self, names: Names[T], usual_of: Callable[[T], Usual]) -> None:
        self._names = names
        self._usual_of = usual_of
        self._items: list[_Item[T]] = []
        self._often: list[Often] = []
        self._about_all: list[str] = []
        self._line_starts = 0
        self._pending: list[Part] = []

    def read(self, all_lines: Sequence[Line]) -> Sheet[T]:
        for line in all_lines:
            self._read_line(line)
        is_alone = len(self._items) == 1
        week, doubts = self._week()
        readings = [self._finish(item, week, is_alone=is_alone) for item in self._items]
        return Sheet(tuple(readings), week, tuple(self._about_all), tuple(doubts), self._days())

    # --- Lines and parts ---

    def _read_line(self, line: Line) -> None:
        self._line_starts = len(self._items)
        self._pending = []
        parts = parts_of(Reader(line.text), self._names.exact)
        if self._is_about_all(parts):
            self._about_all.append(line.written)
            self._often.extend(phrase for part in parts for phrase in part.phrases if isinstance(phrase, Often))
            return
        for part in parts:
            self._read_part(part, line)
        for part in self._pending:
            self._new(line.written, part.text, []).is_heading = True
        if not (self._items and line.written in self._items[-1].text.split("\n")) and any(map(str.isalnum, line.text)):
            self._new(line.written, line.text, []).is_heading = True
        if len(self._items) == self._line_starts + 1:
            self._items[-1].is_heading |= line.text.endswith(":")

    def _is_about_all(self, parts: Sequence[Part]) -> bool:
        """Say whether the line only tells how often the whole sheet is to be done."""
        said = {word for part in parts for words in part.runs for word in words.split()}
        phrases = [phrase for part in parts for phrase in part.phrases]
        return bool(phrases) and all(isinstance(it, Often) for it in phrases) and said <= vocabulary.ABOUT_ALL

    def _read_part(self, part: Part, line: Line) -> None:
        in_line = len(self._items) > self._line_starts
        if not part.names:
            if not part.phrases:
                return
            if in_line and self._is_other_side(self._items[-1], part):
                self._give(self._new(line.written, self._items[-1].name, self._items[-1].matches), part)
            elif in_line or (self._items and self._lacks_dose(self._items[-1])):
                self._give(self._items[-1], part)
                self._also_says(self._items[-1], line, in_line=in_line)
            else:
                self._pending.append(part)
            return
        place, matches, added = self._best(part.names)
        score = matches[0].score if matches else 0
        if in_line and self._goes_on(self._items[-1], part, matches):
            self._give(self._items[-1], part)
            self._items[-1].notes.extend(part.names)
            return
        if self._is_note(part, score, in_line=in_line):
            self._add_note(part, line)
            return
        if not in_line and not part.phrases and self._items and part.starts_low and score < LIKELY:
            self._add_note(part, line)
            return
        item = self._new(line.written, part.names[place], matches)
        for before in self._pending:
            self._give(item, before)
        self._pending = []
        self._give(item, part)
        item.notes.extend(text for at, text in enumerate(part.names) if at != place)
        if added and item.score >= LIKELY:
            item.notes.append(added)

    def _new(self, text: str, name: str, matches: list[Match[T]]) -> _Item[T]:
        self._items.append(_Item(text, name, matches))
        return self._items[-1]

    def _best(self, names: Sequence[str]) -> tuple[int, list[Match[T]], str]:
        """Return which run of words is the name, what it may mean, and what a "with …" adds to it.

        The name is the run that fits an exercise best, else the first.
        """
        found = [self._find(name) for name in names]
        scores = [matches[0].score if matches else 0 for matches, _added in found]
        place = max(range(len(names)), key=lambda at: (scores[at] >= LIKELY, scores[at] if scores[at] >= LIKELY else 0))
        return place, *found[place]

    def _find(self, name: str) -> tuple[list[Match[T]], str]:
        """Return what a name may mean, and what was left aside for it: "clamshell with band" is a clamshell."""
        matches = self._names.find(name)
        words = name.split()
        for at, word in enumerate(words):
            if at and word.casefold() in vocabulary.ADDITIONS and (shorter := self._names.find(" ".join(words[:at]))):
                if not matches or shorter[0].score > matches[0].score:
                    return shorter, " ".join(words[at:])
                break
        return matches, ""

    def _is_note(self, part: Part, score: float, *, in_line: bool) -> bool:
        if score >= LIKELY or not self._items:
            return False
        if part.first_word in vocabulary.NOTE_STARTS and (in_line or not part.has_amount):
            return True
        return in_line and not part.has_amount and not part.is_label

    def _goes_on(self, item: _Item[T], part: Part, matches: Sequence[Match[T]]) -> bool:
        """Say whether what follows only tells more of a known exercise: "Plank, on the toes, 3 x 20 s"."""
        if item.score < LIKELY or item.dosage.has_amount:
            return False
        if matches and matches[0].row is item.matches[0].row:
            return True
        return not part.is_label and (not matches or matches[0].score < SURE)

    def _is_other_side(self, item: _Item[T], part: Part) -> bool:
        """Say whether the other side gets a dose of its own: "2x8 L, 2x10 R"."""
        other = next((phrase.sides for phrase in part.phrases if isinstance(phrase, SidesSaid)), None)
        return bool(item.dosage.is_one_sided and item.dosage.has_amount and part.has_amount and other) and (
            other != item.dosage.sides
        )

    def _add_note(self, part: Part, line: Line) -> None:
        item = self._items[-1]
        item.notes.append(part.text)
        self._also_says(item, line, in_line=len(self._items) > self._line_starts)
        for phrase in part.phrases:
            if part.has_amount and not isinstance(phrase, Often):
                item.dosage.add(phrase)

    def _also_says(self, item: _Item[T], line: Line, *, in_line: bool) -> None:
        """Count a line to the prescription that an earlier line began."""
        if not in_line and not item.text.endswith(line.written):
            item.text = f"{item.text}\n{line.written}"

    def _lacks_dose(self, item: _Item[T]) -> bool:
        return item.score >= LIKELY or not item.is_heading

    def _give(self, item: _Item[T], part: Part) -> None:
        for phrase, text in zip(part.phrases, part.phrase_texts, strict=True):
            if isinstance(phrase, Often):
                item.often.append((phrase, text))
            else:
                item.dosage.add(phrase)

    # --- How often ---

    def _week(self) -> tuple[int | None, list[str]]:
        """Return how often a week the sheet is to be done: what it says of all, else the least any line says."""
        if self._often:
            return times_a_week(self._often)[0], []
        weeks = {times_a_week([often for often, _text in item.often])[0] for item in self._items if item.often}
        if len(weeks) > 1:
            return min(weeks), [_("The lines say different things about how often; each keeps its own as a note.")]
        return (weeks.pop() if weeks else None), []

    def _days(self) -> tuple[int, ...]:
        """Return the weekdays the sheet is for: what it says of all, else what the lines that name some agree on."""
        if self._often:
            return weekdays(self._often)
        named = {days for item in self._items if (days := weekdays([often for often, _text in item.often]))}
        return named.pop() if len(named) == 1 else ()

    # --- Putting it together ---

    def _finish(self, item: _Item[T], week: int | None, *, is_alone: bool) -> Reading[T]:
        doubts: list[str] = []
        meaning = self._meaning(item, is_alone=is_alone)
        usual = self._usual_of(item.matches[0].row) if meaning is Meaning.KNOWN else None
        dose, guessed = item.dosage.dose(usual)
        if meaning is Meaning.KNOWN and self._is_unsure(item.matches):
            doubts.append(_("Is this the exercise that is meant?"))
        notes = list(item.notes)
        if item.often:
            times, is_rough = times_a_week([often for often, _text in item.often])
            if times != week or self._differs(week):
                notes.extend(text for _often, text in item.often)
                doubts.append(_("How often differs from the other lines."))
            elif is_rough:
                doubts.append(_("How often: taken as %(times)s times a week.") % {"times": times})
        if item.dosage.level is not None and (not usual or item.dosage.level not in usual.levels):
            notes.append(_("level %(number)s") % {"number": item.dosage.level})
        return Reading(
            text=item.text,
            meaning=meaning,
            name=_as_name(item.name),
            matches=tuple(item.matches),
            dose=dose,
            note="; ".join(notes)[:MAX_NOTE],
            doubts=() if meaning is Meaning.ASIDE else tuple(dict.fromkeys([*doubts, *guessed])),
        )

    def _differs(self, week: int | None) -> bool:
        weeks = {times_a_week([often for often, _text in item.often])[0] for item in self._items if item.often}
        return bool(weeks - {week})

    def _meaning(self, item: _Item[T], *, is_alone: bool) -> Meaning:
        has_dose = item.dosage.has_amount
        sure_enough = LIKELY if has_dose or (is_alone and not item.is_heading) else SURE
        if item.score >= sure_enough and not (item.is_heading and not has_dose):
            return Meaning.KNOWN
        return Meaning.OWN if has_dose and not item.dosage.is_longer_than_an_exercise else Meaning.ASIDE

    def _is_unsure(self, matches: Sequence[Match[T]]) -> bool:
        rivals = [match for match in matches[1:] if match.score > matches[0].score - 0.05]
        return matches[0].score < SURE or (bool(rivals) and matches[0].score < 1)


def _as_name(text: str) -> str:
    name = " ".join(text.split())[:MAX_NAME].strip()
    return name[:1].upper() + name[1:]
