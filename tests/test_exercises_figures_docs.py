"""docs/figures.md names everything a pose file may say."""

from pathlib import Path

import pytest

from exercises.figures.grips import GRIPS, SPOTS
from exercises.figures.pose import ARROW_KEYS, PAIRS, POSE_KEYS, TRUNK_PARTS
from exercises.figures.props import KINDS, PROP_KEYS

TEXT = Path("docs/figures.md").read_text(encoding="utf-8")
WORDS = {
    *POSE_KEYS,
    *ARROW_KEYS,
    *PAIRS,
    *PAIRS.values(),
    *TRUNK_PARTS,
    *KINDS,
    *PROP_KEYS,
    *SPOTS,
    *(f"near_{grip}" for grip in GRIPS),
}


@pytest.mark.parametrize("word", sorted(WORDS))
def test_docs_name(word: str) -> None:
    assert any(mark in TEXT for mark in (f"`{word}`", f'"{word}"', f"{word} =", f"`{word}/", f"/{word}`", f".{word}]"))
