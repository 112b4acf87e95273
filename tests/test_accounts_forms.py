import re

import pytest
from django.utils.html import escape

from accounts.forms import PreferencesForm, SignupForm, zone_options
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sent", "kept"), [("Europe/Berlin", "Europe/Berlin"), ("", ""), ("Mars/Base", ""), ("../etc", "")]
)
def test_signup_keeps_a_real_zone_and_ignores_others(sent: str, kept: str) -> None:
    form = SignupForm({"email": "new@example.org", "password1": "calm-Spine-7", "time_zone": sent})

    assert form.is_valid()
    assert form.cleaned_data["time_zone"] == kept


def test_preferences_keep_a_zone_under_its_older_name() -> None:
    person = make_person(time_zone="US/Pacific")

    form = PreferencesForm({"time_zone": "US/Pacific"}, instance=person)

    assert form.is_valid()


def test_zones_name_each_zone_once() -> None:
    names = re.findall(r'<option value="([^"]+)"', zone_options())

    assert len(names) == len(set(names)) > 400
    assert names[0] == "UTC"


@pytest.mark.parametrize(("zone", "place"), [("Europe/Berlin", None), ("UTC", 0), ("US/Pacific", 0), ('"><b', 0)])
def test_one_zone_is_chosen_whatever_it_is(zone: str, place: int | None) -> None:
    drawn = str(PreferencesForm(instance=make_person(time_zone=zone))["time_zone"])

    options = re.findall(r'<option value="([^"]+)"( selected)?>', drawn)
    chosen = [number for number, (_name, is_chosen) in enumerate(options) if is_chosen]
    assert [options[number][0] for number in chosen] == [escape(zone)]
    assert place is None or chosen == [place]


def test_unknown_zone_is_refused_in_plain_words() -> None:
    form = PreferencesForm({"time_zone": "Mars/Base"}, instance=make_person())

    assert form.errors["time_zone"] == ["Choose a time zone from the list, such as Europe/Berlin."]
