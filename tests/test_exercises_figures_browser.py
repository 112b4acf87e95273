"""Figures and the muscle map in Chromium: they move, they stand still when asked to, and axe finds nothing."""

from pathlib import Path

import pytest
from django.template import engines
from playwright.sync_api import Page

from exercises import catalogue
from exercises.figures import muscle_map
from exercises.management.commands.figures import draw
from tests.looking import eventually, violations

CATALOGUE = catalogue.shipped()
NAMES = {slug: muscle.lay_name for slug, muscle in CATALOGUE.vocabulary.muscles.items()}


@pytest.fixture
def cat_cow(tmp_path: Path) -> str:
    """The address of the moving cat-cow."""
    path = tmp_path / "cat-cow.svg"
    path.write_text(draw(CATALOGUE.exercises["cat-cow"])["cat-cow.svg"], encoding="utf-8")
    return path.as_uri()


def test_figure_moves(page: Page, cat_cow: str) -> None:
    page.goto(cat_cow)
    first = page.screenshot()
    eventually(page, lambda: page.screenshot() != first)


def test_figure_stands_still_for_reduced_motion(page: Page, cat_cow: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(cat_cow)
    first = page.screenshot()
    page.wait_for_timeout(1500)
    assert page.screenshot() == first
    assert page.locator(".still").evaluate("(g) => getComputedStyle(g).display") == "inline"
    assert page.locator(".moving").evaluate("(g) => getComputedStyle(g).display") == "none"


def test_figure_has_a_dark_theme(page: Page, cat_cow: str) -> None:
    fills = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(cat_cow)
        fills.append(page.locator(".shirt").first.evaluate("(path) => getComputedStyle(path).fill"))
    assert fills == ["rgb(31, 122, 104)", "rgb(54, 167, 143)"]


def test_muscle_map_is_accessible(page: Page) -> None:
    links = {slug: f"#{slug}" for slug in NAMES}
    maps = (
        muscle_map(set(), set(), names=NAMES, links=links),
        muscle_map({"calves"}, {"hamstrings"}, names=NAMES, title="Works the calves"),
    )
    css = "".join(Path(f"static/css/{name}.css").read_text() for name in ("tokens", "components/muscle-map"))
    page.set_content(
        f'<!doctype html><html lang="en"><title>Map</title><style>{css}body{{background:var(--paper)}}</style>'
        f"<main><h1>Map</h1>{maps[0]}{maps[1]}</main></html>"
    )
    assert violations(page) == []


@pytest.mark.usefixtures("drawn", "live_server")
def test_figures_are_accessible(page: Page) -> None:
    """Every way a figure is shown, by itself on a page: moving, still, mirrored, on a card, and not drawn at all."""
    tags = (
        "{% figure 'cat-cow' %}{% figure 'cat-cow' pose=2 alt='The whole back rounded upwards' %}"
        "{% figure 'knee-to-chest' mirrored=True %}{% figure 'no-such-thing' %}"
        "<div class='card'>{% figure 'half-crunch' moves_on_hover=True decorative=True %}<a href='#'>Crunch</a></div>"
        "<pausable-figure>{% figure 'cat-cow' %}<button class='icon-button' aria-label='Pause the movement'></button>"
        "<span role='status'>The movement plays</span></pausable-figure>"
    )
    html = (
        '<!doctype html><html lang="en"><title>Figures</title><link rel="stylesheet" href="/static/css/app.css">'
        f"<main><h1>Figures</h1>{engines['django'].from_string('{% load figures %}' + tags).render()}</main></html>"
    )
    page.route("**/figures-alone", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/figures-alone")
    page.wait_for_load_state("networkidle")
    broken = "(all) => all.filter((img) => !img.naturalWidth).map((img) => img.src)"
    assert page.locator("img").evaluate_all(broken) == []
    assert violations(page) == []
