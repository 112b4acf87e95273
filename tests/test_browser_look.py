"""The main pages in Chromium: no accessibility violation, nothing wider than a small phone, in both themes."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.factories import PASSWORD, make_exercise, make_routine, make_session
from tests.looking import HOME, is_too_wide, violations

PUBLIC = ["home", "account_login", "account_signup", "account_reset_password", "safety", "about"]
OWN = [
    "home",
    "accounts:settings",
    "account_email",
    "account_change_password",
    "account_logout",
    "routines:list",
    "sessions:list",
    "sessions:progress",
]


def sign_in(page: Page, person: User) -> None:
    """As a person does."""
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(HOME)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_are_accessible(page: Page, name: str) -> None:
    response = page.goto(reverse(name))

    assert response
    assert response.ok
    assert violations(page) == []
    assert not is_too_wide(page)


def test_own_pages_are_accessible(page: Page, alice: User) -> None:
    routine = make_routine(alice, make_exercise(), make_exercise())
    make_session(alice, routine)
    make_session(alice, routine, finished_at=None)
    sign_in(page, alice)

    for name in OWN:
        page.set_viewport_size({"width": 390, "height": 844})
        response = page.goto(reverse(name))
        assert (name, response and response.ok) == (name, True)
        assert (name, violations(page)) == (name, [])
        assert (name, is_too_wide(page)) == (name, False)


def test_the_browser_fills_in_the_time_zone_at_sign_up(new_context) -> None:  # type: ignore[no-untyped-def]
    page = new_context(timezone_id="Asia/Tokyo").new_page()
    page.goto(reverse("account_signup"))

    page.get_by_label("E-mail address").fill("new@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url(HOME)

    assert User.objects.get().time_zone == "Asia/Tokyo"


def test_settings_offer_the_zone_of_the_device(page: Page, alice: User) -> None:
    User.objects.update(time_zone="Asia/Tokyo")
    sign_in(page, alice)
    page.goto(reverse("accounts:settings"))
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")

    page.get_by_role("button", name="Use this device’s").click()

    expect(page.get_by_label("Time zone")).to_have_value(zone)


def test_a_request_that_fails_is_told_in_words(page: Page, alice: User) -> None:
    sign_in(page, alice)
    page.context.set_offline(True)

    page.evaluate("htmx.ajax('GET', '/settings/', 'main').catch(() => {})")

    words = "That did not reach the server. Nothing you typed is lost."
    expect(page.get_by_role("alert")).to_have_text(words, use_inner_text=True)
