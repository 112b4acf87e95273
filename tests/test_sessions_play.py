import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exercises.dose import Side
from exercises.models import Measure
from sessions.models import Entry, LoggedSet, Session
from sessions.record import EntryRecord, Record, SetRecord
from tests.factories import make_exercise, make_prescription, make_routine

pytestmark = pytest.mark.django_db
KEY = uuid.UUID("0197a6a0-0000-7000-8000-000000000001")


def begin(person: User, *, exercises: int = 1) -> Session:
    """A session of so many exercises, each 20 s a side, just started."""
    routine = make_routine(person)
    for _ in range(exercises):
        make_prescription(routine, make_exercise(), hold_seconds=20, sides="each")
    return Session.objects.start(person, routine, uuid.uuid4())


def report(session: Session, version: int = 1, held: int = 20, **changes: Any) -> Record:
    sets = (SetRecord(1, Side.LEFT, 1, held), SetRecord(1, Side.RIGHT, 1, held))
    entries = tuple(EntryRecord(entry.position, 55, sets) for entry in session.entries.all())
    return Record(**{"version": version, "entries": entries} | changes)


def as_json(session: Session, version: int = 1, held: int = 20, **changes: Any) -> str:
    now = int(datetime.now(UTC).timestamp() * 1000)
    sets = [
        {"number": 1, "side": side, "reps": 1, "held_seconds": held, "is_skipped": False} for side in ("left", "right")
    ]
    entries = [{"position": e.position, "duration_seconds": 55, "sets": sets} for e in session.entries.all()]
    times = {"sent_at": now, "started_at": now - 60_000, "finished_at": None}
    return json.dumps({"version": version, "entries": entries} | times | changes)


def send(client: Client, session: Session, document: str) -> Any:
    try:
        record = json.loads(document)
    except ValueError:
        record = document
    delivery = {"id": str(session.pk), "person": session.person.mark, "device": "phone", "record": record}
    return client.post(reverse("sessions:sync"), delivery, content_type="application/json")


def held_seconds(session: Session) -> list[tuple[int, str, int]]:
    rows = LoggedSet.objects.filter(entry__session=session).order_by("entry__position", "number", "pk")
    return [(row.entry.position, row.side, row.held_seconds) for row in rows]


# --- start ---


def test_start_makes_a_session_and_goes_to_the_player(alice: User, alice_client: Client) -> None:
    routine = make_routine(alice, make_exercise())
    response = alice_client.post(reverse("sessions:start"), {"routine": routine.pk, "key": str(KEY)})

    assert response.headers["Location"] == f"/sessions/{KEY}/play/"
    assert Session.objects.get().entries.count() == 1


def test_start_twice_with_one_key_is_one_session(alice: User, alice_client: Client) -> None:
    routine = make_routine(alice, make_exercise())
    for _ in range(2):
        alice_client.post(reverse("sessions:start"), {"routine": routine.pk, "key": str(KEY)})

    assert (Session.objects.count(), Entry.objects.count()) == (1, 1)


def test_start_of_anothers_routine_is_not_found(alice: User, bob_client: Client) -> None:
    routine = make_routine(alice, make_exercise())
    response = bob_client.post(reverse("sessions:start"), {"routine": routine.pk, "key": str(KEY)})

    assert (response.status_code, Session.objects.count()) == (404, 0)


def test_start_with_anothers_key_is_not_found(alice: User, bob: User, bob_client: Client) -> None:
    session = begin(alice)
    routine = make_routine(bob, make_exercise())
    response = bob_client.post(reverse("sessions:start"), {"routine": routine.pk, "key": str(session.pk)})

    assert response.status_code == 404


def test_start_of_an_empty_routine_says_so(alice: User, alice_client: Client) -> None:
    routine = make_routine(alice)
    response = alice_client.post(reverse("sessions:start"), {"routine": routine.pk, "key": str(KEY)})

    assert response.headers["Location"] == routine.get_absolute_url()
    words = [str(message) for message in get_messages(response.wsgi_request)]
    assert (words, Session.objects.count()) == (["This routine is empty: add an exercise first."], 0)


@pytest.mark.parametrize("data", [{}, {"routine": "x", "key": str(KEY)}, {"routine": "1", "key": "x"}])
def test_start_of_nothing_is_not_found(alice_client: Client, data: dict[str, str]) -> None:
    assert alice_client.post(reverse("sessions:start"), data).status_code == 404


def test_start_dates_the_session_by_the_persons_own_calendar(alice: User) -> None:
    alice.time_zone = "Pacific/Auckland"
    with time_machine.travel(datetime(2026, 3, 2, 20, tzinfo=UTC), tick=False):
        session = begin(alice)

    assert session.local_on.isoformat() == "2026-03-03"


# --- the page ---


@pytest.mark.parametrize("exercises", [1, 3])
def test_play_asks_as_many_queries_for_three_exercises_as_for_one(
    alice: User, alice_client: Client, django_assert_num_queries: Any, exercises: int
) -> None:
    session = begin(alice, exercises=exercises)
    with django_assert_num_queries(6):
        response = alice_client.get(reverse("sessions:play", args=[session.pk]))

    assert response.status_code == 200


def test_play_gives_the_player_every_phase(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    html = alice_client.get(reverse("sessions:play", args=[session.pk])).content.decode()
    data = json.loads(html.split('<script id="playback" type="application/json">')[1].split("</script>")[0])

    assert data["phases"] == [
        ["prepare", 10, 0, 0, 0, "both", 0, 0, 0],
        ["work", 20, 0, 1, 1, "left", 0, 0, 0],
        ["switch", 5, 0, 1, 0, "right", 0, 0, 0],
        ["work", 20, 0, 1, 1, "right", 0, 0, 0],
        ["finish", 0, 0, 0, 0, "both", 0, 0, 0],
    ]


def test_play_of_a_finished_session_shows_the_session(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    session.finish(report(session))
    response = alice_client.get(reverse("sessions:play", args=[session.pk]))

    assert response.headers["Location"] == session.get_absolute_url()


@pytest.mark.parametrize("name", ["play", "finish"])
def test_anothers_session_is_not_found(alice: User, bob_client: Client, name: str) -> None:
    url = reverse(f"sessions:{name}", args=[begin(alice).pk])
    response = bob_client.get(url) if name == "play" else bob_client.post(url)

    assert response.status_code == 404


@pytest.mark.parametrize("name", ["start", "play", "finish"])
def test_a_visitor_is_asked_to_sign_in(alice: User, client: Client, name: str) -> None:
    url = reverse("sessions:start") if name == "start" else reverse(f"sessions:{name}", args=[begin(alice).pk])
    response = client.get(url) if name == "play" else client.post(url)

    assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_deleted_session_cannot_be_played(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    session.delete_softly()

    assert alice_client.get(reverse("sessions:play", args=[session.pk])).status_code == 404


# --- record ---


def test_record_stores_what_was_done(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    response = send(alice_client, session, as_json(session, held=19))
    session.refresh_from_db()

    assert response.json() == {"version": 1, "url": session.get_absolute_url()}
    assert held_seconds(session) == [(0, "left", 19), (0, "right", 19)]
    assert (session.duration_seconds, session.record_version, session.finished_at) == (55, 1, None)


@pytest.mark.parametrize("version", [4, 5])
def test_an_older_or_equal_report_changes_nothing(alice: User, alice_client: Client, version: int) -> None:
    session = begin(alice)
    session.record(report(session, version=5))
    response = send(alice_client, session, as_json(session, version=version, held=3))

    assert response.json() == {"version": 5, "url": session.get_absolute_url()}
    assert held_seconds(session) == [(0, "left", 20), (0, "right", 20)]


def test_a_newer_report_replaces_the_sets(alice: User) -> None:
    session = begin(alice)
    session.record(report(session, version=1))
    only_left = (EntryRecord(0, 30, (SetRecord(1, Side.LEFT, 1, 15),)),)
    session.record(Record(version=2, entries=only_left))

    assert held_seconds(session) == [(0, "left", 15)]


def test_a_report_after_the_end_changes_nothing(alice: User) -> None:
    session = begin(alice)
    session.finish(report(session, version=2))

    assert session.record(report(session, version=3, held=1)) is False
    assert held_seconds(session) == [(0, "left", 20), (0, "right", 20)]


def report_of(session: Session, version: int, *sets: SetRecord) -> Record:
    position = session.entries.get().position
    return Record(version, (EntryRecord(position, 55, sets),))


def test_a_report_that_goes_on_leaves_what_is_stored(alice: User) -> None:
    session, left, right = begin(alice), SetRecord(1, Side.LEFT, 1, 20), SetRecord(1, Side.RIGHT, 1, 20)

    session.record(report_of(session, 1, left))
    first = LoggedSet.objects.get()
    session.record(report_of(session, 2, left, right))

    assert [row.done for row in LoggedSet.objects.order_by("pk")] == [left, right]
    assert LoggedSet.objects.order_by("pk")[0] == first


def test_a_report_that_differs_replaces_what_is_stored_in_its_order(alice: User) -> None:
    session, left, right = begin(alice), SetRecord(1, Side.LEFT, 1, 20), SetRecord(1, Side.RIGHT, 1, 20)
    again = SetRecord(1, Side.LEFT, 1, 9)

    session.record(report_of(session, 1, left, right))
    session.record(report_of(session, 2, again, right))
    assert [row.done for row in session.entries.get().logged_sets.all()] == [again, right]

    session.record(report_of(session, 3, again))
    assert [row.done for row in session.entries.get().logged_sets.all()] == [again]

    session.record(Record(4, ()))
    assert not LoggedSet.objects.exists()


@pytest.mark.parametrize("exercises", [1, 3])
def test_record_asks_as_many_queries_for_three_exercises_as_for_one(
    alice: User, django_assert_num_queries: Any, exercises: int
) -> None:
    session = begin(alice, exercises=exercises)
    record = report(session)
    # Savepoint and its release, the session locked, its entries, durations, sets away, sets in, the session saved.
    with django_assert_num_queries(8):
        session.record(record)


@pytest.mark.parametrize(
    ("document", "problem"),
    [("{", "The report is not readable JSON."), ("{}", "“sent_at” must be a whole number from 0 to 4102444800000.")],
)
def test_a_bad_report_is_refused(alice: User, alice_client: Client, document: str, problem: str) -> None:
    response = send(alice_client, begin(alice), document)

    assert (response.status_code, response.json()) == (422, {"error": problem})


def test_a_session_played_the_day_after_belongs_to_that_day(alice: User) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 7, tzinfo=UTC), tick=False):
        session = begin(alice)
    session.record(report(session, started_at=datetime(2026, 3, 3, 7, tzinfo=UTC)))

    assert session.local_on.isoformat() == "2026-03-03"


# --- finish ---


def test_finish_stores_ratings_and_report(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    now = int(datetime.now(UTC).timestamp() * 1000)
    data = {"record": as_json(session, finished_at=now), "effort": "4", "pain_before": "3", "note": "Good."}
    response = alice_client.post(reverse("sessions:finish", args=[session.pk]), data | {"pain_after": ""})
    session.refresh_from_db()

    assert response.headers["Location"] == session.get_absolute_url()
    assert (session.effort, session.pain_before, session.pain_after, session.note) == (4, 3, None, "Good.")
    assert held_seconds(session) == [(0, "left", 20), (0, "right", 20)]
    assert session.finished_at is not None


def test_finish_again_with_the_same_report_keeps_what_was_edited_since(alice: User) -> None:
    session = begin(alice)
    session.finish(report(session), effort=3)
    Session.objects.update(effort=7)

    assert session.finish(report(session), effort=3) is False
    session.refresh_from_db()
    assert session.effort == 7


def test_finish_again_with_a_newer_report_corrects_it(alice: User) -> None:
    session = begin(alice)
    session.finish(report(session, version=1), effort=3)
    session.finish(report(session, version=2, held=12), effort=4)

    assert session.effort == 4
    assert held_seconds(session) == [(0, "left", 12), (0, "right", 12)]


def test_finish_before_the_start_is_refused(alice: User) -> None:
    session = begin(alice)

    with pytest.raises(ValidationError, match="cannot finish before it started"):
        session.finish(report(session, finished_at=session.started_at - timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"effort": "11"}, "Choose a number from 0 to 10."),
        ({"note": "x" * 2001}, "Ensure this value has at most 2000 characters (it has 2001)."),
        ({"record": '{"version": 1}'}, "“sent_at” must be a whole number from 0 to 4102444800000."),
    ],
)
def test_a_bad_finish_shows_the_page_again(
    alice: User, alice_client: Client, changes: dict[str, str], problem: str
) -> None:
    session = begin(alice)
    url = reverse("sessions:finish", args=[session.pk])
    page = alice_client.post(url, {"record": as_json(session)} | changes)

    assert page.status_code == 422
    assert problem in page.content.decode()


def test_a_session_finished_before_it_started_is_refused_in_plain_words(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    record = as_json(session, finished_at=1)
    response = alice_client.post(reverse("sessions:finish", args=[session.pk]), {"record": record})

    assert response.status_code == 422
    assert "A session cannot finish before it started." in response.content.decode()


def test_signing_in_again_on_the_way_to_finish_leads_back_to_the_player(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    response = alice_client.get(reverse("sessions:finish", args=[session.pk]))

    assert response.headers["Location"] == reverse("sessions:play", args=[session.pk])


# --- the sheet, without JavaScript ---


def test_the_sheet_logs_what_was_ticked(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    sheet = {"set-0-1-left-done": "on", "set-0-1-left-reps": "1", "set-0-1-left-held": "17", "effort": "2"}
    alice_client.post(reverse("sessions:finish", args=[session.pk]), sheet)
    sets = LoggedSet.objects.filter(entry__session=session).values_list("side", "reps", "held_seconds", "is_skipped")

    assert list(sets) == [("left", 1, 17, False), ("right", 0, 0, True)]


def test_the_sheet_counts_the_planned_time_of_what_was_done(alice: User, alice_client: Client) -> None:
    session = begin(alice)  # 20 s, 5 s to turn, 20 s
    alice_client.post(reverse("sessions:finish", args=[session.pk]), {"set-0-1-left-done": "on"})
    session.refresh_from_db()

    assert session.duration_seconds == 22


@pytest.mark.parametrize(
    ("seconds", "problem"),
    [
        ("-5", "Ensure this value is greater than or equal to 0."),
        ("40000", "Ensure this value is less than or equal to 36000."),
        ("abc", "Enter a whole number."),
    ],
)
def test_the_sheet_refuses_impossible_seconds(alice: User, alice_client: Client, seconds: str, problem: str) -> None:
    session = begin(alice)
    url = reverse("sessions:finish", args=[session.pk])
    response = alice_client.post(url, {"set-0-1-left-done": "on", "set-0-1-left-held": seconds})

    assert response.status_code == 422
    assert problem in response.content.decode()


def test_the_sheet_asks_for_repeats_where_there_is_no_hold(alice: User, alice_client: Client) -> None:
    exercise = make_exercise(measure=Measure.REPS, hold_seconds=0, reps=12)
    session = Session.objects.start(alice, make_routine(alice, exercise), KEY)
    html = alice_client.get(reverse("sessions:play", args=[session.pk])).content.decode()

    assert 'name="set-0-1-both-reps" value="12"' in html
    assert "set-0-1-both-held" not in html
