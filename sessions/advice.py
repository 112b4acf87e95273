"""From what is judged of each exercise to the one or two things worth suggesting. Pure.

A suggestion only ever suggests: it carries the facts that led to it, and nothing changes before the person agrees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from exercises.guidance import Limits
from sessions.ladder import Because, Judgement, Reason, Verdict
from sessions.rungs import LevelRung, Rung, Target, rung_after_break, rung_down, rung_up

# A dose that grew is the first to be blamed in so many sessions after it. The rule judges a level by two sessions.
SESSIONS_OF_BLAME = 2


class Kind(StrEnum):
    """What is suggested, the most pressing first."""

    ASK = "ask"
    PAUSE = "pause"
    EASE = "ease"
    LOWER = "lower"
    RESTART = "restart"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One prescription with its judgement. `sessions_since_rise` is None when its dose never grew."""

    pk: int
    routine: int
    name: str
    judgement: Judgement
    target: Target | None = None
    basis: str = ""
    advanced_on: date | None = None
    sessions_since_rise: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: Kind
    candidates: tuple[Candidate, ...]
    because: tuple[Because, ...]
    basis: str = ""

    @property
    def key(self) -> str:
        """Names the suggestion in a form: the same facts give the same key."""
        first = self.candidates[0] if self.candidates else None
        about = "" if first is None else first.routine if self.kind is Kind.RESTART else first.pk
        return f"{self.kind}-{about}"


def target_of(
    judgement: Judgement, rung: Rung, levels: Sequence[LevelRung], remembered: int | None = None
) -> Target | None:
    """Return where the judgement leads; None where there is no further up or down, or nothing is to change."""
    match judgement.verdict:
        case Verdict.ADVANCE:
            return rung_up(rung, levels, remembered)
        case Verdict.EASE:
            return rung_down(rung, levels, remembered)
        case Verdict.RESTART:
            return rung_after_break(rung, levels, judgement.levels_down, remembered)
    return None


def choose(
    candidates: Iterable[Candidate], limits: Limits, *, advanced_lately: int, is_eased: bool, asked_about: str
) -> list[Suggestion]:
    """Return what to suggest, the most pressing first.

    `advanced_lately` is how many exercises have grown since the last session; `asked_about` the session whose
    warning the person has answered. In a flare-up nothing is suggested but to ask.
    """
    rows = list(candidates)
    if severe := [row for row in rows if row.judgement.because[0].reason is Reason.SEVERE]:
        one = severe[0]
        is_answered = one.basis == asked_about
        return [] if is_answered else [Suggestion(Kind.ASK, (), one.judgement.because, one.basis)]
    if is_eased:
        return []
    found = [_one(Kind.PAUSE, row) for row in rows if row.judgement.verdict is Verdict.PAUSE]
    found += _eases(rows, asked_about)
    found += _restarts(rows)
    return found + _advances(rows, limits.max_exercises_advanced_per_session - advanced_lately)


def _one(kind: Kind, row: Candidate) -> Suggestion:
    return Suggestion(kind, (row,), row.judgement.because, row.basis)


def _eases(rows: Sequence[Candidate], asked_about: str) -> list[Suggestion]:
    """Blame the exercise itself where a fact is its own, then the one that grew last; else lower all for some days.

    Pain and effort are rated for a session, so nothing more can be known about which exercise it was. Keeping the
    rest of the routine is the catalogue's rule.
    """
    eased = [row for row in rows if row.judgement.verdict is Verdict.EASE]
    own = [row for row in eased if not row.judgement.is_of_the_session]
    explained = {row.basis for row in own}
    of_session = [row for row in eased if row.judgement.is_of_the_session and row.basis not in explained]
    grown = [row for row in of_session if _has_grown_lately(row)]
    explained |= {row.basis for row in grown}
    found = [_one(Kind.EASE, row) for row in (*own, *grown) if row.target]
    unexplained = [row for row in of_session if row.basis not in explained and row.basis != asked_about]
    if unexplained:
        found.append(Suggestion(Kind.LOWER, (), unexplained[0].judgement.because, unexplained[0].basis))
    return found


def _has_grown_lately(row: Candidate) -> bool:
    return row.sessions_since_rise is not None and row.sessions_since_rise <= SESSIONS_OF_BLAME


def _restarts(rows: Sequence[Candidate]) -> list[Suggestion]:
    """Suggest a lower start for a routine as a whole: it was all of it that rested."""
    away = [row for row in rows if row.judgement.verdict is Verdict.RESTART and row.target]
    away.sort(key=lambda row: row.routine)
    groups = [tuple(group) for _routine, group in groupby(away, key=lambda row: row.routine)]
    return [Suggestion(Kind.RESTART, group, group[0].judgement.because, group[0].basis) for group in groups]


def _advances(rows: Sequence[Candidate], most: int) -> list[Suggestion]:
    """Suggest more for as many exercises as the limit allows, those that waited longest first."""
    ready = [row for row in rows if row.judgement.verdict is Verdict.ADVANCE and row.target]
    ready.sort(key=lambda row: row.advanced_on or date.min)
    return [_one(Kind.ADVANCE, row) for row in ready[: max(0, most)]]
