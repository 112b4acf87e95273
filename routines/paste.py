"""The forms of a pasted sheet: its text, and each line as it was understood, to be put right and confirmed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from exercises.dose import Dose
from exercises.models import DOSE_COLUMNS, Exercise, Measure
from routines import clinic_sheet
from routines.clinic_sheet import Meaning, Reading, Sheet, SheetError, Usual
from routines.clinic_sheet.names import Names
from routines.forms import DoseForm, RoutineForm
from routines.models import MAX_PRESCRIPTIONS, Prescription, Priority, Routine
from routines.models.draft import Draft

if TYPE_CHECKING:
    from accounts.models import User

# Every line is a dozen fields, and a request may carry a thousand.
MAX_READINGS = 70
OWN, SKIP, NEW = "own", "skip", "new"


class Choices:
    """The exercises a person can choose from, loaded once for a whole sheet."""

    def __init__(self, person: "User") -> None:
        rows = Exercise.objects.offered_to(person).in_order().prefetch_related("levels")
        self.by_slug = {row.slug: row for row in rows}
        self.named = [(row, (row.name, *row.other_names)) for row in rows]
        self.names = Names(self.named)

    def read(self, text: str) -> Sheet[Exercise]:
        """Read a sheet. Raises SheetError."""
        sheet = clinic_sheet.read(text, self.named, usual)
        if len(sheet.readings) > MAX_READINGS:
            raise SheetError(
                _("That is %(number)s lines to look at, and here fit %(most)s. Paste it in parts.")
                % {"number": len(sheet.readings), "most": MAX_READINGS}
            )
        if not sheet.readings:
            raise SheetError(_("There is no exercise in it. Write one a line, such as: Plank 3 x 20 s."))
        return sheet


def usual(exercise: Exercise) -> Usual:
    levels = {level.number: exercise.dose_at(level) for level in exercise.levels.all()}
    return Usual(exercise.dose, exercise.measure == Measure.HOLD, levels)


class SheetForm(forms.Form):
    """The text of a sheet; `sheet` is what was understood."""

    sheet: Sheet[Exercise]

    text = forms.CharField(
        label=_("The sheet"),
        widget=forms.Textarea({"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("Paste the sheet, or type it.")},
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices = choices
        # The reader says in plainer words what Django's own check for characters would.
        self.fields["text"].validators = []

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.sheet = self._choices.read(text)
        except SheetError as error:
            raise ValidationError(str(error)) from error
        return text


class LineForm(DoseForm):
    """One line of the sheet: which exercise it means, and the dose."""

    text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=clinic_sheet.MAX_CHARACTERS)
    doubts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    what = forms.CharField(max_length=80, error_messages={"required": _("Choose what this line means.")})
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Give your own exercise a name."),
            "max_length": _("At most %(limit_value)d characters; this has %(show_value)d."),
        },
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.is_own
        self._choices = choices
        self.exercise: Exercise | None = None

    def full_clean(self) -> None:
        """Ask nothing of a line that is left out."""
        super().full_clean()
        if self.is_bound and self.is_skipped:
            self._errors = forms.utils.ErrorDict()

    @property
    def chosen(self) -> str:
        return str(self["what"].value() or "")

    @property
    def is_known(self) -> bool:
        return self.chosen in self._choices.by_slug

    @property
    def is_skipped(self) -> bool:
        return self.chosen == SKIP

    @property
    def is_own(self) -> bool:
        return self.chosen == OWN

    def clean_what(self) -> str:
        what: str = self.cleaned_data["what"]
        if what not in {OWN, SKIP} and what not in self._choices.by_slug:
            raise ValidationError(_("There is no such exercise. Choose one of these."))
        self.exercise = self._choices.by_slug.get(what)
        return what

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.exercise = self.exercise or Exercise(measure=Measure.REPS, name=cleaned.get("name", ""))
        return cleaned

    # --- What the page shows ---

    def doubts_said(self) -> list[str]:
        return [doubt for doubt in str(self["doubts"].value() or "").split("\n") if doubt]

    def lines(self) -> list[str]:
        return str(self["text"].value() or "").split("\n")

    def offered(self) -> list[Exercise]:
        """Return the exercises the line may mean: the chosen one first, then what its name sounds like."""
        rows = [match.row for match in self._choices.names.find(str(self["name"].value() or ""))]
        chosen = self._choices.by_slug.get(self.chosen)
        return [chosen, *(row for row in rows if row is not chosen)] if chosen else rows

    def dose(self) -> Dose | None:
        """Return the dose as it stands in the fields, or None while they cannot be one."""
        try:
            values: dict[str, Any] = {name: self.fields[name].to_python(self[name].value()) for name in DOSE_COLUMNS}
            dose = Prescription(**values).dose
        except (ValidationError, TypeError, ValueError):
            return None
        return dose if dose.is_in_range() else None

    def has_dose_errors(self) -> bool:
        return bool(self.non_field_errors()) or any(self[name].errors for name in (*DOSE_COLUMNS, "note"))

    def draft(self) -> Draft:
        said = self.cleaned_data
        return Draft(self.exercise, self.instance.dose, said["note"], said["priority"], name=said["name"])


class BaseLines(BaseFormSet):  # type: ignore[type-arg]  # generic for the type checker only
    def drafts(self) -> list[Draft]:
        return [form.draft() for form in self.forms if not form.is_skipped]

    def clean(self) -> None:
        if any(self.errors):
            return
        number = len(self.drafts())
        if not number:
            raise ValidationError(_("Every line is left out. Keep at least one."))
        if number > MAX_PRESCRIPTIONS:
            raise ValidationError(
                _("That is %(number)s exercises, and a routine holds up to %(most)s. Leave some out.")
                % {"number": number, "most": MAX_PRESCRIPTIONS}
            )


Lines = formset_factory(
    LineForm, formset=BaseLines, extra=0, max_num=MAX_READINGS, absolute_max=MAX_READINGS, validate_max=True
)


def lines_of(sheet: Sheet[Exercise], choices: Choices) -> BaseLines:
    initial = [_initial(reading) for reading in sheet.readings]
    return cast(BaseLines, Lines(initial=initial, prefix="line", form_kwargs={"choices": choices}))


def _initial(reading: Reading[Exercise]) -> dict[str, Any]:
    what = reading.row.slug if reading.row else OWN if reading.meaning is Meaning.OWN else SKIP
    return {
        "text": reading.text,
        "doubts": "\n".join(reading.doubts),
        "what": what,
        "name": reading.name,
        "note": reading.note,
        "priority": Priority.NORMAL,
        **{name: getattr(reading.dose, name) for name in DOSE_COLUMNS},
    }


class TargetForm(RoutineForm):
    """Where the prescriptions go: a new routine with its name and target, or one there is."""

    into = forms.ChoiceField(label=_("Put them into"))

    def __init__(self, *args: Any, routines: Iterable[Routine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._routines = {str(routine.pk): routine for routine in routines}
        choices: Sequence[tuple[str, Any]] = [
            (NEW, _("a new routine")),
            *((pk, routine.name) for pk, routine in self._routines.items()),
        ]
        cast(forms.ChoiceField, self.fields["into"]).choices = choices
        self.order_fields(["into", "name", "weekly_target", "days"])

    def full_clean(self) -> None:
        """Ask for a name and a target of a new routine only."""
        if self.is_bound and self["into"].value() in self._routines:
            self.fields["name"].required = self.fields["weekly_target"].required = False
        super().full_clean()
        if self.is_bound and self.existing is not None:
            for name in ("name", "weekly_target", "days", "__all__"):
                self.errors.pop(name, None)

    @property
    def existing(self) -> Routine | None:
        """The routine that takes them in, or None for a new one."""
        return self._routines.get(str(self["into"].value()))


def summary(lines: BaseLines) -> list[tuple[str, str]]:
    """Return (kind, words) for what the sheet came to, for the head of the page."""
    kinds = {"known": 0, "doubtful": 0, "own": 0, "skipped": 0}
    for form in lines.forms:
        kind = "skipped" if form.is_skipped else "own" if form.is_own else "doubtful" if form.doubts_said() else "known"
        kinds[kind] += 1
    words = {
        "known": ngettext("%(n)s understood", "%(n)s understood", kinds["known"]),
        "doubtful": ngettext("%(n)s to look at twice", "%(n)s to look at twice", kinds["doubtful"]),
        "own": ngettext("%(n)s not in the library", "%(n)s not in the library", kinds["own"]),
        "skipped": ngettext("%(n)s left out", "%(n)s left out", kinds["skipped"]),
    }
    return [(kind, words[kind] % {"n": number}) for kind, number in kinds.items() if number]
