"""What every form shares: how it is drawn, and the fields for a rating from 0 to 10 and for a whole number."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type Words = Mapping[int, str | Promise]

# Source: the bands commonly used with the 0-10 numeric pain rating scale: 1-3 mild, 4-6 moderate, 7-9 severe.
PAIN_WORDS: Words = {
    0: _("no pain"),
    1: _("mild"),
    2: _("mild"),
    3: _("mild"),
    4: _("moderate"),
    5: _("moderate"),
    6: _("moderate"),
    7: _("severe"),
    8: _("severe"),
    9: _("severe"),
    10: _("worst imaginable"),
}
# Source: Foster et al. 2001, session RPE on the modified Borg CR10 scale.
EFFORT_WORDS: Words = {
    0: _("rest"),
    1: _("very easy"),
    2: _("easy"),
    3: _("moderate"),
    4: _("somewhat hard"),
    5: _("hard"),
    6: _("hard"),
    7: _("very hard"),
    8: _("very hard"),
    9: _("very hard"),
    10: _("all I had"),
}


# Its answers as a form has them, with none of them.
SCALE = frozenset({"", *map(str, range(11))})


class FormRenderer(TemplatesSetting):
    """Draws {{ form }} and {{ field.as_field_group }} with our own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class Select(forms.Select):
    """A list to choose from, drawn as Django's own is, without a template and a dictionary for each choice."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        start = f'<select name="{escape(name)}"{attributes(self.build_attrs(self.attrs, attrs))}>'
        return mark_safe(f"{start}{''.join(self._parts(self.choices, chosen))}\n</select>")  # noqa: S308  # escaped

    def _parts(self, choices: Iterable[Any], chosen: set[str]) -> Iterator[str]:
        for value, label in choices:
            if isinstance(label, list | tuple):
                yield f'\n  <optgroup label="{escape(value)}">'
                yield from self._parts(label, chosen)
                yield "\n  </optgroup>"
            else:
                text = "" if value is None else str(value)
                mark = " selected" if text in chosen else ""
                yield f'\n  <option value="{escape(text)}"{mark}>{escape(label)}</option>\n'


def attributes(attrs: Mapping[str, Any]) -> str:
    """Return an element's attributes as Django draws them: none that is False, no value where it is True."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


class ScaleWidget(forms.RadioSelect):
    """Eleven big targets in a row, with words under the two ends. What it drew once it knows from there on."""

    template_name = "forms/scale.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Shared by the copies of a field that its forms make: they differ in nothing but what the key says.
        self.drawn: dict[Any, SafeString] = {}

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        if not all(each in SCALE for each in chosen):
            return super().render(name, value, attrs, renderer)
        key = (get_language(), name, *chosen, *(attrs or {}).items())
        if (drawn := self.drawn.get(key)) is None:
            drawn = self.drawn[key] = super().render(name, value, attrs, renderer)
        return drawn

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = {key: label for key, label in self.choices if key != ""}
        context["widget"] |= {"low": labels[0], "high": labels[10]}
        return context


class ScaleField(forms.TypedChoiceField):
    """A rating from 0 to 10, as an int; None when it may be left out and was."""

    widget = ScaleWidget

    def __init__(self, *, words: Words, required: bool = False, **kwargs: Any) -> None:
        choices: list[tuple[int | str, str | Promise]] = [(number, words[number]) for number in range(11)]
        if not required:
            choices.append(("", _("Leave it out")))
        super().__init__(choices=choices, coerce=int, empty_value=None, required=required, **kwargs)
        self.error_messages["invalid_choice"] = _("Choose a number from 0 to 10.")


class NumberInput(forms.TextInput):
    """A whole number between − and + buttons. A text input underneath: a number input drops what it cannot read."""

    template_name = "forms/stepper.html"


def number_field(label: "StrOrPromise", low: int, high: int, unit: str = "", **kwargs: Any) -> forms.IntegerField:
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
