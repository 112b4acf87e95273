"""Delivering a session: late, twice, from two devices, and one that began without a network."""

import json
import threading
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from routines.models import Routine
from sessions.models import Entry, LoggedSet, Session
from tests.factories import make_exercise, make_prescription, make_routine

pytestmark = pytest.mark.django_db
SYNC = "/sessions/sync/"
KEY = uuid.UUID("0197a6a0-0000-7000-8000-00000000000a")


def routine_of(person: User) -> Routine:
    """Twenty seconds a side."""
    routine = make_routine(person)
    make_prescription(routine, make_exercise(), hold_seconds=20, sides="each")
    return routine


def begin(person: User) -> Session:
    return Session.objects.start(person, routine_of(person), uuid.uuid4())


def record_of(version: int = 1, held: int = 20, *, is_over: bool = False) -> dict[str, Any]:
    now = int(timezone.now().timestamp() * 1000)
    sets = [{"number": 1, "side": side, "reps": 1, "held_seconds": held} for side in ("left", "right")]
    entries = [{"position": 0, "duration_seconds": 55, "sets": sets}]
    times = {"sent_at": now, "started_at": now - 60_000, "finished_at": now - 1000 if is_over else None}
    return {"version": version, "entries": entries} | times


def deliver(client: Client, person: User, key: uuid.UUID, report: Any, **fields: Any) -> Any:
    delivery = {"id": str(key), "person": person.mark, "device": "phone", "record": report} | fields
    return client.post(SYNC, delivery, content_type="application/json")


def plan_for(client: Client, routine: Routine, key: uuid.UUID = KEY) -> str:
    """What the page keeps that a device starts from without a network."""
    return str(playback_of(client.get(f"/routines/{routine.pk}/play/?key={key}"))["plan"])


def playback_of(response: Any) -> dict[str, Any]:
    data: dict[str, Any] = response.context["data"]
    return data


def held() -> list[tuple[str, int]]:
    return list(LoggedSet.objects.order_by("entry__position", "side").values_list("side", "held_seconds"))


# --- Who ---


def test_the_token_comes_with_whose_it_is(alice: User, alice_client: Client) -> None:
    response = alice_client.get(SYNC)

    assert response.json()["person"] == alice.mark
    assert "no-store" in response.headers["Cache-Control"]


def test_a_fresh_token_opens_what_a_stale_one_does_not(alice: User) -> None:
    session = begin(alice)
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    delivery = {"id": str(session.pk), "person": alice.mark, "device": "phone", "record": record_of()}
    stale = client.post(SYNC, delivery, content_type="application/json", headers={"X-CSRFToken": "x" * 64})
    token = client.get(SYNC).json()["token"]
    fresh = client.post(SYNC, delivery, content_type="application/json", headers={"X-CSRFToken": token})

    assert (stale.status_code, fresh.status_code) == (403, 200)


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.post(SYNC).headers["Location"].startswith(reverse("account_login"))
    assert client.get(SYNC).headers["Location"].startswith(reverse("account_login"))


def test_anothers_session_is_not_found(alice: User, bob: User, bob_client: Client) -> None:
    session = begin(alice)

    assert deliver(bob_client, bob, session.pk, record_of()).status_code == 404
    assert held() == []


def test_what_one_person_did_is_not_taken_from_another_who_signed_in(
    alice: User, bob: User, bob_client: Client
) -> None:
    session = begin(bob)

    assert deliver(bob_client, alice, session.pk, record_of()).status_code == 403
    assert held() == []


def test_a_person_of_a_site_set_up_anew_has_another_mark(alice: User) -> None:
    before = alice.mark
    alice.date_joined += timedelta(seconds=1)

    assert before != alice.mark


# --- Nothing twice ---


def test_the_end_twice_is_one_end(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    record = record_of(3, is_over=True)
    for _ in range(2):
        response = deliver(alice_client, alice, session.pk, record, ratings={"effort": 5, "note": "Good."})
    session.refresh_from_db()

    assert response.json() == {"version": 3, "url": session.get_absolute_url()}
    assert (session.effort, session.note, session.pain_after) == (5, "Good.", None)
    assert held() == [("left", 20), ("right", 20)]


def test_an_older_report_after_the_end_changes_nothing(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    deliver(alice_client, alice, session.pk, record_of(3, is_over=True), ratings={})
    deliver(alice_client, alice, session.pk, record_of(2, held=4))
    session.refresh_from_db()

    assert held() == [("left", 20), ("right", 20)]
    assert session.finished_at is not None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"ratings": {"effort": 11}}, "Choose a number from 0 to 10."),
        ({"record": 7}, "The report is not readable JSON."),
        ({"device": ""}, "The report does not say which device it comes from."),
        ({"device": "\0"}, "The report is not readable JSON."),
        ({"device": "\ud800"}, "The report is not readable JSON."),
        ({"id": "x"}, "The report is not readable JSON."),
        ({"ratings": []}, "The report is not readable JSON."),
    ],
)
def test_a_bad_delivery_is_refused_with_its_reason(
    alice: User, alice_client: Client, change: dict[str, Any], problem: str
) -> None:
    session = begin(alice)
    response = deliver(alice_client, alice, session.pk, record_of(), **change)

    assert (response.status_code, response.json()) == (422, {"error": problem})
    assert held() == []


# --- Deleted ---


def test_half_an_emoji_in_a_note_does_not_lose_the_session(alice: User, alice_client: Client) -> None:
    session = begin(alice)

    response = deliver(alice_client, alice, session.pk, record_of(is_over=True), ratings={"note": "calm \ud83d"})

    session.refresh_from_db()
    assert (response.status_code, session.note) == (200, "calm ?")


def test_a_session_deleted_meanwhile_stays_deleted(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    session.delete_softly()
    response = deliver(alice_client, alice, session.pk, record_of())

    assert (response.status_code, response.json()) == (410, {"error": "You have deleted this session."})


def test_a_session_deleted_for_good_is_not_found(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    Session.objects.all().delete()

    assert deliver(alice_client, alice, session.pk, record_of()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_report_that_crosses_a_deletion_is_answered(alice: User, alice_client: Client) -> None:
    """The report waits for a lock while the row under it is deleted for good."""
    session = begin(alice)
    has_begun, answers = threading.Event(), []

    def report() -> None:
        has_begun.set()
        answers.append(deliver(alice_client, alice, session.pk, record_of()).status_code)
        connection.close()

    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        thread = threading.Thread(target=report)
        thread.start()
        has_begun.wait(10)
        thread.join(0.5)
        assert answers == []
        Session.objects.all().delete()
    thread.join(20)

    assert answers == [404]


# --- Two devices ---


def test_a_second_device_has_to_take_over(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    deliver(alice_client, alice, session.pk, record_of(2))
    response = deliver(alice_client, alice, session.pk, record_of(3, held=4), device="tablet")

    assert (response.status_code, response.json()) == (409, {"error": "Another device went on with this session."})
    assert held() == [("left", 20), ("right", 20)]


def test_taking_over_makes_the_first_device_ask(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    deliver(alice_client, alice, session.pk, record_of(2, held=4))
    taken = deliver(alice_client, alice, session.pk, record_of(3, held=9), device="tablet", is_taking=True)
    first = deliver(alice_client, alice, session.pk, record_of(4, held=5))

    assert (taken.status_code, first.status_code) == (200, 409)
    assert held() == [("left", 9), ("right", 9)]


def test_taking_over_from_an_old_state_is_refused(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    deliver(alice_client, alice, session.pk, record_of(5))
    response = deliver(alice_client, alice, session.pk, record_of(5, held=4), device="tablet", is_taking=True)

    assert response.status_code == 409
    assert held() == [("left", 20), ("right", 20)]


def test_a_session_finished_elsewhere_cannot_be_taken(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    deliver(alice_client, alice, session.pk, record_of(5, is_over=True), ratings={})
    response = deliver(alice_client, alice, session.pk, record_of(9, held=4), device="tablet", is_taking=True)

    assert response.status_code == 409
    assert held() == [("left", 20), ("right", 20)]


def test_the_page_tells_who_plays_it_just_now(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    at = datetime(2026, 3, 2, 7, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        deliver(alice_client, alice, session.pk, record_of(2))
        now = playback_of(alice_client.get(f"/sessions/{session.pk}/play/"))
    with time_machine.travel(at + timedelta(minutes=2), tick=False):
        later = playback_of(alice_client.get(f"/sessions/{session.pk}/play/"))

    assert (now["device"], now["isHeld"]) == ("phone", True)
    assert (later["device"], later["isHeld"]) == ("phone", False)


# --- Begun without a network ---


def test_a_session_begun_without_a_network_is_started_and_finished_at_once(alice: User, alice_client: Client) -> None:
    routine = routine_of(alice)
    plan = plan_for(alice_client, routine)
    assert Session.objects.count() == 0
    for _ in range(2):
        deliver(alice_client, alice, KEY, record_of(4, is_over=True), plan=plan, ratings={"effort": 5})
    session = Session.objects.get()

    assert (session.pk, session.routine, session.name, session.effort) == (KEY, routine, "Morning", 5)
    assert session.finished_at - session.started_at == timedelta(seconds=59)
    assert held() == [("left", 20), ("right", 20)]


def test_what_was_played_counts_not_what_the_routine_has_become(alice: User, alice_client: Client) -> None:
    routine = routine_of(alice)
    plan = plan_for(alice_client, routine)
    routine.prescriptions.update(hold_seconds=90, sides="none")
    routine.add(make_exercise())
    deliver(alice_client, alice, KEY, record_of(4, is_over=True), plan=plan, ratings={})

    assert [str(entry.dose) for entry in Entry.objects.all()] == ["20 s each side"]
    assert held() == [("left", 20), ("right", 20)]


def test_a_routine_deleted_meanwhile_costs_nothing(alice: User, alice_client: Client) -> None:
    routine = routine_of(alice)
    plan = plan_for(alice_client, routine)
    routine.delete()
    response = deliver(alice_client, alice, KEY, record_of(4), plan=plan)

    assert response.status_code == 200
    assert (Session.objects.get().routine, held()) == (None, [("left", 20), ("right", 20)])


def test_nothing_is_started_by_a_report_that_does_not_fit(alice: User, alice_client: Client) -> None:
    plan = plan_for(alice_client, routine_of(alice))
    response = deliver(alice_client, alice, KEY, record_of() | {"entries": [{"position": 7}]}, plan=plan)

    assert (response.status_code, Session.objects.count()) == (422, 0)


def test_a_plan_of_ones_own_making_is_refused(alice: User, alice_client: Client) -> None:
    plan = plan_for(alice_client, routine_of(alice))
    response = deliver(alice_client, alice, KEY, record_of(), plan=plan[:-1] + ("A" if plan[-1] != "A" else "B"))

    assert (response.status_code, Session.objects.count()) == (422, 0)


def test_anothers_plan_is_refused(alice: User, alice_client: Client, bob: User, bob_client: Client) -> None:
    plan = plan_for(alice_client, routine_of(alice))
    response = deliver(bob_client, bob, KEY, record_of(), plan=plan)

    assert (response.status_code, Session.objects.count()) == (422, 0)


def test_a_key_of_anothers_session_is_not_found(
    alice: User, alice_client: Client, bob: User, bob_client: Client
) -> None:
    session = begin(alice)
    plan = plan_for(bob_client, routine_of(bob))
    response = deliver(bob_client, bob, session.pk, record_of(), plan=plan)

    assert (response.status_code, Session.objects.count(), held()) == (404, 1, [])


def test_an_exercise_that_is_gone_is_said(alice: User, alice_client: Client) -> None:
    routine = routine_of(alice)
    plan = plan_for(alice_client, routine)
    exercise = routine.prescriptions.get().exercise
    routine.delete()
    exercise.delete()
    response = deliver(alice_client, alice, KEY, record_of(), plan=plan)

    assert (response.status_code, response.json()) == (
        422,
        {"error": "An exercise of this session does not exist any more."},
    )


# --- The page to start from ---


def test_the_page_of_a_routine_stores_nothing(alice: User, alice_client: Client) -> None:
    response = alice_client.get(f"/routines/{routine_of(alice).pk}/play/?key={KEY}")

    assert (response.status_code, playback_of(response)["id"]) == (200, str(KEY))
    assert Session.objects.count() == 0


def test_the_page_of_a_routine_gives_way_to_its_session(alice: User, alice_client: Client) -> None:
    session = begin(alice)
    response = alice_client.get(f"/routines/{session.routine_id}/play/?key={session.pk}")

    assert response.headers["Location"] == f"/sessions/{session.pk}/play/"


def test_an_empty_routine_cannot_be_played(alice: User, alice_client: Client) -> None:
    routine = make_routine(alice)

    assert alice_client.get(f"/routines/{routine.pk}/play/").headers["Location"] == routine.get_absolute_url()


def test_anothers_routine_is_not_found(alice: User, bob_client: Client, client: Client) -> None:
    url = f"/routines/{routine_of(alice).pk}/play/"

    assert bob_client.get(url).status_code == 404
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("exercises", [1, 3])
def test_the_page_of_a_routine_asks_as_many_queries_for_three_exercises_as_for_one(
    alice: User, alice_client: Client, django_assert_num_queries: Any, exercises: int
) -> None:
    routine = make_routine(alice, *[make_exercise() for _ in range(exercises)])
    # The HTTP session and the person; the routine, its prescriptions, what is paused; the coach; is the session
    # there?; the neighbours to swap for.
    with django_assert_num_queries(7):
        alice_client.get(f"/routines/{routine.pk}/play/?key={KEY}")


def test_a_report_is_json_all_through(alice: User, alice_client: Client) -> None:
    response = alice_client.post(SYNC, json.dumps([1, 2]), content_type="application/json")

    assert (response.status_code, response.json()) == (422, {"error": "The report is not readable JSON."})
