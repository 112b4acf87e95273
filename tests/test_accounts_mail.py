"""What is written to people: in our words, with nothing of their health, and only where a mail server is."""

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings as django_settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityEvent, User
from backroutine.email import verification_from_word
from tests.factories import PASSWORD

OURS = Path(django_settings.BASE_DIR) / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
# What allauth has for ways to sign in that are off here.
UNUSED = re.compile(r"login_code|reset_code|phone_|already_logged_in")
PREFIXES = sorted(
    str(path.relative_to(OURS)).removesuffix("_message.txt")
    for folder in ("account", "mfa")
    for path in (OURS / folder / "email").glob("*_message.txt")
    if not path.name.startswith("base")
)
# All that a message may name: where, when, with which browser, which address.
MAY_NAME = {"site", "at", "browser", "activate_url", "password_reset_url", "from_email", "to_email", "deleted_email"}
MAY_NAME |= {"day", "time", "email"}


def test_every_word_of_allauth_is_ours() -> None:
    theirs = {
        str(path.relative_to(THEIRS))
        for folder in ("account", "mfa")
        for kind in ("email", "messages")
        for path in (THEIRS / folder / kind).glob("*.txt")
        if not UNUSED.search(path.name)
    }
    ours = {str(path.relative_to(OURS)) for path in OURS.glob("*/*/*.txt")}

    assert theirs - ours == set()


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_message_names_nothing_but_the_account(prefix: str) -> None:
    source = "".join((OURS / f"{prefix}_{part}.txt").read_text() for part in ("subject", "message"))

    named = {re.split(r"[.|]", name)[0] for name in re.findall(r"{{\s*([\w.|]+)", source)}
    assert named <= MAY_NAME


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_message_reads_well(rf: RequestFactory, prefix: str) -> None:
    values = {name: f"<{name}>" for name in MAY_NAME} | {"at": timezone.now(), "site": "https://back.example.org"}

    with context.request_context(rf.get("/")):
        message = get_adapter().render_mail(prefix, "a@example.org", values)

    assert isinstance(message, EmailMultiAlternatives)
    assert 8 < len(message.subject) < 60
    assert message.body.startswith("Hello,\n\n")
    assert message.body.endswith("backroutine\nhttps://back.example.org")
    assert "&lt;" not in message.body
    assert "\n\n\n" not in message.body


@pytest.fixture
def with_mail(settings: Any) -> Any:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    return settings


def test_a_new_password_is_told_with_the_browser_and_no_address(alice_client: Client, with_mail: Any) -> None:
    data = {"oldpassword": PASSWORD, "password1": "another-Spine-8", "password2": "another-Spine-8"}
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    alice_client.post(reverse("account_change_password"), data, headers={"User-Agent": firefox})

    (message,) = mail.outbox
    assert message.subject == "Your password was changed"
    assert "Firefox on Linux" in message.body
    assert "127.0.0.1" not in message.body.replace(with_mail.SITE_URL, "")
    assert "Mozilla" not in message.body


def test_links_lead_to_the_site_whatever_host_was_asked(client: Client, alice: User) -> None:
    client.post(reverse("account_reset_password"), {"email": alice.email}, headers={"Host": "localhost"})

    links = re.findall(r"http\S+", str(mail.outbox[0].body))
    assert [link.startswith(django_settings.SITE_URL) for link in links] == [True, True]


def test_a_mail_server_that_is_away_is_said_in_words(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: Any, messages: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    page = client.post(reverse("account_reset_password"), {"email": alice.email}, follow=True).content.decode()

    assert "The message could not be sent." in page
    assert alice.email not in caplog.text


# --- Confirming an address ---


@pytest.mark.parametrize(("word", "expected"), [("off", "none"), ("optional", "optional"), ("mandatory", "mandatory")])
def test_verification_is_one_setting(word: str, expected: str) -> None:
    assert verification_from_word(word, can_send=True) == expected


@pytest.mark.parametrize("word", ["optional", "mandatory"])
def test_verification_without_mail_is_refused_at_the_start(word: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^EMAIL_VERIFICATION={word} needs EMAIL_URL"):
        verification_from_word(word, can_send=False)


def link_in(message: Any) -> str:
    (link,) = re.findall(r"http\S+confirm-email/\S+", str(message.body))
    return link


def test_where_it_is_mandatory_the_link_opens_the_account(client: Client, db: None, with_mail: Any) -> None:
    with_mail.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    sign_in = {"login": "new@example.org", "password": PASSWORD}
    before = client.post(reverse("account_login"), sign_in)

    link = link_in(mail.outbox[0])
    asked = client.get(link).content.decode()
    client.post(link)
    after = Client().post(reverse("account_login"), sign_in)

    assert list(SecurityEvent.objects.values_list("kind", flat=True)) == ["signed-in", "email-confirmed", "signed-up"]
    assert before.url == reverse("account_email_verification_sent")
    assert "Is this your address?" in asked
    assert after.url == "/"


def test_opening_the_link_alone_confirms_nothing(client: Client, db: None, with_mail: Any) -> None:
    """Mail programs open links by themselves to look at them."""
    with_mail.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})

    client.get(link_in(mail.outbox[0]))

    assert not EmailAddress.objects.get().verified


def test_where_it_is_optional_one_is_in_and_is_sent_the_link(client: Client, db: None, with_mail: Any) -> None:
    with_mail.ACCOUNT_EMAIL_VERIFICATION = "optional"

    answer = client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})

    assert answer.url == "/"
    assert link_in(mail.outbox[0])


def test_an_address_is_changed_by_the_link_sent_to_the_new_one(client: Client, alice: User, with_mail: Any) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "alice@new.example"})

    message = next(message for message in mail.outbox if message.to == ["alice@new.example"])
    client.post(link_in(message))

    alice.refresh_from_db()
    told = next(message for message in mail.outbox if message.subject == "Your e-mail address was changed")
    assert alice.email == "alice@new.example"
    assert told.to == ["alice@example.org"]
    assert SecurityEvent.objects.filter(person=alice, kind="email-changed").exists()


def test_changing_the_address_asks_who_it_is_first(alice_client: Client, alice: User) -> None:
    answer = alice_client.post(reverse("account_email"), {"action_add": "", "email": "evil@example.org"})

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not mail.outbox
