"""What a person may say about a routine, with answers in plain words when it cannot be."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from backroutine.forms import number_field
from exercises import dose
from exercises.dose import Dose
from exercises.models import DOSE_COLUMNS, Exercise, Level
from routines.models import DAYS, Prescription, Routine
from routines.trim import MAX_MINUTES

if TYPE_CHECKING:
    from accounts.models import User


IDS = r"^\d{1,18}(,\d{1,18}){0,99}$"
DOSE_FIELDS = [*DOSE_COLUMNS, "note", "priority"]


class DaysInput(forms.CheckboxSelectMultiple):
    """Seven boxes in a row, Monday first."""

    template_name = "forms/days.html"


class RoutineForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    class Meta:
        model = Routine
        fields = ["name", "weekly_target", "days"]
        error_messages = {
            "name": {
                "required": _("Give the routine a name, such as Morning."),
                "max_length": _("At most %(limit_value)d characters; this has %(show_value)d."),
            },
        }

    weekly_target = number_field(_("Times a week"), 1, 21, initial=3)
    days = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=DaysInput,
        error_messages={"invalid_choice": _("Choose days of the week.")},
    )

    def validate_constraints(self) -> None:
        """Ask the database nothing: the fields know every bound that it holds."""


class DoseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A prescription's dose. Fields that stay the same may be left out by a caller who copies them over."""

    sets = number_field(_("Sets"), 1, dose.MAX_SETS)
    reps = number_field(_("Repeats"), 1, dose.MAX_REPS)
    hold_seconds = number_field(_("Hold, seconds"), 0, dose.MAX_HOLD_SECONDS, "s", help_text=_("0 for plain repeats."))
    rest_seconds = number_field(_("Rest between sets, seconds"), 0, dose.MAX_REST_SECONDS, "s")
    release_seconds = number_field(_("Rest between held repeats, seconds"), 0, dose.MAX_REST_SECONDS, "s")
    rep_seconds = number_field(_("One repeat takes, seconds"), 1, dose.MAX_REP_SECONDS, "s")

    class Meta:
        model = Prescription
        fields = DOSE_FIELDS
        error_messages = {
            "sides": {"invalid_choice": _("Choose the sides from the list.")},
            "priority": {"invalid_choice": _("Choose from the list.")},
            "note": {"max_length": _("At most %(limit_value)d characters; this has %(show_value)d.")},
        }
        widgets = {"note": forms.TextInput({"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        prescription = kwargs.get("instance")
        if prescription is not None:
            # Several of these stand on one page.
            kwargs.setdefault("auto_id", f"id_{prescription.pk}_%s")
        super().__init__(*args, **kwargs)

    def validate_constraints(self) -> None:
        """Ask the database nothing: the fields know every bound that it holds."""

    def beside(self, stored: Prescription) -> "DoseForm":
        """Return this form, its errors and what was typed, with the prescription as it is stored."""
        self.instance = stored
        return self

    def levels(self) -> list[tuple[Level, Dose]]:
        return [
            (level, Dose(level.sets, level.reps, level.hold_seconds)) for level in self.instance.exercise.levels.all()
        ]

    def basic(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sets", "reps", "hold_seconds", "sides")]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in ("rest_seconds", "release_seconds", "rep_seconds", "priority", "note")]

    def has_errors_in_more(self) -> bool:
        return any(field.errors for field in self.more())


def offer_exercises(form: forms.Form, person: "User") -> None:
    """Let the field `exercise` take what the person can choose from."""
    cast("forms.ModelChoiceField[Exercise]", form.fields["exercise"]).queryset = Exercise.objects.offered_to(person)


class AddForm(forms.Form):
    """The exercise to add; `key` makes a double tap one addition where no script does."""

    key = forms.UUIDField(required=False)
    exercise = forms.ModelChoiceField(
        Exercise.objects.none(),
        to_field_name="slug",
        error_messages={
            "required": _("Choose an exercise."),
            "invalid_choice": _("There is no such exercise. Choose one from the list."),
        },
    )

    def __init__(self, *args: Any, person: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_exercises(self, person)


class AddToForm(forms.Form):
    """An exercise, from its own page, one of the person's routines or "new", and perhaps a level."""

    NEW = "new"

    exercise = forms.ModelChoiceField(Exercise.objects.none(), to_field_name="slug")
    routine = forms.CharField(max_length=20)
    level = forms.IntegerField(required=False)

    def __init__(self, *args: Any, person: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        choice = cast("forms.ModelChoiceField[Exercise]", self.fields["exercise"])
        choice.queryset = Exercise.objects.offered_to(person).prefetch_related("levels")

    def clean_routine(self) -> Routine:
        """Return the routine; a new one is not saved yet."""
        choice = self.cleaned_data["routine"]
        if choice == self.NEW:
            return Routine(person=self.person, name=str(_("My routine")))
        routine: Routine = forms.ModelChoiceField(self.person.routines.active()).clean(choice)
        return routine

    def prescription(self) -> Prescription:
        """Return the exercise with the dose of the level asked for, or with its own, unsaved."""
        exercise = self.cleaned_data["exercise"]
        prescription = Prescription(exercise=exercise)
        wanted = self.cleaned_data.get("level")
        level = next((level for level in exercise.levels.all() if level.number == wanted), None)
        prescription.dose = exercise.dose_at(level) if level else exercise.dose
        return prescription


class StageForm(forms.Form):
    """What a person wants to do in the programme they follow: the name of a verb of Following."""

    choice = forms.ChoiceField(choices=[(name, name) for name in ("take", "skip", "stay", "restart", "stop")])


class MinutesForm(forms.Form):
    """How many minutes there are."""

    minutes = number_field(_("Minutes"), 1, MAX_MINUTES)


class LevelForm(forms.Form):
    """One of the levels of a prescription's exercise, by its number."""

    level = forms.IntegerField(max_value=100)

    def __init__(self, *args: Any, prescription: Prescription, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = {level.number: level for level in prescription.exercise.levels.all()}

    def clean_level(self) -> Level:
        try:
            return self.levels[self.cleaned_data["level"]]
        except KeyError as error:
            raise ValidationError(_("There is no such level.")) from error


class MoveForm(forms.Form):
    steps = forms.IntegerField(min_value=-1000, max_value=1000)


class SendForm(forms.Form):
    """Another routine of the person to move an exercise to, or "new"."""

    NEW = "new"

    routine = forms.CharField(max_length=20)

    def __init__(self, *args: Any, source: Routine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source

    def clean_routine(self) -> Routine:
        """Return the routine; a new one is not saved yet."""
        choice, person = self.cleaned_data["routine"], self.source.person
        if choice == self.NEW:
            return Routine(person=person, name=str(_("My routine")))
        others = person.routines.active().exclude(pk=self.source.pk)
        routine: Routine = forms.ModelChoiceField(others).clean(choice)
        return routine


class OrderForm(forms.Form):
    """The prescriptions' ids in their new order, joined by commas."""

    order = forms.RegexField(IDS)

    def clean_order(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["order"].split(",")]


class OpenForm(forms.Form):
    """The ids of the prescriptions whose fields stand open on the page, joined by commas."""

    open = forms.RegexField(IDS)

    def clean_open(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["open"].split(",")]


class ShareForm(forms.Form):
    has_notes = forms.BooleanField(label=_("Show my notes too"), required=False)
