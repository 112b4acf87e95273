"""A finished session gets an exercise that is missing and loses one that was not done; each can be undone."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from exercises.dose import Dose, Side, Sides
from exercises.models import Exercise
from sessions.models import Entry, LastExerciseError, LoggedSet, Session, SessionFullError
from sessions.record import EntryRecord, SetRecord
from sessions.taken_out import TakenOut, read_taken_out, sign_taken_out
from tests.factories import make_entry, make_exercise, make_own_exercise, make_session

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plank(db: None) -> Exercise:
    return make_exercise("Plank", hold_seconds=30, sides=Sides.EACH)


@pytest.fixture
def cobra(db: None) -> Exercise:
    return make_exercise("Cobra", measure="reps", hold_seconds=0, reps=10)


@pytest.fixture
def session(alice: User, plank: Exercise) -> Session:
    session = make_session(alice, name="Morning", duration_seconds=600)
    make_entry(session, plank, duration_seconds=600)
    return session


def told(**changes: Any) -> dict[str, Any]:
    return {"place": "1", "sets": "2", "reps": "8", "hold_seconds": "0"} | changes


def everything(session: Session) -> tuple[Any, ...]:
    """Return all that taking out and putting back may touch, keys of rows and the version excepted."""
    session.refresh_from_db()
    entries = session.entries.values_list(
        "exercise", "position", "sets", "reps", "hold_seconds", "sides", "duration_seconds", "stands_in_for__position"
    )
    sets = LoggedSet.objects.filter(entry__session=session).order_by("entry__position", "number", "side")
    return (
        session.duration_seconds,
        session.started_at,
        session.finished_at,
        list(entries),
        list(sets.values_list("entry__position", "number", "side", "reps", "held_seconds", "is_skipped")),
    )


def undo(client: Client, page: str) -> None:
    """Press Undo in the message on a page."""
    start = page.index('action="', page.index('class="message')) + len('action="')
    client.post(page[start : page.index('"', start)])


def url(session: Session, rest: str = "") -> str:
    return f"/sessions/{session.pk}/exercises/{rest}"


# --- Adding ---


def test_an_exercise_is_added_as_told_and_the_sums_follow(
    session: Session, alice_client: Client, cobra: Exercise
) -> None:
    response = alice_client.post(url(session, "add/cobra/"), told())

    session.refresh_from_db()
    added = session.entries.get(exercise=cobra)
    page = " ".join(alice_client.get(response["Location"]).content.decode().split())
    assert response["Location"] == session.get_absolute_url()
    assert (added.position, added.sets, added.reps) == (1, 2, 8)
    assert list(added.logged_sets.values_list("number", "side", "reps", "is_skipped")) == [
        (1, "both", 8, False),
        (2, "both", 8, False),
    ]
    assert added.duration_seconds == added.dose.seconds()
    assert session.duration_seconds == 600 + added.dose.seconds()
    assert "Cobra is added." in page
    assert "<dt>Repeats, no sides</dt><dd>16</dd>" in page
    assert "16 repeats" in alice_client.get("/progress/cobra/").content.decode()


def test_a_double_tap_adds_once(session: Session, alice_client: Client, cobra: Exercise) -> None:
    for _ in range(2):
        assert alice_client.post(url(session, "add/cobra/"), told()).status_code == 302

    session.refresh_from_db()
    assert session.entries.filter(exercise=cobra).count() == 1
    assert session.duration_seconds == 600 + session.entries.get(exercise=cobra).duration_seconds


def test_a_place_taken_in_the_meantime_is_no_hindrance(session: Session, alice_client: Client, cobra: Exercise) -> None:
    make_entry(session, make_exercise("Bridge"), position=1)

    alice_client.post(url(session, "add/cobra/"), told())

    assert [entry.exercise.name for entry in session.entries.all()] == ["Plank", "Bridge", "Cobra"]


def test_adding_is_undone(session: Session, alice_client: Client, cobra: Exercise) -> None:
    before = everything(session)
    alice_client.post(url(session, "add/cobra/"), told())

    undo(alice_client, alice_client.get(f"/sessions/{session.pk}/").content.decode())

    assert everything(session) == before


def test_an_own_exercise_is_added_by_its_owner_alone(
    alice: User, bob: User, session: Session, alice_client: Client
) -> None:
    mine, theirs = make_own_exercise(alice, "Towel scrunch"), make_own_exercise(bob, "Secret stretch")

    page = alice_client.get(url(session), {"q": "towel stretch"}).content.decode()
    page += alice_client.get(url(session)).content.decode()
    assert alice_client.post(url(session, f"add/{mine.slug}/"), told()).status_code == 302
    assert alice_client.post(url(session, f"add/{theirs.slug}/"), told(place="2")).status_code == 404
    assert "Towel scrunch" in page
    assert "Secret stretch" not in page
    assert not session.entries.filter(exercise=theirs).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sets": "0"}, "greater than or equal to 1"),
        ({"reps": ""}, "This field is required."),
        ({"hold_seconds": "601"}, "less than or equal to 600"),
        ({"reps": "100", "hold_seconds": "600"}, "more than ten hours in one set"),
        ({"sets": "10", "reps": "60", "hold_seconds": "600"}, "cannot last longer than a day"),
        ({"place": "100"}, "less than or equal to 99"),
    ],
)
def test_a_wrong_dose_is_refused_in_plain_words(
    session: Session, alice_client: Client, cobra: Exercise, changes: dict[str, str], words: str
) -> None:
    response = alice_client.post(url(session, "add/cobra/"), told(**changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert session.entries.count() == 1


def test_a_session_holds_as_many_as_a_routine(
    session: Session, alice_client: Client, cobra: Exercise, plank: Exercise
) -> None:
    for position in range(1, 60):
        make_entry(session, plank, position=position, dose=Dose())

    response = alice_client.post(url(session, "add/cobra/"), told(place="60"))

    assert response.status_code == 422
    assert "This session is full" in response.content.decode()
    with pytest.raises(SessionFullError):
        Entry.objects.put_back(session, TakenOut(0, ((cobra.pk, cobra.dose, EntryRecord(70, 0, ())),)))


def test_a_free_place_is_found_below_when_there_is_none_above(session: Session, plank: Exercise) -> None:
    make_entry(session, plank, position=99)

    assert Entry.objects.next_place(session) == 1


# --- Taking out ---


@pytest.fixture
def swapped(session: Session, cobra: Exercise) -> Entry:
    """Bridge, one set of three done and one skipped, the last one swapped for the cobra."""
    bridge = make_entry(session, make_exercise("Bridge", sets=3), position=1, duration_seconds=100)
    bridge.logged_sets.filter(number=3).delete()
    bridge.logged_sets.filter(number=2).update(is_skipped=True, reps=0, held_seconds=0)
    make_entry(session, cobra, position=101, stands_in_for=bridge, duration_seconds=50)
    Session.objects.filter(pk=session.pk).update(duration_seconds=750)
    return bridge


def test_an_exercise_is_taken_out_with_what_stood_in_for_it(
    session: Session, alice_client: Client, swapped: Entry
) -> None:
    response = alice_client.post(url(session, f"take-out/{swapped.pk}/"))

    session.refresh_from_db()
    page = alice_client.get(response["Location"]).content.decode()
    assert [entry.exercise.name for entry in session.entries.all()] == ["Plank"]
    assert session.duration_seconds == 600
    assert "Bridge is taken out." in page
    assert "Cobra" not in page


def test_taking_out_is_undone_to_the_last_set_and_twice_is_once(
    session: Session, alice_client: Client, swapped: Entry
) -> None:
    before = everything(session)
    response = alice_client.post(url(session, f"take-out/{swapped.pk}/"))
    page = alice_client.get(response["Location"]).content.decode()

    undo(alice_client, page)
    undo(alice_client, page)

    assert everything(session) == before


def test_what_comes_back_makes_room_for_what_came_since(
    session: Session, alice_client: Client, swapped: Entry, cobra: Exercise
) -> None:
    page = alice_client.post(url(session, f"take-out/{swapped.pk}/"), follow=True).content.decode()
    alice_client.post(url(session, "add/cobra/"), told())

    undo(alice_client, page)

    places = [(entry.exercise.name, entry.position) for entry in session.entries.all()]
    assert places == [("Plank", 0), ("Cobra", 1), ("Bridge", 2), ("Cobra", 102)]


def test_minutes_told_by_hand_never_fall_below_none_and_come_back(
    session: Session, alice_client: Client, swapped: Entry
) -> None:
    Session.objects.filter(pk=session.pk).update(duration_seconds=60)
    before = everything(session)

    page = alice_client.post(url(session, f"take-out/{swapped.pk}/"), follow=True).content.decode()
    session.refresh_from_db()
    assert session.duration_seconds == 0
    undo(alice_client, page)

    assert everything(session) == before


def test_a_double_tap_takes_out_once(session: Session, alice_client: Client, swapped: Entry) -> None:
    for _ in range(2):
        assert alice_client.post(url(session, f"take-out/{swapped.pk}/")).status_code == 302

    session.refresh_from_db()
    assert session.duration_seconds == 600


def test_the_only_exercise_stays(session: Session, alice_client: Client) -> None:
    entry = session.entries.get()

    page = alice_client.post(url(session, f"take-out/{entry.pk}/"), follow=True).content.decode()

    assert "That is the only exercise." in page
    assert session.entries.count() == 1
    with pytest.raises(LastExerciseError):
        Entry.objects.take_out(session, entry.pk)


def test_an_exercise_deleted_since_cannot_come_back(alice: User, session: Session, alice_client: Client) -> None:
    mine = make_own_exercise(alice, "Towel scrunch")
    entry = make_entry(session, mine, position=1)
    taken_out = Entry.objects.take_out(session, entry.pk)
    assert taken_out is not None
    mine.delete()

    response = alice_client.post(url(session, f"put-back/{sign_taken_out(taken_out, session.pk)}/"))

    assert response.status_code == 404


def test_what_was_taken_out_is_carried_signed_and_for_its_session_alone(
    alice: User, session: Session, alice_client: Client
) -> None:
    done = EntryRecord(3, 95, (SetRecord(1, Side.LEFT, 2, 45), SetRecord(1, Side.RIGHT, is_skipped=True)))
    taken_out = TakenOut(95, ((7, Dose(2, 2, 30, Sides.EACH), done),))
    signed, other = sign_taken_out(taken_out, session.pk), make_session(alice)

    assert read_taken_out(signed, session.pk) == taken_out
    assert alice_client.post(url(other, f"put-back/{signed}/")).status_code == 404
    assert alice_client.post(url(session, f"put-back/{signed}x/")).status_code == 404


def test_what_a_device_sends_again_finds_the_session_as_it_was_changed(
    session: Session, alice: User, alice_client: Client, swapped: Entry
) -> None:
    Session.objects.filter(pk=session.pk).update(device="phone", record_version=4)
    alice_client.post(url(session, f"take-out/{swapped.pk}/"))
    before = everything(session)
    moment = int(NOW.timestamp() * 1000)
    sets = [{"number": 1, "side": "both", "reps": 1, "held_seconds": 30}]
    record = {
        "version": 4,
        "sent_at": moment,
        "started_at": moment,
        "finished_at": moment,
        "entries": [{"position": 1, "duration_seconds": 60, "sets": sets}],
    }

    response = alice_client.post(
        "/sessions/sync/",
        json.dumps(
            {"id": str(session.pk), "person": alice.mark, "device": "phone", "record": record, "ratings": {"effort": 9}}
        ),
        content_type="application/json",
    )

    assert response.status_code == 200
    assert everything(session) == before
    assert session.effort is None


# --- Who, and which ---


PATHS = [("get", ""), ("get", "add/cobra/"), ("post", "add/cobra/"), ("post", "take-out/{entry}/")]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_another_persons_session_is_not_found(
    session: Session, bob_client: Client, cobra: Exercise, swapped: Entry, method: str, path: str
) -> None:
    before = everything(session)

    response = getattr(bob_client, method)(url(session, path.format(entry=swapped.pk)), told())

    assert response.status_code == 404
    assert everything(session) == before


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_changing_a_session_is_private(session: Session, client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(url(session, path.format(entry=1)))

    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("fields", [{"finished_at": None}, {"is_activity": True}, {"deleted_at": NOW}])
def test_only_a_finished_session_of_exercises_has_any_to_change(
    alice: User, alice_client: Client, cobra: Exercise, fields: dict[str, Any]
) -> None:
    session = make_session(alice, **fields)

    assert alice_client.get(url(session)).status_code == 404
    assert alice_client.post(url(session, "add/cobra/"), told()).status_code == 404
    assert alice_client.get(f"/sessions/{uuid4()}/exercises/").status_code == 404


def test_an_entry_of_another_session_stays(alice: User, session: Session, alice_client: Client, swapped: Entry) -> None:
    other = make_session(alice)
    theirs = make_entry(other, make_exercise("Bird dog"))

    alice_client.post(url(session, f"take-out/{theirs.pk}/"))

    assert other.entries.count() == 1


def test_taking_out_wants_a_post(session: Session, alice_client: Client, swapped: Entry) -> None:
    assert alice_client.get(url(session, f"take-out/{swapped.pk}/")).status_code == 405


@pytest.mark.parametrize("entries", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("", 6), ("?q=mat", 7), ("add/cobra/", 6)])
def test_the_pages_ask_the_same_whatever_was_done(
    alice: User,
    alice_client: Client,
    cobra: Exercise,
    django_assert_num_queries: DjangoAssertNumQueries,
    entries: int,
    path: str,
    queries: int,
) -> None:
    session = make_session(alice)
    for position in range(entries):
        make_entry(session, make_exercise(), position=position)

    with django_assert_num_queries(queries):
        alice_client.get(url(session, path))
