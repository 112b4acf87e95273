"""Leaving: after it no row of any table names the person, and no address of theirs opens anything."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.merging import people_fields
from accounts.models import Device, SecurityEvent, Upload, User
from accounts.models.event import Kind
from routines.models import Routine, ShareLink
from sessions.models import Coach, Entry, Goal, LoggedSet, Reminder, Session, Standing
from sessions.progress.sums import add_up
from sessions.tasks import send_reminder
from tests.factories import PASSWORD, make_exercise, make_own_exercise, make_person, make_routine, make_session

WORD = "quetzal"
LEAVE = "/settings/leave/"


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


def fill(person: User) -> Routine:
    """Give the person a row in every table that can hold one of theirs."""
    own = make_own_exercise(person, f"{WORD} slide", steps=[WORD])
    routine = make_routine(person, make_exercise(), own, name=WORD)
    routine.rename(f"{WORD} anew", 2)
    ShareLink.make(routine, has_notes=True)
    session = make_session(person, routine, note=WORD)
    Entry.objects.filter(session=session, position=1).update(stands_in_for=session.entries.first())
    add_up(person, [date(2026, 3, 1)])
    Standing.objects.create(prescription=routine.prescriptions.first(), level=1, at=[1, 1, 30])
    Coach.objects.of(person).start_flare_up(date(2026, 3, 4))
    Goal.objects.add(person, WORD).rate(4, date(2026, 3, 4))
    reminder = Reminder.objects.of(person)
    reminder.open_feed()
    send_reminder.enqueue(reminder.pk)
    Upload.keep(person, f"{WORD}.json", WORD.encode(), is_spreadsheet=False)
    EmailAddress.objects.create(user=person, email=f"{WORD}@example.org", primary=True, verified=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": WORD})
    SecurityEvent.objects.record(Kind.EXPORTED, person)
    LogEntry.objects.create(
        user=make_person("admin@example.org", is_staff=True),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=CHANGE,
    )
    return routine


def all_rows() -> Iterator[tuple[str, str]]:
    """Yield every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, repr([bytes(value) if isinstance(value, memoryview) else value for value in row])


def client_of(person: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


@pytest.fixture
def person(db: None) -> User:
    return make_person(f"{WORD}@example.org")


def test_nothing_anywhere_names_the_person_any_more(person: User) -> None:
    number, mark = person.pk, person.mark
    client = client_of(person)
    client_of(person)  # another device
    fill(person)
    assert len([table for table, row in all_rows() if WORD in row]) > 5

    response = client.post(LEAVE, {"password": PASSWORD})

    assert response.status_code == 200
    assert [(table, row) for table, row in all_rows() if WORD in row or mark in row] == []
    for field in people_fields():
        assert not field.model._base_manager.filter(**{field.attname: number}).exists(), field
    left = {Session, Routine, Entry, LoggedSet, Goal, Coach, Reminder, Standing, Upload, Device, DBTaskResult}
    assert {model for model in left if model._default_manager.exists()} == set()
    assert [event.person for event in SecurityEvent.objects.filter(kind=Kind.ACCOUNT_DELETED)] == [None]


def test_the_test_above_fills_every_table_that_names_a_person(person: User) -> None:
    client_of(person)
    fill(person)

    empty = {
        field.model._meta.label
        for field in people_fields()
        if not field.model._base_manager.filter(**{field.name: person}).exists()
    }
    # Rights and what somebody did in the admin: of those who run the site.
    assert empty == {"accounts.User_groups", "accounts.User_user_permissions", "admin.LogEntry"}


def test_everything_that_had_an_address_is_dead(person: User) -> None:
    client, other = client_of(person), client_of(person)
    routine = fill(person)
    link = routine.share_link.get_absolute_url()
    token = Reminder.objects.of(person).open_feed()

    client.post(LEAVE, {"password": PASSWORD})

    assert Client().get(link).status_code == 404
    assert Reminder.objects.with_feed(token) is None
    assert [each.get("/settings/").status_code for each in (client, other)] == [302, 302]
    login = Client().post(reverse("account_login"), {"login": f"{WORD}@example.org", "password": PASSWORD})
    assert login.status_code == 422  # the form again


def test_everybody_else_stays(person: User, alice: User) -> None:
    make_session(alice, make_routine(alice, make_own_exercise(alice)))
    client, alice_client = client_of(person), client_of(alice)
    fill(person)

    client.post(LEAVE, {"password": PASSWORD})

    assert Session.objects.get().person == alice
    assert alice_client.get("/settings/").status_code == 200


def test_the_page_offers_a_copy_first_and_says_what_goes(person: User) -> None:
    client = client_of(person)
    fill(person)

    text = client.get(LEAVE).content.decode()

    assert text.index(reverse("accounts:export")) < text.index('name="password"')
    for words in ("1 session", "1 routine", "1 exercise of your own", "1 goal", "1 shared link"):
        assert words in text


@pytest.mark.parametrize("data", [{}, {"password": ""}, {"password": "wrong"}, {"word": "delete"}])
def test_without_the_password_nothing_goes(alice: User, alice_client: Client, data: dict[str, str]) -> None:
    response = alice_client.post(LEAVE, data)

    assert response.status_code == 422
    assert User.objects.filter(pk=alice.pk).exists()


def test_looking_deletes_nothing(alice: User, alice_client: Client) -> None:
    alice_client.get(LEAVE, {"password": PASSWORD})

    assert User.objects.filter(pk=alice.pk).exists()


def test_who_has_no_password_types_a_word(alice: User) -> None:
    alice.set_unusable_password()
    alice.save()
    client = Client()
    client.force_login(alice)

    answers = [client.post(LEAVE, {"word": word}).status_code for word in ("yes", "“Delete”")]

    assert answers == [422, 200]
    assert not User.objects.exists()


def test_a_guest_types_a_word(client: Client) -> None:
    client.post(reverse("accounts:start"), {"as_guest": "yes"})

    response = client.post(LEAVE, {"word": "delete"})

    assert "All of it is deleted" in response.content.decode()
    assert not User.objects.exists()
    assert client.cookies["guest"].value == ""


def test_the_device_is_told_to_forget(alice_client: Client) -> None:
    response = alice_client.post(LEAVE, {"password": PASSWORD})

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "forget-device" in response.content.decode()
    assert "X-Person" not in response
    assert "no-store" in response["Cache-Control"]


def test_the_password_cannot_be_guessed_here(alice: User, alice_client: Client) -> None:
    answers = [alice_client.post(LEAVE, {"password": str(number)}).status_code for number in range(11)]

    assert answers[-2:] == [422, 429]


def test_nobody_leaves_without_being_signed_in(client: Client) -> None:
    assert client.post(LEAVE, {"word": "delete"}).status_code == 302


def test_a_failure_half_way_deletes_nothing(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(alice)
    before = sorted(all_rows())

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(User, "delete", fail)
    with pytest.raises(RuntimeError):
        alice.erase()

    assert sorted(all_rows()) == before


def test_whom_the_operator_deletes_is_named_nowhere_either(person: User) -> None:
    fill(person)
    admin = Client()
    admin.force_login(make_person("root@example.org", is_staff=True, is_superuser=True))

    response = admin.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert [(table, row) for table, row in all_rows() if WORD in row] == []
    assert SecurityEvent.objects.filter(kind=Kind.ACCOUNT_DELETED).exists()


@pytest.mark.parametrize("sessions", [40, 4000])
def test_a_long_history_goes_in_few_statements(alice: User, sessions: int) -> None:
    own = make_own_exercise(alice)
    routine = make_routine(alice, own)
    start = datetime(2016, 1, 1, 7, tzinfo=UTC)
    days = [start + timedelta(days=number) for number in range(sessions)]
    rows = Session.objects.bulk_create(
        Session(
            pk=uuid.uuid4(),
            person=alice,
            routine=routine,
            name="x",
            started_at=day,
            finished_at=day,
            local_on=day.date(),
        )
        for day in days
    )
    entries = Entry.objects.bulk_create(
        Entry(session=row, exercise=own, position=place) for row in rows for place in range(3)
    )
    LoggedSet.objects.bulk_create(LoggedSet(entry=entry, number=number) for entry in entries for number in (1, 2))

    with CaptureQueriesContext(connection) as queries:
        alice.erase()

    assert not Session.objects.exists()
    assert len(queries) < 60
