"""The second step, and what it keeps."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt, encrypt
from django.test import Client
from django.urls import reverse

from accounts.models import SecurityEvent, User
from tests.factories import PASSWORD

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(key: str) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(key, counters[len(counters) // 2]))


def sign_in(client: Client, person: User):  # type: ignore[no-untyped-def]
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


@pytest.fixture
def codes(client: Client, alice: User, django_capture_on_commit_callbacks) -> list[str]:  # type: ignore[no-untyped-def]
    """Turn the app on as a person does, and return the recovery codes it shows."""
    sign_in(client, alice)
    key = client.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("mfa_activate_totp"), {"code": code_of(key)}, follow=True)
    return list(page.context["unused_codes"])


def test_with_the_app_the_password_alone_opens_nothing(client: Client, alice: User, codes: list[str]) -> None:
    other = Client()

    assert sign_in(other, alice).url == reverse("mfa_authenticate")
    assert other.get(reverse("accounts:settings")).status_code == 302
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert other.get(reverse("accounts:settings")).status_code == 200


def test_a_recovery_code_works_once(alice: User, codes: list[str]) -> None:
    for client, works in ((Client(), True), (Client(), False)):
        sign_in(client, alice)
        client.post(reverse("mfa_authenticate"), {"code": codes[3]})
        assert (client.get(reverse("accounts:settings")).status_code == 200) is works

    kinds = SecurityEvent.objects.filter(person=alice).values_list("kind", flat=True)
    assert {"app-added", "codes-made", "code-used", "second-step-failed"} <= set(kinds)


def test_recovery_codes_are_shown_once(client: Client, codes: list[str]) -> None:
    page = client.get(reverse("mfa_view_recovery_codes"))

    assert len(set(codes)) == 10
    assert not any(code in page.content.decode() for code in codes)
    assert "shown once and cannot be shown again" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_page_with_the_key_is_kept_nowhere(client: Client, alice: User) -> None:
    sign_in(client, alice)

    page = client.get(reverse("mfa_activate_totp"))

    assert "no-store" in page["Cache-Control"]
    assert "style=" not in page.content.decode()
    assert '<svg class="qr"' in page.content.decode()


def test_codes_are_tried_five_times(alice: User, codes: list[str]) -> None:
    client = Client()
    sign_in(client, alice)

    pages = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(6)]
    late = client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert "That did not fit." in pages[0].content.decode()
    assert "That was tried too often." in pages[5].content.decode()
    assert late.status_code == 422  # the right code does not help now
    assert client.get(reverse("accounts:settings")).status_code == 302


def test_without_the_app_the_page_offers_it(client: Client, alice: User) -> None:
    sign_in(client, alice)

    assert "Add an authenticator app" in client.get(reverse("accounts:security")).content.decode()


def test_a_quarter_of_an_hour_later_it_asks_who_it_is(client: Client, alice: User) -> None:
    with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=UTC), tick=False) as clock:
        sign_in(client, alice)
        soon = client.get(reverse("mfa_activate_totp"))
        clock.shift(timedelta(minutes=16))
        late = client.get(reverse("mfa_activate_totp"))

    assert soon.status_code == 200
    assert late.url.startswith(reverse("account_reauthenticate"))


def test_the_app_is_removed(client: Client, alice: User, codes: list[str]) -> None:
    response = client.post(reverse("mfa_deactivate_totp"), follow=True)

    assert response.redirect_chain[-1][0] == reverse("accounts:security")
    assert not Authenticator.objects.filter(user=alice).exists()


def test_secrets_are_encrypted_where_they_are_kept(alice: User) -> None:
    TOTP.activate(alice, KEY)

    kept = str(Authenticator.objects.get(type="totp").data)
    assert KEY not in kept
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(KEY))


def test_under_another_secret_key_no_code_fits(alice: User, settings) -> None:  # type: ignore[no-untyped-def]
    TOTP.activate(alice, KEY)
    settings.SECRET_KEY = "another" * 8

    assert not Authenticator.objects.get(type="totp").wrap().validate_code(code_of(KEY))
    assert decrypt(encrypt("x")) == "x"


def test_an_old_secret_key_is_still_read(settings) -> None:  # type: ignore[no-untyped-def]
    kept = encrypt("x")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 8

    assert decrypt(kept) == "x"


@pytest.mark.parametrize(
    ("host", "is_secure", "are_offered"),
    [("localhost", False, True), ("192.168.1.5", False, False), ("back.example.org", True, True)],
)
def test_passkeys_are_offered_where_browsers_have_them(
    alice_client: Client,
    settings,  # type: ignore[no-untyped-def]
    host: str,
    is_secure: bool,
    are_offered: bool,
) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    page = alice_client.get(reverse("accounts:security"), secure=is_secure, headers={"Host": host}).content.decode()

    assert ("Add a passkey" in page) is are_offered
    assert ("begins with https://" in page) is not are_offered


@pytest.mark.parametrize("code", ["é", "١٢٣٤٥٦", "\0", "-1", "9" * 5000, " ", "12 34 56"])
def test_no_made_up_code_breaks_anything(alice: User, codes: list[str], code: str) -> None:
    client = Client()
    sign_in(client, alice)

    answer = client.post(reverse("mfa_authenticate"), {"code": code})

    assert answer.status_code == 422
    assert client.get(reverse("accounts:settings")).status_code == 302
