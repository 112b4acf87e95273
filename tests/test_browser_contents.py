"""Adding an exercise to a finished session and taking one out, on a phone, without JavaScript; accessibility."""

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from exercises.models import Exercise
from tests.factories import make_entry, make_session
from tests.looking import go_by, is_too_wide, session_cookie, violations


@pytest.fixture(autouse=True)
def catalogue(live_server):
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def sign_in(alice: User, live_server):
    def sign_in(context: BrowserContext) -> Page:
        context.add_cookies([session_cookie(alice, live_server.url)])
        return context.new_page()

    return sign_in


@pytest.fixture
def session(alice: User, catalogue):
    session = make_session(alice, name="Morning")
    for position, slug in enumerate(["cat-cow", "plank"]):
        make_entry(session, Exercise.objects.get(slug=slug), position=position)
    return session


def test_a_session_is_put_right_by_touch_without_javascript(new_context, sign_in, session):
    page = sign_in(new_context(has_touch=True, java_script_enabled=False))
    page.goto(f"/sessions/{session.pk}/")
    names = page.locator(".outcome-name")
    page.get_by_role("link", name="Add or take out an exercise").tap()
    page.get_by_role("searchbox", name="Find an exercise").fill("side plank")
    page.get_by_role("button", name="Find").tap()
    page.get_by_role("link", name="Add Side plank", exact=True).tap()
    page.get_by_label("Sets").fill("2")
    page.get_by_role("button", name="Add to the session").tap()
    expect(names).to_have_text(["Cat/cow", "Plank", "Side plank"])

    page.get_by_role("link", name="Add or take out an exercise").tap()
    page.get_by_role("button", name="Take out Plank").tap()
    expect(names).to_have_text(["Cat/cow", "Side plank"])
    page.get_by_role("button", name="Undo").tap()
    expect(names).to_have_text(["Cat/cow", "Plank", "Side plank"])


def test_every_page_of_it_is_accessible_and_fits_a_phone(new_context, sign_in, session):
    page = sign_in(new_context())

    for path in ("", "exercises/", "exercises/?q=plank", "exercises/add/side-plank/"):
        page.goto(f"/sessions/{session.pk}/{path}")
        assert violations(page) == []
        assert not is_too_wide(page)
    page.goto("/sessions/new/exercises/?q=plank&exercise=cat-cow")
    assert violations(page) == []
    assert not is_too_wide(page)


def test_the_search_of_the_free_log_keeps_the_ticks_without_javascript(new_context, sign_in, session):
    page = sign_in(new_context(java_script_enabled=False))
    page.goto("/sessions/new/exercises/")
    page.get_by_label("Cat/cow").check()
    page.get_by_role("searchbox", name="Find an exercise").fill("side plank")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_label("Cat/cow")).to_be_checked()
    page.get_by_label("Side plank", exact=True).check()
    go_by(page.get_by_role("button", name="Show all exercises"))
    expect(page.get_by_label("Side plank", exact=True)).to_be_checked()
    page.get_by_role("button", name="Go on").click()

    expect(page.locator("legend")).to_contain_text(["Cat/cow", "Side plank"])
