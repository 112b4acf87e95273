"""One exercise done in a session, and the sets logged of it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import Owned, PartOf, PersonOf
from backroutine.prepared import PERSON, Prepared, Slot
from exercises.dose import SIDES_OF_A_SET, Side
from exercises.models import DoseColumns, Exercise
from routines.timeline import PlannedExercise
from sessions.models.entry_query import EntryQuerySet
from sessions.record import MAX_HELD_SECONDS, MAX_LOGGED_REPS, MAX_SESSION_SECONDS, EntryRecord, SetRecord

TWO_SIDED = [sides.value for sides, each in SIDES_OF_A_SET.items() if len(each) > 1]
# The number of sets to be logged, a side counted each: what len(dose.set_keys()) is, for the database.
SETS_PLANNED = F("sets") * Case(When(sides__in=TWO_SIDED, then=2), default=1)


class SideChoices(models.TextChoices):
    BOTH = Side.BOTH, _("both")
    LEFT = Side.LEFT, _("left")
    RIGHT = Side.RIGHT, _("right")


class Entry(Owned, DoseColumns):
    """One exercise done in a session. The dose columns hold what was planned; the logged sets what was done."""

    person = PersonOf("session")
    session = PartOf("logbook.Session", models.CASCADE, related_name="entries")
    # A person who leaves takes their own exercises along.
    exercise = models.ForeignKey(Exercise, models.RESTRICT, related_name="entries", db_index=False)
    # Its place in the plan; what stands in for an exercise is numbered SWAP_STEP, 2 × SWAP_STEP, … above it.
    position = models.PositiveSmallIntegerField(_("position"))
    # Set when the person swapped during the session: the planned exercise whose remaining sets this one took over.
    stands_in_for = PartOf(
        "self", models.CASCADE, null=True, blank=True, related_name="stand_ins", verbose_name=_("stands in for")
    )
    duration_seconds = models.PositiveIntegerField(
        _("duration"), default=0, help_text=_("Seconds spent on it, lead-in and rests included, pauses excluded.")
    )

    objects = EntryQuerySet.as_manager()

    class Meta(DoseColumns.Meta):
        ordering = [Coalesce(F("stands_in_for__position"), F("position")), "position"]
        verbose_name_plural = "entries"
        # What one person does of an exercise that all people do.
        indexes = [models.Index(fields=["exercise", "person", "session"], name="logbook_entry_exercise")]
        constraints = [
            *DoseColumns.Meta.constraints,
            models.UniqueConstraint(fields=["person", "session", "position"], name="logbook_entry_position_once"),
            models.CheckConstraint(
                condition=Q(duration_seconds__lte=MAX_SESSION_SECONDS), name="logbook_entry_duration"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.dose}"

    def is_same_as(self, other: "Entry | None") -> bool:
        """Return whether the other is the same exercise in the same dose; a report by hand names none."""
        return other is None or (self.exercise_id, self.dose) == (other.exercise_id, other.dose)

    def planned(self) -> PlannedExercise:
        return PlannedExercise(self.position, self.exercise.start_position, self.dose)

    @property
    def done(self) -> EntryRecord:
        return EntryRecord(self.position, self.duration_seconds, tuple(each.done for each in self.logged_sets.all()))


class LoggedSet(Owned):
    """What was really done of one side of one set. `held_seconds` is the sum over its repeats."""

    person = PersonOf("entry")
    # Found by the index below, which begins with it.
    entry = PartOf(Entry, models.CASCADE, related_name="logged_sets", db_index=False)
    number = models.PositiveSmallIntegerField(_("set"), validators=[MinValueValidator(1)])
    side = models.CharField(_("side"), max_length=5, choices=SideChoices, default=SideChoices.BOTH)
    reps = models.PositiveSmallIntegerField(_("repeats"), default=0, validators=[MaxValueValidator(MAX_LOGGED_REPS)])
    held_seconds = models.PositiveIntegerField(
        _("seconds held"), default=0, validators=[MaxValueValidator(MAX_HELD_SECONDS)]
    )
    is_skipped = models.BooleanField(_("skipped"), default=False)

    class Meta:
        ordering = ["number", "pk"]
        # Holds all that progress adds up, so that a long history is summed without touching the rows themselves.
        indexes = [
            models.Index(fields=["entry", "is_skipped", "side", "held_seconds", "reps"], name="logbook_set_sums")
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "entry", "number", "side"], name="logbook_loggedset_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1)
                & Q(reps__lte=MAX_LOGGED_REPS)
                & Q(held_seconds__lte=MAX_HELD_SECONDS)
                & Q(side__in=SideChoices.values),
                name="logbook_loggedset_ranges",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}, set {self.number}, {self.side}"

    @property
    def done(self) -> SetRecord:
        return SetRecord(self.number, Side(self.side), self.reps, self.held_seconds, self.is_skipped)


KEY = Slot("key", models.UUIDField())
# Of one session.
ENTRIES = Prepared(lambda: Entry.objects.filter(person=PERSON, session=KEY))
SETS = Prepared(lambda: LoggedSet.objects.filter(entry__person=PERSON, entry__session=KEY))
