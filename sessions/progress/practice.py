"""Exercises over time: what was done of the plan, of one exercise or of all, and by which muscles."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import Series
from exercises.dose import Dose, Side
from exercises.models import Kind
from sessions.progress.doses import TurnRow
from sessions.progress.entries import EntryTable
from sessions.progress.periods import Period, slot_of
from sessions.progress.rows import ExerciseRow
from sessions.progress.words import day_text

# A muscle worked at least this share of the one worked most counts as much worked.
MUCH = 0.5


@dataclass(frozen=True, slots=True)
class Practised:
    """One exercise over a time: in how many sessions, and when last."""

    slug: str
    name: str
    kind: str
    sessions: int
    last_on: date

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def times(self) -> str:
        words = ngettext("%(sessions)s session, on %(day)s", "%(sessions)s sessions, last on %(day)s", self.sessions)
        return words % {"sessions": self.sessions, "day": day_text(self.last_on, "j M Y")}


def practised(tables: Iterable[EntryTable], exercises: Mapping[int, ExerciseRow]) -> list[Practised]:
    """Return the exercises of which at least one set was done, the most practised first."""
    times: Counter[int] = Counter()
    last: dict[int, date] = {}
    for table in tables:
        for column in table.columns:
            if last_on := max(compress(column.last_on, column.sets_done), default=None):
                times[column.exercise] += sum(column.sessions)
                last[column.exercise] = max(last_on, last.get(column.exercise, last_on))
    found = [
        Practised(exercises[pk].slug, exercises[pk].name, exercises[pk].kind, number, last[pk])
        for pk, number in times.items()
    ]
    return sorted(found, key=lambda row: (-row.sessions, row.name))


def adherence_series(tables: Iterable[EntryTable], period: Period) -> list[Series]:
    """Return the sets done and the sets left out in each slot, by the plans of the sessions that were done."""
    place = period.places()
    done, left_out = [0] * len(place), [0] * len(place)
    for table in tables:
        for on, sets_planned, sets_done in zip(table.on, table.sets_planned, table.sets_done, strict=True):
            slot = place[slot_of(on, period.step)]
            done[slot] += sets_done
            left_out[slot] += sets_planned - sets_done
    return [Series("done", _("Done"), tuple(done)), Series("left-out", _("Left out"), tuple(left_out))]


def muscle_sets(
    tables: Iterable[EntryTable], exercises: Mapping[int, ExerciseRow]
) -> tuple[Counter[str], Counter[str]]:
    """Return the sets done by muscle: of exercises that are mainly for it, and of those that work it too."""
    done: Counter[int] = Counter()
    for table in tables:
        for column in table.columns:
            done[column.exercise] += sum(column.sets_done)
    primary: Counter[str] = Counter()
    secondary: Counter[str] = Counter()
    for exercise, number in done.items():
        primary.update(dict.fromkeys(exercises[exercise].primary, number))
        secondary.update(dict.fromkeys(exercises[exercise].secondary, number))
    return +primary, +secondary


def much_worked(sets: Mapping[str, int]) -> set[str]:
    most = max(sets.values(), default=0)
    return {muscle for muscle, number in sets.items() if number and number >= most * MUCH}


# --- One exercise ---


def side_series(rows: Iterable[TurnRow], period: Period) -> list[Series]:
    """Return the best turn of each slot, one series a side that was ever done."""
    best: dict[Side, dict[date, int]] = {}
    for row in rows:
        if row.on in period:
            day = slot_of(row.on, period.step)
            for side, value in row.best.items():
                of_side = best.setdefault(side, {})
                of_side[day] = max(value, of_side.get(day, 0))
    names = {Side.LEFT: _("Left"), Side.RIGHT: _("Right"), Side.BOTH: _("Done")}
    return [
        Series(side.value, names[side], tuple(best[side].get(day) for day in period.slot_days()))
        for side in names
        if side in best
    ]


def side_totals(rows: Iterable[TurnRow]) -> Counter[Side]:
    totals: Counter[Side] = Counter()
    for row in rows:
        totals.update(row.total)
    return totals


def planned_doses(rows: Sequence[TurnRow], period: Period) -> list[Dose | None]:
    """Return the dose planned last in each slot; None where the exercise was not done."""
    last: dict[date, TurnRow] = {}
    for row in sorted(rows, key=lambda row: (row.last_at, row.dose.sets, row.dose.reps, row.dose.hold_seconds)):
        if row.on in period:
            last[slot_of(row.on, period.step)] = row
    return [last[day].dose if day in last else None for day in period.slot_days()]


def dose_changes(doses: Sequence[Dose | None]) -> list[tuple[int, Dose]]:
    """Return the slots whose dose is another than the one before, with the new one; the first slot is no change."""
    changes: list[tuple[int, Dose]] = []
    before: Dose | None = None
    for slot, dose in enumerate(doses):
        if dose is not None:
            if before is not None and dose != before:
                changes.append((slot, dose))
            before = dose
    return changes
