"""A pasted sheet in Chromium: by finger, by keyboard, without script; errors, both themes, small phones."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.factories import make_exercise, make_routine
from tests.looking import is_too_wide, sign_in, violations

SHEET = "1. Plank 2 x 30 sec, keep still\n2. brid dog 3x10s each side\n3. Nerve flossing 8-10 reps\nTwice a day"


@pytest.fixture
def alice(alice: User) -> User:
    make_exercise("Plank")
    make_exercise("Bird dog", measure="reps_with_hold", reps=6, hold_seconds=5, sides="alternate")
    make_exercise("Dead bug", measure="reps", reps=8, hold_seconds=0)
    return alice


def rows(alice: User) -> list[tuple[str, str, str]]:
    return [(row.exercise.name, str(row.dose), row.note) for row in alice.routines.get().prescriptions.all()]


def read(page: Page) -> None:
    page.goto(reverse("routines:paste"))
    page.get_by_label("The sheet", exact=True).fill(SHEET)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".pasted-line").first).to_be_visible()


def test_a_sheet_becomes_a_routine_by_finger(new_context: Any, alice: User) -> None:
    page = new_context(has_touch=True, is_mobile=True).new_page()
    sign_in(page, alice)
    page.goto(reverse("routines:list"))
    page.get_by_role("link", name="Paste a sheet").tap()
    page.get_by_label("The sheet", exact=True).fill(SHEET)
    page.get_by_role("button", name="Read it").tap()

    second = page.locator(".pasted-line").nth(1)
    expect(second).to_contain_text("Is this the exercise that is meant?")
    second.get_by_text("It is something else").tap()
    second.get_by_text("An exercise of my own").tap()
    second.get_by_label("Name").fill("Brid dog")
    third = page.locator(".pasted-line").nth(2)
    third.get_by_text("Change the dose").tap()
    third.get_by_role("button", name="More").nth(1).tap()
    page.get_by_role("button", name="Keep the routine").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("From my sheet")
    assert rows(alice) == [
        ("Plank", "2 sets × 30 s", "keep still"),
        ("Brid dog", "3 × 10 s each side", ""),
        ("Nerve flossing", "9 repeats", ""),
    ]
    assert alice.routines.get().weekly_target == 14


def test_a_sheet_becomes_a_routine_by_keyboard_alone(page: Page, alice: User) -> None:
    sign_in(page, alice)
    page.goto(reverse("routines:paste"))
    page.get_by_label("The sheet", exact=True).focus()
    page.keyboard.insert_text("Plank 30s\ndead bug 10")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".pasted-line")).to_have_count(2)

    page.locator(".pasted-line summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")  # from the exercise round to the last of its radio buttons: leave it out
    expect(page.locator("[name=line-0-what][value=skip]")).to_be_checked()
    page.get_by_role("button", name="Keep the routine").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("From my sheet")
    assert rows(alice) == [("Dead bug", "10 repeats", "")]


def test_a_sheet_becomes_a_routine_without_script(new_context: Any, alice: User) -> None:
    page = new_context(has_touch=True, is_mobile=True, java_script_enabled=False).new_page()
    sign_in(page, alice)
    read(page)
    line = page.locator(".pasted-line").first
    line.get_by_text("Change the dose").tap()
    line.get_by_label("Sets", exact=True).fill("11")
    page.get_by_role("button", name="Keep the routine").tap()

    expect(line).to_contain_text("Between 1 and 10.")
    expect(line.get_by_label("Sets", exact=True)).to_have_value("11")
    line.get_by_label("Sets", exact=True).fill("3")
    page.get_by_label("Name", exact=True).last.fill("Physio")
    page.get_by_role("button", name="Keep the routine").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Physio")
    assert rows(alice)[0] == ("Plank", "3 sets × 30 s", "keep still")


def test_a_sheet_is_added_to_a_routine_there_is(page: Page, alice: User) -> None:
    make_routine(alice, name="Evening")
    sign_in(page, alice)
    read(page)

    page.get_by_label("Put them into").select_option("Evening")
    expect(page.get_by_label("Times a week")).to_be_hidden()
    page.get_by_role("button", name="Keep the routine").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Evening")
    expect(page.get_by_role("status").first).to_contain_text("3 exercises are added.")


def test_the_text_can_be_changed_and_read_again(page: Page, alice: User) -> None:
    sign_in(page, alice)
    read(page)

    page.get_by_text("Change the text and read it again").click()
    page.get_by_label("The sheet", exact=True).fill("Plank 45s")
    page.get_by_role("button", name="Read it again").click()

    expect(page.locator(".pasted-line")).to_have_count(1)
    expect(page.locator(".pasted-line")).to_contain_text("45 s")


def test_pages_of_a_sheet_are_accessible(page: Page, alice: User) -> None:
    sign_in(page, alice)
    page.goto(reverse("routines:paste"))
    assert (violations(page), is_too_wide(page)) == ([], False)

    page.set_viewport_size({"width": 390, "height": 844})
    read(page)
    for summary in page.locator(".pasted summary").all():
        summary.click()

    assert (violations(page), is_too_wide(page)) == ([], False)
