"""Starting without an account: what makes a guest, what keeps them, and how they become an account."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import guests
from accounts.models import User
from routines.models import Routine
from sessions.management.commands.worker import tidy
from sessions.models import Reminder
from tests.factories import PASSWORD, make_exercise, make_person, make_routine, make_session

START = {"as_guest": "yes", "time_zone": "Europe/Berlin"}
SIGN_UP = {"email": "new@example.org", "password1": PASSWORD}


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def guest_client(client: Client, db: None) -> Client:
    client.post(reverse("accounts:start"), START)
    return client


@pytest.fixture
def guest(guest_client: Client) -> User:
    return User.objects.get(is_guest=True)


# --- What makes one ---


def test_a_form_that_says_so_makes_a_guest(client: Client, db: None) -> None:
    response = client.post(reverse("accounts:start"), START, follow=True)

    guest = User.objects.get()
    assert (guest.is_guest, guest.email, guest.has_usable_password(), guest.time_zone) == (
        True,
        None,
        False,
        "Europe/Berlin",
    )
    assert response.context["user"] == guest
    assert "cookie" in response.content.decode()


def test_the_action_of_the_form_is_done_at_once(client: Client, db: None) -> None:
    exercise = make_exercise()

    client.post(reverse("routines:add_to"), START | {"exercise": exercise.slug, "routine": "new"})

    routine = Routine.objects.get()
    assert routine.person.is_guest
    assert [row.exercise for row in routine.prescriptions.all()] == [exercise]


def test_a_wrong_time_zone_is_left_out(client: Client, db: None) -> None:
    client.post(reverse("accounts:start"), START | {"time_zone": "Mars/Olympus"})

    assert User.objects.get().time_zone == "UTC"


@pytest.mark.parametrize("path", ["/", "/guest/", "/guest/?as_guest=yes", "/exercises/", "/routines/", "/settings/"])
def test_looking_makes_no_guest(client: Client, db: None, path: str) -> None:
    client.get(path)

    assert not User.objects.exists()
    assert "guest" not in client.cookies


def test_a_form_without_the_word_makes_no_guest(client: Client, db: None) -> None:
    response = client.post(reverse("accounts:start"))

    assert response.url == "/accounts/login/?next=/guest/"  # type: ignore[attr-defined]
    assert not User.objects.exists()


def test_a_form_from_elsewhere_makes_no_guest(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("accounts:start"), START)

    assert response.status_code == 403
    assert not User.objects.exists()


def test_who_is_signed_in_stays_who_they_are(alice_client: Client, alice: User) -> None:
    alice_client.post(reverse("accounts:start"), START)

    assert list(User.objects.all()) == [alice]


def test_one_address_makes_only_so_many(db: None, settings: Any) -> None:
    answers = [Client().post(reverse("accounts:start"), START) for _ in range(guests.MOST_AN_HOUR + 1)]

    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert User.objects.count() == guests.MOST_AN_HOUR


def test_it_can_be_switched_off(client: Client, db: None, settings: Any) -> None:
    settings.ARE_GUESTS_WELCOME = False

    client.post(reverse("accounts:start"), START)

    assert not User.objects.exists()
    assert "as_guest" not in client.get("/").content.decode()


def test_closed_signing_up_closes_it_too(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.adapter.AccountAdapter.is_open_for_signup", lambda self, request: False)

    client.post(reverse("accounts:start"), START)

    assert not User.objects.exists()


# --- Where visitors find it ---


def test_the_sign_in_page_leads_round_it_and_back(client: Client, db: None) -> None:
    page = client.get("/accounts/login/?next=/routines/paste/").content.decode()
    response = client.post(reverse("accounts:start"), START | {"next": "/routines/paste/"})

    assert "Go on without an account" in page
    assert '<input type="hidden" name="next" value="/routines/paste/">' in page
    assert response.url == "/routines/paste/"  # type: ignore[attr-defined]


def test_next_leads_nowhere_else(client: Client, db: None) -> None:
    response = client.post(reverse("accounts:start"), START | {"next": "https://evil.example/"})

    assert response.url == "/"  # type: ignore[attr-defined]


def test_a_programme_can_be_started_at_once(client: Client, db: None) -> None:
    call_command("load_catalogue", verbosity=0)
    call_command("load_programmes", verbosity=0)
    page = client.get("/programmes/desk-break-5/").content.decode()

    client.post("/programmes/desk-break-5/follow/", START)

    assert "Start now" in page
    assert Routine.objects.get().programme.slug == "desk-break-5"  # type: ignore[union-attr]


# --- What keeps them ---


def test_the_cookie_lasts_as_long_as_the_promise(guest_client: Client, settings: Any) -> None:
    cookie = guest_client.cookies["guest"]

    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (90 * 24 * 3600, True, "Lax")


@pytest.mark.parametrize("wrong", ["", "1", "x.y", "{pk}.", "{pk}.0000", "{pk}", "9" * 30 + ".a", "²." + "a"])
def test_a_made_up_cookie_opens_nothing_and_is_taken_back(client: Client, guest: User, wrong: str) -> None:
    stranger = Client()
    stranger.cookies["guest"] = wrong.format(pk=guest.pk)

    response = stranger.get("/settings/")

    assert response.status_code == 302
    assert stranger.cookies["guest"].value == ""


def test_the_cookie_of_an_account_opens_nothing(alice: User) -> None:
    stranger = Client()
    stranger.cookies["guest"] = guests.token_of(alice)

    assert stranger.get("/settings/").status_code == 302


def test_a_visit_on_another_day_lengthens_both(guest_client: Client, guest: User) -> None:
    long_ago = timezone.now() - timedelta(days=30)
    User.objects.filter(pk=guest.pk).update(last_login=long_ago)
    guest_client.cookies["guest"]["max-age"] = ""

    guest_client.get("/")

    guest.refresh_from_db()
    assert guest.last_login is not None
    assert guest.last_login > long_ago
    assert guest_client.cookies["guest"]["max-age"] == 90 * 24 * 3600


def test_a_visit_on_the_same_day_writes_nothing(
    guest_client: Client, guest: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        guest_client.get("/about/")


def test_the_entrance_knows_whose_device_it_is(guest_client: Client, guest: User) -> None:
    response = guest_client.get("/accounts/login/")

    assert not response.context["user"].is_authenticated
    assert response["X-Person"] == guest.mark
    assert f'data-person="{guest.mark}"' in response.content.decode()


def test_a_guest_is_on_no_list_of_devices(guest_client: Client, guest: User) -> None:
    guest_client.get("/")

    assert not guest.devices.exists()
    assert "sessionid" not in guest_client.cookies


def test_stale_guests_are_removed_with_all_they_made(guest: User, alice: User, settings: Any) -> None:
    make_session(guest, make_routine(guest, make_exercise()))
    fresh = User.objects.create_guest()
    stale_at: datetime = timezone.now() - timedelta(days=settings.GUEST_DAYS, hours=1)
    User.objects.filter(pk__in=[guest.pk, alice.pk]).update(last_login=stale_at)

    tidy()

    assert set(User.objects.all()) == {fresh, alice}
    assert not Routine.objects.exists()


def test_saving_preferences_leaves_two_guests_without_an_address(guest_client: Client, guest: User) -> None:
    User.objects.create_guest()

    guest_client.post(reverse("accounts:settings"), {"time_zone": "Asia/Tokyo"})

    guest.refresh_from_db()
    assert (guest.email, guest.time_zone) == (None, "Asia/Tokyo")


def test_no_reminder_by_mail_is_offered(guest_client: Client, guest: User) -> None:
    page = guest_client.get(reverse("sessions:reminders")).content.decode()
    response = guest_client.post(reverse("sessions:reminders"), {"is_mail_on": "on", "at": "08:00"})

    assert 'name="is_mail_on"' not in page
    assert response.status_code == 422
    assert not Reminder.objects.exists()


# --- Becoming an account ---


def test_signing_up_makes_the_same_person_the_account(guest_client: Client, guest: User) -> None:
    session = make_session(guest, make_routine(guest, make_exercise()))

    response = guest_client.post(reverse("account_signup"), SIGN_UP)

    person = User.objects.get()
    assert response.url == "/"  # type: ignore[attr-defined]
    assert (person.pk, person.mark, person.is_guest, person.email) == (guest.pk, guest.mark, False, "new@example.org")
    assert person.check_password(PASSWORD)
    assert person.time_zone == "Europe/Berlin"
    assert list(person.sessions.all()) == [session]
    assert guest_client.get("/settings/").context["user"] == person
    assert guest_client.cookies["guest"].value == ""


def test_a_taken_address_leaves_the_guest_as_they_are(guest_client: Client, guest: User, alice: User) -> None:
    guest_client.post(reverse("account_signup"), SIGN_UP | {"email": alice.email})

    guest.refresh_from_db()
    assert (guest.is_guest, guest.email) == (True, None)
    assert guest_client.get("/settings/").context["user"] == guest


def test_where_addresses_are_confirmed_they_stay_a_guest_until_then(
    guest_client: Client, guest: User, settings: Any
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    guest_client.post(reverse("account_signup"), SIGN_UP)

    page = guest_client.get("/settings/")
    guest.refresh_from_db()
    assert (guest.is_guest, page.context["user"]) == (True, guest)
    assert "Open the link in the message to new@example.org" in page.content.decode()

    link = next(word for word in str(mail.outbox[0].body).split() if "/confirm-email/" in word)
    guest_client.post(link.removeprefix("http://testserver"))

    guest.refresh_from_db()
    assert (guest.is_guest, guest.email) == (False, "new@example.org")


def test_a_mistyped_address_can_be_given_anew(guest_client: Client, guest: User, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    guest_client.post(reverse("account_signup"), SIGN_UP | {"email": "nwe@example.org"})
    guest_client.cookies.pop("sessionid", None)
    guest_client.post(reverse("account_signup"), SIGN_UP)

    guest.refresh_from_db()
    assert guest.email == "new@example.org"
    assert mail.outbox[-1].to == ["new@example.org"]


def test_an_account_is_never_without_an_address(db: None) -> None:
    person = make_person()
    person.email = None

    with pytest.raises(Exception, match="accounts_user_reached_by_email"):
        person.save()
