"""Signing in to an account while being a guest: nothing is lost, nothing is there twice."""

import json
import uuid
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import guests
from accounts.merging import RULES, Belongings, belongings, merge, name_of, people_fields
from accounts.models import Upload, User
from routines.models import Routine, ShareLink
from sessions.models import Coach, Goal, GoalRating, Reminder, Session
from sessions.plan import sign_plan
from tests.factories import PASSWORD, make_exercise, make_own_exercise, make_routine, make_session


@pytest.fixture
def guest(db: None) -> User:
    cache.clear()
    return User.objects.create_guest("Europe/Berlin")


def client_of(guest: User) -> Client:
    client = Client()
    client.cookies["guest"] = guests.token_of(guest)
    return client


def fill(person: User) -> Session:
    own = make_own_exercise(person, "Wall slide")
    routine = make_routine(person, make_exercise(), own)
    return make_session(person, routine)


def test_each_relation_to_a_person_has_a_rule() -> None:
    assert {name_of(field) for field in people_fields()} == set(RULES)


def test_all_of_it_moves_and_the_guest_is_gone(guest: User, alice: User) -> None:
    fill(alice)
    session = fill(guest)
    link = ShareLink.make(session.routine, has_notes=False)  # type: ignore[arg-type]
    token = Reminder.objects.of(guest).open_feed()

    assert merge(guest, alice)

    assert belongings(alice) == Belongings(routines=2, sessions=2, exercises=2, goals=0)
    assert session in alice.sessions.all()
    assert not User.objects.filter(is_guest=True).exists()
    assert Client().get(link.get_absolute_url()).status_code == 200
    assert Reminder.objects.with_feed(token).person == alice  # type: ignore[union-attr]


def test_merging_twice_is_once(guest: User, alice: User) -> None:
    fill(guest)

    assert [merge(guest, alice), merge(guest, alice)] == [True, False]
    assert belongings(alice).sessions == 1


def test_an_account_is_never_merged_into_another(alice: User, bob: User) -> None:
    fill(alice)

    assert not merge(alice, bob)
    assert belongings(alice).sessions == 1


def test_of_what_there_is_one_the_accounts_stays(guest: User, alice: User) -> None:
    for person, name in ((guest, "guest.json"), (alice, "alice.json")):
        Upload.keep(person, name, b"{}", is_spreadsheet=False)
        Reminder.objects.of(person).open_feed()
    guest.prepare_seconds = 60
    guest.save()

    merge(guest, alice)

    alice.refresh_from_db()
    assert Upload.objects.get().name == "alice.json"
    assert Reminder.objects.get().person == alice
    assert alice.prepare_seconds != 60


def test_what_to_take_care_of_is_put_together(guest: User, alice: User) -> None:
    alice.remember(cautions=["pregnancy"], equipment=["chair"])
    guest.remember(cautions=["osteoporosis", "pregnancy"], equipment=["band"])
    Coach.objects.of(alice).set_limits(effort_easy_max=3)
    Coach.objects.of(alice).stop("days")
    Coach.objects.of(guest).stop("emergency")
    Coach.objects.get(person=guest).start_flare_up(date(2026, 3, 4))

    merge(guest, alice)

    alice.refresh_from_db()
    coach = Coach.objects.get()
    assert (alice.cautions, alice.equipment) == (["pregnancy", "osteoporosis"], ["chair", "band"])
    assert (coach.person, coach.urgency, coach.flare_up_on) == (alice, "emergency", date(2026, 3, 4))
    assert coach.effort_easy_max == 3


def test_a_sign_of_the_account_is_not_lost_to_a_milder_one(guest: User, alice: User) -> None:
    Coach.objects.of(alice).stop("emergency")
    Coach.objects.of(guest).clear()

    merge(guest, alice)

    assert Coach.objects.get().urgency == "emergency"


def test_goals_in_the_same_words_are_one(guest: User, alice: User) -> None:
    mine, theirs = (Goal.objects.add(person, "put on socks") for person in (alice, guest))
    mine.rate(4, date(2026, 3, 4))
    theirs.rate(6, date(2026, 3, 4))
    theirs.rate(7, date(2026, 3, 11))
    Goal.objects.add(guest, "tie shoes")

    merge(guest, alice)

    assert set(Goal.objects.values_list("person", "words")) == {(alice.pk, "put on socks"), (alice.pk, "tie shoes")}
    assert set(GoalRating.objects.values_list("goal", "value")) == {(mine.pk, 4), (mine.pk, 7)}


# --- The question ---


def test_signing_in_asks_on_the_way(guest: User, alice: User) -> None:
    fill(guest)
    client = client_of(guest)

    response = client.post(
        f"{reverse('account_login')}?next=/routines/", {"login": alice.email, "password": PASSWORD}, follow=True
    )

    text = response.content.decode()
    assert response.redirect_chain[-1][0] == "/guest/take-along/?next=%2Froutines%2F"
    assert all(words in text for words in ("1 routine", "1 session", "1 exercise of your own"))
    assert response.context["user"] == alice
    assert belongings(alice).sessions == 0


@pytest.mark.parametrize(("choice", "sessions"), [("take", 1), ("discard", 0)])
def test_the_answer_is_done_and_leads_on(guest: User, alice: User, choice: str, sessions: int) -> None:
    fill(guest)
    client = client_of(guest)
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})

    response = client.post(reverse("accounts:merge"), {"do": choice, "next": "/routines/"})

    assert response.url == "/routines/"  # type: ignore[attr-defined]
    assert belongings(alice).sessions == sessions
    assert list(User.objects.all()) == [alice]
    assert client.cookies["guest"].value == ""


def test_putting_the_answer_off_keeps_both_and_reminds(guest: User, alice: User) -> None:
    fill(guest)
    client = client_of(guest)
    client.force_login(alice)

    page = client.get("/routines/").content.decode()

    assert "Something was made in this browser before you signed in." in page
    assert belongings(guest).sessions == 1


def test_an_empty_guest_goes_without_a_question(guest: User, alice: User) -> None:
    client = client_of(guest)

    response = client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})

    assert response.url == "/"  # type: ignore[attr-defined]
    assert list(User.objects.all()) == [alice]


@pytest.mark.parametrize("path", ["/guest/take-along/", "/guest/take-along/?next=//evil.example"])
def test_without_a_guest_there_is_nothing_to_ask(alice_client: Client, path: str) -> None:
    assert alice_client.get(path).url == "/"  # type: ignore[attr-defined]
    assert alice_client.post(path, {"do": "take"}).url == "/"  # type: ignore[attr-defined]


def test_a_guest_cannot_merge_themselves(guest: User) -> None:
    client_of(guest).post(reverse("accounts:merge"), {"do": "discard"})

    assert User.objects.filter(pk=guest.pk).exists()


# --- What their devices still hold ---


def delivery(session_key: uuid.UUID, person: str, plan: str = "", **fields: Any) -> dict[str, Any]:
    now = int(timezone.now().timestamp() * 1000)
    times = {"sent_at": now, "started_at": now - 60_000, "finished_at": None}
    entry = {"position": 0, "duration_seconds": 9, "sets": []}
    record = {"version": 5, "entries": [entry]} | times
    return {"id": str(session_key), "person": person, "device": "phone", "plan": plan, "record": record} | fields


def sync(client: Client, document: dict[str, Any]) -> int:
    return client.post(reverse("sessions:sync"), json.dumps(document), content_type="application/json").status_code


def test_a_session_begun_without_a_network_arrives_after_the_merge(
    guest: User, alice: User, alice_client: Client
) -> None:
    routine = make_routine(guest, make_exercise())
    plan = sign_plan(Session.objects.plan(guest, routine), guest.pk)
    running = make_session(guest, routine, finished_at=None)
    document = delivery(uuid.uuid4(), guest.mark, plan)
    mark = guest.mark
    merge(guest, alice)

    answers = [sync(alice_client, document), sync(alice_client, delivery(running.pk, mark))]

    assert answers == [200, 200]
    assert alice.sessions.count() == 2
    assert Routine.objects.get().person == alice
    assert mark in alice_client.get(reverse("sessions:sync")).json()["persons"]


def test_nobody_else_takes_what_is_signed_for_a_guest(guest: User, bob_client: Client) -> None:
    routine = make_routine(guest, make_exercise())
    plan = sign_plan(Session.objects.plan(guest, routine), guest.pk)

    assert sync(bob_client, delivery(uuid.uuid4(), guest.mark, plan)) == 403
