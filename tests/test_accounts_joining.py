"""Who may make an account, and who becomes an administrator."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.management.commands import make_admin
from accounts.models import Device, Invite, SecurityEvent, User
from tests.factories import PASSWORD, make_person

NEW = {"email": "new@example.org", "password1": PASSWORD}


def make_invite(**fields: Any) -> str:
    invite = Invite(**fields)
    token = invite.make_token()
    invite.save()
    return token


def sign_up(client: Client, token: str = "", **data: str):  # type: ignore[no-untyped-def]
    return client.post(reverse("account_signup"), NEW | {"invite": token} | data)


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=out)
    return out.getvalue()


# --- Closed, or by invite ---


def test_a_closed_site_takes_nobody_in(client: Client, db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SIGNUP = "closed"

    page = client.get(reverse("account_signup")).content.decode()
    sign_up(client, make_invite())

    assert "No new accounts here" in page
    assert reverse("account_signup") not in client.get("/").content.decode().split("</header>")[0]
    assert not User.objects.exists()


def test_an_invite_lets_in_as_many_as_it_says(db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SIGNUP = "invite"
    token = make_invite(uses=2)

    for number in range(3):
        sign_up(Client(), token, email=f"person{number}@example.org")

    assert list(User.objects.order_by("pk").values_list("email", flat=True)) == [
        "person0@example.org",
        "person1@example.org",
    ]
    assert SecurityEvent.objects.filter(kind="invite-used").count() == 2


def test_the_link_of_an_invite_leads_into_an_account(client: Client, db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SIGNUP = "invite"
    link = run("invite", "--note", "clinic", "--uses", "3").strip()

    form = client.get(link.removeprefix(settings.SITE_URL)).content.decode()
    (token,) = re.findall(r'name="invite" value="([^"]+)"', form)
    answer = sign_up(client, token)

    assert answer.status_code == 302
    assert Invite.objects.values_list("note", "uses", "used").get() == ("clinic", 3, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda invite: invite.revoke(),
        lambda invite: Invite.objects.update(used=1),
        lambda invite: Invite.objects.update(expires_at=timezone.now() - timedelta(seconds=1)),
    ],
    ids=["revoked", "used up", "too old"],
)
def test_an_invite_that_is_over_lets_nobody_in(client: Client, db: None, settings, spoil: Any) -> None:  # type: ignore[no-untyped-def]
    settings.SIGNUP = "invite"
    token = make_invite()
    spoil(Invite.objects.get())

    page = client.get(reverse("account_signup"), {"invite": token}).content.decode()
    sign_up(client, token)

    assert "No new accounts here" in page
    assert not User.objects.exists()


@pytest.mark.parametrize("token", ["", "x", ".", "\0.\0", "ä.ö", "{name}.", "{name}.wrong", "{name}"])
def test_no_other_word_is_an_invite(client: Client, db: None, settings, token: str) -> None:  # type: ignore[no-untyped-def]
    settings.SIGNUP = "invite"
    make_invite()

    sign_up(client, token.format(name=Invite.objects.get().name))

    assert not User.objects.exists()


def test_two_at_once_cannot_share_the_last_place(db: None) -> None:
    make_invite()
    one, other = Invite.objects.get(), Invite.objects.get()

    assert (one.use(), other.use()) == (True, False)
    assert Invite.objects.get().used == 1


def test_an_invite_keeps_no_secret(db: None) -> None:
    token = make_invite()

    kept = str(list(Invite.objects.values()))
    assert token.split(".")[1] not in kept


def test_a_place_is_not_taken_by_a_form_that_fails(client: Client, db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SIGNUP = "invite"
    token = make_invite()

    page = sign_up(client, token, password1="1234")

    assert Invite.objects.get().used == 0
    assert f'value="{token}"' in page.content.decode()


@pytest.mark.parametrize("bad", [["--uses", "0"], ["--uses", "1001"], ["--days", "0"]], ids=str)
def test_a_bad_invite_is_refused(db: None, bad: list[str]) -> None:
    with pytest.raises(CommandError):
        run("invite", *bad)

    assert not Invite.objects.exists()


# --- The first administrator ---


def test_the_first_administrator_gets_a_link_to_choose_a_password(client: Client, db: None) -> None:
    said = run("make_admin", "Ruth@Example.org", "--link")

    (link,) = re.findall(r"http\S+/key/\S+", said)
    form_url = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form_url, {"password1": "another-Spine-8", "password2": "another-Spine-8"})
    answer = client.post(reverse("account_login"), {"login": "ruth@example.org", "password": "another-Spine-8"})

    ruth = User.objects.get()
    assert (ruth.is_staff, ruth.is_superuser, answer.status_code) == (True, True, 302)
    assert EmailAddress.objects.get(user=ruth).verified
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_the_first_administrator_types_a_password(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(make_admin, "getpass", lambda prompt: PASSWORD)

    run("make_admin", "ruth@example.org")

    assert User.objects.get(is_superuser=True).check_password(PASSWORD)


def test_an_easy_password_makes_no_administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(make_admin, "getpass", lambda prompt: "password1")

    with pytest.raises(CommandError, match="too common"):
        run("make_admin", "ruth@example.org")

    assert not User.objects.exists()


def test_somebody_who_is_here_becomes_an_administrator(alice: User) -> None:
    run("make_admin", alice.email)

    alice.refresh_from_db()
    assert alice.is_superuser
    assert alice.check_password(PASSWORD)
    assert list(SecurityEvent.objects.values_list("person", "kind")) == [(alice.pk, "admin-granted")]


def test_no_address_makes_no_administrator(db: None) -> None:
    with pytest.raises(CommandError, match="no e-mail address"):
        run("make_admin", "ruth")


# --- What is kept for a while ---


def test_old_events_and_ended_devices_are_tidied_away(alice_client: Client, alice: User) -> None:
    old, _young = (SecurityEvent.objects.record("signed-in", alice) for _ in range(2))
    SecurityEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=181))
    Device.objects.create(person=make_person(), session_key="gone")

    run("tidy_accounts")

    assert (SecurityEvent.objects.count(), Device.objects.get().person) == (1, alice)
