"""What stands in the log and in mail: nothing a person typed, no address of theirs, no key of theirs."""

import io
import logging
import smtplib
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from backroutine.logs import DiscreetFormatter
from routines.models import ShareLink
from sessions.models import Coach, Goal, Reminder
from sessions.tasks import UnsentError, send_reminder
from tests.factories import PASSWORD, make_own_exercise, make_person, make_routine, make_session

WORD = "quetzal"
ADDRESS = "marta.feather@example.org"


@pytest.fixture
def log(db: None) -> Iterator[io.StringIO]:
    """Everything that is logged, as the server would write it."""
    cache.clear()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def formatter() -> logging.Formatter:
    plain = django_settings.LOGGING["formatters"]["plain"]
    assert plain["class"] == "backroutine.logs.DiscreetFormatter"
    return DiscreetFormatter(plain["format"], style=plain["style"])


@pytest.fixture
def person(db: None) -> User:
    """Somebody who has written the word into everything."""
    person = make_person(ADDRESS)
    EmailAddress.objects.create(user=person, email=ADDRESS, primary=True, verified=True)
    own = make_own_exercise(person, f"{WORD} slide", steps=[WORD])
    routine = make_routine(person, own, name=WORD, days=[0, 1, 2, 3, 4, 5, 6])
    routine.prescriptions.update(note=WORD)
    make_session(person, routine, note=WORD, pain_before=8)
    Goal.objects.add(person, WORD).rate(4, date(2026, 3, 4))
    Coach.objects.of(person).stop("emergency")
    return person


@pytest.fixture
def person_client(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def logged(function: Callable[[], object]) -> str:
    """Return how an exception of the function is written."""
    try:
        function()
    except Exception:
        info = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, "", 0, "It failed for %s at /shared/%s/", (ADDRESS, "k" * 30), info)
    return formatter().format(record)


def test_an_exception_is_known_by_its_class_and_lines_alone() -> None:
    def fail() -> None:
        try:
            int(WORD)
        except ValueError as error:
            raise LookupError(ADDRESS) from error

    text = logged(fail)

    assert "It failed for … at /shared/…/" in text
    assert text.endswith("LookupError")
    assert "ValueError\nwhich led to" in text
    assert "int(WORD)" in text  # the line of the code, not what it was about
    assert WORD not in text
    assert ADDRESS not in text


def fail_with_all_they_typed(*args: Any, **kwargs: Any) -> None:
    raise ValueError(WORD, ADDRESS)


def test_no_answer_of_the_server_writes_anything_of_a_person(
    log: io.StringIO, person: User, person_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = ShareLink.make(person.routines.get(), has_notes=True)
    token = Reminder.objects.of(person).open_feed()
    key, strict = "q" * 40, Client(enforce_csrf_checks=True)
    monkeypatch.setattr("accounts.forms.PreferencesForm.save", fail_with_all_they_typed)

    answers = [
        person_client.post("/settings/", {"time_zone": "Europe/Berlin"}),
        person_client.get(f"/{WORD}/{ADDRESS}/?{WORD}"),
        person_client.get(f"{link.get_absolute_url()}x"),
        person_client.get(f"/shared/{link.token}x/"),
        person_client.get(f"/calendar/{token}x.ics"),
        person_client.get(f"/accounts/password/reset/key/1-{key}/"),
        person_client.get(f"/accounts/confirm-email/{key}/"),
        person_client.get(f"/reminders/stop/{key}/"),
        person_client.get("/admin/"),
        strict.post(f"/shared/{link.token}/copy/", {"x": WORD}),
        strict.post("/accounts/login/", {"login": ADDRESS}, headers={"Origin": f"https://{WORD}.example"}),
        Client().post("/accounts/login/", {"login": ADDRESS, "password": WORD}),
        person_client.post("/sessions/sync/", f'{{"note": "{WORD}"}}', content_type="application/json"),
        person_client.get("/", headers={"Host": f"{WORD}.example"}),
        person_client.post("/settings/", {f"{WORD}{n}": WORD for n in range(3000)}),
    ]

    text = log.getvalue()
    assert {400, 403, 404, 422, 500} <= {answer.status_code for answer in answers}
    assert "500 Internal Server Error: POST /settings/" in text
    assert "404 Not Found: GET /shared/<str:token>/" in text
    assert "404 Not Found: GET (no such page)" in text
    assert "403 Forbidden (Origin checking failed): POST /accounts/login/" in text
    secrets = [WORD, ADDRESS, "marta", link.token, link.key, token, key, PASSWORD]
    assert [secret for secret in secrets if secret in text] == []


def test_no_mail_holds_anything_of_ones_health(log: io.StringIO, person: User, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    Client().post(reverse("account_signup"), {"email": ADDRESS, "password1": PASSWORD})
    Client().post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    client = Client()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": f"{PASSWORD}-anew", "password2": f"{PASSWORD}-anew"},
    )
    client.post(reverse("account_email"), {"email": "other@example.org", "action_add": ""})
    reminder = Reminder.objects.of(person)
    reminder.set_mail(reminder.at, is_on=True)
    send_reminder.func(reminder.pk)

    letters = [str(letter.message()) for letter in mail.outbox]
    assert len(letters) >= 5
    assert [letter for letter in letters if WORD in letter or "pain" in letter or PASSWORD in letter] == []
    assert ADDRESS not in log.getvalue()


def test_a_refused_reminder_leaves_no_address_behind(
    log: io.StringIO, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such person")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    reminder = Reminder.objects.of(person)
    reminder.set_mail(reminder.at, is_on=True)

    with pytest.raises(UnsentError) as caught:
        send_reminder.func(reminder.pk)

    assert str(caught.value) == "SMTPRecipientsRefused"
    assert caught.value.__suppress_context__


def test_errors_are_not_sent_by_mail() -> None:
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "django.security")]

    assert not [each for logger in loggers for each in logger.handlers if "AdminEmail" in type(each).__name__]
