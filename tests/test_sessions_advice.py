"""Which one or two things are suggested, from what is judged of each exercise."""

from datetime import date

import pytest

from exercises.guidance import shipped
from sessions.advice import Candidate, Kind, Suggestion, choose
from sessions.ladder import Because, Judgement, Reason, Verdict
from sessions.reasons import COUNTED, WORDS, sentence
from sessions.rungs import Rung, Target

LIMITS = shipped().rules.limits
TARGET = Target(Rung(1, 1, 30), 2)

ADVANCE = Judgement(Verdict.ADVANCE, (Because(Reason.IN_FULL, 2, 2),))
STAY = Judgement(Verdict.STAY, (Because(Reason.NO_MORNING),))
ROSE = Judgement(Verdict.EASE, (Because(Reason.ROSE, 3, 2),))
LEFT = Judgement(Verdict.EASE, (Because(Reason.LEFT), Because(Reason.ROSE, 3, 2)))
SEVERE = Judgement(Verdict.PAUSE, (Because(Reason.SEVERE, 8, 7),))
STILL = Judgement(Verdict.PAUSE, (Because(Reason.STILL_RAISED, 2),))
AWAY = Judgement(Verdict.RESTART, (Because(Reason.AWAY, 20, 1),), 1)


def row(pk: int, judgement: Judgement, **fields) -> Candidate:  # type: ignore[no-untyped-def]
    return Candidate(
        **{"pk": pk, "routine": 1, "name": f"E{pk}", "target": TARGET, "basis": "s1"} | fields, judgement=judgement
    )


def suggest(*rows: Candidate, advanced_lately: int = 0, is_eased: bool = False, asked_about: str = "") -> list[str]:
    found = choose(rows, LIMITS, advanced_lately=advanced_lately, is_eased=is_eased, asked_about=asked_about)
    return [f"{each.kind} {[candidate.pk for candidate in each.candidates]}" for each in found]


CASES = [
    ("nothing known", [], {}, []),
    ("all stay", [row(1, STAY), row(2, STAY)], {}, []),
    ("one is ready", [row(1, STAY), row(2, ADVANCE)], {}, ["advance [2]"]),
    ("at most two grow", [row(1, ADVANCE), row(2, ADVANCE), row(3, ADVANCE)], {}, ["advance [1]", "advance [2]"]),
    ("one has grown already", [row(1, ADVANCE), row(2, ADVANCE)], {"advanced_lately": 1}, ["advance [1]"]),
    ("two have grown already", [row(1, ADVANCE)], {"advanced_lately": 2}, []),
    ("three have grown by hand", [row(1, ADVANCE)], {"advanced_lately": 3}, []),
    (
        "who waited longest grows first",
        [row(1, ADVANCE, advanced_on=date(2026, 3, 1)), row(2, ADVANCE, advanced_on=date(2026, 2, 1)), row(3, ADVANCE)],
        {},
        ["advance [3]", "advance [2]"],
    ),
    ("the top of a ladder", [row(1, ADVANCE, target=None)], {}, []),
    ("an exercise's own fault", [row(1, LEFT), row(2, ROSE)], {}, ["ease [1]"]),
    ("the one that grew last", [row(1, ROSE), row(2, ROSE, sessions_since_rise=1)], {}, ["ease [2]"]),
    ("the one that grew two sessions ago", [row(1, ROSE), row(2, ROSE, sessions_since_rise=2)], {}, ["ease [2]"]),
    ("who grew long ago is not to blame", [row(1, ROSE), row(2, ROSE, sessions_since_rise=3)], {}, ["lower []"]),
    ("nobody knows which", [row(1, ROSE), row(2, ROSE)], {}, ["lower []"]),
    ("nobody knows, and that was answered", [row(1, ROSE)], {"asked_about": "s1"}, []),
    ("another session was answered", [row(1, ROSE)], {"asked_about": "s0"}, ["lower []"]),
    ("no less is left", [row(1, LEFT, target=None)], {}, []),
    ("easing goes before growing", [row(1, ADVANCE), row(2, LEFT)], {}, ["ease [2]", "advance [1]"]),
    ("pausing goes before easing", [row(1, LEFT), row(2, STILL)], {}, ["pause [2]", "ease [1]"]),
    ("severe pain stops all else", [row(1, ADVANCE), row(2, SEVERE), row(3, SEVERE)], {}, ["ask []"]),
    ("severe pain, answered", [row(1, SEVERE), row(2, ADVANCE)], {"asked_about": "s1"}, []),
    ("a flare-up suggests nothing", [row(1, ADVANCE), row(2, LEFT), row(3, AWAY)], {"is_eased": True}, []),
    ("severe pain in a flare-up", [row(1, SEVERE)], {"is_eased": True}, ["ask []"]),
    ("a routine after a break", [row(1, AWAY), row(2, AWAY)], {}, ["restart [1, 2]"]),
    (
        "two routines after a break",
        [row(1, AWAY, routine=2), row(2, AWAY), row(3, AWAY, routine=2)],
        {},
        ["restart [2]", "restart [1, 3]"],
    ),
    ("on the lowest level after a break", [row(1, AWAY, target=None), row(2, AWAY)], {}, ["restart [2]"]),
]


@pytest.mark.parametrize(("rows", "facts", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_suggested(rows: list[Candidate], facts: dict[str, object], found: list[str]) -> None:
    assert suggest(*rows, **facts) == found  # type: ignore[arg-type]


def test_a_key_names_what_is_answered() -> None:
    assert Suggestion(Kind.ADVANCE, (row(7, ADVANCE),), ()).key == "advance-7"
    assert Suggestion(Kind.RESTART, (row(7, AWAY, routine=4), row(8, AWAY, routine=4)), ()).key == "restart-4"
    assert Suggestion(Kind.LOWER, (), ()).key == "lower-"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_sentence(reason: Reason) -> None:
    text = sentence(Because(reason, 5, 6))

    assert text.endswith(".")
    assert "%" not in text
    assert (reason in WORDS) != (reason in COUNTED)


def test_a_number_of_one_is_said_as_one() -> None:
    assert sentence(Because(Reason.IN_FULL, 1, 1)) == "Done in full."
    assert sentence(Because(Reason.LATELY, 1, 7)) == "It grew 1 day ago; the rule waits 7 days."
    assert sentence(Because(Reason.CALM, -1, 2)) == "Pain did not rise."
