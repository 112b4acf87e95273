"""The rule as a table: what was done, what was rated and what was decided before, against what is suggested."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exercises.guidance import Limits, shipped
from sessions.ladder import Done, Memory, Morning, Reason, Verdict, judge
from sessions.rungs import Rung

LIMITS = shipped().rules.limits
TODAY = date(2026, 3, 20)
RUNG = Rung(1, 10, 3)

B, S, W = Morning.BETTER, Morning.SAME, Morning.WORSE
ADVANCE, STAY, EASE, PAUSE, RESTART = Verdict.ADVANCE, Verdict.STAY, Verdict.EASE, Verdict.PAUSE, Verdict.RESTART


def on(days_ago: int, **facts) -> Done:  # type: ignore[no-untyped-def]
    """A session that allows a rise, unless told otherwise."""
    good = {"pain_before": 3, "pain_worst": 3, "effort": 4, "morning": S}
    day = TODAY - timedelta(days=days_ago)
    return Done(**{"key": f"s{days_ago}", "on": day, "rung": RUNG} | good | facts)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


# (what it is about, done with the newest first, what was decided before, the verdict, the first reason)
CASES = [
    # Up.
    ("two good sessions", [on(1), on(3)], None, ADVANCE, Reason.IN_FULL),
    ("two good and a bad one before", [on(1), on(3), on(5, effort=8)], None, ADVANCE, Reason.IN_FULL),
    ("pain rose by two at most", [on(1, pain_worst=5), on(3, pain_worst=5)], None, ADVANCE, Reason.IN_FULL),
    ("better the next morning", [on(1, morning=B), on(3, morning=B)], None, ADVANCE, Reason.IN_FULL),
    ("morning pain as before", [on(1, morning=None, morning_pain=3), on(3)], None, ADVANCE, Reason.IN_FULL),
    ("a number counts more than the word", [on(1, morning=W, morning_pain=3), on(3)], None, ADVANCE, Reason.IN_FULL),
    ("no pain at all", [on(1, pain_before=0, pain_worst=0), on(3)], None, ADVANCE, Reason.IN_FULL),
    ("effort of none", [on(1, effort=0), on(3, effort=0)], None, ADVANCE, Reason.IN_FULL),
    ("done at more than the dose", [on(1, rung=Rung(2, 10, 3)), on(3)], None, ADVANCE, Reason.IN_FULL),
    ("three, two of them on one day", [on(1, key="a"), on(1, key="b"), on(2)], None, ADVANCE, Reason.IN_FULL),
    # Stay.
    ("never done", [], None, STAY, Reason.NOTHING_YET),
    ("one good session", [on(1)], None, STAY, Reason.ONE_MORE),
    ("two on one day", [on(1, key="a"), on(1, key="b")], None, STAY, Reason.ONE_MORE),
    ("a good one after a hard one", [on(1), on(3, effort=5)], None, STAY, Reason.ONE_MORE),
    ("effort five", [on(1, effort=5), on(3)], None, STAY, Reason.NOT_EASY),
    ("effort six", [on(1, effort=6), on(3)], None, STAY, Reason.NOT_EASY),
    ("effort seven, but in full", [on(1, effort=7), on(3, effort=7)], None, STAY, Reason.NOT_EASY),
    ("effort not rated", [on(1, effort=None), on(3)], None, STAY, Reason.NO_EFFORT),
    ("pain not rated before", [on(1, pain_before=None), on(3)], None, STAY, Reason.NO_PAIN),
    ("pain not rated after", [on(1, pain_worst=None), on(3)], None, STAY, Reason.NO_PAIN),
    ("morning not told", [on(1, morning=None), on(3)], None, STAY, Reason.NO_MORNING),
    ("morning one point above", [on(1, morning_pain=4), on(3)], None, STAY, Reason.NOT_SETTLED),
    ("a set missed", [on(1, is_full=False), on(3)], None, STAY, Reason.MISSED),
    ("hard and short once", [on(1, is_full=False, effort=8), on(3)], None, STAY, Reason.MISSED),
    ("done at a lower dose", [on(1, rung=Rung(1, 7, 3)), on(3)], None, STAY, Reason.LOWER_DOSE),
    ("a lowered session between", [on(1), on(2, rung=Rung(1, 7, 3)), on(3)], None, STAY, Reason.ONE_MORE),
    # Down.
    ("pain rose by three", [on(1, pain_worst=6, pain_before=3), on(3)], None, EASE, Reason.ROSE),
    ("pain rose by three from none", [on(1, pain_before=0, pain_worst=3), on(3)], None, EASE, Reason.ROSE),
    ("above five with a small rise", [on(1, pain_before=5, pain_worst=6), on(3)], None, EASE, Reason.HIGH),
    ("above five, before not rated", [on(1, pain_before=None, pain_worst=6)], None, EASE, Reason.HIGH),
    ("five is still all right", [on(1, pain_before=5, pain_worst=5), on(3)], None, ADVANCE, Reason.IN_FULL),
    ("two points above next morning", [on(1, morning_pain=5), on(3)], None, EASE, Reason.RAISED),
    ("worse next morning, no number", [on(1, morning=W), on(3)], None, EASE, Reason.WORSE),
    ("left unfinished for pain", [on(1, is_full=False, is_left_for_pain=True)], None, EASE, Reason.LEFT),
    (
        "hard and short twice",
        [on(1, is_full=False, effort=7), on(3, is_full=False, effort=9)],
        None,
        EASE,
        Reason.HARD,
    ),
    ("an old rise of pain is history", [on(1), on(3), on(5, pain_worst=6)], None, ADVANCE, Reason.IN_FULL),
    ("the dose was lowered since", [on(1, morning=W, rung=Rung(2, 10, 3))], None, STAY, Reason.LOWERED),
    # Pause.
    ("pain of seven", [on(1, pain_before=6, pain_worst=7)], None, PAUSE, Reason.SEVERE),
    ("pain of seven before it", [on(1, pain_before=7, pain_worst=5)], None, PAUSE, Reason.SEVERE),
    ("pain of eight next morning", [on(1, morning_pain=8)], None, PAUSE, Reason.SEVERE),
    (
        "raised still, eased twice",
        [on(1, morning=W)],
        Memory(EASE, True, "s9", eased_on=ago(3), easings=2),
        PAUSE,
        Reason.STILL_RAISED,
    ),
    (
        "raised still, eased twice, but only yesterday",
        [on(1, morning=W)],
        Memory(EASE, True, "s9", eased_on=ago(2), easings=2),
        EASE,
        Reason.WORSE,
    ),
    (
        "raised still, eased once",
        [on(1, morning=W)],
        Memory(EASE, True, "s9", eased_on=ago(5), easings=1),
        EASE,
        Reason.WORSE,
    ),
    # Away.
    ("six days are no break", [on(6), on(8)], None, ADVANCE, Reason.IN_FULL),
    ("seven days: repeat the level", [on(7), on(9)], None, STAY, Reason.REPEAT),
    ("thirteen days: repeat the level", [on(13), on(15)], None, STAY, Reason.REPEAT),
    ("eight days after a bad morning", [on(8, morning=W)], None, EASE, Reason.WORSE),
    ("fourteen days: one level down", [on(14)], None, RESTART, Reason.AWAY),
    ("twenty-seven days: one level down", [on(27)], None, RESTART, Reason.AWAY),
    ("twenty-eight days: two levels down", [on(28)], None, RESTART, Reason.AWAY),
    ("after a long break pain of old says nothing", [on(40, pain_worst=8)], None, RESTART, Reason.AWAY),
    ("a break already decided", [on(14)], Memory(RESTART, False, "s14"), STAY, Reason.DECIDED),
    # What was decided before.
    ("declined on these facts", [on(1), on(3)], Memory(ADVANCE, False, "s1"), STAY, Reason.DECIDED),
    ("declined, and one session since", [on(1), on(3)], Memory(ADVANCE, False, "s3"), STAY, Reason.ONE_MORE),
    ("declined, and two since", [on(1), on(2), on(3)], Memory(ADVANCE, False, "s3"), ADVANCE, Reason.IN_FULL),
    ("an ease declined keeps no rise back", [on(1), on(3)], Memory(EASE, False, "s3"), ADVANCE, Reason.IN_FULL),
    ("an ease declined is not asked again", [on(1, morning=W)], Memory(EASE, False, "s1"), STAY, Reason.DECIDED),
    ("an ease followed is not asked again", [on(1, morning=W)], Memory(EASE, True, "s1"), STAY, Reason.DECIDED),
    ("a rise declined keeps no ease back", [on(1, morning=W)], Memory(ADVANCE, False, "s1"), EASE, Reason.WORSE),
    (
        "one level a week",
        [on(1), on(2)],
        Memory(ADVANCE, True, "s6", advanced_on=ago(6)),
        STAY,
        Reason.LATELY,
    ),
    (
        "a week after the last rise",
        [on(1), on(2)],
        Memory(ADVANCE, True, "s8", advanced_on=ago(7)),
        ADVANCE,
        Reason.IN_FULL,
    ),
    ("after easing, two sessions first", [on(1), on(3)], Memory(EASE, True, "s3"), STAY, Reason.ONE_MORE),
    ("after easing, two sessions done", [on(1), on(2)], Memory(EASE, True, "s5"), ADVANCE, Reason.IN_FULL),
]


@pytest.mark.parametrize(
    ("done", "memory", "verdict", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_rule(done: list[Done], memory: Memory | None, verdict: Verdict, reason: Reason) -> None:
    judgement = judge(done, RUNG, LIMITS, TODAY, memory)

    assert (judgement.verdict, judgement.because[0].reason) == (verdict, reason)


# The same two sessions under limits a person has set.
OWN_LIMITS = [
    ({"sessions_to_advance": 3}, STAY),
    ({"sessions_to_advance": 1}, ADVANCE),
    ({"effort_easy_max": 3}, STAY),
    ({"pain_rise_ok_max": 0}, EASE),
    ({"pain_ok_during_max": 3}, EASE),
    ({}, ADVANCE),
]


@pytest.mark.parametrize(("changed", "verdict"), OWN_LIMITS)
def test_a_persons_own_limits_count(changed: dict[str, int], verdict: Verdict) -> None:
    limits: Limits = replace(LIMITS, **changed)  # type: ignore[arg-type]

    assert judge([on(1, pain_worst=4), on(3, pain_worst=4)], RUNG, limits, TODAY).verdict is verdict


@pytest.mark.parametrize(("days", "levels_down"), [(7, 0), (14, 1), (27, 1), (28, 2), (300, 2)])
def test_a_break_costs_as_many_levels_as_the_rule_says(days: int, levels_down: int) -> None:
    assert judge([on(days)], RUNG, LIMITS, TODAY).levels_down == levels_down


def test_every_fact_of_a_rise_is_told() -> None:
    judgement = judge([on(1, effort=2), on(3, pain_worst=4)], RUNG, LIMITS, TODAY)

    assert [tuple(fact) for fact in judgement.because] == [
        (Reason.IN_FULL, 2, 2),
        (Reason.EASY, 4, 4),
        (Reason.CALM, 1, 2),
        (Reason.SETTLED, 0, 0),
    ]


def test_every_fact_that_keeps_back_is_told() -> None:
    judgement = judge([on(1, effort=6, is_full=False, morning=None)], RUNG, LIMITS, TODAY)

    assert [fact.reason for fact in judgement.because] == [Reason.MISSED, Reason.NOT_EASY, Reason.NO_MORNING]


def test_what_is_rated_for_a_session_blames_no_exercise() -> None:
    assert judge([on(1, pain_worst=6)], RUNG, LIMITS, TODAY).is_of_the_session
    assert not judge([on(1, pain_worst=6, is_left_for_pain=True)], RUNG, LIMITS, TODAY).is_of_the_session
