"""Sharing a routine in Chromium: a link made by finger, opened by a visitor who then copies; a file out and in."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from routines.models import Routine, ShareLink
from tests.factories import make_exercise, make_own_exercise, make_routine
from tests.looking import is_too_wide, sign_in, violations


@pytest.fixture
def routine(alice: User) -> Routine:
    own = make_own_exercise(alice, "Nerve flossing", steps=["Sit tall."])
    return make_routine(alice, make_exercise("Plank"), own, name="Morning")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_link_is_made_and_taken_back(new_context: Any, alice: User, routine: Routine, has_script: bool) -> None:
    page = new_context(has_touch=True, java_script_enabled=has_script).new_page()
    sign_in(page, alice)
    page.goto(routine.get_absolute_url())
    page.get_by_role("link", name="Share").tap()
    page.get_by_role("button", name="Make a link").tap()
    address = page.get_by_label("Address").input_value()
    expect(page.get_by_role("button", name="Copy the address")).to_be_visible(visible=has_script)

    visitor = new_context().new_page()
    assert visitor.goto(address).status == 200
    page.get_by_role("button", name="Stop sharing").tap()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    assert visitor.goto(address).status == 404


def test_a_link_is_made_and_ended_by_keyboard_alone(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    page.goto(routine.get_absolute_url())
    page.get_by_role("link", name="Share").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make a link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Address")).to_be_visible()
    assert ShareLink.objects.count() == 1

    page.get_by_role("button", name="Stop sharing").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Make a link")).to_be_visible()


def test_a_visitor_signs_in_and_copies_by_keyboard(page: Page, bob: User, routine: Routine) -> None:
    page.goto(ShareLink.make(routine, has_notes=False).get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="Sign in").focus()
    page.keyboard.press("Enter")
    page.get_by_label("E-mail address").fill(bob.email)
    page.get_by_label("Password").fill("calm-Spine-7")
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Copy it to my routines").focus()
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/routines/\d+/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Morning")
    assert [row.exercise.name for row in bob.routines.get().prescriptions.all()] == ["Plank", "Nerve flossing"]


def test_a_visitor_without_an_account_is_led_back(page: Page, routine: Routine) -> None:
    link = ShareLink.make(routine, has_notes=False)
    page.goto(link.get_absolute_url())
    page.get_by_role("link", name="Sign up to copy it").click()
    page.get_by_label("E-mail address").fill("new@example.org")
    page.get_by_label("Password").fill("calm-Spine-7")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()

    page.wait_for_url(lambda url: urlsplit(url).path == link.get_absolute_url())
    expect(page.get_by_role("button", name="Copy it to my routines")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_routine_goes_out_as_a_file_and_comes_back(
    new_context: Any, alice: User, routine: Routine, tmp_path: Path, has_script: bool
) -> None:
    page = new_context(java_script_enabled=has_script).new_page()
    sign_in(page, alice)
    page.goto(reverse("routines:share", args=[routine.pk]))
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    download.value.save_as(tmp_path / "morning.json")

    page.goto(reverse("routines:import"))
    page.get_by_label("File").set_input_files(tmp_path / "morning.json")
    page.get_by_role("button", name="Make a routine of it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Morning")
    assert alice.routines.count() == 2


def test_pages_of_sharing_are_accessible(page: Page, alice: User, routine: Routine) -> None:
    link = ShareLink.make(routine, has_notes=True)
    share = reverse("routines:share", args=[routine.pk])
    page.goto(link.get_absolute_url())
    assert (violations(page), is_too_wide(page)) == ([], False)
    sign_in(page, alice)

    for path in (link.get_absolute_url(), share, reverse("routines:import")):
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(path)
        assert (path, violations(page), is_too_wide(page)) == (path, [], False)
