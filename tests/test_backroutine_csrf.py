"""Whose forms are believed, by what the browser says; and what becomes of those that say nothing."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, make_exercise

pytestmark = pytest.mark.django_db
OURS, THEIRS = "http://testserver", "https://evil.example"

NAME = {"name": "Morning"}
# Read, and found to say too little; done and led on; not even read.
READ, ACCEPTED, REFUSED = 422, 302, 403


@pytest.fixture
def strict(alice: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    return client


def token_of(client: Client) -> dict[str, str]:
    client.get("/routines/new/")
    return {"csrfmiddlewaretoken": client.cookies[django_settings.CSRF_COOKIE_NAME].value}


@pytest.mark.parametrize(
    ("headers", "without_token", "with_token"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, READ, READ),
        ({"Sec-Fetch-Site": "same-origin", "Origin": OURS}, READ, READ),
        ({"Origin": OURS}, READ, READ),
        ({"Sec-Fetch-Site": "none", "Origin": OURS}, READ, READ),
        ({"Sec-Fetch-Site": "none"}, REFUSED, READ),
        ({}, REFUSED, READ),
        ({"Sec-Fetch-Site": "something new"}, REFUSED, READ),
        ({"Sec-Fetch-Site": "cross-site"}, REFUSED, REFUSED),
        ({"Sec-Fetch-Site": "same-site"}, REFUSED, REFUSED),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, REFUSED, REFUSED),
        ({"Sec-Fetch-Site": "same-site", "Origin": OURS}, REFUSED, REFUSED),
        ({"Sec-Fetch-Site": "same-origin", "Origin": THEIRS}, REFUSED, REFUSED),
        ({"Origin": THEIRS}, REFUSED, REFUSED),
        ({"Origin": "null"}, REFUSED, REFUSED),
        ({"Origin": "http://testserver:8000"}, REFUSED, REFUSED),
        ({"Origin": "https://testserver"}, REFUSED, REFUSED),
        ({"Origin": ""}, REFUSED, REFUSED),
    ],
)
def test_who_sent_it_decides(strict, caplog, headers, without_token, with_token):
    caplog.set_level("CRITICAL")
    token = token_of(strict)

    answers = [strict.post("/routines/new/", NAME | data, headers=headers).status_code for data in ({}, token)]

    assert answers == [without_token, with_token]


def test_the_address_of_the_site_is_its_own_origin(strict, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://back.example"]

    assert strict.post("/routines/new/", NAME, headers={"Origin": "https://back.example"}).status_code == READ


@pytest.mark.parametrize(("sender", "status"), [("same-origin", ACCEPTED), ("cross-site", REFUSED), ("", REFUSED)])
def test_a_visitors_form_needs_no_token(caplog, sender, status):
    caplog.set_level("CRITICAL")
    make_exercise("Plank")
    client = Client(enforce_csrf_checks=True)
    page = client.get("/exercises/plank/").text
    cookies = set(client.cookies)
    headers = {"Sec-Fetch-Site": sender} if sender else {}

    response = client.post(
        "/routines/add/", {"exercise": "plank", "routine": "new", "as_guest": "yes"}, headers=headers
    )

    assert ('name="as_guest"' in page, cookies) == (True, set())
    assert (response.status_code, User.objects.filter(is_guest=True).count()) == (status, int(status == ACCEPTED))


def test_signing_in_and_out_works_by_either_way(alice):
    for headers in ({"Sec-Fetch-Site": "same-origin", "Origin": OURS}, {}):
        client = Client(enforce_csrf_checks=True, headers=headers)
        for address, data in (
            ("/accounts/login/", {"login": alice.email, "password": PASSWORD}),
            ("/accounts/logout/", {}),
        ):
            client.get(address)
            # A new token comes with the session.
            token = {"csrfmiddlewaretoken": client.cookies[django_settings.CSRF_COOKIE_NAME].value}
            assert client.post(address, data | ({} if headers else token)).status_code == ACCEPTED
            assert ("Sign in" in client.get("/").text) is (address == "/accounts/logout/")


def test_the_mail_programs_button_still_needs_none(caplog):
    """Its address is signed (tests/test_sessions_reminders.py); from wherever it is pressed, it is heard."""
    caplog.set_level("CRITICAL")

    response = Client(enforce_csrf_checks=True).post(
        "/reminders/stop/nonsense/", headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 404
