"""What a finished session leads to: what changed since the same routine was done last, and when it is next. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.dose import Side
from sessions.outcome import Logged, side_name
from sessions.today import next_day

SIGNS_EVERY_DAYS = 28


@dataclass(frozen=True, slots=True)
class Change:
    """One exercise, on one side if it has sides, before and now, in words."""

    name: str
    side: str
    before: str
    now: str


def changes(before: Iterable[tuple[str, Logged]], now: Iterable[tuple[str, Logged]]) -> list[Change]:
    """Return what differs between two sessions, given (exercise's name, logged set) of each."""
    then, since = _by_side(before), _by_side(now)
    return [
        Change(name, side_name(side), _amount(then.get((name, side))), _amount(since.get((name, side))))
        for name, side in dict.fromkeys([*since, *then])
        if then.get((name, side), (0, 0)) != since.get((name, side), (0, 0))
    ]


def next_on(days: Iterable[int], weekly_target: int, done_on: date) -> date:
    """Return the next of the routine's days; without any, the day that spreads its times evenly over the week."""
    planned = next_day(set(days), done_on)
    return planned or done_on + timedelta(days=max(1, round(7 / weekly_target)))


def is_time_for_signs(first_on: date | None, last_on: date | None, today: date) -> bool:
    """Return whether to remind of the warning signs: at the first session, and the first in each four weeks from it."""
    if first_on is None or last_on is None:
        return True
    return (today - first_on).days // SIGNS_EVERY_DAYS != (last_on - first_on).days // SIGNS_EVERY_DAYS


def _by_side(rows: Iterable[tuple[str, Logged]]) -> Mapping[tuple[str, Side], tuple[int, int]]:
    sums: dict[tuple[str, Side], tuple[int, int]] = {}
    for name, done in rows:
        held, reps = sums.get((name, Side(done.side)), (0, 0))
        sums[name, Side(done.side)] = (held + done.held_seconds, reps + done.reps)
    return sums


def _amount(done: tuple[int, int] | None) -> str:
    held, reps = done or (0, 0)
    if held:
        return _("%(seconds)s\u00a0s") % {"seconds": held}
    return ngettext("%(reps)s repeat", "%(reps)s repeats", reps) % {"reps": reps} if reps else _("not done")
