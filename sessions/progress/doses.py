"""One exercise at one dose: what was done of it in a day, or, added up, in a month."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, FilteredRelation, Q, QuerySet, Sum
from django.db.models.functions import Cast

from exercises.dose import Dose, Side, Sides
from sessions.models import Entry
from sessions.models.entry import TWO_SIDED
from sessions.progress.periods import Step, slot_of

HELD, REPS = "held_seconds", "reps"
# In a list of amounts stand the most of one turn, then all turns, of each of these.
AMOUNTS = (HELD, REPS)
SIDES = {side.value: side for side in Side}


class DoseKey(NamedTuple):
    on: date
    exercise: int
    sets: int
    reps: int
    hold_seconds: int
    sides: str

    @property
    def columns(self) -> dict[str, Any]:
        """Return the dose as columns."""
        return {name: getattr(self, name) for name in ("sets", "reps", "hold_seconds", "sides")}

    @property
    def dose(self) -> Dose:
        return Dose(sets=self.sets, reps=self.reps, hold_seconds=self.hold_seconds, sides=Sides(self.sides))


@dataclass(slots=True)
class DoseSums:
    """What the turns at one dose come to; the columns of SummedDose. A side counts as a set of its own."""

    first_on: date
    last_on: date
    sessions: int = 0
    seconds: int = 0
    sets_planned: int = 0
    sets_done: int = 0
    # When it was last done; None where it was only planned.
    last_at: datetime | None = None
    # Side → the most of one turn and all turns: seconds held, repeats, all seconds held, all repeats.
    amounts: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: "DoseSums") -> None:
        self.first_on, self.last_on = min(self.first_on, other.first_on), max(self.last_on, other.last_on)
        self.sessions += other.sessions
        self.seconds += other.seconds
        self.sets_planned += other.sets_planned
        self.sets_done += other.sets_done
        self.last_at = max(filter(None, (self.last_at, other.last_at)), default=None)
        for side, amounts in other.amounts.items():
            self._add_amounts(side, *amounts)

    def add_turn(self, side: str, held: int, reps: int) -> None:
        self._add_amounts(side, held, reps, held, reps)

    def _add_amounts(self, side: str, most_held: int, most_reps: int, held: int, reps: int) -> None:
        before = self.amounts.get(side, (0, 0, 0, 0))
        self.amounts[side] = [
            max(before[0], most_held),
            max(before[1], most_reps),
            before[2] + held,
            before[3] + reps,
        ]


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One exercise at one dose in one slot: the most of each side in one turn (none where it was not done), and all."""

    on: date
    dose: Dose
    last_at: datetime
    best: dict[Side, int]
    total: dict[Side, int]


@dataclass(frozen=True, slots=True)
class Best:
    """The most one side did in one turn, and when first."""

    on: date
    side: Side
    value: int


class DoneSide(NamedTuple):
    """One side of one entry with what was done of it in all its sets; no side where nothing was done."""

    entry: int
    session: str
    on: date
    started_at: datetime
    exercise: int
    sets: int
    reps: int
    hold_seconds: int
    sides: str
    seconds: int
    side: str | None
    # Of the entry in its session.
    position: int
    held: int | None
    done_reps: int | None
    sets_done: int

    @property
    def key(self) -> DoseKey:
        return DoseKey(self.on, self.exercise, self.sets, self.reps, self.hold_seconds, self.sides)

    @property
    def sets_planned(self) -> int:
        return 2 * self.sets if self.sides in TWO_SIDED else self.sets


def side_columns(entries: QuerySet[Entry]) -> QuerySet[Any, Any]:
    """Return what was done of the entries, a DoneSide for each side of each."""
    return (
        entries.annotate(done_sets=FilteredRelation("logged_sets", condition=Q(logged_sets__is_skipped=False)))
        .annotate(on=F("session__local_on"), at=F("session__started_at"))
        .order_by()
        .values_list(
            *("pk", Cast("session", CharField()), "on", "at", "exercise", "sets", "reps", "hold_seconds", "sides"),
            *("duration_seconds", "done_sets__side", "position"),
        )
        .annotate(
            held=Sum("done_sets__held_seconds"), done_reps=Sum("done_sets__reps"), sets_done=Count("done_sets__side")
        )
    )


def dose_sums(rows: Iterable[Sequence[Any]]) -> dict[DoseKey, DoseSums]:
    """Add up what side_columns() gave by day, exercise and dose.

    A session counts once for each exercise done in it, at one of its doses.
    """
    found: dict[DoseKey, DoseSums] = {}
    entries: set[int] = set()
    done_in: set[tuple[str, int]] = set()
    for row in map(DoneSide._make, rows):
        key = row.key
        sums = found.setdefault(key, DoseSums(row.on, row.on))
        if row.entry not in entries:
            entries.add(row.entry)
            sums.first_on, sums.last_on = min(sums.first_on, row.on), max(sums.last_on, row.on)
            sums.seconds += row.seconds
            sums.sets_planned += row.sets_planned
        if row.side is None:
            continue
        if (row.session, row.exercise) not in done_in:
            done_in.add((row.session, row.exercise))
            sums.sessions += 1
        sums.sets_done += row.sets_done
        sums.last_at = max(sums.last_at or row.started_at, row.started_at)
        sums.add_turn(row.side, row.held or 0, row.done_reps or 0)
    return found


def turn_row(key: DoseKey, sums: DoseSums, amount: str) -> TurnRow | None:
    """Return what was done in seconds held or in repeats; None where it was only planned."""
    return None if sums.last_at is None else _turn_row(key.on, key.dose, sums.last_at, sums.amounts, amount)


def _turn_row(on: date, dose: Dose, last_at: datetime, amounts: Mapping[str, Sequence[int]], amount: str) -> TurnRow:
    place = AMOUNTS.index(amount)
    best = {SIDES[side]: each[place] for side, each in amounts.items()}
    total = {SIDES[side]: each[len(AMOUNTS) + place] for side, each in amounts.items()}
    return TurnRow(on, dose, last_at, best, total)


# --- Days in months ---


def in_months(days: Mapping[DoseKey, DoseSums]) -> tuple[dict[DoseKey, DoseSums], dict[DoseKey, str]]:
    """Return the sums of days by month; and, as text, the days on which it was done."""
    months: dict[DoseKey, DoseSums] = {}
    turns: dict[DoseKey, list[Any]] = {}
    for key in sorted(days):
        month, sums = key._replace(on=slot_of(key.on, Step.MONTH)), days[key]
        months.setdefault(month, DoseSums(key.on, key.on)).add(sums)
        done = turns.setdefault(month, [])
        if sums.last_at is not None:
            done.append([key.on.day, sums.last_at.timestamp(), sums.amounts])
    return months, {key: json.dumps(each, separators=(",", ":")) for key, each in turns.items()}


def turns_of(text: str, key: DoseKey, amount: str) -> list[TurnRow]:
    """Return the days that in_months() kept of a month."""
    dose = key.dose
    return [
        _turn_row(key.on.replace(day=day), dose, datetime.fromtimestamp(last_at, UTC), amounts, amount)
        for day, last_at, amounts in json.loads(text)
    ]


def best_of(rows: Iterable[TurnRow]) -> Best | None:
    """Return the most one side did in one turn, the earliest of equals; None where there is none."""
    each = (Best(row.on, side, value) for row in rows for side, value in row.best.items() if value)
    return min(each, key=lambda best: (-best.value, best.on, best.side), default=None)
