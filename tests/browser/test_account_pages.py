"""Every account page in Chromium: axe finds nothing, no policy is broken, nothing is wider than a small phone."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session as BrowserSession
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import SecurityEvent, User
from exercises.models import Exercise
from tests.factories import PASSWORD, make_exercise
from tests.looking import is_too_wide, violations
from tests.test_browser_look import sign_in

OWN = [
    "accounts:security",
    "mfa_add_webauthn",
    "mfa_activate_totp",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
]
WITH_APP = ["accounts:security", "mfa_deactivate_totp", "mfa_reauthenticate", "mfa_generate_recovery_codes"]
VISITORS = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_email_verification_sent",
    "account_inactive",
]
LINKS = ["/accounts/password/reset/key/1-nothing/", "/accounts/confirm-email/nothing/"]


@pytest.fixture(autouse=True)
def complaints(page: Page) -> list[str]:
    """Whatever the browser complains of: scripts that fail, and what the content policy stops."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("response", lambda response: found.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def look(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    response = page.goto(url)
    assert (url, response and response.ok) == (url, True)
    assert (url, violations(page)) == (url, [])
    assert (url, is_too_wide(page)) == (url, False)


def test_visitors_pages(page: Page, live_server: Any, complaints: list[str]) -> None:

    for url in [*map(reverse, VISITORS), *LINKS]:
        look(page, url)

    assert complaints == []


def test_a_person_s_pages(page: Page, alice: User, complaints: list[str]) -> None:
    sign_in(page, alice)

    for name in OWN:
        look(page, reverse(name))

    assert complaints == []


def test_pages_of_somebody_with_the_app_and_a_passkey(page: Page, alice: User, complaints: list[str]) -> None:
    sign_in(page, alice)
    TOTP.activate(alice, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(alice)
    for kind in ("sign-in-failed", "app-added", "passkey-added"):
        SecurityEvent.objects.record(kind, alice)

    look(page, reverse("mfa_view_recovery_codes"))  # with its codes, this once
    for name in [*WITH_APP, "mfa_view_recovery_codes"]:
        look(page, reverse(name))

    assert complaints == []


def test_codes_are_saved_as_a_file(page: Page, alice: User) -> None:
    sign_in(page, alice)
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    page.goto(reverse("mfa_view_recovery_codes"))

    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()

    assert saved.value.suggested_filename == "backroutine-recovery-codes.txt"
    assert saved.value.path().read_text().split() == codes


def test_the_second_step_in_the_browser(page: Page, alice: User) -> None:
    TOTP.activate(alice, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    (code, *_rest) = RecoveryCodes.activate(alice).get_unused_codes()
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="One more step").wait_for()
    assert violations(page) == []

    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("link", name="Settings").wait_for()
    signed_in = [session.get_decoded().get(SESSION_KEY) for session in BrowserSession.objects.all()]
    assert str(alice.pk) in signed_in
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes().count(code) == 0


@pytest.mark.ignore_template_errors  # Django's own templates leave variables out
def test_the_admin_breaks_no_policy(page: Page, alice: User, complaints: list[str]) -> None:
    User.objects.update(is_staff=True, is_superuser=True)
    exercise = make_exercise()
    sign_in(page, alice)

    for url in (
        reverse("admin:index"),
        reverse("admin:exercises_exercise_changelist"),
        reverse("admin:exercises_exercise_change", args=[Exercise.objects.get(pk=exercise.pk).pk]),
        reverse("admin:accounts_user_change", args=[alice.pk]),
        reverse("admin:accounts_invite_add"),
        reverse("admin:accounts_securityevent_changelist"),
    ):
        response = page.goto(url)
        assert (url, response and response.ok) == (url, True)

    assert complaints == []
