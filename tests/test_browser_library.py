"""The library in Chromium: typing, filters, the back button, the keyboard, no JavaScript, accessibility."""

from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import CDPSession, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.looking import go_by, is_too_wide, violations

CARDS = ".exercise-card h3"


@pytest.fixture(autouse=True)
def catalogue(live_server):
    call_command("load_catalogue", verbosity=0)


def test_typing_finds_says_how_many_and_keeps_the_address(page: Page):
    page.goto("/exercises/")
    expect(page.locator("library-search:defined")).to_be_attached()
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


def step_back(page: Page, cdp: CDPSession, entry: int) -> None:
    """Go to an entry of the history; again while the browser exchanges one page for another and takes no orders."""
    for _ in range(50):
        try:
            cdp.send("Page.navigateToHistoryEntry", {"entryId": entry})
        except PlaywrightError as error:
            if "active page" not in str(error):
                raise
            page.wait_for_timeout(5)
        else:
            return
    pytest.fail("The browser took no step back.")


@pytest.mark.parametrize("pause", [15, 60])
def test_quick_steps_back_leave_address_and_list_in_step(page: Page, pause):
    page.goto("/exercises/")
    page.get_by_role("link", name="Strengthen 29").click()
    expect(page.locator("[data-count]")).to_have_text("29 exercises")
    page.locator(".library-more > summary").click()
    page.locator("#filter-position").select_option("prone")
    expect(page).to_have_url("/exercises/?kind=strengthen&position=prone")
    # The first step loads the page anew, so the second cannot be a timer of this one.
    cdp = page.context.new_cdp_session(page)
    at, *steps = reversed(cdp.send("Page.getNavigationHistory")["entries"])
    assert at["url"] == page.url
    assert [urlsplit(step["url"]).query for step in steps[:2]] == ["kind=strengthen", ""]
    for step in steps[:2]:
        step_back(page, cdp, step["id"])
        page.wait_for_timeout(pause)

    expect(page).to_have_url("/exercises/")
    expect(page.locator("[data-count]")).to_have_text("67 exercises")
    expect(page.locator("#filter-position")).to_have_value("")


def test_arrows_move_among_the_cards_and_enter_opens(page: Page):
    page.set_viewport_size({"width": 1000, "height": 900})
    page.goto("/exercises/?kind=strengthen")
    cards = page.locator(".exercise-card")
    places = [card.bounding_box() for card in cards.all()[:8]]
    columns = sum(abs(place["y"] - places[0]["y"]) < 2 for place in places)
    links = page.locator(f"{CARDS} a")

    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1 + columns)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    name = links.nth(0).inner_text()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(name)
    assert columns > 1


def test_boxes_combine_by_touch_and_stay_open(new_context):
    page = new_context(has_touch=True).new_page()
    page.goto("/exercises/")
    page.locator(".library-more > summary").tap()
    page.locator("#more-without > summary").tap()
    page.get_by_label("A wrist or hand problem").tap()
    expect(page).to_have_url("/exercises/?without=wrist")
    page.get_by_label("Osteoporosis").tap()
    expect(page).to_have_url("/exercises/?without=osteoporosis&without=wrist")
    expect(page.get_by_label("Osteoporosis")).to_be_checked()

    page.get_by_role("link", name="Remove: Cautions Left out: Osteoporosis").tap()

    expect(page).to_have_url("/exercises/?without=wrist")
    expect(page.get_by_label("Osteoporosis")).not_to_be_checked()


def test_a_dead_end_says_which_choice_to_drop(page: Page):
    page.goto("/exercises/?q=plank&position=standing&without=wrist")
    page.get_by_role("link", name="Drop “Standing”").click()

    expect(page).to_have_url("/exercises/?q=plank&without=wrist")
    expect(page.locator(CARDS)).not_to_have_count(0)


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
    with page.expect_navigation():
        page.locator("#q").press("Enter")
    page.locator(".library-more > summary").click()
    page.locator("#filter-position").select_option("seated")
    go_by(page.locator("noscript button"))

    expect(page.locator(CARDS)).to_have_text(["Chin tuck"])


@pytest.mark.parametrize(
    "address",
    [
        "/exercises/",
        "/exercises/?q=plank&position=standing",
        "/exercises/?without=wrist&have=band&level=2&time=120",
        "/exercises/side-plank/",
        "/exercises/walking/",
        "/programmes/",
        "/programmes/stretch-then-strengthen-15/",
    ],
)
def test_public_pages_of_the_catalogue_are_accessible(page: Page, address):
    call_command("load_programmes", verbosity=0)
    page.goto(address)

    assert violations(page) == []
    assert not is_too_wide(page)
