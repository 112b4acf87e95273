"""What a person may say about a routine, with answers in plain words when it cannot be."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exercises import dose
from exercises.dose import Dose
from exercises.models import DOSE_COLUMNS, Exercise, Level
from routines.models import Prescription, Removed, Routine

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User


REMOVED_SALT = "routines.removed"
# Long enough for a tab left open over a weekend.
UNDO_SECONDS = 3 * 24 * 60 * 60


class NumberInput(forms.TextInput):
    """A whole number between − and + buttons. A text input underneath: a number input drops what it cannot read."""

    template_name = "forms/stepper.html"


def _number(label: "StrOrPromise", low: int, high: int, unit: str = "", **kwargs: Any) -> forms.IntegerField:
    """Return a whole-number field whose every complaint names its bounds."""
    if unit:
        range_text = format_lazy(_("Between {low} and {high} seconds."), low=low, high=high)
    else:
        range_text = format_lazy(_("Between {low} and {high}."), low=low, high=high)
    attrs = {"inputmode": "numeric", "autocomplete": "off", "data-low": low, "data-high": high, "data-unit": unit}
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        widget=NumberInput(attrs),
        error_messages={
            "required": range_text,
            "invalid": format_lazy(_("Write a whole number, such as {number}."), number=max(low, min(10, high))),
            "min_value": range_text,
            "max_value": range_text,
        },
        **kwargs,
    )


class RoutineForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    class Meta:
        model = Routine
        fields = ["name", "weekly_target"]
        error_messages = {
            "name": {
                "required": _("Give the routine a name, such as Morning."),
                "max_length": _("At most %(limit_value)d characters; this has %(show_value)d."),
            },
        }

    weekly_target = _number(_("Times a week"), 1, 21, initial=3)


class DoseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A prescription's dose. Fields that stay the same may be left out by a caller who copies them over."""

    sets = _number(_("Sets"), 1, dose.MAX_SETS)
    reps = _number(_("Repeats"), 1, dose.MAX_REPS)
    hold_seconds = _number(_("Hold, seconds"), 0, dose.MAX_HOLD_SECONDS, "s", help_text=_("0 for plain repeats."))
    rest_seconds = _number(_("Rest between sets, seconds"), 0, dose.MAX_REST_SECONDS, "s")
    release_seconds = _number(_("Rest between held repeats, seconds"), 0, dose.MAX_REST_SECONDS, "s")
    rep_seconds = _number(_("One repeat takes, seconds"), 1, dose.MAX_REP_SECONDS, "s")

    class Meta:
        model = Prescription
        fields = [*DOSE_COLUMNS, "note"]
        error_messages = {
            "sides": {"invalid_choice": _("Choose the sides from the list.")},
            "note": {"max_length": _("At most %(limit_value)d characters; this has %(show_value)d.")},
        }
        widgets = {"note": forms.TextInput({"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        prescription = kwargs.get("instance")
        if prescription is not None:
            # Several of these stand on one page.
            kwargs.setdefault("auto_id", f"id_{prescription.pk}_%s")
        super().__init__(*args, **kwargs)

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
        return [self[name] for name in ("rest_seconds", "release_seconds", "rep_seconds", "note")]

    def has_errors_in_more(self) -> bool:
        return any(field.errors for field in self.more())


def offer_exercises(form: forms.Form, person: "User") -> None:
    """Let the field `exercise` take what the person can choose from."""
    cast("forms.ModelChoiceField[Exercise]", form.fields["exercise"]).queryset = Exercise.objects.offered_to(person)


class AddForm(forms.Form):
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


class PutBackForm(forms.Form):
    """A removal to undo, as sign_removed() wrote it into the page."""

    removed = forms.CharField()

    def __init__(self, *args: Any, routine: Routine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.routine = routine

    def clean_removed(self) -> Removed:
        try:
            pk, removed = signing.loads(self.cleaned_data["removed"], salt=REMOVED_SALT, max_age=UNDO_SECONDS)
        except signing.BadSignature as error:
            raise ValidationError(_("That can no longer be undone. Add the exercise again.")) from error
        if pk != self.routine.pk:
            raise ValidationError(_("That belongs to another routine."))
        return cast("Removed", removed)


class AddToForm(forms.Form):
    """An exercise, from its own page, and one of the person's routines or "new"."""

    NEW = "new"

    exercise = forms.ModelChoiceField(Exercise.objects.none(), to_field_name="slug")
    routine = forms.CharField(max_length=20)

    def __init__(self, *args: Any, person: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        offer_exercises(self, person)

    def clean_routine(self) -> Routine:
        """Return the routine; a new one is not saved yet."""
        choice = self.cleaned_data["routine"]
        if choice == self.NEW:
            return Routine(person=self.person, name=str(_("My routine")))
        routine: Routine = forms.ModelChoiceField(self.person.routines.kept()).clean(choice)
        return routine


def sign_removed(routine: Routine, removed: Removed) -> str:
    """Return what PutBackForm reads. Signed, so that nobody can choose the key of a row."""
    return signing.dumps([routine.pk, removed], salt=REMOVED_SALT, compress=True)


class LevelForm(forms.Form):
    level = forms.ModelChoiceField(Level.objects.none(), to_field_name="number")

    def __init__(self, *args: Any, prescription: Prescription, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Level]", self.fields["level"])
        choice.queryset = prescription.exercise.levels.all()


class MoveForm(forms.Form):
    steps = forms.IntegerField(min_value=-1000, max_value=1000)


class OrderForm(forms.Form):
    """The prescriptions' ids in their new order, joined by commas."""

    order = forms.RegexField(r"^\d{1,18}(,\d{1,18}){0,99}$")

    def clean_order(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["order"].split(",")]
