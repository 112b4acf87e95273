"""The history in pages of whole months, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backroutine.charts import DAY
from sessions.progress import Step, next_slot

# A page ends with the month in which it reaches so many sessions.
SESSIONS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Month:
    """One month that has sessions; `on` is its first day."""

    on: date
    sessions: int
    seconds: int

    @property
    def key(self) -> str:
        return f"{self.on:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Page:
    """The months shown, and those the next "show earlier" adds."""

    months: tuple[Month, ...]
    earlier: tuple[Month, ...]

    @property
    def first_on(self) -> date:
        return self.months[-1].on

    @property
    def last_on(self) -> date:
        return next_slot(self.months[0].on, Step.MONTH) - DAY


def parse_month(text: str) -> date | None:
    """Return the first day of a month written as 2026-03; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def page_of(months: Sequence[Month], *, below: date | None = None, through: date | None = None) -> Page:
    """Return the months before `below` (default: from the newest) down to `through` (default: as a page holds)."""
    left = [month for month in months if below is None or month.on < below]
    shown = tuple(month for month in left if through and month.on >= through) or _fill(left)
    return Page(shown, _fill(left[len(shown) :]))


def _fill(months: Sequence[Month]) -> tuple[Month, ...]:
    taken: list[Month] = []
    for month in months:
        if sum(each.sessions for each in taken) >= SESSIONS_A_PAGE:
            break
        taken.append(month)
    return tuple(taken)
