import re

import pytest
from django import forms

from backroutine.forms import EFFORT_WORDS, PAIN_WORDS, ScaleField, Select


class RatingForm(forms.Form):
    pain = ScaleField(words=PAIN_WORDS)
    effort = ScaleField(words=EFFORT_WORDS, required=True)
    name = forms.CharField(help_text="What it is called.")


def test_scale_cleans_to_a_number_or_none() -> None:
    form = RatingForm({"pain": "", "effort": "0", "name": "x"})

    assert form.is_valid()
    assert (form.cleaned_data["pain"], form.cleaned_data["effort"]) == (None, 0)


@pytest.mark.parametrize("value", ["11", "-1", "abc", "5.5"])
def test_scale_refuses_what_is_not_on_it(value: str) -> None:
    form = RatingForm({"pain": value, "effort": "3", "name": "x"})

    assert form.errors == {"pain": ["Choose a number from 0 to 10."]}


def test_scale_offers_eleven_numbers_with_words_and_a_way_out() -> None:
    html = str(RatingForm()["pain"])

    assert re.findall(r'type="radio" name="pain" value="(\d*)"', html) == [*map(str, range(11)), ""]
    assert html.count("worst imaginable") == 2


def test_scale_that_must_be_answered_has_no_way_out() -> None:
    assert str(RatingForm()["effort"]).count('type="radio"') == 11


def test_scale_shows_what_was_chosen() -> None:
    html = str(RatingForm({"pain": "7"})["pain"])

    assert re.findall(r'value="(\d*)"[^>]*checked', html) == ["7"]


def test_field_ties_help_and_error_to_the_control() -> None:
    html = RatingForm({"name": ""})["name"].as_field_group()

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<label for="id_name"' in html


def test_field_group_of_a_scale_is_a_fieldset_with_its_error() -> None:
    html = RatingForm({"pain": "11"})["pain"].as_field_group()

    assert re.search(r'<fieldset[^>]*aria-describedby="id_pain_error"', html)
    assert "<legend" in html


CHOICES = [("", "Any"), ("<Group>", [("a", "A & b"), (2, "Two")]), ("c", "C")]


@pytest.mark.parametrize("value", ["", "a", "2", "strange", None])
@pytest.mark.parametrize("is_bound", [False, True])
def test_a_list_is_drawn_as_django_draws_it(value: str | None, is_bound: bool) -> None:
    def drawn(widget: type[forms.Select]) -> str:
        class Form(forms.Form):
            what = forms.ChoiceField(
                choices=CHOICES, help_text="Help", widget=widget({"data-x": '"', "hidden": True, "lang": False})
            )

        return str(Form({"what": value} if is_bound else None, initial={"what": value})["what"])

    assert drawn(Select).split() == drawn(forms.Select).split()
