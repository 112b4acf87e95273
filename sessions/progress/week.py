"""This week against the weekly targets. A day without a session is a rest day, not a failure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from backroutine.charts import DAY, monday_of
from sessions.progress.reads import TARGETS
from sessions.progress.rows import SessionRow

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Target:
    """One routine this week: how often it was done, of how often the person means to do it."""

    pk: int
    name: str
    done: int
    target: int

    @property
    def beads(self) -> list[bool]:
        return [number < self.done for number in range(max(self.target, self.done))]

    @property
    def left(self) -> int:
        return max(0, self.target - self.done)


@dataclass(frozen=True, slots=True)
class WeekDay:
    on: date
    is_active: bool
    is_today: bool
    is_to_come: bool


def targets(person: "User", sessions: Iterable[SessionRow], today: date) -> list[Target]:
    """Return the routines that are kept, with this week's sessions among these counted."""
    done = Counter(row.routine for row in sessions if monday_of(today) <= row.on <= today)
    return [Target(pk, name, done[pk], target) for pk, name, target in TARGETS.rows(person=person.pk)]


def week_days(active: set[date], today: date) -> list[WeekDay]:
    """Return Monday to Sunday of this week."""
    monday = monday_of(today)
    days = [monday + number * DAY for number in range(7)]
    return [WeekDay(day, day in active, day == today, day > today) for day in days]
