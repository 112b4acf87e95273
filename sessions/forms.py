"""Logging a session by hand: a routine, an activity, or exercises without a routine."""

import uuid
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backroutine.forms import EFFORT_WORDS, PAIN_WORDS, ScaleField, Select
from backroutine.prepared import PERSON, Prepared
from exercises import shelf
from exercises.dose import MAX_HOLD_SECONDS, MAX_REPS, MAX_SETS, Dose
from exercises.models import Activity, Exercise
from routines.models import MAX_PRESCRIPTIONS, Routine
from sessions.models import Session, Source
from sessions.record import MAX_HELD_SECONDS
from sessions.times import EARLIEST_YEAR, MAX_MINUTES, NAME_LENGTH, STILL_TO_COME

if TYPE_CHECKING:
    from accounts.models import User

# A new form proposes that the session began this long ago.
USUAL_AGE = timedelta(minutes=30)
FIVE_MINUTES = 5

ROUTINE, ACTIVITY, OWN = "routine", "activity", "own"
SOMETHING_ELSE = "other"
NOT_OFFERED = _("Choose one of your routines or an activity.")

ROUTINES = Prepared(lambda: Routine.objects.filter(person=PERSON).kept().values_list("pk", "name"))
OWN_ACTIVITIES = Prepared(lambda: Session.objects.filter(person=PERSON).kept().own_activities())


class ToldForm(forms.Form):
    """A session told afterwards: when, how long and how it felt. What it was is for the forms built on it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    date = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Started at"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MAX_MINUTES,
        error_messages={
            "min_value": _("At least one minute."),
            "max_value": _("A session cannot last longer than a day."),
        },
    )
    pain_before = ScaleField(label=_("Pain before"), words=PAIN_WORDS)
    pain_worst = ScaleField(label=_("Pain at its worst"), words=PAIN_WORDS)
    pain_after = ScaleField(label=_("Pain after"), words=PAIN_WORDS)
    effort = ScaleField(label=_("How hard was the hardest part?"), words=EFFORT_WORDS)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    RATINGS = ("pain_before", "pain_worst", "pain_after", "effort", "note")

    def __init__(self, *args: Any, person: "User", now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.now, self.zone = person, now, zoneinfo.ZoneInfo(person.time_zone)
        usual = (now - USUAL_AGE).astimezone(self.zone)
        usual = usual.replace(minute=usual.minute // FIVE_MINUTES * FIVE_MINUTES)
        self.initial = {"date": usual.date(), "time": usual.time(), **self.initial}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "date" in data and data["date"].year < EARLIEST_YEAR:
            self.add_error("date", _("That is too long ago."))
        if "date" in data and data["date"] > self.now.astimezone(self.zone).date():
            self.add_error("date", STILL_TO_COME)
        if "date" in data and "time" in data:
            wall = datetime.combine(data["date"], data["time"], self.zone)
            data["started_at"] = wall.astimezone(UTC)
            if data["started_at"] > self.now:
                self.add_error("time", STILL_TO_COME)
            elif data["started_at"] + timedelta(minutes=data.get("minutes", 0)) > self.now:
                self.add_error("minutes", _("By these minutes the session would not be over yet."))
        return data

    def source(self) -> Source:
        raise NotImplementedError

    def save(self) -> Session:
        """Store the session. Raises ValueError when the key belongs to somebody else's."""
        data = self.cleaned_data
        return Session.objects.log_by_hand(
            self.person,
            self.source(),
            data["key"],
            started_at=data["started_at"],
            minutes=data["minutes"],
            **{name: data[name] for name in self.RATINGS},
        )


class HandLogForm(ToldForm):
    """A routine done as planned, or an activity."""

    what = forms.ChoiceField(label=_("What did you do?"), widget=Select)
    own_name = forms.CharField(
        label=_("Your name for it"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=_("For “something else”: gardening, dancing, physiotherapy …"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activities = [(f"{ACTIVITY}-{row.slug}", row.name) for row in shelf.now().current_activities]
        own = [(f"{OWN}-{name}", name) for (name,) in OWN_ACTIVITIES.rows(person=self.person.pk)]
        groups = [
            (_("My routines"), [(f"{ROUTINE}-{pk}", name) for pk, name in ROUTINES.rows(person=self.person.pk)]),
            (_("Activities"), activities + own),
        ]
        what: Any = self.fields["what"]
        what.choices = [
            ("", _("Choose …")),
            *((name, rows) for name, rows in groups if rows),
            (SOMETHING_ELSE, _("Something else: name it below")),
        ]
        what.error_messages["invalid_choice"] = NOT_OFFERED

    def clean_what(self) -> Routine | Activity | str | None:
        """Return the source; None when the person names it."""
        kind, _dash, key = self.cleaned_data["what"].partition("-")
        if kind == ROUTINE:
            routine = self.person.routines.kept().with_prescriptions().filter(pk=key).first()
            if routine is None:  # deleted this moment
                raise forms.ValidationError(NOT_OFFERED)
            if not routine.prescriptions.all():
                raise forms.ValidationError(_("This routine is empty: add an exercise to it first."))
            return routine
        if kind == ACTIVITY:
            return shelf.now().activities[key]
        return key if kind == OWN else None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "what" in data and data["what"] is None and not data.get("own_name") and "own_name" not in self.errors:
            self.add_error("own_name", _("Give it a name, such as Gardening."))
        return data

    def source(self) -> Source:
        what = self.cleaned_data["what"]
        if isinstance(what, Routine):
            return Source.of_routine(what)
        return Source.of_activity(self.cleaned_data["own_name"] if what is None else what)


class FreeLogForm(ToldForm):
    """Exercises done without a routine: what was done of each."""

    name = forms.CharField(label=_("Name"), required=False, max_length=NAME_LENGTH, help_text=_("As history shows it."))

    def __init__(self, *args: Any, exercises: Sequence[Exercise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercises = exercises
        self.initial.setdefault("name", _("Exercises without a routine"))
        self.initial.setdefault("minutes", max(1, round(sum(row.dose.seconds() for row in exercises) / 60)))
        for row in exercises:
            named = {"name": row.name}
            numbers = {
                "sets": (_("%(name)s: sets") % named, 1, MAX_SETS),
                "reps": (_("%(name)s: repeats") % named, 1, MAX_REPS),
                "hold_seconds": (_("%(name)s: seconds held each time") % named, 0, MAX_HOLD_SECONDS),
            }
            for field, (label, low, high) in numbers.items():
                self.fields[f"{row.slug}-{field}"] = forms.IntegerField(
                    label=label, min_value=low, max_value=high, initial=getattr(row, field)
                )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each exercise with its fields, as the template shows them."""
        for row in self.exercises:
            yield {
                "exercise": row,
                "sets": self[f"{row.slug}-sets"],
                "reps": self[f"{row.slug}-reps"],
                "held": self[f"{row.slug}-hold_seconds"],
            }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for row in self.exercises:
            reps, held = data.get(f"{row.slug}-reps"), data.get(f"{row.slug}-hold_seconds")
            if reps and held and reps * held > MAX_HELD_SECONDS:
                self.add_error(f"{row.slug}-hold_seconds", _("That would be more than ten hours in one set."))
        return data

    def source(self) -> Source:
        return Source.of_exercises(
            self.cleaned_data["name"] or str(_("Exercises without a routine")),
            [(row, self._dose(row)) for row in self.exercises],
        )

    def _dose(self, row: Exercise) -> Dose:
        done = {name: self.cleaned_data[f"{row.slug}-{name}"] for name in ("sets", "reps", "hold_seconds")}
        return replace(row.dose, **done)


class ChooseForm(forms.Form):
    """The exercises that an address names, in that order."""

    exercise = forms.ModelMultipleChoiceField(Exercise.objects.none(), to_field_name="slug")

    def __init__(self, *args: Any, person: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exercise"].queryset = Exercise.objects.offered_to(person)  # type: ignore[attr-defined]

    def exercises(self) -> list[Exercise]:
        """Return what was chosen; nothing when an address names something that is not there."""
        if not self.is_valid():
            return []
        rows = {row.slug: row for row in self.cleaned_data["exercise"]}
        named = self["exercise"].data  # the order is the address's
        return [rows[slug] for slug in dict.fromkeys(named)][:MAX_PRESCRIPTIONS]


class CopyForm(forms.Form):
    key = forms.UUIDField()
