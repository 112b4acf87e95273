"""A line cut into numbers, words, times signs and marks. Pure.

The only regular expression of the parser is here, and it only says where a token ends; what tokens mean is the
grammar's to say.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

TOKEN = re.compile(
    r"""
      (?P<number> \d+ (?: [.,]\d{1,2}(?![\d.,/]) )? )
    | (?P<part>   [¼½¾⅓⅔] )
    | (?P<times>  [×✕✖⨯⨉╳*∗] )
    | (?P<word>   [^\W\d_]+ (?: ['’][^\W\d_]+ )* )
    | (?P<gap>    [\s|_]+ | …+ | \.{2,} )
    | (?P<mark>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
# What stands for ×: the letter ex and its Cyrillic twin, and the words of some neighbours.
TIMES_WORDS = frozenset({"x", "х", "by", "mal", "fois", "veces", "vezes", "volte", "keer"})
LONGEST_NUMBER = 6


class Kind(StrEnum):
    NUMBER = "number"
    WORD = "word"
    TIMES = "times"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is the text in small letters without its accents; `value` is 0 but for numbers."""

    kind: Kind
    text: str
    word: str
    start: int
    end: int
    value: Fraction = Fraction(0)


def tokenize(text: str) -> list[Token]:
    tokens: list[Token] = []
    for found in TOKEN.finditer(text):
        kind, piece = found.lastgroup, found.group()
        start, end = found.span()
        if kind == "gap":
            continue
        if kind == "part":
            tokens.append(_fraction(tokens, piece, start, end))
        elif kind == "number" and len(piece) <= LONGEST_NUMBER:
            tokens.append(Token(Kind.NUMBER, piece, piece, start, end, Fraction(piece.replace(",", "."))))
        else:
            word = _plain(piece)
            is_times = kind == "times" or word in TIMES_WORDS
            is_word = kind in {"word", "number"}
            tokens.append(
                Token(Kind.TIMES if is_times else Kind.WORD if is_word else Kind.MARK, piece, word, start, end)
            )
    return tokens


def _fraction(tokens: list[Token], piece: str, start: int, end: int) -> Token:
    """Return ½ as a number, together with the whole number that stands before it ("1½", "1 ½")."""
    value = Fraction(unicodedata.numeric(piece)).limit_denominator(12)
    if tokens and tokens[-1].kind is Kind.NUMBER and start - tokens[-1].end <= 1:
        whole = tokens.pop()
        start, value = whole.start, whole.value + value
    return Token(Kind.NUMBER, piece, piece, start, end, value)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("’", "'")
