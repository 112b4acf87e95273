"""What the rule says of every exercise of a routine, those of one verdict and the same facts together."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from routines.models import Routine
from sessions.advice import Kind
from sessions.coaching import Coaching, Judged
from sessions.ladder import Verdict
from sessions.reasons import sentence


class Word(StrEnum):
    """How a verdict is shown; the template has the words and the icons."""

    PAUSED = "paused"
    PAUSE = "pause"
    EASE = "ease"
    RESTART = "restart"
    ADVANCE = "advance"
    TOP = "top"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Group:
    word: Word
    facts: tuple[str, ...]
    rows: list[Judged]


def groups_of(routine: Routine, coaching: Coaching) -> list[Group]:
    """Return the routine's exercises by what is said of them, the most pressing first."""
    eased = {row.pk for each in coaching.suggestions if each.kind is Kind.EASE for row in each.candidates}
    groups: dict[tuple[Word, tuple[str, ...]], list[Judged]] = defaultdict(list)
    for prescription in routine.rows:
        row = coaching.judged[prescription.pk]
        word = word_of(row, eased)
        facts = () if word is Word.PAUSED else tuple(sentence(fact) for fact in row.candidate.judgement.because)
        groups[word, facts].append(row)
    order = list(Word)
    return sorted((Group(*key, rows) for key, rows in groups.items()), key=lambda group: order.index(group.word))


def word_of(row: Judged, eased: Collection[int]) -> Word:
    """Return what to call the verdict; one that changes nothing for this exercise is called to stay."""
    if row.is_paused:
        return Word.PAUSED
    candidate = row.candidate
    match candidate.judgement.verdict:
        case Verdict.ADVANCE:
            return Word.ADVANCE if candidate.target else Word.TOP
        case Verdict.EASE if candidate.pk in eased:
            return Word.EASE
        case Verdict.RESTART if candidate.target:
            return Word.RESTART
        case Verdict.PAUSE:
            return Word.PAUSE
    return Word.STAY
