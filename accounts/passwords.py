"""How passwords are kept, and which are too easy."""

import re
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Argon2(Argon2PasswordHasher):
    """Argon2id as RFC 9106 recommends where memory is limited (section 4, second choice): 64 MiB, three passes.

    Django's own 100 MiB over eight threads can bring a small machine down when a few people sign in at once.
    """

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 4


ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
OUR_WORDS = ("backroutine",)
DISTINCT = 4


class PatternValidator:
    """Refuse what a list of common passwords misses: one thing repeated, keys in a row, the name of this site."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_pattern(password):
            raise ValidationError(self.get_help_text(), code="password_pattern")

    def get_help_text(self) -> str:
        return _("Choose something harder to guess: not one thing repeated, keys in a row, or this site’s name.")


def is_pattern(password: str) -> bool:
    """Tell whether next to nothing is left once our name, repeats and keys beside their neighbour are taken out."""
    rest = password.lower()
    for word in OUR_WORDS:
        rest = rest.replace(word, "")
    rest = re.sub(r"(.+?)\1+", r"\1", rest)
    left = [this for before, this in zip(" " + rest, rest, strict=False) if not _are_neighbours(before + this)]
    return len(set(left)) < DISTINCT


def _are_neighbours(pair: str) -> bool:
    return any(pair in row or pair in row[::-1] for row in ROWS)
