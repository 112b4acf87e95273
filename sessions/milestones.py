"""What is worth a word after a session: a round number, the first month, the first personal best.

Each belongs to the session that reached it and is told in its summary, so it comes once and never asks for anything.
Days without a session break nothing: there are no streaks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Then every hundredth.
ROUND_NUMBERS = frozenset({1, 10, 25, 50})
HUNDRED = 100
MONTH = timedelta(days=30)
# More earlier sessions than this are not read for a milestone.
MOST_EARLIER = 500
# The first personal best comes early or has come: it is looked for in so many sessions only.
SESSIONS_TO_FIRST_BEST = 30


class Milestone(StrEnum):
    NUMBER = "number"
    MONTH = "month"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Amount:
    """What one session did of an exercise: seconds held, or repeats where nothing is held."""

    name: str
    held_seconds: int
    reps: int

    @property
    def value(self) -> int:
        return self.held_seconds or self.reps

    def is_like(self, other: "Amount") -> bool:
        """Tell whether both are seconds, or both repeats."""
        return bool(self.held_seconds) == bool(other.held_seconds)

    def __str__(self) -> str:
        if self.held_seconds:
            return _("%(seconds)s s held") % {"seconds": self.held_seconds}
        return ngettext("%(reps)s repeat", "%(reps)s repeats", self.reps) % {"reps": self.reps}


@dataclass(frozen=True, slots=True)
class Reached:
    milestone: Milestone
    text: str


def reached(on: date, earlier: Sequence[date], amounts: Sequence[Mapping[int, Amount]] = ()) -> list[Reached]:
    """Return the milestones of a session done that day after the earlier ones, the oldest first.

    `amounts` says what each session did by exercise, the oldest first and this one last; empty where there are too
    many sessions to look for the first personal best.
    """
    found = []
    if number := round_number(len(earlier) + 1):
        found.append(Reached(Milestone.NUMBER, _number_text(number)))
    if is_first_month(on, earlier):
        words = _("A month since your first session, and you are still at it.")
        found.append(Reached(Milestone.MONTH, words))
    if best := first_best(amounts):
        now, before = best
        words = _("Your first personal best: %(name)s, %(now)s in one session (%(before)s before).")
        found.append(Reached(Milestone.BEST, words % {"name": now.name, "now": now, "before": before}))
    return found


def round_number(number: int) -> int:
    """Return the number if it is worth a word, else 0; past MOST_EARLIER nobody counts."""
    if number > MOST_EARLIER:
        return 0
    return number if number in ROUND_NUMBERS or number % HUNDRED == 0 else 0


def is_first_month(on: date, earlier: Sequence[date]) -> bool:
    """Tell whether this is the first session thirty days or more after the first one."""
    if not earlier or len(earlier) > MOST_EARLIER:
        return False
    return earlier[-1] - earlier[0] < MONTH <= on - earlier[0]


def first_best(amounts: Sequence[Mapping[int, Amount]]) -> tuple[Amount, Amount] | None:
    """Return what the last session did of an exercise, and the most before, if no earlier session bettered any."""
    best: dict[int, Amount] = {}
    for number, session in enumerate(amounts):
        better = [
            (amount, best[exercise])
            for exercise, amount in session.items()
            if exercise in best and amount.is_like(best[exercise]) and amount.value > best[exercise].value
        ]
        if better:
            # The clearest one, where several were bettered at once.
            return max(better, key=_gain) if number == len(amounts) - 1 else None
        for exercise, amount in session.items():
            if amount.value:
                best.setdefault(exercise, amount)
    return None


def _gain(better: tuple[Amount, Amount]) -> float:
    now, before = better
    return now.value / before.value


def _number_text(number: int) -> str:
    if number == 1:
        return _("Your first session. A good beginning.")
    return _("Your session number %(number)s.") % {"number": number}
