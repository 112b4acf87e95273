"""What a sheet may be: its size, its characters, its lines without bullets and numbers. Pure."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_CHARACTERS = 10_000
MAX_LINES = 200

# They change the direction of what stands beside them, so that a line reads otherwise than it is.
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What messengers and PDF files strew between letters; nobody sees it, and nothing is lost without it.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"))
BULLETS = frozenset("•◦‣▪▫●○■□☐☑✓✔➢➤►→·*-–—>⁃∙")
NUMBERING_ENDS = frozenset(".):")
HEADWORDS = frozenset({"exercise", "ex", "no", "nr"})


class SheetError(ValueError):
    """The text cannot be a sheet; says why in plain words."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something. `text` has no bullet and no number; `written` is the line as it came."""

    text: str
    written: str


def lines(text: str) -> list[Line]:
    """Return the lines of a sheet. Raises SheetError when it is too long, or holds what no sheet holds."""
    if len(text) > MAX_CHARACTERS:
        raise SheetError(
            _("That is too long: %(length)s characters, and a sheet can have %(most)s. Paste it in parts.")
            % {"length": len(text), "most": MAX_CHARACTERS}
        )
    if any(unicodedata.category(c) in {"Cc", "Cs"} and not c.isspace() for c in text):
        raise SheetError(_("There are characters in it that cannot be read. Copy the text again, or type it."))
    if DIRECTION_MARKS & set(text):
        raise SheetError(_("There are hidden characters in it that turn the text round. Type that line yourself."))
    written = [_visible(raw) for raw in text.splitlines()]
    found = [Line(rest, line) for line in written if (rest := _bare(line))]
    if len(found) > MAX_LINES:
        raise SheetError(
            _("That is %(lines)s lines, and a sheet can have %(most)s. Paste it in parts.")
            % {"lines": len(found), "most": MAX_LINES}
        )
    return found


def _visible(raw: str) -> str:
    """Return the line without what nobody sees; every kind of space is a space."""
    return " ".join(raw.translate(INVISIBLE).split())


def _bare(text: str) -> str:
    """Return the line without its bullet and its number: "• 2) Plank" says "Plank"."""
    text = text.strip()
    while text and text[0] in BULLETS:
        text = text[1:].lstrip()
    return _without_number(text)


def _without_number(text: str) -> str:
    """Return the text behind "1.", "(2)", "a)", "#3" or "Exercise 4:"; a plain "3 x 10" keeps its number."""
    head, _space, tail = text.partition(" ")
    if head.casefold().rstrip(".") in HEADWORDS and tail[:1].isdigit():
        return _without_number(tail) if _is_numbering(tail.partition(" ")[0]) else text
    if not tail:
        return text
    return tail.lstrip(" -–") if _is_numbering(head) else text


def _is_numbering(word: str) -> bool:
    """Say whether the word numbers a line: "1.", "12)", "(3)", "#4", "a)"."""
    core = word.strip("(#")
    if word.startswith("#"):
        core += "."
    number, end = core[:-1], core[-1:]
    return end in NUMBERING_ENDS and ((number.isdecimal() and len(number) <= 2) or (len(number) == 1 and end == ")"))
