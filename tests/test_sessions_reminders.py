"""Reminders: on the planned days, once, only where they are wanted; and the calendar feed."""

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from accounts.models import User
from routines.models import Routine
from sessions.calendar_feed import Planned, feed
from sessions.models import Reminder
from sessions.tasks import remind_due
from tests.factories import make_exercise, make_person, make_routine, make_session

MONDAY = date(2026, 3, 2)
EIGHT = datetime(2026, 3, 2, 8, 0, 5, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def wanted(alice: User) -> Reminder:
    """Alice wants to be reminded at eight, on Mondays."""
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    make_routine(alice, make_exercise(), days=[0])
    reminder = Reminder(person=alice)
    with time_machine.travel(SUNDAY, tick=False):
        reminder.set_mail(time(8), is_on=True)
    return reminder


def mails_at(moment: datetime) -> int:
    """Let the worker look at this moment, and return how many e-mails it sent."""
    before = len(mail.outbox)
    with time_machine.travel(moment, tick=False):
        remind_due()
        for queued in DBTaskResult.objects.ready():
            queued.task.call(*queued.task_result.args)
            queued.delete()
    return len(mail.outbox) - before


def test_a_reminder_comes_on_a_planned_day_once(wanted: Reminder) -> None:
    assert [mails_at(EIGHT), mails_at(EIGHT + timedelta(minutes=1))] == [1, 0]
    assert mail.outbox[0].to == ["alice@example.org"]


def test_a_reminder_waits_for_its_time(wanted: Reminder) -> None:
    assert mails_at(EIGHT - timedelta(minutes=1)) == 0


def test_a_reminder_comes_again_the_next_week(wanted: Reminder) -> None:
    sent = [mails_at(EIGHT + timedelta(days=days)) for days in range(8)]

    assert sent == [1, 0, 0, 0, 0, 0, 0, 1]


def test_a_reminder_names_no_routine(wanted: Reminder) -> None:
    Routine.objects.update(name="Slipped disc")

    mails_at(EIGHT)

    assert "disc" not in mail.outbox[0].subject + str(mail.outbox[0].body)


def refuse_by_pause(reminder: Reminder) -> None:
    reminder.pause(MONDAY, 1)


def refuse_by_session(reminder: Reminder) -> None:
    make_session(reminder.person, Routine.objects.get(), started_at=EIGHT - timedelta(hours=1))


def refuse_by_archive(reminder: Reminder) -> None:
    Routine.objects.get().archive()


def refuse_by_deletion(reminder: Reminder) -> None:
    Routine.objects.get().delete_softly()


def refuse_by_stop(reminder: Reminder) -> None:
    reminder.stop_mail()


def refuse_by_address(reminder: Reminder) -> None:
    EmailAddress.objects.update(verified=False)


def refuse_by_lock(reminder: Reminder) -> None:
    User.objects.filter(pk=reminder.person_id).update(is_active=False)


@pytest.mark.parametrize(
    "refuse",
    [
        refuse_by_pause,
        refuse_by_session,
        refuse_by_archive,
        refuse_by_deletion,
        refuse_by_stop,
        refuse_by_address,
        refuse_by_lock,
    ],
)
def test_no_reminder_comes_unwanted(wanted: Reminder, refuse: Any) -> None:
    refuse(wanted)

    assert mails_at(EIGHT) == 0


def test_a_reminder_that_is_late_by_hours_is_not_sent(wanted: Reminder) -> None:
    sent = [mails_at(EIGHT + timedelta(days=days, hours=3 * (days == 0))) for days in range(8)]

    assert sent == [0, 0, 0, 0, 0, 0, 0, 1]


def test_a_reminder_goes_by_the_persons_own_clock(wanted: Reminder) -> None:
    User.objects.update(time_zone="America/New_York")
    with time_machine.travel(SUNDAY, tick=False):
        Reminder.objects.get().set_mail(time(8), is_on=True)

    assert [mails_at(EIGHT), mails_at(EIGHT + timedelta(hours=5))] == [0, 1]


@pytest.mark.parametrize(
    ("now", "at", "expected"),
    [
        # Clocks go forward from 2 to 3 on 29 March 2026 in Berlin, and back from 3 to 2 on 25 October.
        ("2026-03-28T07:00Z", time(8), "2026-03-29T06:00Z"),
        ("2026-03-29T00:00Z", time(2, 30), "2026-03-29T01:30Z"),
        ("2026-10-24T12:00Z", time(2, 30), "2026-10-25T00:30Z"),
        ("2026-10-25T00:30Z", time(2, 30), "2026-10-26T01:30Z"),
    ],
)
def test_the_next_time_is_right_across_clock_changes(now: str, at: time, expected: str) -> None:
    reminder = Reminder(person=User(time_zone="Europe/Berlin"), at=at)

    assert reminder.next_after(datetime.fromisoformat(now)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_for_nothing_due_asks_one_query(wanted: Reminder, rows: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(rows):
        Reminder(person=make_person()).set_mail(time(8), is_on=False)

    with time_machine.travel(SUNDAY, tick=False), django_assert_num_queries(3):
        remind_due()


# --- Stopping with one press ---


def stop_link(wanted: Reminder) -> str:
    mails_at(EIGHT)
    return re.search(r"/reminders/stop/\S+", str(mail.outbox[0].body)).group()  # type: ignore[union-attr]


def test_looking_at_the_link_stops_nothing(wanted: Reminder, client: Client) -> None:
    page = client.get(stop_link(wanted)).content.decode()

    assert "Stop the reminders?" in page
    assert Reminder.objects.get().is_mail_on


def test_a_mail_program_can_press_the_button(wanted: Reminder) -> None:
    link = stop_link(wanted)

    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert not Reminder.objects.get().is_mail_on
    assert link in mail.outbox[0].extra_headers["List-Unsubscribe"]


@pytest.mark.parametrize("signed", ["1", "1:abc", "x" * 500])
def test_a_link_made_up_is_not_found(client: Client, wanted: Reminder, signed: str) -> None:
    assert client.post(reverse("sessions:stop_reminders", args=[signed])).status_code == 404


# --- The page ---


def test_what_is_chosen_is_kept(alice_client: Client, alice: User) -> None:
    response = alice_client.post(reverse("sessions:reminders"), {"is_mail_on": "on", "at": "06:45"})

    assert response.status_code == 302
    assert Reminder.objects.values_list("person", "is_mail_on", "at").get() == (alice.pk, True, time(6, 45))


def test_a_bad_time_is_refused_beside_its_field(alice_client: Client) -> None:
    response = alice_client.post(reverse("sessions:reminders"), {"is_mail_on": "on", "at": "25:00"})

    assert response.status_code == 422
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("can_send", "verified", "words"),
    [(False, False, "cannot send e-mail"), (True, False, "Confirm your e-mail address"), (True, True, "Remind me")],
)
def test_the_page_says_what_stands_in_the_way(
    alice_client: Client, alice: User, settings: Any, can_send: bool, verified: bool, words: str
) -> None:
    settings.CAN_SEND_EMAIL = can_send
    EmailAddress.objects.create(user=alice, email=alice.email, verified=verified)

    assert words in alice_client.get(reverse("sessions:reminders")).content.decode()


def test_a_pause_begins_and_ends(alice_client: Client) -> None:
    alice_client.post(reverse("sessions:pause_reminders"), {"days": "7"})
    paused = alice_client.get(reverse("sessions:reminders")).content.decode()
    alice_client.post(reverse("sessions:pause_reminders"))

    assert "Paused until" in paused
    assert "Paused until" not in alice_client.get(reverse("sessions:reminders")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_few_queries(
    alice_client: Client,
    alice: User,
    rows: int,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    for _ in range(rows):
        make_routine(alice, make_exercise(), days=[1])

    with django_assert_num_queries(6):
        alice_client.get(reverse("sessions:reminders"))


# --- The calendar ---


def feed_path(client: Client) -> str:
    page = client.post(reverse("sessions:feed_link")).content.decode()
    return re.search(r"/calendar/[\w-]+\.ics", page).group()  # type: ignore[union-attr]


def test_the_feed_holds_the_planned_days(alice_client: Client, client: Client, alice: User) -> None:
    make_routine(alice, make_exercise(), name="Morning, slow; “calm”", days=[0, 4])
    make_routine(alice, make_exercise(), name="Any day")

    response = client.get(feed_path(alice_client))
    calendar = Calendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")

    assert response["Content-Type"].startswith("text/calendar")
    assert str(event["summary"]) == "Morning, slow; “calm”"
    assert event["rrule"]["BYDAY"] == ["MO", "FR"]


def test_a_new_link_ends_the_one_before(alice_client: Client, client: Client) -> None:
    first, second = feed_path(alice_client), feed_path(alice_client)

    assert [client.get(first).status_code, client.get(second).status_code] == [404, 200]


def test_a_link_can_be_ended(alice_client: Client, client: Client) -> None:
    path = feed_path(alice_client)

    alice_client.post(reverse("sessions:feed_link"), {"end": "yes"})

    assert client.get(path).status_code == 404


def test_the_database_does_not_know_the_link(alice_client: Client) -> None:
    token = feed_path(alice_client).removeprefix("/calendar/").removesuffix(".ics")

    assert len(token) >= 32
    assert token not in str(Reminder.objects.values().get())


@pytest.mark.parametrize("token", ["x", "None", "a" * 300, "%00"])
def test_a_token_made_up_is_not_found(client: Client, alice: User, token: str) -> None:
    Reminder.objects.create(person=alice)

    assert client.get(f"/calendar/{token}.ics").status_code == 404


def planned(**what: Any) -> Planned:
    known = {"key": "a", "name": "Morning", "days": (0, 3), "minutes": 12, "since": date(2026, 3, 4)}
    return Planned(**known | {"changed_at": EIGHT, "url": "https://back.example.org/routines/1/"} | what)


def calendar_of(*routines: Planned, pause: tuple[date, date] | None = None) -> Calendar:
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    content = feed(routines, name="x", at=time(7, 30), zone=berlin, pause=pause, host="back.example.org")
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    calendar.validate()
    return calendar


def test_an_event_begins_on_its_first_day_and_knows_its_zone() -> None:
    calendar = calendar_of(planned())
    (event,) = calendar.walk("VEVENT")

    assert event.start == datetime(2026, 3, 5, 7, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    assert event.duration == timedelta(minutes=12)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_the_days_of_a_pause_are_left_out() -> None:
    (event,) = calendar_of(planned(), pause=(date(2026, 3, 8), date(2026, 3, 12))).walk("VEVENT")

    assert [each.dt.date() for each in event["exdate"].dts] == [date(2026, 3, 9), date(2026, 3, 12)]


def test_a_routine_without_days_is_no_event() -> None:
    assert calendar_of(planned(days=())).walk("VEVENT") == []
