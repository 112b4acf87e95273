"""A flare-up: every dose lowered for a few days, then back step by step. Pure.

The lowered doses are what a session is planned with; the routine's own prescriptions stay as they are. A lowered
session counts in full towards the weekly target.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from exercises.dose import Dose
from sessions.rungs import CUT, Rung, cut_to

# "In a flare-up cut back for a couple of days without stopping, then rebuild."
# Source: Arthritis Research Campaign, Hands On no. 13, 2007 (arc-2007). How far back is the catalogue's rule: by
# about a third (regress_action). That rebuilding takes as long as the cut is our own choice.
LOWEST_DAYS = 2
DEFAULT_DAYS = 4
MIN_DAYS, MAX_DAYS = 2, 10


@dataclass(frozen=True, slots=True)
class Eased:
    """One day of a flare-up: which of how many."""

    day: int
    days: int

    @property
    def share(self) -> float:
        """Return what is left of every dose on this day, from 2/3 to nearly all; the day after the last it is 1."""
        climbed = max(0, self.day - LOWEST_DAYS)
        return 1 - CUT + CUT * climbed / (self.days - LOWEST_DAYS + 1)

    def lower(self, dose: Dose) -> Dose:
        """Return the dose of this day: fewer repeats, or a shorter hold; never none."""
        return cut_to(Rung.of(dose), self.share).on(dose)


def eased_on(day: date, started_on: date | None, days: int) -> Eased | None:
    """Return which day of the flare-up it is; None before it, after it, and when there is none."""
    if started_on is None or not timedelta(0) <= day - started_on < timedelta(days):
        return None
    return Eased((day - started_on).days + 1, days)


def schedule(days: int) -> list[Eased]:
    return [Eased(day, days) for day in range(1, days + 1)]
