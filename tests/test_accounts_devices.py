"""Where a person is signed in: seen to the hour, without an address, ended from elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.urls import reverse

from accounts.browsers import read_user_agent
from accounts.models import Device, SecurityEvent, User
from tests.factories import PASSWORD

PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)


def signed_in(person: User, user_agent: str = PHONE) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) "
            "SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("curl/8.9", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_is_named_in_two_words(user_agent: str, words: str) -> None:
    assert str(read_user_agent(user_agent)) == words


def test_signing_in_remembers_the_device_and_no_address(alice: User) -> None:
    signed_in(alice)

    device = Device.objects.get()
    kept = {str(getattr(device, field.name)) for field in Device._meta.fields}
    assert (device.person, str(device)) == (alice, "Chrome on Android")
    assert not any("127.0.0.1" in value or "Mozilla" in value for value in kept)


def test_a_device_is_seen_once_an_hour(alice: User, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=UTC), tick=False) as clock:
        client = signed_in(alice)
        clock.shift(timedelta(minutes=59))
        with django_assert_num_queries(2):  # the session and the person
            client.get(reverse("accounts:cautions"))
        clock.shift(timedelta(minutes=2))
        client.get(reverse("accounts:cautions"))

    assert Device.objects.get().seen_at == datetime(2027, 1, 4, 13, 1, tzinfo=UTC)


def test_signing_out_forgets_the_device(alice: User) -> None:
    signed_in(alice).post(reverse("account_logout"))

    assert not Device.objects.exists()


def test_security_page_marks_this_device(alice: User) -> None:
    client = signed_in(alice)
    signed_in(alice, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")

    page = client.get(reverse("accounts:security"))

    assert [str(device) for device in page.context["devices"]] == ["Firefox on Linux", "Chrome on Android"]
    assert page.content.decode().count("This device") == 1
    assert page.content.decode().count("Sign out Firefox on Linux") == 1


def test_another_device_is_signed_out(alice: User) -> None:
    here, there = signed_in(alice), signed_in(alice)
    other = Device.objects.get(session_key=there.session.session_key)

    here.post(reverse("accounts:sign_out_device", args=[other.pk]))

    assert there.get(reverse("accounts:settings")).status_code == 302
    assert here.get(reverse("accounts:settings")).status_code == 200
    assert Device.objects.count() == 1


def test_signing_out_everywhere_else_leaves_this_one(alice: User) -> None:
    here, there, third = signed_in(alice), signed_in(alice), signed_in(alice)

    here.post(reverse("accounts:sign_out_others"))

    answers = [client.get(reverse("accounts:settings")).status_code for client in (here, there, third)]
    assert answers == [200, 302, 302]
    assert BrowserSession.objects.filter(session_key=here.session.session_key).exists()
    assert SecurityEvent.objects.filter(person=alice, kind="signed-out-elsewhere").count() == 1


def test_nobody_signs_out_a_stranger(alice: User, bob_client: Client) -> None:
    client = signed_in(alice)
    device = Device.objects.get(person=alice)

    assert bob_client.post(reverse("accounts:sign_out_device", args=[device.pk])).status_code == 404
    assert client.get(reverse("accounts:settings")).status_code == 200


def test_a_new_password_signs_out_elsewhere_and_not_here(alice: User) -> None:
    here, there = signed_in(alice), signed_in(alice)
    data = {"oldpassword": PASSWORD, "password1": "another-Spine-8", "password2": "another-Spine-8"}

    here.post(reverse("account_change_password"), data)

    assert there.get(reverse("accounts:settings")).status_code == 302
    assert here.get(reverse("accounts:settings")).status_code == 200
    alice.refresh_from_db()
    assert [device.session_key for device in Device.objects.signed_in(alice)] == [here.session.session_key]


def test_a_session_that_opens_nothing_is_not_listed(alice: User) -> None:
    signed_in(alice)
    alice.set_password("set-by-Operator-9")  # as the admin does
    alice.save()

    assert Device.objects.signed_in(alice) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_security_page_asks_few_queries(alice: User, rows: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    clients = [signed_in(alice) for _ in range(rows)]

    with django_assert_num_queries(7):
        clients[-1].get(reverse("accounts:security"))


def test_security_page_needs_somebody_signed_in(client: Client) -> None:
    assert client.get(reverse("accounts:security")).url == "/accounts/login/?next=/settings/security/"  # type: ignore[attr-defined]
