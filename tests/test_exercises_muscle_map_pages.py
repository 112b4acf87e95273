import pytest
from django.core.management import call_command
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    call_command("load_catalogue", verbosity=0)


def test_exercise_lights_its_muscles_and_no_others(client, catalogue):
    page = client.get(reverse("exercises:detail", args=["bird-dog"])).content.decode()

    assert page.count('is-primary" data-muscle') == 3
    for slug in ("erector-spinae", "multifidus", "gluteus-maximus"):
        assert f'is-primary" data-muscle="{slug}"' in page
    assert 'is-secondary" data-muscle="hamstrings"' in page
    assert 'class="muscle" data-muscle="quadriceps"' in page


def test_touching_a_muscle_filters_by_it_and_keeps_the_other_filters(client, catalogue):
    page = client.get(reverse("exercises:library"), {"kind": "stretch"}).content.decode()

    assert '<a href="?kind=stretch&amp;muscle=hamstrings" aria-label="Muscles at the back of the thigh' in page


def test_chosen_muscle_is_lit(client, catalogue):
    page = client.get(reverse("exercises:library"), {"muscle": "hamstrings"}).content.decode()

    assert page.count('is-primary" data-muscle="hamstrings"') == 1
