"""When an exercise's dose should grow, stay, ease off or pause. Pure: what was done in, a judgement with its facts out.

The rule is the catalogue's (exercises/catalogue/_rules.toml, shown on the safety page with its sources and with how
uncertain it is). Its numbers come in as Limits: the shipped ones, or those the person has set. The rule only
suggests; nothing changes before the person says so.

What the rule asks and a session cannot tell is taken from what it can: pain "at worst" is the highest pain rated,
and "form broke" is sets not done in full at an effort the rule calls hard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from exercises.guidance import Limits
from sessions.rungs import Rung

# "Pain is 7 or more at any time": pause and ask. Source: pause_and_ask in the catalogue's rule; 7-9 is severe on the
# bands commonly used with the 0-10 scale.
PAIN_PAUSE_MIN = 7
# "Still 2 or more points above where it began the next morning", 2 points being the smallest change that people with
# low back pain notice. Source: Ostelo et al. 2008, Spine 33:90-94.
MORNING_RISE_MIN = 2
# "Pain stays raised for more than 48-72 hours after easing off twice". Source: pause_and_ask in the catalogue's rule.
EASINGS_BEFORE_PAUSE, RAISED_DAYS = 2, 2
# "In two sessions running". Source: regress in the catalogue's rule.
HARD_SESSIONS = 2
DAYS_A_WEEK = 7


class Morning(StrEnum):
    """How the back was the morning after, against before the session."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Verdict(StrEnum):
    ADVANCE = "advance"
    STAY = "stay"
    EASE = "ease"
    PAUSE = "pause"
    RESTART = "restart"


class Reason(StrEnum):
    """Each sentence of the rule that can decide; sessions.reasons says them in words."""

    # Up.
    IN_FULL = "in full"
    EASY = "easy"
    CALM = "calm"
    SETTLED = "settled"
    # Stay.
    NOTHING_YET = "nothing yet"
    LOWER_DOSE = "lower dose"
    MISSED = "missed"
    NOT_EASY = "not easy"
    NO_EFFORT = "no effort"
    NO_PAIN = "no pain rated"
    NO_MORNING = "no morning"
    NOT_SETTLED = "not settled"
    ONE_MORE = "one more"
    LATELY = "advanced lately"
    DECIDED = "decided"
    LOWERED = "lowered already"
    REPEAT = "repeat after a break"
    # Down.
    ROSE = "pain rose"
    HIGH = "pain high"
    RAISED = "raised next morning"
    WORSE = "worse next morning"
    HARD = "hard and short"
    LEFT = "left for pain"
    # After a break, and pause.
    AWAY = "away"
    SEVERE = "severe pain"
    STILL_RAISED = "still raised"


# Rated for a whole session: they say that something was too much, not which exercise.
OF_THE_SESSION = {Reason.ROSE, Reason.HIGH, Reason.RAISED, Reason.WORSE}


class Because(NamedTuple):
    """One fact behind a judgement: the reason, the number it rests on and the limit it is held against."""

    reason: Reason
    value: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """One exercise in one session, with what the session was rated. `key` tells sessions apart."""

    key: str
    on: date
    rung: Rung
    is_full: bool = True
    pain_before: int | None = None
    pain_worst: int | None = None
    effort: int | None = None
    morning: Morning | None = None
    morning_pain: int | None = None
    is_left_for_pain: bool = False

    @property
    def rise(self) -> int | None:
        if self.pain_before is None or self.pain_worst is None:
            return None
        return self.pain_worst - self.pain_before

    @property
    def morning_rise(self) -> int | None:
        if self.pain_before is None or self.morning_pain is None:
            return None
        return self.morning_pain - self.pain_before

    @property
    def highest(self) -> int:
        return max(self.pain_before or 0, self.pain_worst or 0, self.morning_pain or 0)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the person decided about this exercise last. `basis` is the session they had seen then."""

    verdict: Verdict | None = None
    is_accepted: bool = False
    basis: str = ""
    advanced_on: date | None = None
    eased_on: date | None = None
    # How often in a row it was eased, without a rise between.
    easings: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    because: tuple[Because, ...]
    # After a break: how many levels down.
    levels_down: int = 0

    @property
    def is_of_the_session(self) -> bool:
        """Tell whether all of it was rated for the whole session, so that any of its exercises may be meant."""
        return all(fact.reason in OF_THE_SESSION for fact in self.because)


def judge(
    done: Sequence[Done],
    rung: Rung,
    limits: Limits,
    today: date,
    memory: Memory | None = None,
    *,
    breaks: Sequence[tuple[int, int]] = ((7, 0), (14, 1), (28, 2)),
) -> Judgement:
    """Judge an exercise whose dose is now `rung` by the sessions it was done in, the newest first.

    `breaks` are (from so many days, so many levels down), rising; 0 means to repeat the level.
    """
    memory = memory or Memory()
    if not done:
        return Judgement(Verdict.STAY, (Because(Reason.NOTHING_YET),))
    latest, is_decided = done[0], memory.basis == done[0].key
    if (found := _after_break(latest, today, breaks)) and (found.levels_down or not _eases(done, limits)):
        return _unless_decided(found, memory, is_decided)
    if latest.highest >= PAIN_PAUSE_MIN:
        return Judgement(Verdict.PAUSE, (Because(Reason.SEVERE, latest.highest, PAIN_PAUSE_MIN),))
    if because := _eases(done, limits):
        if latest.rung != rung and latest.rung.covers(rung):
            return Judgement(Verdict.STAY, (Because(Reason.LOWERED),))
        return _unless_decided(_ease_or_pause(latest, because, memory), memory, is_decided)
    return _up_or_stay(done, rung, limits, today, memory)


def _unless_decided(found: Judgement, memory: Memory, is_decided: bool) -> Judgement:
    """Stay where the person has already followed or declined this on the same session's facts."""
    if is_decided and (memory.is_accepted or memory.verdict is found.verdict):
        return Judgement(Verdict.STAY, (Because(Reason.DECIDED),))
    return found


# --- After a break ---


def _after_break(latest: Done, today: date, breaks: Sequence[tuple[int, int]]) -> Judgement | None:
    away = (today - latest.on).days
    levels_down = next((down for from_days, down in reversed(breaks) if away >= from_days), None)
    if levels_down is None:
        return None
    if levels_down == 0:
        return Judgement(Verdict.STAY, (Because(Reason.REPEAT, away),))
    return Judgement(Verdict.RESTART, (Because(Reason.AWAY, away, levels_down),), levels_down)


# --- Down ---


def _eases(done: Sequence[Done], limits: Limits) -> tuple[Because, ...]:
    """Return what speaks for easing off: any one fact is enough. Source: regress in the catalogue's rule."""
    latest, found = done[0], []
    if latest.is_left_for_pain:
        found.append(Because(Reason.LEFT))
    if latest.rise is not None and latest.rise > limits.pain_rise_ok_max:
        found.append(Because(Reason.ROSE, latest.rise, limits.pain_rise_ok_max))
    if (latest.pain_worst or 0) > limits.pain_ok_during_max:
        found.append(Because(Reason.HIGH, latest.pain_worst or 0, limits.pain_ok_during_max))
    if latest.morning_rise is not None:
        if latest.morning_rise >= MORNING_RISE_MIN:
            found.append(Because(Reason.RAISED, latest.morning_rise, MORNING_RISE_MIN))
    elif latest.morning is Morning.WORSE:
        # "Do an amount that causes no extra discomfort the following day." Source: arc-2007.
        found.append(Because(Reason.WORSE))
    hard = [each for each in done[:HARD_SESSIONS] if _is_hard(each, limits) and not each.is_full]
    if len(hard) == HARD_SESSIONS:
        found.append(Because(Reason.HARD, min(each.effort or 0 for each in hard), limits.effort_hard_min))
    return tuple(found)


def _is_hard(one: Done, limits: Limits) -> bool:
    return one.effort is not None and one.effort >= limits.effort_hard_min


def _ease_or_pause(latest: Done, because: tuple[Because, ...], memory: Memory) -> Judgement:
    has_lasted = memory.eased_on is not None and (latest.on - memory.eased_on).days >= RAISED_DAYS
    if memory.easings >= EASINGS_BEFORE_PAUSE and has_lasted:
        return Judgement(Verdict.PAUSE, (Because(Reason.STILL_RAISED, memory.easings), *because))
    return Judgement(Verdict.EASE, because)


# --- Up, or stay ---


def _up_or_stay(done: Sequence[Done], rung: Rung, limits: Limits, today: date, memory: Memory) -> Judgement:
    """Advance when everything the rule asks was true in enough sessions in a row, on different days."""
    days: set[date] = set()
    seen: list[Done] = []
    for one in done:
        if one.key == memory.basis and (memory.is_accepted or memory.verdict is Verdict.ADVANCE):
            break
        if missing := _missing(one, rung, limits):
            if not seen:
                return Judgement(Verdict.STAY, missing)
            break
        days.add(one.on)
        seen.append(one)
        if len(days) == limits.sessions_to_advance:
            return _advance(seen, limits, today, memory)
    if not seen:
        return Judgement(Verdict.STAY, (Because(Reason.DECIDED),))
    return Judgement(Verdict.STAY, (Because(Reason.ONE_MORE, len(days), limits.sessions_to_advance),))


def _advance(seen: Sequence[Done], limits: Limits, today: date, memory: Memory) -> Judgement:
    rests = DAYS_A_WEEK // limits.max_level_steps_per_week
    if memory.advanced_on is not None and (today - memory.advanced_on).days < rests:
        return Judgement(Verdict.STAY, (Because(Reason.LATELY, (today - memory.advanced_on).days, rests),))
    because = (
        Because(Reason.IN_FULL, len(seen), limits.sessions_to_advance),
        Because(Reason.EASY, max(one.effort or 0 for one in seen), limits.effort_easy_max),
        Because(Reason.CALM, max(one.rise or 0 for one in seen), limits.pain_rise_ok_max),
        Because(Reason.SETTLED),
    )
    return Judgement(Verdict.ADVANCE, because)


def _missing(one: Done, rung: Rung, limits: Limits) -> tuple[Because, ...]:
    """Return what this session lacks for a rise. Source: advance and stay in the catalogue's rule."""
    found = []
    if not one.rung.covers(rung):
        found.append(Because(Reason.LOWER_DOSE))
    if not one.is_full:
        found.append(Because(Reason.MISSED))
    if one.effort is None:
        found.append(Because(Reason.NO_EFFORT))
    elif one.effort > limits.effort_easy_max:
        found.append(Because(Reason.NOT_EASY, one.effort, limits.effort_easy_max))
    if one.rise is None:
        found.append(Because(Reason.NO_PAIN))
    elif one.rise > limits.pain_rise_ok_max or (one.pain_worst or 0) > limits.pain_ok_during_max:
        found.append(Because(Reason.ROSE, one.rise, limits.pain_rise_ok_max))
    found += _unsettled(one)
    return tuple(found)


def _unsettled(one: Done) -> list[Because]:
    """The next morning pain must be no higher than before the session, or said to be no worse."""
    if one.morning_rise is not None:
        return [Because(Reason.NOT_SETTLED, one.morning_rise)] if one.morning_rise > 0 else []
    if one.morning is None:
        return [Because(Reason.NO_MORNING)]
    return [Because(Reason.NOT_SETTLED)] if one.morning is Morning.WORSE else []
