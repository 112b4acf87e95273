"""An easier order, too little time, and a programme followed: by finger, by keyboard alone, and without script."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from routines.models import Programme, ProgrammePrescription, Routine
from tests.factories import make_exercise, make_prescription, make_routine
from tests.looking import eventually, go_by, is_too_wide, sign_in, violations

STAGES = [
    {"weeks": "1", "change": "As written."},
    {"weeks": "2", "change": "Plank for 40 s.", "changes": [{"exercise": "plank", "hold_seconds": 40}]},
]


@pytest.fixture
def routine(alice: User) -> Routine:
    routine = make_routine(alice)
    for name, kind, position in [
        ("Plank", "strengthen", "prone"),
        ("Twist", "stretch", "supine"),
        ("Cobra", "strengthen", "prone"),
        ("Bridge", "strengthen", "supine"),
    ]:
        make_prescription(routine, make_exercise(name, kind=kind, start_position=position), hold_seconds=60)
    return routine


@pytest.fixture
def programme(routine: Routine) -> Programme:
    numbers = {"difficulty": 1, "minutes": 5, "days_per_week": 3, "weeks": 2}
    programme = Programme.objects.create(
        slug="core", name="Core", goal="A strong core.", weekly_progression=STAGES, **numbers
    )
    for position, row in enumerate(routine.prescriptions.all()[:2]):
        written = ProgrammePrescription(programme=programme, exercise=row.exercise, position=position, section="All")
        written.dose = row.exercise.dose
        written.save()
    return programme


def without_script(new_context, person: User) -> Page:  # type: ignore[no-untyped-def]
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, person)
    return page  # type: ignore[no-any-return]


def names(routine: Routine) -> list[str]:
    return [row.exercise.name for row in routine.prescriptions.all()]


def press(page: Page, name: str) -> None:
    """Reach a button or link by Tab alone and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim().replace(/\\s+/g, ' ')") == name:
            page.keyboard.press("Enter")
            return
    pytest.fail(f"{name!r} cannot be reached by keyboard.")


def ease_and_undo(page: Page, routine: Routine) -> None:
    page.goto(reverse("routines:edit", args=[routine.pk]))
    page.get_by_role("link", name="Ease the order").click()
    expect(page.locator(".order-count").first).to_have_text("3 changes of position")
    expect(page.locator(".is-proposed .order-count")).to_have_text("1 change of position")
    page.get_by_role("button", name="Take this order").click()
    page.wait_for_url("**/edit/")
    expect(page.locator(".prescription h2")).to_have_text(["Twist", "Bridge", "Plank", "Cobra"])
    page.get_by_role("button", name="Undo").filter(visible=True).click()
    expect(page.locator(".prescription h2")).to_have_text(["Plank", "Twist", "Cobra", "Bridge"])


def test_order_is_eased_and_taken_back(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    ease_and_undo(page, routine)


def test_both_helps_by_finger(new_context, alice: User, routine: Routine) -> None:  # type: ignore[no-untyped-def]
    page = new_context(has_touch=True, is_mobile=True).new_page()
    sign_in(page, alice)
    page.goto(reverse("routines:ease", args=[routine.pk]))
    page.get_by_role("button", name="Take this order").tap()
    page.wait_for_url("**/edit/")
    expect(page.locator(".prescription h2")).to_have_text(["Twist", "Bridge", "Plank", "Cobra"])

    page.goto(reverse("routines:short", args=[routine.pk]))
    page.get_by_role("button", name="3 min", exact=True).tap()
    page.get_by_role("button", name="Keep as a routine of its own").tap()

    expect(page.get_by_role("heading", name="Morning, 3 min")).to_be_visible()


def test_order_is_eased_without_script(new_context, alice: User, routine: Routine) -> None:  # type: ignore[no-untyped-def]
    ease_and_undo(without_script(new_context, alice), routine)


def test_order_is_eased_by_keyboard_alone(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    page.goto(reverse("routines:ease", args=[routine.pk]))

    press(page, "Take this order")

    page.wait_for_url("**/edit/")
    assert names(routine) == ["Twist", "Bridge", "Plank", "Cobra"]


def test_short_of_time_starts_what_fits(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    page.goto(routine.get_absolute_url())
    page.get_by_role("link", name="Short of time?").click()
    page.get_by_role("button", name="3 min", exact=True).click()
    expect(page.get_by_role("heading", name="2 exercises in 3 min")).to_be_visible()
    expect(page.locator(".left-out li")).to_have_count(2)

    page.get_by_role("button", name="Start, for today only").click()
    page.wait_for_url("**/play/**")

    entries = alice.sessions.get().entries.all()
    assert [entry.exercise.name for entry in entries] == ["Plank", "Twist"]
    page.context.set_offline(True)


def test_short_copy_by_keyboard_alone(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    page.goto(reverse("routines:short", args=[routine.pk]) + "?minutes=3")

    press(page, "Keep as a routine of its own")

    expect(page.get_by_role("heading", name="Morning, 3 min")).to_be_visible()
    assert alice.routines.count() == 2


def test_short_of_time_without_script(new_context, alice: User, routine: Routine) -> None:  # type: ignore[no-untyped-def]
    page = without_script(new_context, alice)
    page.goto(reverse("routines:short", args=[routine.pk]))
    page.get_by_label("Minutes").fill("x")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".field-error")).to_have_count(1)
    page.get_by_label("Minutes").fill("3")
    go_by(page.get_by_role("button", name="Show"))
    page.get_by_role("button", name="Keep as a routine of its own").click()

    expect(page.get_by_role("heading", name="Morning, 3 min")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
def test_programme_is_followed_step_by_step(  # type: ignore[no-untyped-def]
    new_context, alice: User, programme: Programme, *, has_script: bool
) -> None:
    page = new_context(java_script_enabled=has_script).new_page()
    sign_in(page, alice)
    page.goto(programme.get_absolute_url())
    go_by(page.get_by_role("button", name="Follow it"))
    expect(page.get_by_role("heading", name="Week 1 of 2")).to_be_visible()
    routine = alice.routines.get(programme=programme)
    routine.started_on = timezone.localdate() - timedelta(days=7)
    routine.save()

    page.reload()
    expect(page.locator(".steps-offered li")).to_have_text(re.compile(r"Plank\s+30 s → 40 s"))
    page.get_by_role("button", name="Change it so").click()

    expect(page.locator(".prescription").first).to_contain_text("40 s")
    expect(page.locator(".steps-offered")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    eventually(page, lambda: routine.prescriptions.first().hold_seconds == 30)
    page.goto(routine.get_absolute_url())
    expect(page.locator(".steps-offered li")).to_have_count(1)


def test_routine_is_archived_and_taken_out_by_keyboard_alone(page: Page, alice: User, routine: Routine) -> None:
    sign_in(page, alice)
    page.goto(routine.get_absolute_url())
    press(page, "Archive")
    expect(page.get_by_text("All your routines are in the archive.")).to_be_visible()
    page.get_by_text("1 routine in the archive").click()

    press(page, "Take out Morning")

    page.wait_for_url(re.compile(r"/routines/\d+/$"))
    assert alice.routines.active().get() == routine


def test_pages_are_accessible(page: Page, alice: User, routine: Routine, programme: Programme) -> None:
    followed = programme.follow(alice, timezone.localdate() - timedelta(days=7))
    routine.remove(routine.prescriptions.last())
    make_routine(alice, name="Old").archive()
    sign_in(page, alice)
    pages = [reverse(f"routines:{name}", args=[routine.pk]) for name in ("ease", "short", "changes", "edit")]
    for address in [*pages, followed.get_absolute_url(), programme.get_absolute_url(), reverse("routines:list")]:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("it => it.open = true")
        assert (address, violations(page)) == (address, [])
        assert (address, is_too_wide(page)) == (address, False)
