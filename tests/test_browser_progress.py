"""History and charts in Chromium: accessible with a real history, quick with HTMX, and the place is kept."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exercises.dose import Sides
from exercises.models import Exercise
from tests.factories import make_entry, make_exercise, make_session
from tests.looking import is_too_wide, sign_in, violations


@pytest.fixture
def plank(alice: User) -> Exercise:
    """Plank on each side, in forty sessions: two a week, the last one yesterday."""
    exercise = make_exercise("Plank", hold_seconds=30, sides=Sides.EACH)
    yesterday = datetime.now(UTC).replace(hour=7, minute=0, second=0) - timedelta(days=1)
    for number in range(40):
        started_at = yesterday - timedelta(days=number * 7 // 2)
        session = make_session(alice, started_at=started_at, pain_before=4, pain_after=2, effort=5)
        make_entry(session, exercise, duration_seconds=600)
    return exercise


def test_charts_and_history_are_accessible(page: Page, alice: User, plank: Exercise) -> None:
    sign_in(page, alice)
    session = alice.sessions.newest_first().first()

    make_session(alice, is_activity=True, name="Tai chi", effort=2)
    logging = ("/sessions/new/", "/sessions/new/exercises/", "/sessions/new/free/?exercise=plank")
    looking = ("/progress/", "/progress/plank/", "/progress/activity/?name=Tai+chi", "/sessions/?kind=activity")
    for path in (*logging, *looking, f"/sessions/{session.pk}/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
        assert (path, violations(page)) == (path, [])
        assert (path, is_too_wide(page)) == (path, False)


def test_a_range_changes_the_charts_and_the_address(page: Page, alice: User, plank: Exercise) -> None:
    sign_in(page, alice)
    page.goto("/progress/")

    page.get_by_role("link", name="A year").click()

    expect(page).to_have_url("/progress/?range=year")
    expect(page.get_by_role("link", name="A year")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="A year")).to_be_focused()
    expect(page.get_by_text("6 h 40 min in 40 sessions on 40 days.").first).to_be_visible()


def test_earlier_months_are_added_below_and_the_address_holds_them(page: Page, alice: User, plank: Exercise) -> None:
    sign_in(page, alice)
    page.goto("/sessions/")
    months = page.locator("main h2")
    shown = months.count()

    page.get_by_role("link", name="Show earlier").click()

    expect(page.locator(".session-row")).to_have_count(40)
    expect(months.nth(shown)).to_be_focused()
    page.reload()
    expect(page.locator(".session-row")).to_have_count(40)


def test_labels_of_a_chart_keep_their_size_and_do_not_touch_on_a_phone(
    page: Page, alice: User, plank: Exercise
) -> None:
    sign_in(page, alice)
    page.goto("/progress/?range=year")

    for chart in page.locator(".chart-plot").all():
        labels = [
            box
            for label in chart.locator(".chart-labels[text-anchor=middle] text").all()
            if (box := label.bounding_box()) and label.is_visible()
        ]
        assert len(labels) >= 3
        assert all(box["height"] >= 12 for box in labels)
        assert all(a["x"] + a["width"] <= b["x"] for a, b in pairwise(labels))
