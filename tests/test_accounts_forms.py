import pytest

from accounts.forms import PreferencesForm, SignupForm, time_zone_choices
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
    choices = time_zone_choices("UTC")
    names = [name for _region, zones in choices if isinstance(zones, list) for name, _label in zones]

    assert len(names) == len(set(names))
    assert choices[0] == ("UTC", "UTC")
