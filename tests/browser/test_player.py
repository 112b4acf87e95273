"""The guided session in Chromium, with the browser's clock in the test's hand."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from exercises.models import Measure
from sessions.models import LoggedSet, Session
from tests.browser.paused import open_paused
from tests.factories import PASSWORD, make_exercise, make_person, make_prescription, make_routine
from tests.looking import eventually, session_cookie

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.fixture
def person(live_server: LiveServer) -> User:
    return make_person("alice@example.org", prepare_seconds=5)


@pytest.fixture
def session(person: User) -> Session:
    """Twenty seconds a side, then two sets of eight repeats with ten seconds of rest. Four phases of work."""
    routine = make_routine(person)
    make_prescription(routine, make_exercise("Knee to chest"), hold_seconds=20, sides="each")
    exercise = make_exercise("Half crunch", measure=Measure.REPS, hold_seconds=0, reps=8)
    make_prescription(routine, exercise, sets=2, rest_seconds=10)
    return Session.objects.start(person, routine, uuid.uuid4())


@pytest.fixture
def problems(page: Page) -> Iterator[list[str]]:
    """Whatever the page complains of, breaches of the content security policy included; nothing, at the end."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: message.type == "error" and found.append(f"{message.text} {message.location}"))
    yield found
    assert found == []


@pytest.fixture
def open_player(
    page: Page, context: BrowserContext, person: User, session: Session, live_server: LiveServer
) -> Callable[[], None]:
    """Sign in and open the session."""
    return lambda: sign_in_and_open(page, context, person, session, live_server)


def sign_in_and_open(page: Page, context: BrowserContext, person: User, session: Session, server: LiveServer) -> None:
    context.add_cookies([session_cookie(person, server.url)])
    open_paused(page, f"/sessions/{session.pk}/play/", NOW)


def do(page: Page, action: str) -> None:
    page.locator(f"[data-do={action}]").click()


def out(page: Page, name: str) -> Any:
    return page.locator(f"[data-out={name}]")


def rate(page: Page, name: str, number: int) -> None:
    page.locator(f'label:has([name="{name}"][value="{number}"])').click()


def start(page: Page) -> None:
    do(page, "start")
    expect(page.locator(".stage")).to_be_visible()


def expect_phase(page: Page, kind: str, digits: str) -> None:
    expect(page.locator(".stage")).to_have_attribute("data-kind", kind)
    expect(out(page, "digits")).to_have_text(digits)


def logged(session: Session) -> list[tuple[int, int, str, int, int, bool]]:
    rows = LoggedSet.objects.filter(entry__session=session).order_by("entry__position", "number", "side")
    return [(r.entry.position, r.number, r.side, r.reps, r.held_seconds, r.is_skipped) for r in rows]


DONE_IN_FULL = [
    (0, 1, "left", 1, 20, False),
    (0, 1, "right", 1, 20, False),
    (1, 1, "both", 8, 0, False),
    (1, 2, "both", 8, 0, False),
]


def rows(page: Page) -> list[dict[str, Any]]:
    """What the device keeps of sessions."""
    kept: list[dict[str, Any]] = page.evaluate("import('/static/js/offline/database.js').then((it) => it.allRows())")
    return kept


def play_to_the_end(page: Page) -> None:
    start(page)
    page.clock.run_for(5_000 + 20_000 + 5_000 + 20_000 + 5_000)
    expect_phase(page, "repeats", "8")
    page.clock.run_for(30_000)
    do(page, "done")
    expect_phase(page, "rest", "10")
    page.clock.run_for(10_000)
    expect_phase(page, "repeats", "8")
    page.clock.run_for(25_000)
    do(page, "done")
    expect(out(page, "after-title")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save session").click()
    page.wait_for_url("**/sessions/*/")


def test_a_session_is_played_rated_and_logged(
    page: Page, open_player: Callable[[], None], session: Session, problems: list[str]
) -> None:
    open_player()
    rate(page, "pain_before", 3)
    play_to_the_end(page)
    rate(page, "effort", 5)
    rate(page, "pain_after", 2)
    page.get_by_text("More: worst pain, a note").click()
    rate(page, "pain_worst", 4)
    save(page)
    session.refresh_from_db()

    assert logged(session) == DONE_IN_FULL
    assert [entry.duration_seconds for entry in session.entries.all()] == [50, 70]
    assert (session.pain_before, session.effort, session.pain_after, session.pain_worst) == (3, 5, 2, 4)
    assert session.duration_seconds == 120
    assert session.finished_at - session.started_at == timedelta(seconds=120)
    eventually(page, lambda: rows(page) == [])


def test_two_taps_end_a_session_when_nothing_is_special(
    page: Page, open_player: Callable[[], None], session: Session
) -> None:
    open_player()
    play_to_the_end(page)
    rate(page, "effort", 4)
    save(page)
    session.refresh_from_db()

    assert (session.effort, session.pain_before, session.pain_after) == (4, None, None)


def test_reloading_in_the_middle_of_a_hold_goes_on_at_the_right_second(
    page: Page, open_player: Callable[[], None], session: Session
) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 8_000)
    expect_phase(page, "work", "12")
    page.reload()
    expect_phase(page, "work", "12")
    page.clock.run_for(3_000)
    expect_phase(page, "work", "9")
    page.clock.run_for(9_000 + 5_000 + 20_000)
    do(page, "end")
    do(page, "end-now")
    save(page)

    assert logged(session)[:2] == DONE_IN_FULL[:2]


def test_a_paused_session_is_still_paused_after_a_reload(page: Page, open_player: Callable[[], None]) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 8_000)
    do(page, "pause")
    page.clock.run_for(30_000)
    page.reload()
    page.clock.run_for(30_000)

    expect_phase(page, "work", "12")
    expect(out(page, "kind")).to_have_text("Paused")


def test_a_pause_is_not_logged(page: Page, open_player: Callable[[], None], session: Session) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 8_000)
    do(page, "pause")
    page.clock.run_for(60_000)
    do(page, "pause")
    page.clock.run_for(12_000)
    expect_phase(page, "switch", "5")
    do(page, "end")
    do(page, "end-now")
    save(page)
    session.refresh_from_db()

    assert logged(session)[0] == (0, 1, "left", 1, 20, False)
    assert session.duration_seconds == 25


def test_a_short_absence_is_caught_up_to_the_second(page: Page, open_player: Callable[[], None]) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000)
    page.clock.fast_forward(20_000 + 5_000 + 8_000)
    page.clock.run_for(200)

    expect_phase(page, "work", "12")
    expect(out(page, "side")).to_have_text("Right side")


def test_an_hour_away_is_not_logged(page: Page, open_player: Callable[[], None], session: Session) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 8_000)
    page.clock.fast_forward("01:00:00")
    page.clock.run_for(200)
    expect_phase(page, "work", "12")
    expect(out(page, "kind")).to_have_text("Paused")
    expect(out(page, "away")).to_have_text("You were away for 1 h 0 min. The clock stopped where you left.")
    do(page, "end")
    do(page, "end-now")
    save(page)
    session.refresh_from_db()

    assert logged(session)[0] == (0, 1, "left", 1, 8, False)
    assert session.duration_seconds == 13


def test_skip_keeps_what_was_held_and_back_never_takes_it_away(
    page: Page, open_player: Callable[[], None], session: Session
) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 12_000)
    do(page, "skip")  # twelve seconds on the left
    expect_phase(page, "switch", "5")
    do(page, "back")
    expect_phase(page, "work", "20")
    page.clock.run_for(4_000)
    do(page, "skip")
    do(page, "skip")
    do(page, "skip")  # nothing on the right
    do(page, "end")
    do(page, "end-now")
    save(page)

    assert logged(session)[:2] == [(0, 1, "left", 1, 12, False), (0, 1, "right", 0, 0, True)]


def test_ten_seconds_more_are_held_and_logged(page: Page, open_player: Callable[[], None], session: Session) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000)
    do(page, "more")
    expect_phase(page, "work", "30")
    page.clock.run_for(30_000)
    expect_phase(page, "switch", "5")
    do(page, "end")
    do(page, "end-now")
    save(page)

    assert logged(session)[0] == (0, 1, "left", 1, 30, False)


def test_fewer_repeats_can_be_said(page: Page, open_player: Callable[[], None], session: Session) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 20_000 + 5_000 + 20_000 + 5_000)
    do(page, "less")
    do(page, "less")
    expect_phase(page, "repeats", "6")
    do(page, "done")
    do(page, "end")
    do(page, "end-now")
    save(page)

    assert logged(session)[2:] == [(1, 1, "both", 6, 0, False), (1, 2, "both", 0, 0, True)]


def test_ending_early_can_be_taken_back(page: Page, open_player: Callable[[], None], session: Session) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 8_000)
    do(page, "end")
    do(page, "end-now")
    do(page, "reopen")
    expect_phase(page, "work", "12")
    do(page, "pause")
    page.clock.run_for(12_000)
    do(page, "end")
    do(page, "end-now")
    save(page)

    assert logged(session)[0] == (0, 1, "left", 1, 20, False)


def test_going_on_from_the_dialog_resumes(page: Page, open_player: Callable[[], None]) -> None:
    open_player()
    start(page)
    page.clock.run_for(5_000 + 8_000)
    do(page, "end")
    page.clock.run_for(30_000)
    page.keyboard.press("Escape")
    expect(page.locator(".stage")).to_have_attribute("data-status", "running")
    page.clock.run_for(2_000)

    expect_phase(page, "work", "10")


def test_the_keyboard_plays_it_all(page: Page, open_player: Callable[[], None], session: Session) -> None:
    open_player()
    page.locator("[data-do=start]").focus()
    page.keyboard.press("Enter")
    expect_phase(page, "prepare", "5")
    page.keyboard.press("ArrowRight")
    page.clock.run_for(2_000)
    page.keyboard.press("Space")
    page.clock.run_for(9_000)
    expect_phase(page, "work", "18")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect_phase(page, "prepare", "5")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect_phase(page, "repeats", "8")
    page.keyboard.press("Enter")
    expect_phase(page, "rest", "10")


def test_a_double_tap_on_save_is_one_session(page: Page, open_player: Callable[[], None], session: Session) -> None:
    open_player()
    play_to_the_end(page)
    page.get_by_role("button", name="Save session").dblclick()
    page.wait_for_url("**/sessions/*/")

    assert Session.objects.count() == 1
    assert logged(session) == DONE_IN_FULL


def test_a_session_played_without_a_network_is_delivered_when_it_is_back(
    page: Page, context: BrowserContext, open_player: Callable[[], None], session: Session
) -> None:
    open_player()
    context.set_offline(True)
    play_to_the_end(page)
    page.get_by_role("button", name="Save session").click()
    expect(out(page, "save-problem")).to_have_text("Kept on this device, not yet in your account")
    context.set_offline(False)
    page.wait_for_url("**/sessions/*/")

    assert logged(session) == DONE_IN_FULL


def test_what_was_done_reaches_the_server_on_the_way(
    page: Page, open_player: Callable[[], None], session: Session
) -> None:
    open_player()
    start(page)
    with page.expect_response(
        lambda r: r.url.endswith("/sync/") and '"held_seconds":20' in (r.request.post_data or "")
    ):
        page.clock.run_for(5_000 + 20_000)

    assert logged(session) == [(0, 1, "left", 1, 20, False)]


def test_another_device_takes_over_where_the_server_knows(
    page: Page, new_context: Any, open_player: Callable[[], None], session: Session, live_server: LiveServer
) -> None:
    open_player()
    start(page)
    with page.expect_response(
        lambda r: r.url.endswith("/sync/") and '"held_seconds":20' in (r.request.post_data or "")
    ):
        page.clock.run_for(5_000 + 20_000)
    tablet = new_context(storage_state={"cookies": page.context.cookies(), "origins": []}).new_page()
    open_paused(tablet, f"{live_server.url}/sessions/{session.pk}/play/", NOW, later=timedelta(minutes=2))
    expect(tablet.get_by_role("heading", name="This session is open somewhere else")).to_be_visible()
    tablet.get_by_role("button", name="Go on here").click()
    expect(tablet.get_by_role("button", name="Go on where you left off")).to_be_visible()
    with tablet.expect_response("**/sync/"):
        start(tablet)
    page.clock.run_for(25_000)  # the phone's next report is too late
    expect(page.get_by_role("heading", name="This session is open somewhere else")).to_be_visible()
    expect_phase(tablet, "switch", "5")
    tablet.clock.run_for(25_000)
    do(tablet, "end")
    do(tablet, "end-now")
    save(tablet)

    assert logged(session)[:2] == DONE_IN_FULL[:2]


def test_a_browser_that_keeps_nothing_says_so_and_plays(
    page: Page, open_player: Callable[[], None], session: Session
) -> None:
    page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }")
    page.route("**/sync/", lambda route: route.abort())
    open_player()
    play_to_the_end(page)
    do(page, "reopen")
    expect(out(page, "saved")).to_contain_text("This browser keeps nothing")
    page.unroute("**/sync/")
    do(page, "skip")
    save(page)

    assert logged(session) == DONE_IN_FULL


def test_a_sign_in_that_expired_costs_nothing(
    page: Page, context: BrowserContext, open_player: Callable[[], None], person: User, session: Session
) -> None:
    open_player()
    play_to_the_end(page)
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save session").click()
    expect(out(page, "save-problem")).to_contain_text("You have been signed out. Nothing is lost")
    page.get_by_role("link", name="You have been signed out").click()
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(out(page, "after-title")).to_be_visible()
    save(page)

    assert logged(session) == DONE_IN_FULL


def test_each_phase_is_announced_once_and_the_countdown_never(page: Page, open_player: Callable[[], None]) -> None:
    open_player()
    page.evaluate(
        """() => {
            window.said = [];
            const place = document.querySelector("[data-out=say]");
            new MutationObserver(() => window.said.push(place.textContent)).observe(place, { childList: true });
        }"""
    )
    start(page)
    page.clock.run_for(5_000 + 20_000 + 3_000)

    assert page.evaluate("window.said") == [
        "Get ready. Knee to chest. Left side. 5 seconds. 20 s each side",
        "Hold. Left side. 20 seconds",
        "Switch sides. Right side. 5 seconds",
    ]
    expect(page.get_by_role("timer")).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (844, 390), (820, 1180), (1440, 900)], ids=str)
def test_nothing_moves_nor_overflows_while_the_digits_change(
    page: Page, open_player: Callable[[], None], size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_player()
    start(page)
    page.clock.run_for(5_000 + 9_000)
    measure = """() => [...document.querySelectorAll(".stage [data-do], .stage-face, .stage-digits, .stage-name")]
        .filter((each) => each.checkVisibility()).map((each) => {
            const { x, y, width, height } = each.getBoundingClientRect();
            return [each.className, x, y, width, height].map((n) => (typeof n === "number" ? Math.round(n) : n));
        })"""
    eleven = page.evaluate(measure)
    page.clock.run_for(2_000)
    expect_phase(page, "work", "9")

    assert page.evaluate(measure) == eleven
    for name, x, y, width, height in eleven:
        assert min(x, y) >= 0, name
        assert (x + width <= size[0], y + height <= size[1]) == (True, True), name
        assert min(width, height) >= (56 if name.startswith("stage-button") else 0), name


def test_without_javascript_the_sheet_is_the_log(
    new_context: Any, person: User, session: Session, live_server: LiveServer
) -> None:
    context = new_context(java_script_enabled=False)
    context.add_cookies([session_cookie(person, live_server.url)])
    page = context.new_page()
    page.goto(f"{live_server.url}/sessions/{session.pk}/play/")
    page.locator("[name=set-0-1-left-held]").fill("15")
    page.locator("[name=set-1-2-both-done]").uncheck()
    rate(page, "effort", 6)
    page.get_by_role("button", name="Save session").click()
    page.wait_for_url("**/sessions/*/")
    session.refresh_from_db()

    assert logged(session) == [
        (0, 1, "left", 1, 15, False),
        (0, 1, "right", 1, 20, False),
        (1, 1, "both", 8, 0, False),
        (1, 2, "both", 0, 0, True),
    ]
    assert session.effort == 6
