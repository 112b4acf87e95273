"""Passkeys in real Chromium, with a virtual authenticator that holds keys as a phone would."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, Route, expect

from accounts.models import SecurityEvent, User
from tests.factories import PASSWORD
from tests.looking import HOME


@pytest.fixture
def phone(page: Page) -> Iterator[dict[str, Any]]:
    """A device in the browser that keeps passkeys and asks nobody; yields how to speak to it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    yield {"cdp": cdp, "authenticatorId": number}
    cdp.send("WebAuthn.disable")


def verify(phone: dict[str, Any], *, is_person: bool) -> None:
    number = phone["authenticatorId"]
    phone["cdp"].send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": is_person})


def touch(phone: dict[str, Any], *, is_touched: bool) -> None:
    number = phone["authenticatorId"]
    phone["cdp"].send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": number, "enabled": is_touched})


def sign_in(page: Page, person: User) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "login" not in url)


def add_passkey(page: Page, person: User, phone: dict[str, Any], name: str = "My phone") -> None:
    touch(phone, is_touched=True)
    sign_in(page, person)
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/settings/security/")


def test_a_passkey_signs_in_without_a_password(page: Page, phone: dict[str, Any], alice: User) -> None:
    add_passkey(page, alice, phone)
    expect(page.get_by_text("My phone")).to_be_visible()
    page.goto("/settings/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(HOME)
    # Else the browser would take what it may fill in before anything is pressed.
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    page.goto("/accounts/login/?next=/settings/security/")

    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url(lambda url: urlsplit(url).path == "/settings/security/")
    expect(page.get_by_text("last used on")).to_be_visible()
    kinds = SecurityEvent.objects.filter(person=alice).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["signed-in", "passkey-added", "signed-in"]


def test_the_browser_offers_the_passkey_in_the_field(page: Page, phone: dict[str, Any], alice: User) -> None:
    add_passkey(page, alice, phone)
    page.goto("/settings/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(HOME)

    page.goto("/accounts/login/?next=/settings/security/", wait_until="commit")

    page.wait_for_url(lambda url: urlsplit(url).path == "/settings/security/")


def test_a_passkey_needs_the_person(page: Page, phone: dict[str, Any], alice: User) -> None:
    add_passkey(page, alice, phone)
    page.goto("/settings/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(HOME)
    verify(phone, is_person=False)
    page.goto("/accounts/login/")

    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_text("Nothing was chosen").wait_for()
    assert "/accounts/login/" in page.url


def test_one_device_keeps_one_passkey(page: Page, phone: dict[str, Any], alice: User) -> None:
    add_passkey(page, alice, phone)
    page.get_by_role("link", name="Add another passkey").click()

    page.get_by_role("button", name="Make the passkey").click()

    page.get_by_text("has a passkey for your account already").wait_for()
    assert Authenticator.objects.count() == 1


def test_a_passkey_is_renamed_and_removed(page: Page, phone: dict[str, Any], alice: User) -> None:
    add_passkey(page, alice, phone)

    page.get_by_role("link", name="Rename “My phone”").click()
    page.get_by_label("Name").fill("The old phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove “The old phone”").click()
    page.get_by_role("button", name="Remove the passkey").click()

    page.get_by_text("The passkey is removed.").wait_for()
    assert not Authenticator.objects.exists()


def test_a_passkey_alone_leaves_the_password_as_it_was(page: Page, phone: dict[str, Any], alice: User) -> None:
    add_passkey(page, alice, phone)
    page.context.clear_cookies()
    touch(phone, is_touched=False)

    sign_in(page, alice)

    assert "/accounts/2fa/" not in page.url


def test_another_way_in_ends_the_question_for_passkeys(page: Page, phone: dict[str, Any], alice: User) -> None:
    """Its answer sets a cookie: after the sign-in's own, it would sign the person out."""
    sent: list[Route] = []
    page.route("**/accounts/2fa/webauthn/login/**", lambda route: None)  # never answered
    page.route(
        "**/accounts/login/", lambda route: sent.append(route) if route.request.method == "POST" else route.fallback()
    )
    with page.expect_request("**/accounts/2fa/webauthn/login/**"):
        page.goto("/accounts/login/")
    page.fill("input[name=login]", alice.email)
    page.fill("input[name=password]", PASSWORD)

    with page.expect_event("requestfailed", lambda request: "webauthn" in request.url):
        page.get_by_role("button", name="Sign in", exact=True).click(no_wait_after=True)

    while not sent:
        page.wait_for_timeout(50)
    sent[0].fallback()
    page.wait_for_url(HOME)
