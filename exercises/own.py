"""The form of a person's own exercise."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backroutine.forms import number_field
from exercises import catalogue, dose
from exercises.dose import MAX_DOSE_SECONDS, Dose, Sides
from exercises.forms import EQUIPMENT, in_regions
from exercises.models import DOSE_COLUMNS, Exercise, Kind, Muscle, SidesChoices, StartPosition

MAX_STEPS = 20
MAX_STEP = 300


class OwnExerciseForm(forms.Form):
    """What a person says of an exercise of their own: its name and dose, the rest if they like."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        error_messages={
            "required": _("Give the exercise a name, such as Heel drop."),
            "max_length": _("At most %(limit_value)d characters; this has %(show_value)d."),
        },
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, initial=Kind.STRENGTHEN)
    start_position = forms.ChoiceField(label=_("Start position"), choices=StartPosition, initial=StartPosition.STANDING)
    sets = number_field(_("Sets"), 1, dose.MAX_SETS, initial=1)
    reps = number_field(_("Repeats"), 1, dose.MAX_REPS, initial=10)
    hold_seconds = number_field(
        _("Hold, seconds"), 0, dose.MAX_HOLD_SECONDS, "s", initial=0, help_text=_("0 for plain repeats.")
    )
    sides = forms.ChoiceField(label=_("Sides"), choices=SidesChoices)
    rest_seconds = number_field(_("Rest between sets, seconds"), 0, dose.MAX_REST_SECONDS, "s", initial=30)
    release_seconds = number_field(_("Rest between held repeats, seconds"), 0, dose.MAX_REST_SECONDS, "s", initial=0)
    rep_seconds = number_field(_("One repeat takes, seconds"), 1, dose.MAX_REP_SECONDS, "s", initial=4)
    steps = forms.CharField(
        label=_("How to do it"), required=False, widget=forms.Textarea({"rows": 5}), help_text=_("One step a line.")
    )
    figure_slug = forms.ChoiceField(
        label=_("Borrow a figure"),
        required=False,
        help_text=_("From the exercise that looks most like it; without one, the start position is drawn."),
    )
    equipment = forms.MultipleChoiceField(label=_("What it needs"), required=False, widget=forms.CheckboxSelectMultiple)
    muscles = forms.MultipleChoiceField(label=_("Muscles"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {it.slug: it for it in in_regions(Muscle.objects.all())}
        figures = sorted((it.name, slug) for slug, it in catalogue.shipped().exercises.items())
        self._choose_among("figure_slug", [("", _("None")), *((slug, name) for name, slug in figures)])
        self._choose_among("equipment", [(value, capfirst(label)) for value, label in EQUIPMENT])
        self._choose_among("muscles", [(slug, it.lay_name) for slug, it in self.by_slug.items()])

    @staticmethod
    def of(exercise: Exercise) -> "OwnExerciseForm":
        """Return the form as the exercise is."""
        same = ("name", "kind", "start_position", "figure_slug", "equipment", *DOSE_COLUMNS)
        return OwnExerciseForm(
            initial={name: getattr(exercise, name) for name in same}
            | {"steps": "\n".join(exercise.steps), "muscles": [it.slug for it in exercise.muscles.all()]}
        )

    def clean_steps(self) -> list[str]:
        steps = [" ".join(line.split()) for line in self.cleaned_data["steps"].splitlines() if line.strip()]
        if len(steps) > MAX_STEPS:
            raise ValidationError(_("At most %(most)s steps; this has %(number)s.") % self._most(MAX_STEPS, len(steps)))
        if too_long := [step for step in steps if len(step) > MAX_STEP]:
            words = self._most(MAX_STEP, len(too_long[0]))
            raise ValidationError(_("At most %(most)s characters a step; one has %(number)s.") % words)
        return steps

    def clean_muscles(self) -> list[Muscle]:
        return [self.by_slug[slug] for slug in self.cleaned_data["muscles"]]

    def clean(self) -> None:
        if set(DOSE_COLUMNS) <= self.cleaned_data.keys() and (seconds := self._dose().seconds()) > MAX_DOSE_SECONDS:
            words = _("That adds up to %(minutes)s minutes. One exercise can take up to 60.")
            raise ValidationError(words % {"minutes": round(seconds / 60)})

    def said(self) -> dict[str, Any]:
        """Return what create_own() and rewrite() take."""
        fields = {name: value for name, value in self.cleaned_data.items() if name not in DOSE_COLUMNS}
        return fields | {"dose": self._dose()}

    def dose_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sets", "reps", "hold_seconds", "sides")]

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("rest_seconds", "release_seconds", "rep_seconds")]

    def has_errors_in_more(self) -> bool:
        return any(field.errors for field in self.more_fields())

    def _dose(self) -> Dose:
        numbers = {name: self.cleaned_data[name] for name in DOSE_COLUMNS}
        return Dose(**numbers | {"sides": Sides(numbers["sides"])})

    def _choose_among(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @staticmethod
    def _most(most: int, number: int) -> dict[str, int]:
        return {"most": most, "number": number}
