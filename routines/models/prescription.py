"""One exercise's place and dose in a routine."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import Owned, PartOf, PersonOf
from exercises.dose import MAX_DOSE_SECONDS, Dose
from exercises.models import DOSE_COLUMNS, DoseColumns, Exercise, Level, Measure
from routines.balance import Worked
from routines.models.change import Kind
from routines.models.on_shelf import on_shelf
from routines.order import Part, Placed, part_of
from routines.timeline import PlannedExercise
from routines.trim import Candidate
from routines.undo import Row

if TYPE_CHECKING:
    from accounts.models import User
    from routines.models.programme import ProgrammePrescription
    from routines.models.routine import Routine


class Priority(models.TextChoices):
    """How much an exercise matters when there is no time for all of them."""

    MUST = "must", _("Always")
    NORMAL = "normal", _("Normally")
    IF_TIME = "if-time", _("If there is time")


class PrescriptionQuerySet(models.QuerySet["Prescription"]):
    def owned_by(self, person: "User") -> "PrescriptionQuerySet":
        """Keep what stands in the person's kept routines."""
        return on_shelf(self.filter(routine__person=person, routine__deleted_at=None).select_related("routine"))


class Prescription(Owned, DoseColumns):
    """One exercise's place and dose in a routine. Positions run from 0 without a gap."""

    person = PersonOf("routine")
    routine = PartOf("routines.Routine", models.CASCADE, related_name="prescriptions")
    # A person who leaves takes their own exercises along.
    exercise = models.ForeignKey(Exercise, models.RESTRICT, related_name="prescriptions")
    position = models.SmallIntegerField(_("position"))
    note = models.CharField(_("note"), max_length=240, blank=True)
    priority = models.CharField(_("when time is short"), max_length=7, choices=Priority, default=Priority.NORMAL)

    objects = PrescriptionQuerySet.as_manager()

    class Meta(DoseColumns.Meta):
        ordering = ["position"]
        constraints = [
            *DoseColumns.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "routine", "position"], name="routines_prescription_position_once"
            ),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="routines_prescription_priority"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.dose}"

    def planned(self) -> PlannedExercise:
        return PlannedExercise(self.position, self.exercise.start_position, self.dose)

    @property
    def part(self) -> Part:
        return part_of(self.exercise.kind, is_held=self.dose.is_held)

    def placed(self) -> Placed:
        return Placed(self.pk, self.exercise.start_position, self.part)

    def candidate(self, dose: Dose | None = None) -> Candidate:
        """Return what trim() needs to know, of another dose than its own if one is given."""
        planned = PlannedExercise(self.position, self.exercise.start_position, dose or self.dose)
        return Candidate(planned, self.part, self.priority)

    def worked(self) -> Worked:
        """Return what it works. Wants the exercise with its muscles loaded."""
        muscles = self.exercise.exercise_muscles.all()
        return Worked(
            self.dose.seconds(),
            [it.muscle.slug for it in muscles if it.is_primary],
            [it.muscle.slug for it in muscles if not it.is_primary],
        )

    def snapshot(self) -> Row:
        return Row(
            pk=self.pk,
            exercise=self.exercise_id,
            note=self.note,
            priority=self.priority,
            dose={name: getattr(self, name) for name in DOSE_COLUMNS},
        )

    def become(self, row: Row) -> None:
        """Take the values of a snapshot, unsaved."""
        self.exercise_id, self.note, self.priority = row["exercise"], row["note"], row["priority"]
        for name, value in row["dose"].items():
            setattr(self, name, value)

    def clean(self) -> None:
        """Refuse a hold of no time, and more than an hour of one exercise: both are slips."""
        if self.exercise.measure == Measure.HOLD and not self.hold_seconds:
            raise ValidationError({"hold_seconds": _("This exercise is one long hold: give it at least 1 second.")})
        if (seconds := self.dose.seconds()) > MAX_DOSE_SECONDS:
            words = _("That adds up to %(minutes)s minutes. One exercise can take up to 60.")
            raise ValidationError(words % {"minutes": round(seconds / 60)})

    @property
    def level(self) -> int | None:
        """The number of the exercise's level that this dose stands on, if it is one of them."""
        mine = (self.sets, self.reps, self.hold_seconds)
        return next(
            (lv.number for lv in self.exercise.levels.all() if (lv.sets, lv.reps, lv.hold_seconds) == mine), None
        )

    def copy_for(self, routine: "Routine") -> "Prescription":
        """Return a copy for a place in a routine, unsaved."""
        return copied(self, routine, self.priority)

    def set_dose(self, dose: Dose, note: str | None = None, priority: str | None = None) -> None:
        """Store the dose (and note and priority, unless None). What was removed meanwhile stays removed."""
        self.dose = dose
        self.note = self.note if note is None else note
        self.priority = self.priority if priority is None else priority
        with self.routine.changing(Kind.DOSED, self.exercise.name, prescription_pk=self.pk):
            rows = self.routine.rows
            if (stored := next((row for row in rows if row.pk == self.pk), None)) is not None:
                self.position = stored.position
                rows[rows.index(stored)] = self
                self.save(update_fields=[*DOSE_COLUMNS, "note", "priority"])

    def set_level(self, level: Level) -> None:
        """Take a level's sets, repeats and hold; sides, rests and tempo stay the person's own."""
        self.set_dose(replace(self.dose, sets=level.sets, reps=level.reps, hold_seconds=level.hold_seconds))


def copied(row: "Prescription | ProgrammePrescription", routine: "Routine", priority: str) -> Prescription:
    twin = Prescription(routine=routine, exercise_id=row.exercise_id, note=row.note, priority=priority)
    twin.dose = row.dose
    return twin
