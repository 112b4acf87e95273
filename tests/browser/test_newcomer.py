"""The whole main job as a newcomer does it, on the real catalogue: once with script, once without."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from sessions.models import LoggedSet, Session
from tests.factories import PASSWORD
from tests.looking import HOME

PROGRAMME = "stretch-then-strengthen-15"
# What "Stretch then strengthen, 15 minutes" asks for, with the plank's hold changed to 20 s and a second cat/cow added:
# (exercise, side) -> (repeats, seconds held), each summed over its sets.
DONE = {
    ("knee-to-chest", "left"): (1, 45),
    ("knee-to-chest", "right"): (1, 45),
    ("lower-back-twist", "left"): (1, 45),
    ("lower-back-twist", "right"): (1, 45),
    ("side-trunk-stretch", "left"): (1, 45),
    ("side-trunk-stretch", "right"): (1, 45),
    ("cat-cow", "both"): (16, 0),
    ("half-crunch", "both"): (30, 60),
    ("push-up-back-extension", "both"): (8, 80),
    ("assisted-back-extension", "both"): (5, 15),
    ("plank", "both"): (1, 20),
}
# Done twice in the session; an exercise's chart shows the most done in one go.
TURNS = {"cat-cow": 2}


@pytest.fixture
def catalogue(transactional_db):
    call_command("load_catalogue", verbosity=0)
    call_command("load_programmes", verbosity=0)


def done_in(session):
    sums = {}
    for row in LoggedSet.objects.filter(entry__session=session, is_skipped=False).select_related("entry__exercise"):
        key = (row.entry.exercise.slug, row.side)
        reps, held = sums.get(key, (0, 0))
        sums[key] = (reps + row.reps, held + row.held_seconds)
    return sums


def find_plank(page: Page):
    page.goto("/exercises/")
    page.get_by_role("searchbox").fill("pla")


def sign_up(page: Page):
    page.goto(reverse("account_signup"))
    page.get_by_label("E-mail address").fill("newcomer@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url(HOME)


def copy_programme(page: Page):
    page.goto(reverse("routines:programme", args=[PROGRAMME]))
    page.get_by_role("button", name="Copy to my routines").click()


def prescription(page: Page, name: str):
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name, exact=True))


def change_hold(page: Page, name: str, seconds: int, *, is_scripted: bool = True):
    row = prescription(page, name)
    row.get_by_text("Change the dose").click()
    if not is_scripted:
        row.get_by_role("link", name="Show its fields").click()
    row.get_by_label("Hold, seconds").fill(str(seconds))


def add(page: Page, name: str):
    page.get_by_role("searchbox", name="Find an exercise").fill(name)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Add {name}").click()


def rate(page: Page, question: str, number: int):
    """Touch a number of the 0-10 scale that is on the screen."""
    scale = page.get_by_role("group", name=question).locator("visible=true").first
    scale.locator(".scale-option").nth(number).click()


def digits(page: Page) -> int:
    """Return the seconds the player shows."""
    text = page.get_by_role("timer").inner_text()
    parts = [int(part) for part in re.findall(r"\d+", text)]
    return sum(part * 60**power for power, part in enumerate(reversed(parts)))


def play_on(page: Page, until="after"):
    """Tap what waits for a tap, let the clock jump over what is timed, until the player shows `until`."""
    player = page.locator("session-player")
    done = page.get_by_role("button", name="Done", exact=True)
    for _ in range(500):
        if player.get_attribute("data-showing") == until:
            return
        if done.is_visible():
            done.click()
        else:
            page.clock.fast_forward(max(1, digits(page)) * 1000)
    pytest.fail("the session did not come to its end")


def test_newcomer_does_the_whole_job(page: Page, live_server, catalogue):
    page.clock.install(time=datetime.now(UTC))

    find_plank(page)
    expect(page.locator(".exercise-card h3").first).to_have_text("Plank")
    page.get_by_role("link", name="Plank", exact=True).click()
    expect(page.get_by_role("heading", name="Plank", level=1)).to_be_visible()

    sign_up(page)
    copy_programme(page)
    page.get_by_role("link", name="Edit", exact=True).click()

    change_hold(page, "Plank", 20)
    page.keyboard.press("Tab")
    page.clock.fast_forward(1000)
    expect(prescription(page, "Plank").locator(".dose").first).to_have_text("20 s")
    add(page, "Cat/cow")
    expect(page.locator(".prescription")).to_have_count(9)
    page.get_by_role("link", name="Done", exact=True).click()

    page.get_by_role("button", name="Start", exact=True).click()
    rate(page, "Pain", 4)
    page.get_by_role("button", name="Start", exact=True).click()
    player = page.locator("session-player")
    expect(player).to_have_attribute("data-showing", "stage")

    # Into the first hold, and a reload in its middle.
    page.clock.fast_forward(digits(page) * 1000)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^4\d$"))  # of 45, and time goes on
    now = datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, UTC)
    page.clock.pause_at(now + timedelta(seconds=20))
    before = digits(page)
    page.reload()
    expect(player).to_have_attribute("data-showing", "stage")
    expect(page.get_by_role("timer")).to_have_text(str(before))
    assert 10 < before <= 26
    page.clock.resume()

    play_on(page)
    rate(page, "How hard", 3)
    rate(page, "Pain", 2)
    page.get_by_role("button", name="Save session").click()
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]{36}/$"))

    session = Session.objects.get()
    assert done_in(session) == DONE
    assert ratings(session) == (4, 2, 3)
    assert_found_everywhere(page, session)


def assert_found_everywhere(page: Page, session: Session):
    """Find the finished session in the history and in every chart."""
    page.goto(reverse("sessions:list"))
    expect(page.get_by_role("link", name=re.compile("Stretch then strengthen"))).to_have_count(1)
    page.goto(reverse("sessions:progress"))
    minutes = numbers(page, "Minutes")[-1]
    assert sum(minutes[:-1]) == pytest.approx(minutes[-1], abs=1)
    assert minutes[-1] == round(session.duration_seconds / 60)
    assert numbers(page, "The last year")[-1] == [minutes[-1]]
    assert numbers(page, "Pain before and after")[-1] == [session.pain_before, session.pain_after]
    assert numbers(page, "Effort")[-1] == [session.effort]
    for slug in {slug for slug, _ in DONE}:
        page.goto(reverse("sessions:exercise_progress", args=[slug]))
        done = [DONE[slug, side] for side in ("both", "left", "right") if (slug, side) in DONE]
        assert numbers(page, "Time by time")[-1] == [(held or reps) // TURNS.get(slug, 1) for reps, held in done]


def numbers(page: Page, title: str) -> list[list[float]]:
    """Return the table behind a chart, row by row, as far as it holds numbers."""
    table = page.get_by_role("figure").filter(has=page.get_by_role("heading", name=title, exact=False)).first
    table.get_by_text("The same in numbers").click()
    rows = [row.get_by_role("cell").all_inner_texts() for row in table.get_by_role("row").all()]
    return [[float(text) for text in row if re.fullmatch(r"[\d.]+", text)] for row in rows]


def ratings(session: Session) -> tuple[int | None, int | None, int | None]:
    return session.pain_before, session.pain_after, session.effort


def test_newcomer_does_the_whole_job_without_script(new_context, catalogue):
    page = new_context(java_script_enabled=False).new_page()

    find_plank(page)
    page.keyboard.press("Enter")
    expect(page.locator(".exercise-card h3").first).to_have_text("Plank")

    sign_up(page)
    copy_programme(page)
    page.get_by_role("link", name="Edit", exact=True).click()
    change_hold(page, "Plank", 20, is_scripted=False)
    prescription(page, "Plank").get_by_role("button", name="Save the dose").click()
    expect(prescription(page, "Plank").locator(".dose").first).to_have_text("20 s")
    add(page, "Cat/cow")
    expect(page.locator(".prescription")).to_have_count(9)
    page.get_by_role("link", name="Done", exact=True).click()

    page.get_by_role("button", name="Start", exact=True).click()
    rate(page, "Pain now, before", 4)
    rate(page, "Pain now, after", 2)
    rate(page, "How hard", 3)
    page.get_by_role("button", name="Save session").click()
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]{36}/$"))

    session = Session.objects.get()
    assert done_in(session) == DONE
    assert ratings(session) == (4, 2, 3)
    assert User.objects.get().time_zone == "UTC"
    assert_found_everywhere(page, session)
