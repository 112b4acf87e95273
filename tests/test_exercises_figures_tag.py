"""{% figure %}: the drawn figure when there is one, else the start position's, and never an error."""

import pytest
from django.template import engines

from exercises.models import Exercise
from exercises.templatetags.figures import telling_pose


@pytest.fixture(autouse=True)
def figures(settings, tmp_path):
    """Plain static files, and a plank drawn with one key pose."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    for name in ("plank.svg", "plank-1.svg"):
        (tmp_path / name).write_text("<svg/>")
    settings.STATICFILES_DIRS = [settings.BASE_DIR / "static", ("figures", tmp_path)]


PLANK = Exercise(slug="plank", name="Plank <b>", start_position="prone")
COBRA = Exercise(slug="cobra", name="Cobra", start_position="prone")


def render(arguments: str, **context) -> str:
    return engines["django"].from_string("{% load figures %}{% figure " + arguments + " %}").render(context)


def test_figure_moves_by_default():
    assert render("it", it=PLANK) == (
        '<img class="figure" src="/static/figures/plank.svg" width="320" height="240" loading="lazy" '
        'decoding="async" alt="Plank &lt;b&gt;: the movement">'
    )


def test_figure_stands_still_in_a_pose():
    assert 'src="/static/figures/plank-1.svg"' in render("it pose=1", it=PLANK)


def test_figure_of_a_pose_not_drawn_is_the_moving_one():
    assert 'src="/static/figures/plank.svg"' in render("it pose=7", it=PLANK)


def test_figure_not_drawn_falls_back_to_the_start_position():
    html = render("it", it=COBRA)

    assert 'src="/static/figures-fallback/prone.svg"' in html
    assert 'alt="Cobra: the start position"' in html


def test_figure_takes_a_slug():
    assert 'src="/static/figures/plank.svg"' in render("it", it="plank")


def test_figure_of_an_unknown_slug_still_draws_somebody():
    assert 'src="/static/figures-fallback/standing.svg"' in render("it", it="no-such-thing")


def test_figure_options():
    html = render("it pose=1 size=96 eager=True mirrored=True decorative=True", it=PLANK)

    assert html == (
        '<img class="figure is-mirrored" src="/static/figures/plank-1.svg" width="96" height="72" '
        'fetchpriority="high" decoding="async" alt="">'
    )


def test_figure_that_moves_on_hover_names_the_moving_one():
    html = render("it moves_on_hover=True", it=PLANK)

    assert html.startswith('<moving-figure data-src="/static/figures/plank.svg"><img ')


def test_figure_says_what_it_is_told_to_say():
    assert 'alt="Flat as a board"' in render("it alt='Flat as a board'", it=PLANK)


@pytest.mark.parametrize(
    ("slug", "number"), [("plank", 2), ("knee-to-chest", 3), ("supine-twist", 2), ("sit-to-stand", 2), ("unknown", 1)]
)
def test_telling_pose_is_the_far_end_of_the_movement(slug, number):
    assert telling_pose(slug) == number


def test_figure_outside_the_manifest_falls_back(settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "backroutine.staticfiles.ManifestStorage"}}
    from django.contrib.staticfiles.storage import staticfiles_storage

    staticfiles_storage.hashed_files = {"figures-fallback/prone.svg": "figures-fallback/prone.0f0f.svg"}

    # The plank is drawn, but not collected yet.
    assert 'src="/static/figures-fallback/prone.0f0f.svg"' in render("it", it=PLANK)
