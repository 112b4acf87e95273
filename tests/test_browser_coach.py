"""Today, What next, a flare-up and goals in Chromium: by touch, by keyboard, without script, accessible."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exercises.models import Level
from routines.models import Prescription
from sessions.models import Coach, Goal, Standing
from tests.factories import make_exercise, make_prescription, make_routine, make_session
from tests.looking import eventually, go_by, is_too_wide, sign_in, violations

GOOD = {"pain_before": 3, "pain_after": 3, "effort": 3, "morning_after": "same"}


@pytest.fixture
def plank(alice: User) -> Prescription:
    """A plank of 15 s, done twice well, last time yesterday, with the morning after still to be told."""
    exercise = make_exercise("Plank", hold_seconds=15)
    Level.objects.create(exercise=exercise, number=2, sets=1, reps=1, hold_seconds=30, change="+15 s")
    prescription = make_prescription(make_routine(alice, name="Mornings"), exercise)
    now = datetime.now(UTC)
    make_session(alice, prescription.routine, started_at=now - timedelta(days=3), **GOOD)
    make_session(alice, prescription.routine, started_at=now - timedelta(days=1), **GOOD | {"morning_after": ""})
    return prescription


def test_from_the_morning_after_to_a_new_dose_and_back(page: Page, alice: User, plank: Prescription) -> None:
    sign_in(page, alice)
    page.goto("/")
    page.evaluate("window.isSamePage = true")

    page.get_by_role("button", name="Same").click()
    expect(page.get_by_role("heading", name="Ready for a little more: Plank")).to_be_visible()
    expect(page.get_by_text("Done in full, 2 sessions in a row.")).to_be_visible()
    page.get_by_role("button", name="Take the new dose").click()

    expect(page.get_by_text("Plank has its new dose.")).to_be_visible()
    assert page.evaluate("window.isSamePage")
    plank.refresh_from_db()
    assert plank.hold_seconds == 30
    page.locator(".notice", has_text="Plank has its new dose.").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Ready for a little more: Plank")).to_be_visible()
    eventually(page, lambda: Prescription.objects.get(pk=plank.pk).hold_seconds == 15)


def test_the_morning_with_a_number(page: Page, alice: User, plank: Prescription) -> None:
    sign_in(page, alice)
    page.goto("/")

    page.get_by_text("Add a number").click()
    page.locator(".scale-option", has_text="5").click()
    page.get_by_role("button", name="Worse").click()

    expect(page.get_by_text("Noted: the morning after Mornings.")).to_be_visible()
    expect(page.get_by_text("still 2 points above where it began")).to_be_visible()


def test_one_tap_lowers_the_session_and_one_tap_ends_it(page: Page, alice: User, plank: Prescription) -> None:
    sign_in(page, alice)
    page.goto("/")

    page.get_by_role("button", name="My back has flared up").click()
    expect(page.get_by_role("heading", name="Flare-up, day 1 of 4")).to_be_visible()
    page.goto("/")
    page.get_by_role("button", name="Start, lowered").click()
    page.wait_for_url("**/play/**")
    expect(page.get_by_text("flare-up, day 1 of 4")).to_be_visible()
    expect(page.locator(".sheet-list").get_by_text("10 s")).to_be_visible()

    page.goto("/")
    page.get_by_role("button", name="End it: full doses").click()
    expect(page.get_by_role("button", name="Start Mornings")).to_be_visible()


def test_a_warning_sign_stops_the_day_until_it_is_cleared(page: Page, alice: User, plank: Prescription) -> None:
    sign_in(page, alice)
    page.goto("/flare-up/")

    page.get_by_text("I have a fever or chills").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Ask to be seen today")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("button", name="Start Mornings")).to_have_count(0)

    page.get_by_role("button", name="I have asked, or it does not apply").click()
    expect(page.get_by_role("button", name="Start Mornings")).to_be_visible()


def test_a_suggestion_is_answered_by_keyboard_alone(page: Page, alice: User, plank: Prescription) -> None:
    alice.sessions.update(morning_after="same")
    sign_in(page, alice)
    page.goto("/")
    button = page.get_by_role("button", name="Keep it as it is")

    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")

    expect(page.get_by_text("It is not suggested again before new sessions")).to_be_visible()
    assert not Standing.objects.get().is_accepted


def test_goals_are_added_rated_and_undone(page: Page, alice: User) -> None:
    sign_in(page, alice)
    page.goto("/progress/goals/")

    page.get_by_label("What do you want to do more easily?").fill("put on socks")
    page.get_by_role("button", name="Add a goal").click()
    page.locator(".scale-option", has_text="4").click()
    page.get_by_role("button", name="Rate this week").click()

    expect(page.get_by_text("Rated for this week: put on socks.")).to_be_visible()
    expect(page.get_by_role("button", name="Change this week’s rating")).to_be_visible()
    page.locator(".notice").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Rate this week")).to_be_visible()


def test_everything_works_without_script(new_context: Any, alice: User, plank: Prescription) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, alice)
    page.goto("/")

    go_by(page.get_by_role("button", name="Same"))
    go_by(page.get_by_role("button", name="Take the new dose"))
    go_by(page.locator(".notice").filter(has_text="Plank has its new dose.").get_by_role("button", name="Undo"))
    go_by(page.get_by_role("button", name="My back has flared up"))
    go_by(page.get_by_role("button", name="End it: full doses"))
    page.goto("/progress/goals/")
    page.get_by_label("What do you want to do more easily?").fill("put on socks")
    go_by(page.get_by_role("button", name="Add a goal"))
    page.locator(".scale-option", has_text="4").click()
    go_by(page.get_by_role("button", name="Rate this week"))

    plank.refresh_from_db()
    assert plank.hold_seconds == 15
    assert Coach.objects.get().is_flare_up_over
    assert Goal.objects.get().ratings.get().value == 4


def test_the_pages_are_accessible(page: Page, alice: User, plank: Prescription) -> None:
    goal = Goal.objects.add(alice, "put on socks")
    for week, value in enumerate((6, 4, 2)):
        goal.rate(value, (datetime.now(UTC) - timedelta(days=7 * week)).date())
    Goal.objects.add(alice, "sit through a film").reach()
    Standing.objects.create(prescription=make_prescription(plank.routine, make_exercise()), paused_on="2026-03-01")
    sign_in(page, alice)
    coach = Coach.objects.of(alice)

    for state in ("plain", "suggesting", "flare-up", "stopped"):
        if state == "suggesting":
            alice.sessions.update(morning_after="same")
        elif state == "flare-up":
            coach.start_flare_up(datetime.now(UTC).date())
        elif state == "stopped":
            coach.stop("emergency")
        for path in ("/", "/next/", "/flare-up/", *(("/next/limits/", "/progress/goals/") if state == "plain" else ())):
            page.set_viewport_size({"width": 390, "height": 844})
            page.goto(path)
            page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
            assert (state, path, violations(page)) == (state, path, [])
            assert (state, path, is_too_wide(page)) == (state, path, False)
