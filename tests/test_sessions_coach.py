"""Today, What next and the flare-up as pages: what they show, what a tap does, and who may."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exercises.models import Level
from routines.models import Prescription
from sessions.coaching import MOST_RECENT, coaching_of
from sessions.evidence import MOST_SESSIONS, evidence_of
from sessions.models import Coach, Session, Standing
from tests.factories import make_entry, make_exercise, make_prescription, make_routine, make_session

WEDNESDAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
GOOD = {"pain_before": 3, "pain_after": 3, "effort": 3, "morning_after": "same"}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _wednesday():  # type: ignore[no-untyped-def]
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def plank(alice: User) -> Prescription:
    """A plank of 30 s with a level of 15 s below it and one of 45 s above."""
    exercise = make_exercise("Plank", hold_seconds=15)
    for number in (2, 3):
        Level.objects.create(exercise=exercise, number=number, sets=1, reps=1, hold_seconds=15 * number, change="+15 s")
    return make_prescription(make_routine(alice, name="Mornings"), exercise, hold_seconds=30)


def did(plank: Prescription, days_ago: int, **fields) -> Session:  # type: ignore[no-untyped-def]
    person = plank.routine.person
    return make_session(person, plank.routine, started_at=WEDNESDAY - timedelta(days=days_ago), **GOOD | fields)


@pytest.fixture
def ready(plank: Prescription) -> Prescription:
    """The plank after two sessions that allow a rise."""
    did(plank, 4)
    did(plank, 2)
    return plank


def answer(client: Client, what: str, key: str, **fields) -> str:  # type: ignore[no-untyped-def]
    response = client.post(reverse(f"sessions:{what}"), {"key": key} | fields, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def undo(client: Client, page: str) -> None:
    """Press Undo in the message of a page."""
    path = re.search(r'<form method="post" action="([^"]+)">[^/]*(?:<[^>]*>)*?<button class="button is-small">', page)
    assert path
    client.post(path[1])


# --- A suggestion and its answers ---


def test_today_suggests_a_rise_and_says_why(alice_client: Client, ready: Prescription) -> None:
    page = alice_client.get("/").content.decode()

    assert "Ready for a little more: Plank" in page
    assert "Done in full, 2 sessions in a row." in page
    assert "Effort was 3 at most; the rule asks for 4 or less." in page
    assert re.search(r"30 s</span>.*45 s</strong>", page, re.S)


def test_nothing_changes_before_it_is_confirmed(alice_client: Client, ready: Prescription) -> None:
    alice_client.get("/")
    ready.refresh_from_db()

    assert ready.hold_seconds == 30


def test_a_confirmed_rise_takes_the_dose_and_is_not_suggested_again(alice_client: Client, ready: Prescription) -> None:
    page = answer(alice_client, "follow", f"advance-{ready.pk}")
    ready.refresh_from_db()

    assert ready.hold_seconds == 45
    assert "Plank has its new dose." in page
    assert "Ready for a little more" not in page


def test_a_rise_is_undone_with_one_tap_and_suggested_again(alice_client: Client, ready: Prescription) -> None:
    undo(alice_client, answer(alice_client, "follow", f"advance-{ready.pk}"))
    ready.refresh_from_db()

    assert ready.hold_seconds == 30
    assert "Ready for a little more: Plank" in alice_client.get("/").content.decode()


def test_a_declined_rise_is_remembered_until_new_sessions(alice_client: Client, ready: Prescription) -> None:
    page = answer(alice_client, "decline", f"advance-{ready.pk}")
    assert "Ready for a little more" not in page

    did(ready, 1)
    assert "Ready for a little more" not in alice_client.get("/").content.decode()
    with time_machine.travel(WEDNESDAY + timedelta(days=2), tick=False):
        did(ready, -1)
        assert "Ready for a little more: Plank" in alice_client.get("/").content.decode()


def test_a_double_tap_raises_once(alice_client: Client, ready: Prescription) -> None:
    answer(alice_client, "follow", f"advance-{ready.pk}")
    page = answer(alice_client, "follow", f"advance-{ready.pk}")
    ready.refresh_from_db()

    assert ready.hold_seconds == 45
    assert "no longer holds" in page


def test_htmx_gets_today_alone_with_the_message(alice_client: Client, ready: Prescription) -> None:
    response = alice_client.post(reverse("sessions:follow"), {"key": f"advance-{ready.pk}"}, headers=HTMX)
    page = response.content.decode().strip()

    assert page.startswith('<div class="stack stack-l" id="today">')
    assert 'id="messages" role="status" hx-swap-oob="true"' in page
    assert "Plank has its new dose." in page


def test_an_answer_leads_back_to_the_page_it_was_given_on(alice_client: Client, ready: Prescription) -> None:
    key = {"key": f"advance-{ready.pk}"}

    assert alice_client.post(reverse("sessions:follow"), key | {"page": "sessions:next"}).url == reverse(
        "sessions:next"
    )
    assert alice_client.post(reverse("sessions:follow"), key | {"page": "https://evil.example"}).url == "/"


def test_nobody_answers_for_another(bob_client: Client, ready: Prescription) -> None:
    page = answer(bob_client, "follow", f"advance-{ready.pk}")
    ready.refresh_from_db()

    assert "no longer holds" in page
    assert ready.hold_seconds == 30


def test_nobody_takes_back_what_another_decided(bob_client: Client, alice_client: Client, ready: Prescription) -> None:
    answer(alice_client, "follow", f"advance-{ready.pk}")

    bob_client.post(reverse("sessions:undo_decision", args=[Standing.objects.get().batch]))
    ready.refresh_from_db()

    assert ready.hold_seconds == 45


def test_a_break_lowers_the_routine_on_confirmation(alice_client: Client, plank: Prescription) -> None:
    did(plank, 15)
    assert "Welcome back. Start “Mornings” lower?" in alice_client.get("/").content.decode()

    answer(alice_client, "follow", f"restart-{plank.routine_id}")
    plank.refresh_from_db()

    assert plank.hold_seconds == 15


def test_pain_that_rose_after_a_rise_eases_what_rose(alice_client: Client, ready: Prescription) -> None:
    answer(alice_client, "follow", f"advance-{ready.pk}")
    ready.refresh_from_db()
    did(ready, 0, pain_after=6, morning_after="")

    page = alice_client.get("/").content.decode()

    assert "A little less for now: Plank" in page
    assert "Pain rose by 3; up to 2 is all right." in page


def test_pain_that_rose_without_a_cause_offers_a_flare_up(alice_client: Client, plank: Prescription) -> None:
    did(plank, 1, pain_after=6)
    assert "Lower everything for a few days?" in alice_client.get("/").content.decode()

    page = answer(alice_client, "follow", "lower-")

    assert "Flare-up, day 1 of 4" in page


def test_pain_at_its_worst_counts_even_when_it_was_over_at_the_end(alice_client: Client, plank: Prescription) -> None:
    did(plank, 1, pain_worst=6)

    assert "Pain rose by 3; up to 2 is all right." in alice_client.get("/").content.decode()


def test_pain_that_rose_is_not_asked_about_twice(alice_client: Client, plank: Prescription) -> None:
    did(plank, 1, pain_after=6)

    page = answer(alice_client, "decline", "lower-")

    assert "Lower everything" not in page


def test_what_is_paused_waits_and_is_resumed(alice_client: Client, plank: Prescription) -> None:
    did(plank, 1, morning_after="worse", is_left_for_pain=None)
    Standing.objects.create(prescription=plank, easings=2, eased_on=WEDNESDAY.date() - timedelta(days=9))
    assert "Pause Plank and ask" in alice_client.get("/").content.decode()

    answer(alice_client, "follow", f"pause-{plank.pk}")
    page = alice_client.get(reverse("sessions:next")).content.decode()
    assert re.search(r"Paused</h3>.*Plank</a>.*Resume", page, re.S)
    start = {"routine": plank.routine_id, "key": uuid.uuid4()}
    assert alice_client.post(reverse("sessions:start"), start).url == reverse("sessions:next")

    alice_client.post(reverse("sessions:resume", args=[plank.pk]))

    assert Standing.objects.get().paused_on is None


def test_nobody_resumes_for_another(bob_client: Client, plank: Prescription) -> None:
    Standing.objects.create(prescription=plank, paused_on=WEDNESDAY.date())

    assert bob_client.post(reverse("sessions:resume", args=[plank.pk])).status_code == 404


def test_what_was_swapped_says_nothing_about_the_ladder(alice_client: Client, ready: Prescription) -> None:
    session = did(ready, 1)
    original = session.entries.get()
    original.logged_sets.update(is_skipped=True, held_seconds=0)
    stand_in = make_entry(session, make_exercise("Bridge"), position=1000)
    stand_in.stands_in_for = original
    stand_in.save()

    assert "Ready for a little more: Plank" in alice_client.get("/").content.decode()


# --- Warning signs ---


def test_severe_pain_asks_and_suggests_nothing_else(alice_client: Client, ready: Prescription) -> None:
    did(ready, 1, pain_after=8)
    page = alice_client.get("/").content.decode()
    assert "Ask before you go on" in page
    assert "Ready for" not in page

    assert "Ask before you go on" not in answer(alice_client, "decline", "ask-")


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        (["0"], "Get help now"),
        (["3", "0"], "Get help now"),
        (["3"], "Ask to be seen today"),
        (["6", "5"], "Ask to be seen today"),
        (["7"], "See a doctor first"),
    ],
)
def test_a_warning_sign_stops_and_says_what_to_do(
    alice_client: Client, plank: Prescription, signs: list[str], words: str
) -> None:
    ticked = {f"sign-{sign}": "on" for sign in signs}
    page = alice_client.post(reverse("sessions:flare_up_check"), ticked, follow=True).content.decode()
    assert words in page

    today = alice_client.get("/").content.decode()
    assert words in today
    assert reverse("sessions:start") not in today
    response = alice_client.post(reverse("sessions:start"), {"routine": plank.routine_id, "key": uuid.uuid4()})
    assert response.url == reverse("sessions:flare_up")
    response = alice_client.get(reverse("sessions:play_routine", args=[plank.routine_id]))
    assert response.url == reverse("sessions:flare_up")
    assert not Session.objects.exists()


def test_only_the_urgency_of_a_sign_is_kept(alice_client: Client, alice: User) -> None:
    alice_client.post(reverse("sessions:flare_up_check"), {"sign-3": "on"})

    assert Coach.objects.get(person=alice).urgency == "today"


def test_a_cleared_sign_lets_sessions_start(alice_client: Client, alice: User, plank: Prescription) -> None:
    Coach.objects.of(alice).stop("today")

    alice_client.post(reverse("sessions:flare_up_clear"))

    assert reverse("sessions:start") in alice_client.get("/").content.decode()


def test_no_sign_ticked_answers_the_question_about_severe_pain(alice_client: Client, plank: Prescription) -> None:
    did(plank, 1, pain_after=8)

    page = alice_client.post(reverse("sessions:flare_up_check"), follow=True).content.decode()

    assert "No warning sign ticked" in page
    assert "Ask before you go on" not in page


# --- A flare-up ---


def test_one_tap_lowers_and_one_tap_ends(alice_client: Client, alice: User, plank: Prescription) -> None:
    page = alice_client.post(reverse("sessions:flare_up_start"), follow=True).content.decode()
    assert "Flare-up, day 1 of 4" in page
    assert "Lowered: flare-up, day 1 of 4" in alice_client.get("/").content.decode()

    page = alice_client.post(reverse("sessions:flare_up_end"), follow=True).content.decode()
    assert "Lowered" not in page

    undo(alice_client, page)
    assert Coach.objects.of(alice).eased(WEDNESDAY.date())


def test_a_lowered_session_says_so_and_counts_in_full(alice_client: Client, plank: Prescription) -> None:
    alice_client.post(reverse("sessions:flare_up_start"))
    key = uuid.uuid4()

    play = alice_client.post(reverse("sessions:start"), {"routine": plank.routine_id, "key": key}, follow=True)
    assert "<strong>Lowered:</strong> flare-up, day 1 of 4." in play.content.decode()
    assert "20 s" in play.content.decode()

    alice_client.post(reverse("sessions:finish", args=[key]), {"set-0-1-both-done": "on", "set-0-1-both-held": "20"})
    assert "1 of 3 this week" in alice_client.get("/").content.decode()
    assert "Lowered: flare-up, day 1 of 4." in alice_client.get(f"/sessions/{key}/").content.decode()


def test_a_flare_up_shortens_what_today_announces(alice_client: Client, alice: User) -> None:
    make_prescription(make_routine(alice), make_exercise(), sets=10, hold_seconds=60)
    assert alice_client.get("/").context["routines"][0].minutes == 11

    alice_client.post(reverse("sessions:flare_up_start"))

    assert alice_client.get("/").context["routines"][0].minutes == 7


# --- The morning after ---


def test_the_morning_is_asked_once(alice_client: Client, plank: Prescription) -> None:
    session = did(plank, 1, morning_after="")
    assert "How was your back the morning after Tuesday?" in alice_client.get("/").content.decode()

    url = reverse("sessions:morning", args=[session.pk])
    page = alice_client.post(url, {"morning": "better", "pain": "2"}, follow=True).content.decode()
    session.refresh_from_db()

    assert (session.morning_after, session.morning_pain) == ("better", 2)
    assert "How was your back" not in page
    undo(alice_client, page)
    session.refresh_from_db()
    assert (session.morning_after, session.morning_pain) == ("", None)


@pytest.mark.parametrize(
    ("days_ago", "told", "is_asked"),
    [(0, "", False), (1, "", True), (3, "", True), (4, "", False), (1, "skipped", False)],
)
def test_the_morning_is_asked_while_it_is_fresh(
    alice_client: Client, plank: Prescription, days_ago: int, told: str, is_asked: bool
) -> None:
    did(plank, days_ago, morning_after=told)

    assert ("How was your back" in alice_client.get("/").content.decode()) == is_asked


def test_left_out_sets_are_asked_about(alice_client: Client, plank: Prescription) -> None:
    session = did(plank, 1, morning_after="")
    question = "Was that because of pain?"
    assert question not in alice_client.get("/").content.decode()
    session.entries.get().logged_sets.update(is_skipped=True, held_seconds=0)
    assert question in alice_client.get("/").content.decode()

    url = reverse("sessions:morning", args=[session.pk])
    alice_client.post(url, {"morning": "same", "is_left_for_pain": "yes"})

    assert "You left sets unfinished because of pain." in alice_client.get("/").content.decode()


def test_a_bad_answer_is_shown_in_its_place(alice_client: Client, plank: Prescription) -> None:
    session = did(plank, 1, morning_after="")

    response = alice_client.post(reverse("sessions:morning", args=[session.pk]), {"morning": "same", "pain": "11"})

    assert response.status_code == 422
    assert "Choose a number from 0 to 10." in response.content.decode()


def test_nobody_tells_anothers_morning(bob_client: Client, plank: Prescription) -> None:
    session = did(plank, 1, morning_after="")

    assert bob_client.post(reverse("sessions:morning", args=[session.pk]), {"morning": "same"}).status_code == 404
    assert bob_client.post(reverse("sessions:morning_undo", args=[session.pk])).status_code == 404


# --- Every exercise, and limits ---


def test_what_next_says_of_each_exercise_why(alice_client: Client, plank: Prescription) -> None:
    did(plank, 1, effort=6)

    page = alice_client.get(reverse("sessions:next")).content.decode()

    assert "Effort was 6; the rule asks for 4 or less." in page


def test_a_limit_of_ones_own_changes_the_verdict(alice_client: Client, ready: Prescription) -> None:
    empty = dict.fromkeys(["effort_easy_max", "pain_rise_ok_max", "pain_ok_during_max", "max_level_steps_per_week"], "")
    limits = empty | {"flare_up_days": "3", "max_exercises_advanced_per_session": "", "sessions_to_advance": "3"}
    page = alice_client.post(reverse("sessions:next_limits"), limits, follow=True).content.decode()

    assert "2 of 3 easy, full sessions on different days." in page
    assert Coach.objects.get().flare_up_days == 3


def test_a_limit_out_of_bounds_is_refused_in_words(alice_client: Client) -> None:
    response = alice_client.post(reverse("sessions:next_limits"), {"flare_up_days": "4", "effort_easy_max": "9"})

    assert response.status_code == 422
    assert not Coach.objects.exists()


@pytest.mark.parametrize("name", ["next", "next_limits", "flare_up"])
def test_pages_are_private(client: Client, alice_client: Client, name: str) -> None:
    assert alice_client.get(reverse(f"sessions:{name}")).status_code == 200
    assert client.get(reverse(f"sessions:{name}")).status_code == 302


def test_what_next_puts_exercises_of_one_verdict_together(alice_client: Client, plank: Prescription) -> None:
    make_prescription(plank.routine, make_exercise("Cobra"))
    make_prescription(plank.routine, make_exercise("Bridge"), hold_seconds=30)
    did(plank, 4)
    did(plank, 2)
    Standing.objects.create(prescription=plank, paused_on=WEDNESDAY.date())

    groups = alice_client.get(reverse("sessions:next")).context["routines"][0][1]

    assert [(group.word, [row.candidate.name for row in group.rows]) for group in groups] == [
        ("paused", ["Plank"]),
        ("top", ["Cobra", "Bridge"]),
    ]


def test_pain_of_the_session_is_not_blamed_on_each_exercise(alice_client: Client, plank: Prescription) -> None:
    did(plank, 1, pain_after=6)

    groups = alice_client.get(reverse("sessions:next")).context["routines"][0][1]

    assert [(group.word, group.facts[0]) for group in groups] == [("stay", "Pain rose by 3; up to 2 is all right.")]


# --- Queries ---


def test_only_the_last_sessions_are_read(alice: User, plank: Prescription) -> None:
    for days_ago in range(1, 131):
        did(plank, days_ago)

    coaching = coaching_of(alice, WEDNESDAY.date())

    assert len(coaching.recent) == MOST_RECENT
    done = evidence_of(coaching.finished).of((plank.routine_id, plank.exercise_id, 0))
    assert [each.on for each in done] == [WEDNESDAY.date() - timedelta(days=day + 1) for day in range(MOST_SESSIONS)]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/", 7), ("/next/", 7), ("/flare-up/", 3), ("/next/limits/", 3)])
def test_pages_ask_the_same_few_queries(  # type: ignore[no-untyped-def]
    alice_client: Client, alice: User, path: str, queries: int, rows: int, django_assert_num_queries
) -> None:
    for _ in range(rows):
        routine = make_routine(alice, *(make_exercise() for _ in range(rows)))
        Standing.objects.create(prescription=routine.prescriptions.first())
        for days_ago in range(1, 1 + 7 * rows):
            make_session(alice, routine, started_at=WEDNESDAY - timedelta(days=days_ago), **GOOD)

    with django_assert_num_queries(queries):
        assert alice_client.get(path).status_code == 200
