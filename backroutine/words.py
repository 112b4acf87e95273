"""Words that are the same for everybody, and said again and again."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.utils.translation import get_language

MOST = 4096


def known_words[**P, T](say: Callable[P, T]) -> Callable[P, T]:
    """Let a pure function keep what it said in each language. Wants arguments by position, each hashable."""

    def anew(_language: str | None, *args: Any) -> T:
        return say(*args)  # type: ignore[call-arg]  # by position alone

    known = lru_cache(maxsize=MOST)(anew)

    @wraps(say)
    def said(*args: P.args, **_none: P.kwargs) -> T:
        return known(get_language(), *args)

    return said
