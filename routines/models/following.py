"""A routine that follows a programme: which week it is in, and what the next stage would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from exercises import shelf
from exercises.models import Exercise
from routines.models.arranging import arrange, insert
from routines.models.change import Kind
from routines.models.prescription import Prescription
from routines.progression import Advance, Step, advances, first_day, plan, stage_on, times_a_day

if TYPE_CHECKING:
    from routines.models.programme import Programme, ProgrammePrescription
    from routines.models.routine import Routine

MOST_TIMES_A_WEEK = 21


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that the next stage changes, for a page."""

    before: Step | None
    after: Step | None
    exercise_before: Exercise | None
    exercise_after: Exercise | None


@dataclass(frozen=True)
class Following:
    """Where a routine stands in its programme on a day. Nothing changes until a person says so; then it can be undone.

    Wants the programme with its prescriptions loaded.
    """

    routine: "Routine"
    programme: "Programme"
    started_on: date
    # How many stages were taken when this was looked at; a decision is about that one.
    taken: int
    today: date

    @property
    def day(self) -> int:
        return max(1, (self.today - self.started_on).days + 1)

    @property
    def week(self) -> int:
        return min((self.day - 1) // 7 + 1, self.programme.weeks)

    @property
    def stages(self) -> Sequence[dict[str, Any]]:
        stages: Sequence[dict[str, Any]] = self.programme.weekly_progression
        return stages

    @property
    def number(self) -> int:
        """The number of the stage that was taken last, from 0, whatever became of the programme meanwhile."""
        return min(self.taken, max(0, len(self.stages) - 1))

    @property
    def stage(self) -> dict[str, Any] | None:
        return self.stages[self.number] if self.stages else None

    @property
    def next(self) -> dict[str, Any] | None:
        return self.stages[self.number + 1] if self.number + 1 < len(self.stages) else None

    @property
    def is_due(self) -> bool:
        return self.next is not None and first_day(self.next["weeks"]) <= self.day

    @property
    def is_over(self) -> bool:
        return self.next is None and self.day > 7 * self.programme.weeks

    @property
    def times_a_week(self) -> int:
        """How often a week the next stage wants it done."""
        return self._times_a_week(self.number + 1)

    def offers(self) -> list[Offer]:
        """Return what the next stage would change in the routine as it is."""
        found = self._advances(self.number, self.number + 1, self.routine.rows)
        exercises = [*(row.exercise for row in self.routine.rows), *(row.exercise for row in self._planned())]
        known = {exercise.slug: exercise for exercise in exercises}
        wanted = {step.exercise for each in found for step in (each.before, each.after) if step}
        if missing := wanted - known.keys():
            known |= Exercise.objects.in_bulk(missing, field_name="slug")
        return [
            Offer(
                each.before,
                each.after,
                known.get(each.before.exercise) if each.before else None,
                known.get(each.after.exercise) if each.after else None,
            )
            for each in found
        ]

    # --- What a person decides ---

    def begin(self) -> None:
        """Make a fresh copy of the programme what its first stage says."""
        self._apply(self._advances(None, 0, self.routine.rows))
        self.routine.weekly_target = self._times_a_week(0)
        self.routine.save(update_fields=["weekly_target"])

    def take(self) -> None:
        """Go on to the next stage with its changes. Whoever comes late begins it today."""
        with self.routine.changing(Kind.ADVANCED, self.programme.name):
            if self.routine.stage != self.taken or not self.is_due:
                return
            self._apply(self._advances(self.number, self.number + 1, self.routine.rows))
            if self._times_a_week(self.number) != self.times_a_week:
                self.routine.weekly_target = self.times_a_week
            self._move_on()

    def skip(self) -> None:
        """Go on to the next stage and leave the doses as they are."""
        with self.routine.changing(Kind.ADVANCED, self.programme.name):
            if self.routine.stage == self.taken and self.is_due:
                self._move_on()

    def stay(self) -> None:
        """Do the stage once more before the next: a week, or in a programme of days a day."""
        with self.routine.changing(Kind.STAYED, self.programme.name):
            wait = timedelta(days=1 if self.programme.weeks == 1 else 7)
            self._save(self.started_on + wait, self.routine.stage)

    def restart(self) -> None:
        """Begin the programme again today, with the doses of its first stage."""
        with self.routine.changing(Kind.ADVANCED, self.programme.name):
            self._apply(self._advances(self.number, 0, self.routine.rows))
            self.routine.weekly_target = self._times_a_week(0)
            self._save(self.today, 0)

    def stop(self) -> None:
        """Keep the routine as it is, without the programme's weeks."""
        with self.routine.changing(Kind.STOPPED, self.programme.name):
            self._save(None, 0)

    # --- How ---

    def _move_on(self) -> None:
        number = self.number + 1
        begins = first_day(self.stages[number]["weeks"])
        is_late = stage_on(self.stages, self.day) > number
        self._save(self.today - timedelta(days=begins - 1) if is_late else self.started_on, number)

    def _save(self, started_on: date | None, stage: int) -> None:
        self.routine.started_on, self.routine.stage = started_on, stage

    def _times_a_week(self, number: int) -> int:
        times = times_a_day(self.stages, number, self.programme.sessions_per_day)
        return min(MOST_TIMES_A_WEEK, self.programme.days_per_week * times)

    def _advances(self, before: int | None, after: int, rows: Sequence[Prescription]) -> list[Advance]:
        """Return what changes in the rows between two stages; None is the programme as written."""
        base = [_step(row) for row in self._planned()]
        was = list(base) if before is None else plan(base, self.stages, before)
        return advances([_step(row, row.pk) for row in rows], was, plan(base, self.stages, after))

    def _planned(self) -> "list[ProgrammePrescription]":
        rows = list(self.programme.prescriptions.all())
        shelf.attach(rows)
        return rows

    def _apply(self, found: Sequence[Advance]) -> None:
        slugs = {each.after.exercise for each in found if each.after}
        exercises = Exercise.objects.in_bulk(slugs, field_name="slug")
        rows = {row.pk: row for row in self.routine.rows}
        for each in reversed(found):  # from the end, so that the places before it stay true
            if each.after is None or each.after.exercise not in exercises:
                continue
            row = rows[each.before.key] if each.before else Prescription(routine=self.routine)
            row.exercise, row.dose, row.note = exercises[each.after.exercise], each.after.dose, each.after.note
            if each.before:
                row.save()
            else:
                insert(self.routine, row, each.place)
        gone = {each.before.key for each in found if each.before and each.after is None}
        Prescription.objects.filter(person=self.routine.person_id, pk__in=gone).delete()
        arrange(self.routine, [row for row in self.routine.rows if row.pk not in gone])


def _step(row: "Prescription | ProgrammePrescription", key: int = 0) -> Step:
    return Step(row.exercise.slug, row.dose, row.note, key)
