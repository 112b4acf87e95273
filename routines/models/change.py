"""What was changed in a routine, remembered for a while so that it can be undone."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import OnlyPartOf, Owned, PartOf, PersonOf
from routines.undo import undone

if TYPE_CHECKING:
    from accounts.models import User

KEPT_FOR = timedelta(days=7)
KEPT_CHANGES = 50
# Taps and letters that save themselves one by one are one change to the person who makes them.
ONE_CHANGE = timedelta(minutes=1)


class Kind(models.TextChoices):
    """What was done; the label, with the name filled in, says it to the person."""

    ADDED = "added", _("Added %(name)s")
    REMOVED = "removed", _("Removed %(name)s")
    MOVED = "moved", _("Moved %(name)s")
    DOSED = "dosed", _("Changed %(name)s")
    DUPLICATED = "duplicated", _("Duplicated %(name)s")
    SENT = "sent", _("Moved %(name)s to another routine")
    RECEIVED = "received", _("%(name)s came from another routine")
    ORDERED = "ordered", _("Changed the order")
    EASED = "eased", _("Eased the order")
    SETTINGS = "settings", _("Changed name, target or days")
    PASTED = "pasted", _("Added exercises from a sheet")
    ADVANCED = "advanced", _("Went on in %(name)s")
    STAYED = "stayed", _("Stayed another week in %(name)s")
    STOPPED = "stopped", _("Stopped following %(name)s")
    UNDONE = "undone", _("Undid: %(name)s")
    REDONE = "redone", _("Did again: %(name)s")


MERGED = (Kind.DOSED, Kind.SETTINGS)


class ChangeQuerySet(models.QuerySet["Change"]):
    def owned_by(self, person: "User") -> "ChangeQuerySet":
        """Keep the changes of the person's kept routines."""
        return self.filter(routine__person=person, routine__deleted_at=None).select_related("routine")

    def recent(self) -> "ChangeQuerySet":
        """Leave out what is too old to be undone."""
        return self.filter(made_at__gte=timezone.now() - KEPT_FOR)

    def removal_of(self, prescription_pk: int) -> "Change | None":
        """Return the newest change that took the prescription out."""
        return self.filter(prescription_pk=prescription_pk, kind__in=[Kind.REMOVED, Kind.SENT]).first()


class Change(Owned):
    """One change of a routine: the routine before and after it. A move between two routines is a pair of twins."""

    person = PersonOf("routine")
    routine = PartOf("routines.Routine", models.CASCADE, related_name="changes")
    made_at = models.DateTimeField(_("made at"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200, blank=True)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    # Not a foreign key: what was removed is remembered too.
    prescription_pk = models.BigIntegerField(null=True, blank=True)
    # Sent along by a form, so that a double tap without script is one change.
    key = models.UUIDField(null=True, blank=True)
    twin = OnlyPartOf("self", models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["routine", "-id"], name="routines_change_recent")]
        constraints = [models.UniqueConstraint(fields=["person", "routine", "key"], name="routines_change_key_once")]

    def __str__(self) -> str:
        return str(Kind(self.kind).label) % {"name": self.name}

    def remember(self) -> "Change | None":
        """Store the change, or add it to the one it goes on from; return what is stored, None if nothing changed."""
        last: Change | None = self.routine.changes.first() if self.kind in MERGED else None
        if last and self._goes_on_from(last):
            last.after, last.made_at = self.after, self.made_at
            if last.before == last.after:
                last.delete()
                return None
            last.save(update_fields=["after", "made_at"])
            return last
        if self.before == self.after:
            return None
        self.save()
        self._forget_old()
        return self

    def undo(self) -> None:
        """Take the change back, in both routines if it moved something between two. Twice is once.

        Raises RoutineFullError or CannotUndoError, changing nothing.
        """
        with transaction.atomic():
            pair = [change for change in (self, self.twin) if change]
            for change in sorted(pair, key=lambda change: change.routine_id):
                change.routine.lock()
            self.refresh_from_db(fields=["undone_at"])
            if self.undone_at is None:
                for change in pair:
                    change._undo()

    def _undo(self) -> None:
        again = self.kind == Kind.UNDONE
        kind, name = (Kind.REDONE, self.name) if again else (Kind.UNDONE, str(self)[:200])
        with self.routine.changing(kind, name):
            self.routine.become(undone(self.before, self.after, self.routine.snapshot()))
        self.undone_at = timezone.now()
        self.save(update_fields=["undone_at"])

    def _goes_on_from(self, last: "Change") -> bool:
        return (
            (self.kind, self.prescription_pk) == (last.kind, last.prescription_pk)
            and last.undone_at is None
            and self.made_at - last.made_at < ONE_CHANGE
        )

    def _forget_old(self) -> None:
        changes = self.routine.changes.all()
        too_many = changes.values("pk")[KEPT_CHANGES:]
        changes.filter(Q(made_at__lt=self.made_at - KEPT_FOR) | Q(pk__in=too_many)).delete()
