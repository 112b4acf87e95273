"""The printed routine in Chromium: eight exercises on a page, whatever the paper; more never cut one in two."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from exercises import catalogue
from exercises.models import Exercise
from routines.models import Prescription, Routine
from tests.factories import make_exercise, make_routine
from tests.looking import is_too_wide, sign_in, violations

PAPERS = ["A4", "Letter"]
# What is left of the shorter paper's eleven inches between the margins, in CSS pixels.
PRINTED_HEIGHT = 9.5 * 96


def wordiest() -> list[str]:
    """Return the slugs of the shipped exercises, those with the most to read first."""
    shipped = catalogue.shipped().exercises
    return sorted(shipped, key=lambda slug: -len(" ".join(shipped[slug].steps)))


def shipped(slug: str) -> Exercise:
    it = catalogue.shipped().exercises[slug]
    fields = {name: getattr(it.dose, name) for name in ("sets", "reps", "hold_seconds", "sides", "rest_seconds")}
    return make_exercise(it.name, slug=slug, measure=it.measure, steps=list(it.steps), **fields)


def routine_of(alice: User, number: int) -> Routine:
    routine = make_routine(alice, *[shipped(slug) for slug in wordiest()[:number]], name="Morning, before breakfast")
    Prescription.objects.filter(routine=routine, position__lt=3).update(note="Keep the back flat and breathe on.")
    return routine


def pages_of(page: Page, routine: Routine, paper: str) -> int:
    page.goto(reverse("routines:print", args=[routine.pk]))
    pdf = page.pdf(format=paper, margin=dict.fromkeys(("top", "right", "bottom", "left"), "1.2cm"))
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("number", [1, 8])
def test_up_to_eight_exercises_fit_on_one_page(page: Page, alice: User, paper: str, number: int) -> None:
    routine = routine_of(alice, number)
    sign_in(page, alice)

    assert pages_of(page, routine, paper) == 1


@pytest.mark.parametrize("paper", PAPERS)
def test_sixteen_exercises_take_two_pages(page: Page, alice: User, paper: str) -> None:
    routine = routine_of(alice, 16)
    sign_in(page, alice)

    assert pages_of(page, routine, paper) == 2


def test_no_exercise_is_cut_in_two(page: Page, alice: User) -> None:
    routine = routine_of(alice, 16)
    Prescription.objects.filter(routine=routine, position=4).update(sets=10, sides="each")
    sign_in(page, alice)
    page.goto(reverse("routines:print", args=[routine.pk]))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})

    rows = page.locator(".paper-row").evaluate_all(
        "rows => rows.map(row => [getComputedStyle(row).breakInside, row.getBoundingClientRect().height])"
    )

    assert len(rows) == 16
    assert [(rule, height < PRINTED_HEIGHT / 2) for rule, height in rows] == [("avoid", True)] * 16


def test_paper_shows_the_sheet_alone(page: Page, alice: User) -> None:
    routine = routine_of(alice, 2)
    sign_in(page, alice)
    page.goto(reverse("routines:print", args=[routine.pk]))
    page.emulate_media(media="print")

    shown = page.locator("header.site-head, footer.site-foot, .no-print, .site-tabs")
    assert [each.is_visible() for each in shown.all()] == [False] * shown.count()
    assert page.locator(".paper-row .figure").count() == 4


def test_page_of_the_sheet_is_accessible(page: Page, alice: User) -> None:
    routine = routine_of(alice, 3)
    sign_in(page, alice)
    page.goto(reverse("routines:print", args=[routine.pk]))

    assert (violations(page), is_too_wide(page)) == ([], False)


def test_the_sheet_has_a_button_that_prints_it(page: Page, alice: User) -> None:
    routine = routine_of(alice, 1)
    sign_in(page, alice)
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(reverse("routines:print", args=[routine.pk]))

    page.get_by_role("button", name="Print").click()

    assert page.evaluate("window.printed")
