"""The front page, the shell around every page, and what holds for all templates."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from routines.models import Programme, ProgrammePrescription
from tests.factories import make_exercise, make_routine, make_session

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
WEDNESDAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def make_starter() -> Programme:
    programme = Programme.objects.create(
        slug="stretch-then-strengthen-15",
        name="Stretch then strengthen",
        goal="Stretch first",
        difficulty=2,
        minutes=15,
        days_per_week=3,
        weeks=6,
    )
    row = ProgrammePrescription(programme=programme, exercise=make_exercise("Plank"), position=0, section="strengthen")
    row.dose = row.exercise.dose
    row.save()
    return programme


def test_front_page_offers_the_starter_programme_to_a_visitor(client: Client, db: None) -> None:
    programme = make_starter()

    page = client.get("/").content.decode()

    assert page.count(f'href="{programme.get_absolute_url()}"') == 3
    assert 'href="/exercises/plank/"' in page


def test_front_page_works_before_the_catalogue_is_loaded(client: Client, db: None) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert reverse("exercises:library") in response.content.decode()


def test_today_without_routines_offers_programmes(alice_client: Client) -> None:
    page = alice_client.get("/").content.decode()

    assert "Begin with a routine" in page
    assert reverse("routines:programmes") in page


def test_today_starts_each_routine_with_a_fresh_key(alice_client: Client, alice: User) -> None:
    make_routine(alice, make_exercise())
    make_routine(alice, make_exercise())

    response = alice_client.get("/")

    assert len({row.key for row in response.context["routines"]}) == 2


@time_machine.travel(WEDNESDAY, tick=False)
def test_today_counts_this_week_against_the_target(alice_client: Client, alice: User) -> None:
    routine = make_routine(alice, make_exercise(), weekly_target=3)
    make_session(alice, routine, started_at=WEDNESDAY - timedelta(days=2))
    make_session(alice, routine, started_at=WEDNESDAY - timedelta(days=3))

    page = alice_client.get("/").content.decode()

    assert "1 of 3 this week" in page
    assert "<b>1</b> session" in page
    assert "<b>10</b> minutes" in page


@time_machine.travel(WEDNESDAY, tick=False)
def test_today_remembers_the_last_session_of_an_earlier_week(alice_client: Client, alice: User) -> None:
    make_session(alice, make_routine(alice, name="Long ago"), started_at=WEDNESDAY - timedelta(days=30))

    page = alice_client.get("/").content.decode()

    assert "Long ago</a>, Monday, 2 February" in page


def test_today_offers_to_resume_an_unfinished_session(alice_client: Client, alice: User) -> None:
    session = make_session(alice, make_routine(alice, name="Half done"), finished_at=None)

    page = alice_client.get("/").content.decode()

    assert "Half done is not finished" in page
    assert str(session.pk) in page


def test_today_shows_nothing_of_others_and_nothing_deleted(alice_client: Client, alice: User, bob: User) -> None:
    make_session(bob, make_routine(bob, name="Bob’s"), finished_at=None)
    make_routine(alice, name="Thrown away").delete_softly()

    page = alice_client.get("/").content.decode()

    assert "Bob’s" not in page
    assert "Thrown away" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_today_asks_the_same_few_queries(alice_client, alice, rows, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(rows):
        make_session(alice, make_routine(alice, make_exercise(), make_exercise()), finished_at=None)

    with django_assert_num_queries(6):
        alice_client.get("/")


def test_today_without_routines_asks_few_queries(alice_client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    make_starter()

    with django_assert_max_num_queries(8):
        alice_client.get("/")


def test_a_request_that_makes_no_sense_keeps_the_shell(client: Client, db: None) -> None:
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "That request made no sense" in response.content.decode()


def test_a_page_names_the_place_in_the_navigation(alice_client: Client) -> None:
    page = alice_client.get("/").content.decode()

    assert re.findall(r'<a href="([^"]*)" aria-current="page">', page) == ["/"]


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("/next/", "/"),
        ("/flare-up/", "/"),
        ("/exercises/own/new/", "/exercises/"),
        ("/programmes/", "/routines/"),
        ("/sessions/new/", "/sessions/"),
        ("/progress/report/", "/progress/"),
        ("/progress/goals/", "/progress/"),
        ("/settings/reminders/", "/settings/"),
        ("/settings/data/", "/settings/"),
        ("/accounts/email/", "/settings/"),
    ],
)
def test_a_page_below_names_its_place_in_the_navigation(alice_client: Client, page: str, place: str) -> None:
    words = alice_client.get(page).content.decode()
    head = words[words.index("<header") : words.index("</header>")]

    assert re.findall(r'href="([^"]*)"[^>]* aria-current="true"', head) == [place]


def test_a_missing_page_keeps_the_shell(client: Client, db: None) -> None:
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()
    assert "site-head" in response.content.decode()


def test_a_stale_form_is_explained(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    response = client.post(reverse("accounts:settings"))

    assert response.status_code == 403
    assert "The page had gone stale" in response.content.decode()


def test_a_crash_is_explained_without_anything_else_working(alice_client: Client, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("backroutine.views.today_context", lambda _person, _day: 1 / 0)
    alice_client.raise_request_exception = False

    response = alice_client.get("/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_pages_forbid_inline_code(client: Client, db: None) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_the_policy_would_drop(path) -> None:  # type: ignore[no-untyped-def]
    text = path.read_text()

    assert re.findall(r"<[^>]*\sstyle\s*=", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"<[a-z][^>]*\son[a-z]+\s*=", text) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "json" not in tag] == []
