"""What a person may say about a routine, with answers in plain words when it cannot be."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exercises import dose
from exercises.models import DOSE_COLUMNS, Exercise, Level, SidesChoices
from routines.models import Prescription, Routine

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User


def _number(label: "StrOrPromise", low: int, high: int, unit: str = "", **kwargs: Any) -> forms.IntegerField:
    """Return a whole-number field whose every complaint names its bounds."""
    if unit:
        range_text = format_lazy(_("Between {low} and {high} seconds."), low=low, high=high)
    else:
        range_text = format_lazy(_("Between {low} and {high}."), low=low, high=high)
    field = forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        error_messages={
            "required": range_text,
            "invalid": format_lazy(_("Write a whole number, such as {number}."), number=max(low, min(10, high))),
            "min_value": range_text,
            "max_value": range_text,
        },
        **kwargs,
    )
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
    return field


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        prescription = kwargs.get("instance")
        if prescription is not None:
            # Several of these stand on one page.
            kwargs.setdefault("auto_id", f"id_{prescription.pk}_%s")
        super().__init__(*args, **kwargs)

    def basic(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sets", "reps", "hold_seconds", "sides")]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in ("rest_seconds", "release_seconds", "rep_seconds", "note")]

    def has_errors_in_more(self) -> bool:
        return any(field.errors for field in self.more())


class AddForm(forms.Form):
    exercise = forms.ModelChoiceField(
        Exercise.objects.none(),
        to_field_name="slug",
        label=_("Exercise"),
        empty_label=None,
        error_messages={
            "required": _("Choose an exercise."),
            "invalid_choice": _("There is no such exercise. Choose one from the list."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Exercise]", self.fields["exercise"])
        choice.queryset = Exercise.objects.current().order_by("kind", "name")


class AddToForm(forms.Form):
    """An exercise, from its own page, and one of the person's routines or "new"."""

    NEW = "new"

    exercise = forms.ModelChoiceField(Exercise.objects.current(), to_field_name="slug")
    routine = forms.CharField(max_length=20)

    def __init__(self, *args: Any, person: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_routine(self) -> Routine:
        """Return the routine; a new one is not saved yet."""
        choice = self.cleaned_data["routine"]
        if choice == self.NEW:
            return Routine(person=self.person, name=str(_("My routine")))
        routine: Routine = forms.ModelChoiceField(self.person.routines.kept()).clean(choice)
        return routine


class RemovedForm(forms.Form):
    """What a removal leaves behind, so that undo can put it back: the exercise, its place, its dose and note."""

    exercise = forms.ModelChoiceField(Exercise.objects.all(), to_field_name="slug")
    position = forms.IntegerField(min_value=0, max_value=1000)
    sets = _number("", 1, dose.MAX_SETS)
    reps = _number("", 1, dose.MAX_REPS)
    hold_seconds = _number("", 0, dose.MAX_HOLD_SECONDS)
    sides = forms.ChoiceField(choices=SidesChoices)
    rest_seconds = _number("", 0, dose.MAX_REST_SECONDS)
    release_seconds = _number("", 0, dose.MAX_REST_SECONDS)
    rep_seconds = _number("", 1, dose.MAX_REP_SECONDS)
    note = forms.CharField(max_length=240, required=False)

    @property
    def dose(self) -> dose.Dose:
        words = {name: self.cleaned_data[name] for name in DOSE_COLUMNS}
        return dose.Dose(**words | {"sides": dose.Sides(words["sides"])})


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
