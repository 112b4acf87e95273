"""The library in Chromium: typing, filters, the back button, the keyboard, no JavaScript, accessibility."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.test_browser_look import is_too_wide, violations

CARDS = ".exercise-card h3"


@pytest.fixture(autouse=True)
def catalogue(live_server):
    call_command("load_catalogue", verbosity=0)


def test_typing_finds_says_how_many_and_keeps_the_address(page: Page):
    page.goto("/exercises/")
    page.keyboard.press("/")
    page.keyboard.type("pla", delay=20)

    expect(page.locator(CARDS).first).to_have_text("Plank")
    expect(page.locator("[data-announce]")).to_have_text("5 exercises for “pla”")
    expect(page).to_have_url("/exercises/?q=pla")
    expect(page.locator("#q")).to_be_focused()


def test_back_from_an_exercise_returns_to_what_was_found(page: Page):
    page.goto("/exercises/?q=pla")
    page.get_by_role("link", name="Side plank", exact=True).click()
    page.wait_for_url("**/side-plank/")
    page.go_back()

    expect(page.locator("#q")).to_have_value("pla")
    expect(page.locator(CARDS).first).to_have_text("Plank")


def test_back_undoes_one_filter_at_a_time(page: Page):
    page.goto("/exercises/")
    page.get_by_role("link", name="Strengthen 29").click()
    expect(page.locator("[data-count]")).to_have_text("29 exercises")
    page.locator(".library-more > summary").click()
    page.locator("#filter-position").focus()
    page.locator("#filter-position").select_option("prone")
    expect(page).to_have_url("/exercises/?kind=strengthen&position=prone")
    expect(page.locator("#filter-position")).to_be_focused()  # although it came anew, with its numbers

    page.go_back()

    expect(page.locator("[data-count]")).to_have_text("29 exercises")
    expect(page).to_have_url("/exercises/?kind=strengthen")


def test_clear_empties_the_words_and_the_filters(page: Page):
    page.goto("/exercises/?q=plank&position=prone")
    page.get_by_role("link", name="Clear").click()

    expect(page.locator("[data-count]")).to_have_text("67 exercises")
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator("#filter-position")).to_have_value("")


def test_the_library_works_without_javascript(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/exercises/")
    page.locator("#q").fill("neck")
    page.locator("#q").press("Enter")
    page.locator(".library-more > summary").click()
    page.locator("#filter-position").select_option("seated")
    page.locator("noscript button").click()

    expect(page.locator(CARDS)).to_have_text(["Chin tuck"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    [
        "/exercises/",
        "/exercises/?q=plank&position=standing",
        "/exercises/side-plank/",
        "/exercises/walking/",
        "/programmes/",
        "/programmes/stretch-then-strengthen-15/",
    ],
)
def test_public_pages_of_the_catalogue_are_accessible(page: Page, address, scheme):
    call_command("load_programmes", verbosity=0)
    page.emulate_media(color_scheme=scheme)
    page.goto(address)

    assert violations(page) == []
    assert not is_too_wide(page)
