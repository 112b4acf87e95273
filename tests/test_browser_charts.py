"""Charts in Chromium: values by pointer and arrow keys, pictures to take along, and paper."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exercises.dose import Sides
from tests.factories import make_entry, make_exercise, make_session
from tests.looking import sign_in

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def progress(page: Page, alice: User) -> Page:
    """The progress page after eight sessions, the last one yesterday."""
    exercise = make_exercise("Plank", hold_seconds=30, sides=Sides.EACH)
    yesterday = datetime.now(UTC).replace(hour=7, minute=0, second=0) - timedelta(days=1)
    for number in range(8):
        started_at = yesterday - timedelta(days=number * 3)
        session = make_session(alice, started_at=started_at, pain_before=4, pain_after=2, effort=5)
        make_entry(session, exercise, duration_seconds=600)
    sign_in(page, alice)
    page.goto("/progress/")
    return page


def test_values_are_read_with_the_arrow_keys(progress: Page) -> None:
    tips = progress.locator("#chart-minutes chart-tips")
    tip = tips.locator(".chart-tip")
    expect(tip).to_be_hidden()

    tips.focus()
    progress.keyboard.press("ArrowRight")

    expect(tip).to_contain_text("Week of")
    expect(tip).to_contain_text("Minutes in all:")
    last = tip.inner_text()
    progress.keyboard.press("ArrowLeft")
    expect(tip).not_to_have_text(last, use_inner_text=True)
    progress.keyboard.press("End")
    expect(tip).to_have_text(last, use_inner_text=True)
    progress.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_values_are_shown_under_the_pointer_and_stay_in_the_chart(progress: Page) -> None:
    chart = progress.locator("#chart-pain chart-tips")
    chart.scroll_into_view_if_needed()

    plot = chart.locator(".chart-plot").bounding_box()
    assert plot
    progress.mouse.move(plot["x"] + plot["width"] - 3, plot["y"] + plot["height"] / 2)

    tip = chart.locator(".chart-tip")
    expect(tip).to_contain_text("Pain before: 4")
    box, room = tip.bounding_box(), chart.bounding_box()
    assert box
    assert room
    assert room["x"] - 1 <= box["x"]
    assert box["x"] + box["width"] <= room["x"] + room["width"] + 1


def test_a_day_of_the_calendar_says_its_minutes(progress: Page, alice: User) -> None:
    tips = progress.locator("#chart-calendar chart-tips")
    tips.focus()

    progress.keyboard.press("End")

    yesterday = alice.sessions.latest("started_at").started_at
    expect(tips.locator(".chart-tip strong")).to_have_text(f"{yesterday:%a} {yesterday.day} {yesterday:%b %Y}")
    expect(tips.locator(".chart-tip")).to_contain_text("10 min")
    spot, drawing = tips.locator(".chart-spot").bounding_box(), tips.locator("svg").last.bounding_box()
    assert spot
    assert drawing
    assert drawing["x"] < spot["x"] < drawing["x"] + drawing["width"]
    assert spot["width"] == pytest.approx(spot["height"], abs=0.5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chart", ["minutes", "pain", "adherence", "calendar"])
def test_a_picture_needs_nothing_else(progress: Page, tmp_path: Path, chart: str, scheme: str) -> None:
    progress.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    figure = progress.locator(f"#chart-{chart}")

    with progress.expect_download() as download:
        figure.get_by_role("button", name="SVG").click()

    assert download.value.suggested_filename == f"backroutine-{chart}.svg"
    path = tmp_path / "chart.svg"
    download.value.save_as(path)
    text = path.read_text()
    root = ET.fromstring(text)
    words = [each.text or "" for each in root.iter(f"{SVG}text")]
    assert words[0] == figure.locator("h2").inner_text()
    assert not any(foreign in text for foreign in ("var(", "oklch", "oklab", "light-dark", "class=", "href"))
    fills = {each.get("fill") for tag in ("rect", "path") for each in root.iter(f"{SVG}{tag}")}
    assert len(fills) >= 2
    assert all(fill and (fill.startswith("rgb(") or fill == "none") for fill in fills)


def test_a_picture_comes_as_png_too(progress: Page, tmp_path: Path) -> None:
    with progress.expect_download() as download:
        progress.locator("#chart-minutes").get_by_role("button", name="PNG").click()

    path = tmp_path / "chart.png"
    download.value.save_as(path)
    data = path.read_bytes()
    assert data.startswith(PNG)
    assert int.from_bytes(data[16:20]) == 1520  # twice the drawing's width
    assert len(data) > 5000


def test_paper_shows_the_charts_without_what_only_a_screen_can_do(progress: Page) -> None:
    progress.emulate_media(media="print")

    expect(progress.locator("#chart-minutes figcaption")).to_be_visible()
    for hidden in (".chart-foot", ".site-head", "nav.no-print"):
        expect(progress.locator(hidden).first).to_be_hidden()


def test_a_filter_changes_the_history_and_the_address(progress: Page) -> None:
    progress.goto("/sessions/")

    progress.get_by_label("Exercise").select_option("plank")

    expect(progress).to_have_url("/sessions/?exercise=plank")
    expect(progress.locator(".session-row")).to_have_count(8)
    progress.get_by_label("Kind").select_option("stretch")
    expect(progress.get_by_text("No session like that yet.")).to_be_visible()
    expect(progress).to_have_url("/sessions/?exercise=plank&kind=stretch")
    progress.go_back()
    expect(progress.locator(".session-row")).to_have_count(8)
