"""The report for a physiotherapist: facts of the chosen days, on one page."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pypdf import PdfReader

from accounts.models import User
from exercises.dose import Side, Sides
from sessions.models import LoggedSet, Session
from sessions.report import MOST_EXERCISES, MOST_NOTES, Report, report
from tests.factories import make_exercise, make_prescription, make_routine, make_session
from tests.looking import sign_in

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def report_of(person: User, first_on: date = FIRST, last_on: date = LAST, *, with_notes: bool = True) -> Report:
    return report(person, first_on, last_on, with_notes=with_notes)


def test_sessions_and_minutes_are_those_of_the_days(alice: User) -> None:
    for day in (1, 2, 2, 15, 16):
        make_session(alice, started_at=at(day), duration_seconds=630)

    found = report_of(alice)

    assert (found.sessions, found.minutes, found.sessions_a_week) == (3, 32, 1.5)


def test_a_plan_is_held_against_sessions_of_exercises(alice: User, alice_client: Client) -> None:
    make_session(alice, make_routine(alice, make_exercise(), weekly_target=3), started_at=at(2))
    make_session(alice, is_activity=True, name="Walking", started_at=at(3))

    found = report_of(alice)
    page = alice_client.get(reverse("sessions:report"), {"since": FIRST, "until": LAST}).content.decode()

    assert (found.sessions, found.exercise_sessions, found.sessions_a_week) == (2, 1, 0.5)
    assert "<dt>Exercise sessions a week</dt><dd>0.5 <small>planned now: 3</small>" in page


def test_each_week_has_its_row_and_its_means(alice: User) -> None:
    make_session(alice, started_at=at(2), pain_before=4, pain_after=3, effort=5)
    make_session(alice, started_at=at(4), pain_before=5)

    found = report_of(alice)

    assert [(row.sessions, row.pain_before, row.pain_after, row.effort) for row in found.spans] == [
        (2, 4.5, 3.0, 5.0),
        (0, None, None, None),
    ]


@pytest.mark.parametrize("last_on", [date(2026, 3, 15), date(2026, 6, 30), date(2027, 3, 1)])
def test_the_rows_add_up_to_the_sum(alice: User, last_on: date) -> None:
    for number in range(30):
        make_session(alice, started_at=at(2) + timedelta(days=9 * number), duration_seconds=600)

    found = report_of(alice, FIRST, last_on)

    assert sum(row.sessions for row in found.spans) == found.sessions
    assert len(found.spans) <= 14


def test_an_exercise_shows_its_first_and_last_dose_and_both_sides(alice: User) -> None:
    bird = make_exercise("Bird dog", sides=Sides.EACH, hold_seconds=10)
    routine = make_routine(alice)
    prescription = make_prescription(routine, bird, reps=2)
    make_session(alice, routine, started_at=at(2))
    routine.prescriptions.filter(pk=prescription.pk).update(reps=4)
    later = make_session(alice, routine, started_at=at(9))
    LoggedSet.objects.filter(entry__session=later, side=Side.RIGHT).update(held_seconds=0, reps=0, is_skipped=True)

    (row,) = report_of(alice).exercises

    assert (row.sessions, row.first.reps, row.last.reps, row.left, row.right) == (2, 2, 4, 60, 20)
    assert (report_of(alice).sets_done, report_of(alice).sets_planned) == (3, 4)


def test_an_exercise_only_skipped_is_not_listed(alice: User) -> None:
    make_session(alice, make_routine(alice, make_exercise()), started_at=at(2))
    LoggedSet.objects.update(is_skipped=True)

    assert report_of(alice).exercises == []


def test_notes_are_there_only_when_asked_for(alice: User) -> None:
    make_session(alice, started_at=at(2), note="numb left foot " * 40)

    (note,) = report_of(alice).notes

    assert note.text.startswith("numb left foot")
    assert note.text.endswith("…")
    assert report_of(alice, with_notes=False).notes == []


def test_what_does_not_fit_is_counted(alice: User) -> None:
    routine = make_routine(alice, *[make_exercise() for _ in range(MOST_EXERCISES + 3)])
    for day in range(2, 12):
        make_session(alice, routine, started_at=at(day), note="ok")

    found = report_of(alice)

    assert (found.more_exercises, len(found.notes), found.more_notes) == (3, MOST_NOTES, 4)


def test_the_page_shows_the_last_six_weeks(alice_client: Client, alice: User) -> None:
    make_session(alice, started_at=at(2), name="Morning")

    with time_machine.travel(at(20), tick=False):
        page = alice_client.get(reverse("sessions:report")).content.decode()

    assert "7 Feb 2026 to 20 Mar 2026" in page


def test_the_page_holds_nothing_of_anybody_else(bob_client: Client, alice: User) -> None:
    make_session(alice, make_routine(alice, make_exercise("Secret lift")), started_at=at(2), note="secret")

    page = bob_client.get(reverse("sessions:report"), {"since": "2026-03-01", "until": "2026-03-31", "notes": "on"})

    assert "ecret" not in page.content.decode()


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-03-05", "2026-03-01", "before the first day"),
        ("2020-03-05", "2026-03-01", "a year at most"),
        ("x", "2026-03-01", "valid date"),
        ("", "", "required"),
    ],
)
def test_bad_days_are_refused_beside_their_field(alice_client: Client, since: str, until: str, words: str) -> None:
    response = alice_client.get(reverse("sessions:report"), {"since": since, "until": until})

    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_few_queries(
    alice_client: Client, alice: User, rows: int, django_assert_num_queries: Any
) -> None:
    routine = make_routine(alice, *[make_exercise() for _ in range(rows)])
    for day in range(rows):
        make_session(alice, routine, started_at=at(2 + day), note="ok")

    with django_assert_num_queries(6):
        alice_client.get(reverse("sessions:report"), {"since": "2026-03-01", "until": "2026-03-31", "notes": "on"})


def test_the_fullest_report_is_one_page_of_paper(page: Page, alice: User, tmp_path: Path) -> None:
    routine = make_routine(alice, *[make_exercise(sides=Sides.EACH) for _ in range(MOST_EXERCISES + 2)])
    for number in range(90):
        note = "It was stiff at first and better after the second round. " * 5
        make_session(alice, routine, started_at=at(2) + timedelta(days=number), note=note, pain_before=3, pain_after=2)
    sign_in(page, alice)

    page.goto(reverse("sessions:report") + "?since=2026-03-02&until=2026-05-31&notes=on")

    for paper in ("A4", "Letter"):
        page.pdf(path=tmp_path / "report.pdf", format=paper)
        assert len(PdfReader(tmp_path / "report.pdf").pages) == 1
    assert Session.objects.count() == 90
