"""A line cut into parts at its commas and full stops: in each the phrases, and the words that are no phrase. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from routines.clinic_sheet import vocabulary
from routines.clinic_sheet.cursor import DASHES, SEPARATORS
from routines.clinic_sheet.grammar import Reader
from routines.clinic_sheet.phrases import Amount, Phrase, Span
from routines.clinic_sheet.tokens import Kind

TRIMMED = " \t-–—−.,;:=@&+/|~#<>*•·"


@dataclass(slots=True)
class Part:
    """`names` are its runs of words as written, fillers trimmed; `runs` the same in small letters.

    A label is words before a colon or a dash with a dose behind it: "Plank: 30 s".
    """

    text: str = ""
    end: int = 0
    names: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    phrase_texts: list[str] = field(default_factory=list)
    is_label: bool = False

    @property
    def has_amount(self) -> bool:
        return any(isinstance(phrase, Amount) for phrase in self.phrases)

    @property
    def first_word(self) -> str:
        return self.text.split()[0].casefold().replace("’", "'").strip(".,;:!?-–—•") if self.text.split() else ""

    @property
    def starts_low(self) -> bool:
        return self.text[:1].islower()


def parts_of(reader: Reader, is_name: Callable[[str], object]) -> list[Part]:
    parts = [_part(reader, spans) for spans in _split(reader, is_name) if spans]
    for part, behind in pairwise(parts):
        mark = reader.text[part.end :].lstrip()[:1]
        part.is_label = not part.phrases and not behind.names and behind.has_amount and mark in {":", *DASHES}
    return parts


def _split(reader: Reader, is_name: Callable[[str], object]) -> Iterator[list[Span]]:
    """Cut the spans at marks and at "then", and at an "and" before another exercise; not inside a name."""
    spans = reader.spans()
    part: list[Span] = []
    place = 0
    while place < len(spans):
        span = spans[place]
        if span.phrase is None and (behind := _bracketed_name(reader, spans, place, part, is_name)):
            part.extend(spans[place:behind])
            place = behind
            continue
        if span.phrase is None and (
            _parts(reader, span)
            or reader.tokens[span.first].word == "then"
            or _begins_another(reader, spans, place, part, is_name)
        ):
            yield part
            part = []
        else:
            part.append(span)
        place += 1
    yield part


def _parts(reader: Reader, span: Span) -> bool:
    token = reader.tokens[span.first]
    if token.kind is not Kind.MARK:
        return False
    return token.word in SEPARATORS or (token.word in DASHES and reader.ends_part(span.first))


def _bracketed_name(
    reader: Reader, spans: list[Span], place: int, part: list[Span], is_name: Callable[[str], object]
) -> int:
    """Return the place behind "(McKenzie)" if that belongs to the name before it, else 0."""
    if reader.tokens[spans[place].first].word != "(" or not part or any(it.phrase for it in part):
        return 0
    for behind in range(place + 1, min(place + 5, len(spans))):
        span = spans[behind]
        if span.phrase:
            return 0
        if reader.tokens[span.first].word == ")":
            start, end = reader.tokens[part[0].first].start, reader.tokens[span.first].end
            return behind + 1 if is_name(reader.text[start:end]) else 0
    return 0


def _begins_another(
    reader: Reader, spans: list[Span], place: int, part: list[Span], is_name: Callable[[str], object]
) -> bool:
    """Say whether an "and" or "+" joins a second exercise: a dose stands before it, a name behind."""
    if reader.tokens[spans[place].first].word not in {"and", "+", "&"} or not any(it.phrase for it in part):
        return False
    words: list[Span] = []
    for span in spans[place + 1 : place + 7]:
        if span.phrase or _parts(reader, span):
            break
        words.append(span)
        start, end = reader.tokens[words[0].first].start, reader.tokens[span.first].end
        if is_name(reader.text[start:end]):
            return True
    return False


def _part(reader: Reader, spans: list[Span]) -> Part:
    tokens = reader.tokens
    part = Part()
    run: list[Span] = []
    for span in [*spans, None]:
        if span is not None and span.phrase is None:
            run.append(span)
            continue
        if run:
            _add_run(part, reader, run)
            run = []
        if span is not None and span.phrase is not None:
            part.phrases.append(span.phrase)
            part.phrase_texts.append(reader.text[tokens[span.first].start : tokens[span.behind - 1].end])
    part.end = tokens[spans[-1].behind - 1].end
    part.text = reader.text[tokens[spans[0].first].start : part.end].strip(TRIMMED)
    return part


def _add_run(part: Part, reader: Reader, run: list[Span]) -> None:
    """Add a run of words, unless it is made of fillers: "of", "do", "for the"."""
    tokens = [reader.tokens[span.first] for span in run]
    while tokens and _is_filler(tokens[0].word) and not (part.phrases and tokens[0].word in vocabulary.NOTE_LEADS):
        tokens.pop(0)
    while tokens and _is_filler(tokens[-1].word) and tokens[-1].word != "w":
        tokens.pop()
    if tokens and any(token.kind in {Kind.WORD, Kind.NUMBER} for token in tokens):
        part.runs.append(" ".join(token.word for token in tokens))
        part.names.append(reader.text[tokens[0].start : tokens[-1].end])


def _is_filler(word: str) -> bool:
    return word in vocabulary.FILLERS or word in vocabulary.TIMES
