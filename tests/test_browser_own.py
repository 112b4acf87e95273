"""Own exercises and a person's place in Chromium: by touch, by keyboard alone, without JavaScript; accessibility."""

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from exercises.dose import Dose, Sides
from exercises.models import Exercise
from tests.factories import make_own_exercise, make_prescription, make_routine, make_session
from tests.looking import go_by, is_too_wide, session_cookie, violations


@pytest.fixture(autouse=True)
def catalogue(live_server):
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def sign_in(alice: User, live_server):
    def sign_in(context: BrowserContext) -> Page:
        context.add_cookies([session_cookie(alice, live_server.url)])
        return context.new_page()

    return sign_in


def test_an_own_exercise_is_made_and_found_by_touch(new_context, sign_in, alice):
    page = sign_in(new_context(has_touch=True))
    page.goto("/exercises/?q=wall sit twist special")
    page.get_by_role("link", name="Add your own").tap()
    page.get_by_label("Name").fill("Towel scrunch")
    page.locator("number-stepper", has=page.locator("[name=sets]")).get_by_label("More").tap()
    page.get_by_label("How to do it").fill("Put a towel down.\nScrunch it.")
    page.get_by_label("Borrow a figure").select_option(label="Calf stretch")
    page.locator("summary", has_text="What it needs").tap()
    page.get_by_label("Towel").tap()
    page.get_by_role("button", name="Add to my library").tap()

    expect(page.locator("h1")).to_have_text("Towel scrunch")
    own = alice.own_exercises.get()
    assert (own.sets, own.steps, own.equipment) == (2, ["Put a towel down.", "Scrunch it."], ["towel"])
    page.goto("/exercises/?have=towel")
    expect(page.locator("#group-own")).to_have_text("Your own")
    expect(page.locator(".exercise-card h3").first).to_have_text("Towel scrunch")


def test_a_dose_of_ones_own_goes_into_a_routine_by_keyboard_alone(new_context, sign_in, alice):
    routine = make_routine(alice, name="Morning")
    page = sign_in(new_context())
    page.goto("/exercises/bird-dog/")
    page.get_by_role("link", name="Another dose").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Add Bird dog")
    page.get_by_label("Repeats", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("9")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Bird dog is now in “Morning”.")).to_be_visible()
    assert routine.prescriptions.get().dose.reps == 9


def test_a_level_is_added_and_taken_back_without_javascript(new_context, sign_in, alice):
    routine = make_routine(alice, name="Morning")
    page = sign_in(new_context(java_script_enabled=False))
    page.goto("/exercises/bird-dog/")
    page.get_by_label("Dose").select_option("4")
    go_by(page.get_by_role("button", name="Add"))
    added = routine.prescriptions.get().dose
    go_by(page.get_by_role("button", name="Undo"))

    assert added == Dose(2, 6, 10, Sides.ALTERNATE, 20, 0, 4)
    assert routine.prescriptions.count() == 0


def test_cautions_said_once_lead_back_and_filter(new_context, sign_in, alice):
    page = sign_in(new_context(has_touch=True))
    page.goto("/exercises/?kind=strengthen")
    page.locator(".library-more > summary").tap()
    page.get_by_role("link", name="Say once what I must take care with").tap()
    page.get_by_label("A wrist or hand problem").tap()
    page.get_by_role("button", name="Save").tap()
    expect(page).to_have_url("/exercises/?kind=strengthen")
    page.locator(".library-more > summary").tap()
    page.get_by_label("Leave out what my cautions say").tap()

    expect(page).to_have_url("/exercises/?kind=strengthen&without=mine")
    left = Exercise.objects.filter(kind="strengthen").exclude(exercise_cautions__caution__slug="wrist").count()
    expect(page.locator("[data-count]")).to_have_text(f"{left} exercises")
    page.goto("/exercises/plank/")
    expect(page.locator("#my-cautions")).to_be_visible()


def test_the_pages_of_a_person_are_accessible(new_context, sign_in, alice):
    own = make_own_exercise(alice, "Heel drop", steps=["Rise."], figure_slug="calf-stretch")
    alice.remember(cautions=["wrist"], equipment=["band"])
    bird_dog = Exercise.objects.get(slug="bird-dog")
    routine = make_routine(alice, own)
    make_prescription(routine, bird_dog, hold_seconds=8, reps=8)
    make_session(alice, routine)
    page = sign_in(new_context())

    for address in (
        "/exercises/?without=mine",
        "/exercises/bird-dog/",
        own.get_absolute_url(),
        "/exercises/own/new/",
        f"/exercises/own/{own.slug}/edit/",
        "/routines/add/?exercise=bird-dog&level=3",
        "/settings/cautions/",
    ):
        page.goto(address)
        assert (address, violations(page)) == (address, [])
        assert not is_too_wide(page)
