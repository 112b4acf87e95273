"""Figures on the pages, in Chromium: paused and played, pointed at, in both themes, and with less motion."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.looking import eventually, is_too_wide, violations

pytestmark = pytest.mark.usefixtures("drawn", "shipped")


@pytest.fixture
def shipped(live_server: Any) -> None:
    call_command("load_catalogue", verbosity=0)


def open_cat_cow(page: Page) -> Locator:
    page.goto(reverse("exercises:detail", args=["cat-cow"]))
    return page.locator("pausable-figure")


def moment(figure: Locator) -> float:
    """The second of its loop the large figure is at."""
    return float(figure.locator("svg[data-beats]").evaluate("(svg) => svg.getCurrentTime()"))


def expect_movement(figure: Locator) -> None:
    before = moment(figure)
    eventually(figure.page, lambda: moment(figure) != before)


def expect_stillness(figure: Locator) -> None:
    before = moment(figure)
    figure.page.wait_for_timeout(400)
    assert moment(figure) == before


def test_the_figure_is_paused_where_it_is_and_goes_on(page: Page) -> None:
    figure = open_cat_cow(page)
    pause = figure.get_by_role("button", name="Pause the movement")
    pause.wait_for()
    expect_movement(figure)

    pause.click()
    expect_stillness(figure)
    expect(figure.get_by_role("status")).to_have_text("The movement is paused")

    figure.get_by_role("button", name="Play the movement").click()
    expect_movement(figure)


def test_the_pause_works_from_the_keyboard_and_is_remembered(page: Page) -> None:
    figure = open_cat_cow(page)
    figure.get_by_role("button", name="Pause the movement").press("Space")

    page.reload()

    figure.get_by_role("button", name="Play the movement").wait_for()
    expect_stillness(figure)


def test_nothing_jumps_when_the_control_appears(page: Page) -> None:
    page.add_init_script(
        "new PerformanceObserver((list) => { for (const shift of list.getEntries()) if (!shift.hadRecentInput)"
        " window.shifted = (window.shifted ?? 0) + shift.value }).observe({ type: 'layout-shift', buffered: true })"
    )
    figure = open_cat_cow(page)
    figure.get_by_role("button", name="Pause the movement").click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted ?? 0") < 0.01


def test_there_is_no_dead_control_without_script(new_context: Any) -> None:
    page = new_context(java_script_enabled=False).new_page()
    figure = open_cat_cow(page)
    assert figure.locator("img").get_attribute("src") == "/static/figures/cat-cow.svg"
    assert not figure.get_by_role("button").is_visible()


def test_less_motion_begins_with_a_still_that_can_be_played(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    figure = open_cat_cow(page)
    play = figure.get_by_role("button", name="Play the movement")
    play.wait_for()
    expect(figure.locator(".still")).to_have_css("display", "inline")
    expect_stillness(figure)

    play.click()

    expect(figure.locator(".moving")).to_have_css("display", "inline")
    expect_movement(figure)


def test_each_step_shows_its_key_pose(page: Page) -> None:
    open_cat_cow(page)
    shown = page.locator(".exercise-steps > li").evaluate_all(
        "(items) => items.map((item) => [...item.querySelectorAll('img')].map((img) => img.src.split('/').at(-1)))"
    )
    assert shown == [["cat-cow-1.svg"], ["cat-cow-2.svg"], [], ["cat-cow-3.svg"], [], []]


def test_an_exercise_with_its_figures_is_accessible(page: Page) -> None:
    figure = open_cat_cow(page)
    figure.get_by_role("button", name="Pause the movement").wait_for()
    expect(figure.get_by_role("img", name="Cat/cow: the movement")).to_be_visible()
    assert violations(page) == []
    assert not is_too_wide(page)


def card(page: Page) -> Locator:
    page.goto(reverse("exercises:library") + "?q=cat")
    return page.locator(".exercise-card", has_text="Cat/cow")


def expect_source(figure: Locator, name: str) -> None:
    expect(figure.locator("img")).to_have_attribute("src", re.compile(f"/{re.escape(name)}$"))


def test_a_card_moves_while_it_is_pointed_at(page: Page) -> None:
    cat_cow = card(page)
    expect_source(cat_cow, "cat-cow-3.svg")

    cat_cow.hover()
    expect_source(cat_cow, "cat-cow.svg")

    page.mouse.move(0, 0)
    expect_source(cat_cow, "cat-cow-3.svg")


def test_a_card_moves_while_it_is_focused_from_the_keyboard(page: Page) -> None:
    cat_cow = card(page)
    page.get_by_role("searchbox").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if cat_cow.get_by_role("link").evaluate("(link) => link === document.activeElement"):
            break
    expect_source(cat_cow, "cat-cow.svg")


def test_a_card_stands_still_for_less_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    cat_cow = card(page)
    cat_cow.hover()
    expect_source(cat_cow, "cat-cow-3.svg")
