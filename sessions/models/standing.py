"""Where a prescription stands on its ladder, and what its person decided about it last."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import OnlyPartOf, Owned, PersonOf
from backroutine.prepared import PERSON, Prepared, Slot
from exercises.models import DOSE_COLUMNS
from routines.models import Prescription, Routine
from sessions.ladder import Memory, Verdict
from sessions.rungs import Rung, Target

if TYPE_CHECKING:
    from accounts.models import User

ROUTINE = Slot("routine", models.BigIntegerField())
PAUSED = Prepared(
    lambda: Standing.objects.paused().filter(person=PERSON, prescription__routine=ROUTINE).values_list("prescription")
)
MAX_NOTE = 240
# What an undo brings back, beside the dose and the note.
REMEMBERED = ("level", "at", "verdict", "is_accepted", "basis", "advanced_on", "eased_on", "easings", "paused_on")


class StandingQuerySet(models.QuerySet["Standing"]):
    def owned_by(self, person: "User") -> "StandingQuerySet":
        return self.filter(prescription__routine__person=person, prescription__routine__deleted_at=None)

    def paused(self) -> "StandingQuerySet":
        return self.exclude(paused_on=None)

    def without_paused(self, routine: Routine) -> list[tuple[int, Prescription]]:
        """Return (place from 0, prescription) of what a session of the routine is planned with."""
        paused = {pk for (pk,) in PAUSED.rows(person=routine.person_id, routine=routine.pk)}
        return list(enumerate(row for row in routine.prescriptions.all() if row.pk not in paused))

    def of(self, prescription: Prescription) -> "Standing":
        found = self.filter(person=prescription.person_id, prescription=prescription).first()
        return found or Standing(prescription=prescription)

    @transaction.atomic
    def undo(self, person: "User", batch: uuid.UUID) -> int:
        """Take back what was decided together: doses, notes and memory as before. Return how many. Twice is once."""
        rows = list(self.owned_by(person).filter(batch=batch).select_related("prescription__routine"))
        for row in rows:
            row.undo()
        return len(rows)


class Standing(Owned):
    """What was decided about a prescription last, and what that means for the next suggestion."""

    person = PersonOf("prescription")
    prescription = OnlyPartOf(Prescription, models.CASCADE, related_name="standing")
    # The level reached, 0 below the first, and the numbers it was reached with: another dose by hand forgets it.
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    at = models.JSONField(_("sets, repeats, hold"), null=True, blank=True)
    verdict = models.CharField(_("suggested"), max_length=8, blank=True)
    is_accepted = models.BooleanField(_("accepted"), default=False)
    # The last session the person had seen when deciding.
    basis = models.UUIDField(null=True, blank=True)
    advanced_on = models.DateField(_("last rise"), null=True, blank=True)
    eased_on = models.DateField(_("last ease"), null=True, blank=True)
    easings = models.PositiveSmallIntegerField(_("eased in a row"), default=0)
    paused_on = models.DateField(_("paused"), null=True, blank=True)
    # What was decided with one tap is undone with one.
    batch = models.UUIDField(null=True, blank=True)
    previous = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)

    objects = StandingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.prescription}"

    def memory(self) -> Memory:
        return Memory(
            Verdict(self.verdict) if self.verdict else None,
            self.is_accepted,
            str(self.basis or ""),
            self.advanced_on,
            self.eased_on,
            self.easings,
        )

    def level_of(self, rung: Rung) -> int | None:
        """Return the level remembered, if the dose is still the one it was reached with."""
        return self.level if self.at == list(rung) else None

    @transaction.atomic
    def follow(
        self, verdict: Verdict, target: Target | None, *, basis: uuid.UUID | None, batch: uuid.UUID, today: date
    ) -> None:
        """Do what was suggested: take the target's dose, or pause without one; and remember it."""
        self._decide(verdict, basis, batch, is_accepted=True)
        if verdict is Verdict.PAUSE:
            self.paused_on = today
        if target is not None:
            self._take(target)
        if verdict is Verdict.ADVANCE:
            self.advanced_on, self.easings = today, 0
        elif verdict is Verdict.EASE:
            self.eased_on, self.easings = today, self.easings + 1
        self.save()

    def decline(self, verdict: Verdict, *, basis: uuid.UUID | None, batch: uuid.UUID) -> None:
        """Remember that the person did not want this, on these facts."""
        self._decide(verdict, basis, batch, is_accepted=False)
        self.save()

    def resume(self, batch: uuid.UUID) -> None:
        """Put a paused exercise back into sessions."""
        self._decide(None, self.basis, batch, is_accepted=True)
        self.paused_on, self.easings = None, 0
        self.save()

    @transaction.atomic
    def undo(self) -> None:
        before = self.previous
        if before is None:
            return
        row = self.prescription
        dose = {name: getattr(row, name) for name in DOSE_COLUMNS}
        if dose == before["after"]:
            for name, value in before["dose"].items():
                setattr(row, name, value)
            row.set_dose(row.dose, before["note"])
        for name in REMEMBERED:
            setattr(self, name, self._meta.get_field(name).to_python(before[name]))  # type: ignore[union-attr]
        self.batch = self.previous = None
        self.save()

    def _decide(self, verdict: Verdict | None, basis: uuid.UUID | None, batch: uuid.UUID, *, is_accepted: bool) -> None:
        row = self.prescription
        dose = {name: getattr(row, name) for name in DOSE_COLUMNS}
        before: dict[str, Any] = {name: getattr(self, name) for name in REMEMBERED}
        self.previous = before | {"dose": dose, "note": row.note, "after": dose}
        self.verdict, self.is_accepted = verdict or "", is_accepted
        self.basis, self.batch = basis, batch

    def _take(self, target: Target) -> None:
        row = self.prescription
        is_same = Rung.of(row.dose) == target.rung
        # The same numbers in a harder way: the note is the only place that can say so.
        note = target.change[:MAX_NOTE] if is_same and not row.note else row.note
        row.set_dose(target.rung.on(row.dose), note)
        self.level, self.at = target.level, list(target.rung)
        self.previous = (self.previous or {}) | {"after": {name: getattr(row, name) for name in DOSE_COLUMNS}}
