"""A session belongs to the day on the person's own calendar: around midnight, where clocks change, and on journeys.

Every case runs on both databases and through each way a session comes to be: the player, by hand, a correction, a copy.
"""

import uuid
import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from sessions.models import Session, Source
from sessions.progress import Step, session_columns, session_rows, slot_rows
from sessions.record import Record
from tests.factories import make_exercise, make_person, make_routine, make_session

# (zone, the moment in UTC, the date there and then, what is special)
CASES = [
    ("UTC", "2026-03-05T23:59:59", "2026-03-05", "the last second of a day"),
    ("UTC", "2026-03-06T00:00:00", "2026-03-06", "the first second of a day"),
    ("Europe/Berlin", "2026-03-05T22:50:00", "2026-03-05", "23:50 there"),
    ("Europe/Berlin", "2026-03-05T23:00:00", "2026-03-06", "midnight there"),
    ("America/New_York", "2026-03-06T04:50:00", "2026-03-05", "23:50 there, the next day in UTC"),
    ("America/New_York", "2026-03-06T05:00:00", "2026-03-06", "midnight there"),
    ("Pacific/Auckland", "2026-03-05T11:30:00", "2026-03-06", "00:30 there, the day before in UTC"),
    ("Pacific/Kiritimati", "2026-03-05T10:00:00", "2026-03-06", "UTC+14"),
    ("Pacific/Pago_Pago", "2026-03-06T10:59:00", "2026-03-05", "UTC-11"),
    ("Asia/Kathmandu", "2026-03-05T18:14:00", "2026-03-05", "a quarter of an hour off, 23:59 there"),
    ("Asia/Kathmandu", "2026-03-05T18:15:00", "2026-03-06", "midnight there"),
    # Clocks go forward: an hour that is not there.
    ("Europe/Berlin", "2026-03-29T00:59:00", "2026-03-29", "01:59, a minute before"),
    ("Europe/Berlin", "2026-03-29T01:00:00", "2026-03-29", "03:00, a minute later"),
    ("Europe/Berlin", "2026-03-29T22:00:00", "2026-03-30", "midnight after a day of 23 hours"),
    ("America/New_York", "2026-03-09T03:59:00", "2026-03-08", "23:59 at the end of a day of 23 hours"),
    # Clocks go back: an hour that is there twice.
    ("Europe/Berlin", "2026-10-25T00:30:00", "2026-10-25", "02:30 for the first time"),
    ("Europe/Berlin", "2026-10-25T01:30:00", "2026-10-25", "02:30 for the second time"),
    ("Europe/Berlin", "2026-10-25T22:59:00", "2026-10-25", "23:59 at the end of a day of 25 hours"),
    ("Europe/Berlin", "2026-10-25T23:00:00", "2026-10-26", "midnight after it"),
    # Clocks that change at midnight itself.
    ("America/Santiago", "2026-09-06T03:59:00", "2026-09-05", "23:59 before midnight is left out"),
    ("America/Santiago", "2026-09-06T04:00:00", "2026-09-06", "01:00, the first minute of that day"),
    ("America/Santiago", "2026-04-05T03:30:00", "2026-04-04", "23:30 for the second time"),
]
NAMES = [f"{zone}, {words}" for zone, _moment, _on, words in CASES]
EACH = pytest.mark.parametrize(("zone", "moment", "on"), [case[:3] for case in CASES], ids=NAMES)


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@EACH
def test_a_started_session_belongs_to_the_day_there(db: None, zone: str, moment: str, on: str) -> None:
    person = make_person(time_zone=zone)
    routine = make_routine(person, make_exercise())

    with time_machine.travel(utc(moment), tick=False):
        session = Session.objects.start(person, routine, uuid.uuid4())

    session.refresh_from_db()
    assert (session.local_on, session.time_zone, session.started_at) == (date.fromisoformat(on), zone, utc(moment))


@EACH
def test_a_session_told_or_reported_later_belongs_to_that_day_too(db: None, zone: str, moment: str, on: str) -> None:
    person = make_person(time_zone=zone)
    walk = Source.of_activity("Walking")

    told = Session.objects.log_by_hand(person, walk, uuid.uuid4(), started_at=utc(moment), minutes=30)
    reported = make_session(person, time_zone=zone, finished_at=None)
    reported.record(Record(1, (), started_at=utc(moment)))

    for session in (told, reported):
        session.refresh_from_db()
        assert (session.local_on, session.started_at) == (date.fromisoformat(on), utc(moment))


@EACH
def test_the_pages_show_it_on_that_day(client: Client, db: None, zone: str, moment: str, on: str) -> None:
    person = make_person(time_zone=zone)
    client.force_login(person)
    key = uuid.uuid4()

    with time_machine.travel(utc(moment) + timedelta(minutes=20), tick=False):
        Session.objects.log_by_hand(person, Source.of_activity("Walking"), key, started_at=utc(moment), minutes=20)
        listed = client.get("/sessions/").content.decode()
        shown = client.get(f"/sessions/{key}/").content.decode()

    there = utc(moment).astimezone(zoneinfo.ZoneInfo(zone))
    assert f'datetime="{on}"' in listed
    assert f"{there:%H:%M}" in shown
    assert [row.on for row in slot_rows(session_rows(session_columns(person.sessions.finished())), Step.DAY)] == [
        date.fromisoformat(on)
    ]


@EACH
def test_a_correction_that_changes_no_time_keeps_the_moment(
    client: Client, db: None, zone: str, moment: str, on: str
) -> None:
    person = make_person(time_zone=zone)
    client.force_login(person)
    session = make_session(
        person, is_activity=True, started_at=utc(moment), time_zone=zone, local_on=date.fromisoformat(on)
    )
    zoned = zoneinfo.ZoneInfo(zone)
    finished_at = session.started_at + timedelta(minutes=10)
    data = {
        "started_at": f"{session.started_at.astimezone(zoned):%Y-%m-%dT%H:%M}",
        "finished_at": f"{finished_at.astimezone(zoned):%Y-%m-%dT%H:%M}",
        "minutes": "10",
        "note": "Late",
    }

    with time_machine.travel(utc(moment) + timedelta(days=1), tick=False):
        client.post(f"/sessions/{session.pk}/", data)

    session.refresh_from_db()
    assert (session.started_at, session.finished_at, session.local_on, session.note) == (
        utc(moment),
        finished_at,
        date.fromisoformat(on),
        "Late",
    )


def test_an_hour_that_is_not_there_is_read_as_the_one_after(client: Client, db: None) -> None:
    person = make_person(time_zone="Europe/Berlin")
    client.force_login(person)
    told = {"key": str(uuid.uuid4()), "what": "other", "own_name": "Walk", "date": "2026-03-29", "time": "02:30"}

    with time_machine.travel(utc("2026-03-29T12:00:00"), tick=False):
        client.post("/sessions/new/", told | {"minutes": "20"})

    session = person.sessions.get()
    assert session.started_at == utc("2026-03-29T01:30:00")  # 03:30 by the clock on the wall
    assert session.local_on == date(2026, 3, 29)


def test_a_journey_leaves_each_session_on_the_day_it_had(client: Client, db: None) -> None:
    """Berlin, then Tokyo, then across the date line to Honolulu: days stay as they were lived."""
    person = make_person(time_zone="Europe/Berlin")
    client.force_login(person)
    stations = [
        ("Europe/Berlin", "2026-03-01T22:30:00", "2026-03-01"),
        ("Asia/Tokyo", "2026-03-03T15:30:00", "2026-03-04"),
        ("Pacific/Honolulu", "2026-03-05T05:00:00", "2026-03-04"),  # after Tokyo, on the same date again
    ]
    for zone, moment, _on in stations:
        User.objects.filter(pk=person.pk).update(time_zone=zone)
        person.refresh_from_db()
        source = Source.of_activity("Walking")
        Session.objects.log_by_hand(person, source, uuid.uuid4(), started_at=utc(moment), minutes=10)

    assert list(person.sessions.order_by("started_at").values_list("local_on", flat=True)) == [
        date.fromisoformat(on) for _zone, _moment, on in stations
    ]
    with time_machine.travel(utc("2026-03-05T06:00:00"), tick=False):
        page = client.get("/progress/?range=week").content.decode()
    assert "30 min in 3 sessions on 2 days." in page


def test_a_range_ends_today_by_the_persons_clock_not_the_servers(client: Client, db: None) -> None:
    person = make_person(time_zone="Pacific/Auckland")
    client.force_login(person)
    moment = utc("2026-03-08T12:00:00")  # Monday the 9th, 01:00 there; Sunday in UTC
    with time_machine.travel(moment, tick=False):
        source = Source.of_activity("Walking")
        Session.objects.log_by_hand(person, source, uuid.uuid4(), started_at=moment - timedelta(minutes=20), minutes=10)
        page = client.get("/progress/").content.decode()

    assert "Week of 9 Mar 2026" in page
    assert page.count("is-active") == 1
