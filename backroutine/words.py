"""Words that are the same for everybody, and said again and again."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Any

from django.utils.translation import get_language

MOST = 4096


class known_words[**P, T]:  # noqa: N801  # a decorator
    """Let a pure function keep what it said in each language. Wants arguments by position, each hashable."""

    def __init__(self, say: Callable[P, T]) -> None:
        def anew(_language: str | None, *args: Any) -> T:
            return say(*args)  # type: ignore[call-arg]  # by position alone

        # Asking for the language costs more than finding the words: a loop asks once, and calls this with it.
        self.known = lru_cache(maxsize=MOST)(anew)
        update_wrapper(self, say)

    def __call__(self, *args: P.args, **_none: P.kwargs) -> T:
        return self.known(get_language(), *args)
