"""What a session is a run of: a routine, exercises without one, an activity, or something in the person's own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from exercises.dose import Dose
from exercises.models import Activity, Exercise
from routines.models import Prescription, Routine
from routines.trim import trim
from sessions.flareup import Eased
from sessions.models.standing import Standing


@dataclass(frozen=True)
class Source:
    """Its name as history keeps it, and its doses: (position, primary key of the exercise, dose).

    A routine's doses are None: they are planned for the day on which the session starts.
    """

    name: str
    routine: Routine | None = None
    activity: Activity | None = None
    is_activity: bool = False
    doses: Sequence[tuple[int, int, Dose]] | None = ()
    # Of doses that were lowered already when they were planned.
    eased: Eased | None = None
    # For today only: what does not fit is left out.
    minutes: int | None = None

    @classmethod
    def of_routine(cls, routine: Routine, minutes: int | None = None) -> Self:
        return cls(routine.name, routine, doses=None, minutes=minutes)

    @classmethod
    def of_activity(cls, activity: Activity | str) -> Self:
        """Return a catalogue's activity, or one by the person's own name for it."""
        if isinstance(activity, str):
            return cls(activity, is_activity=True)
        return cls(activity.name, activity=activity, is_activity=True)

    @classmethod
    def of_exercises(cls, name: str, doses: Iterable[tuple[Exercise, Dose]]) -> Self:
        return cls(name, doses=[(place, exercise.pk, dose) for place, (exercise, dose) in enumerate(doses)])

    @cached_property
    def unpaused(self) -> list[tuple[int, Prescription]]:
        """What of the routine a session is planned with: (place from 0, prescription)."""
        return [] if self.routine is None else Standing.objects.without_paused(self.routine)

    def planned(self, eased: Eased | None) -> list[tuple[int, int, Dose]]:
        """Return a routine's doses, lowered while a flare-up lasts; what is paused, or no time is for, is left out."""
        if self.routine is None:
            return []
        rows = [(place, row, eased.lower(row.dose) if eased else row.dose) for place, row in self.unpaused]
        if self.minutes is None:
            return [(place, row.exercise_id, dose) for place, row, dose in rows]
        fits = trim([row.candidate(dose) for _, row, dose in rows], self.minutes, self.routine.person.pace)
        kept = {planned.position: planned.dose for planned in fits.kept}
        chosen = [row for _, row, _ in rows if row.position in kept]
        return [(place, row.exercise_id, kept[row.position]) for place, row in enumerate(chosen)]
