import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from routines.timeline import Pace
from tests.factories import PASSWORD, make_person

SETTINGS = {"time_zone": "Europe/Berlin"}
PLAYER = {
    "prepare_seconds": "15",
    "change_seconds": "20",
    "waits_for_tap": ["work", "rest"],
    "is_sound_on": "on",
    "sound_volume": "40",
    "is_voice_on": "on",
}


def test_signing_up_takes_an_address_and_one_password(client: Client, db: None) -> None:
    data = {"email": "New@Example.org", "password1": PASSWORD, "time_zone": "Asia/Tokyo"}

    response = client.post(reverse("account_signup"), data)

    assert response.url == "/"  # type: ignore[attr-defined]
    assert User.objects.values_list("email", "time_zone").get() == ("new@example.org", "Asia/Tokyo")


def test_signing_up_twice_is_refused_in_words(client: Client, alice: User) -> None:
    response = client.post(reverse("account_signup"), {"email": "ALICE@example.org", "password1": PASSWORD})

    assert "already registered" in response.content.decode()
    assert User.objects.count() == 1


def test_signing_in_leads_to_today(client: Client, alice: User) -> None:
    response = client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD}, follow=True)

    assert "<h1>Today</h1>" in response.content.decode()


def test_signing_in_with_the_wrong_password_is_refused_in_words(client: Client, alice: User) -> None:
    response = client.post(reverse("account_login"), {"login": alice.email, "password": "wrong"})

    assert "The e-mail address or the password is not right." in response.content.decode()


def test_signing_out_leads_to_the_front_page(alice_client: Client) -> None:
    response = alice_client.post(reverse("account_logout"), follow=True)

    assert not response.context["user"].is_authenticated


def test_settings_need_somebody_signed_in(client: Client) -> None:
    response = client.get(reverse("accounts:settings"))

    assert response.url == f"{reverse('account_login')}?next=/settings/"  # type: ignore[attr-defined]


def test_settings_are_kept(alice_client: Client, alice: User) -> None:
    response = alice_client.post(reverse("accounts:settings"), SETTINGS)

    alice.refresh_from_db()
    assert response.status_code == 302
    assert alice.time_zone == "Europe/Berlin"


def test_player_settings_are_kept(alice_client: Client, alice: User) -> None:
    response = alice_client.post(reverse("accounts:player"), PLAYER)

    alice.refresh_from_db()
    assert response.url == "/settings/"  # type: ignore[attr-defined]
    assert alice.pace == Pace(15, 20, frozenset({"work", "rest"}))
    assert (alice.is_sound_on, alice.sound_volume, alice.is_voice_on, alice.is_vibration_on) == (True, 40, True, False)


@pytest.mark.parametrize(
    ("target", "url"), [("/sessions/1/play/", "/sessions/1/play/"), ("https://evil.example/", "/settings/")]
)
def test_player_settings_lead_back_to_the_session(alice_client: Client, target: str, url: str) -> None:
    page = alice_client.get(reverse("accounts:settings"), {"next": target})
    response = alice_client.post(reverse("accounts:player"), PLAYER | {"next": target})

    assert (f'name="next" value="{target}"' in page.content.decode()) is (target == url)
    assert response.url == url  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "bad",
    [
        {"prepare_seconds": "2"},
        {"prepare_seconds": "61"},
        {"prepare_seconds": "abc"},
        {"prepare_seconds": "-5"},
        {"change_seconds": "61"},
        {"waits_for_tap": ["finish"]},
        {"sound_volume": "101"},
    ],
    ids=str,
)
def test_bad_player_settings_are_refused_and_change_nothing(alice_client: Client, alice: User, bad: Any) -> None:
    response = alice_client.post(reverse("accounts:player"), PLAYER | bad)

    alice.refresh_from_db()
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert (alice.pace, alice.sound_volume) == (Pace(), 70)


def test_player_settings_need_somebody_signed_in(client: Client) -> None:
    response = client.post(reverse("accounts:player"), PLAYER)

    assert response.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "bad",
    [{"time_zone": "Mars/Base"}, {"time_zone": ""}],
    ids=str,
)
def test_bad_settings_are_refused_and_change_nothing(alice_client: Client, alice: User, bad: dict[str, str]) -> None:
    response = alice_client.post(reverse("accounts:settings"), SETTINGS | bad)

    alice.refresh_from_db()
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert alice.time_zone == "UTC"


@pytest.mark.parametrize("rows", [1, 3])
def test_settings_ask_few_queries(alice_client: Client, rows: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(rows):
        make_person()

    with django_assert_num_queries(2):
        alice_client.get(reverse("accounts:settings"))


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive"],
)
def test_entrance_pages_wear_our_look(client: Client, db: None, name: str) -> None:
    assert 'class="entrance"' in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_logout", "account_reauthenticate"]
)
def test_account_pages_wear_our_look(alice_client: Client, name: str) -> None:
    assert 'class="entrance"' in alice_client.get(reverse(name)).content.decode()


def test_a_forgotten_password_can_be_replaced(client: Client, alice: User) -> None:
    client.post(reverse("account_reset_password"), {"email": alice.email})
    (link,) = re.findall(r"http\S+/key/\S+", str(mail.outbox[0].body))
    form_url = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form_url, {"password1": "another-Spine-8", "password2": "another-Spine-8"})

    alice.refresh_from_db()
    assert alice.check_password("another-Spine-8")


def test_a_used_link_is_explained(client: Client, db: None) -> None:
    page = client.get(reverse("account_reset_password_from_key", args=["1", "bad-key"])).content.decode()

    assert "This link no longer works" in page


def test_a_site_without_mail_says_whom_to_ask(client: Client, db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CAN_SEND_EMAIL = False
    settings.CONTACT_EMAIL = "ruth@example.org"

    page = client.get(reverse("account_reset_password")).content.decode()

    assert "This site cannot send e-mail." in page
    assert "ruth@example.org" in page


def test_a_site_with_mail_says_nothing_of_it(client: Client, db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CAN_SEND_EMAIL = True

    assert "cannot send e-mail" not in client.get(reverse("account_reset_password")).content.decode()


# --- Cautions and equipment ---


def test_cautions_and_equipment_are_kept(alice_client: Client, alice: User) -> None:
    response = alice_client.post("/settings/cautions/", {"cautions": ["wrist", "pregnancy"], "equipment": ["band"]})

    alice.refresh_from_db()
    assert response.url == "/settings/"  # type: ignore[attr-defined]
    assert (sorted(alice.cautions), alice.equipment) == (["pregnancy", "wrist"], ["band"])


def test_cautions_unticked_are_gone(alice_client: Client, alice: User) -> None:
    alice.remember(cautions=["wrist"], equipment=["band"])

    alice_client.post("/settings/cautions/", {})

    alice.refresh_from_db()
    assert (alice.cautions, alice.equipment) == ([], [])


def test_cautions_are_ticked_as_they_were_said(alice_client: Client, alice: User) -> None:
    alice.remember(cautions=["wrist"], equipment=["band"])

    html = alice_client.get("/settings/cautions/").content.decode()

    assert re.findall(r'value="([\w-]+)"[^>]* checked', html) == ["wrist", "band"]


@pytest.mark.parametrize("bad", [{"cautions": ["nonsense"]}, {"equipment": ["mat"]}, {"equipment": ["\0"]}], ids=str)
def test_unknown_cautions_are_refused_and_change_nothing(
    alice_client: Client, alice: User, bad: dict[str, list[str]]
) -> None:
    alice.remember(cautions=["wrist"], equipment=["band"])

    response = alice_client.post("/settings/cautions/", bad)

    alice.refresh_from_db()
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert (alice.cautions, alice.equipment) == (["wrist"], ["band"])


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/exercises/?without=mine", "/exercises/?without=mine"),
        ("https://evil.example/", "/settings/"),
        ("//evil.example/", "/settings/"),
    ],
)
def test_cautions_lead_back_to_where_one_was(alice_client: Client, back: str, leads_to: str) -> None:
    response = alice_client.post("/settings/cautions/", {"next": back})

    assert response.url == leads_to  # type: ignore[attr-defined]


def test_cautions_need_somebody_signed_in(client: Client) -> None:
    response = client.get("/settings/cautions/")

    assert response.url == "/accounts/login/?next=/settings/cautions/"  # type: ignore[attr-defined]


@pytest.mark.ignore_template_errors  # Django's own templates leave variables out
def test_no_operator_sees_what_a_person_must_take_care_with(client: Client, alice: User) -> None:
    alice.remember(cautions=["osteoporosis"], equipment=[])
    client.force_login(User.objects.create_superuser("operator@example.org", PASSWORD))

    pages = [client.get(f"/admin/accounts/user/{rest}").content.decode() for rest in ("", f"{alice.pk}/change/")]

    assert ["osteoporosis" in page for page in pages] == [False, False]


def test_cautions_page_asks_few_queries(alice_client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(2):
        alice_client.get("/settings/cautions/")
