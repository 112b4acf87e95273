"""A session that is torn at: killed browsers, two tabs, hours away, clocks that are set."""

import os
import signal
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from exercises.models import Measure
from sessions.models import LoggedSet, Session
from tests.browser.paused import open_paused
from tests.browser.test_player import do, expect_phase, logged, out, person, rows, save, session, start
from tests.factories import make_exercise, make_prescription, make_routine
from tests.looking import session_cookie

__all__ = ["person", "session"]
pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)

# The phases of `every_kind` two seconds after they begin: which one it is, its kind, how long after the one above, and
# what the stage shows. The rest follows a tap.
KINDS = [
    (0, "prepare", 2_000, "3"),
    (1, "work", 5_000, "18"),
    (2, "release", 20_000, "2"),
    (3, "work", 4_000, "18"),
    (4, "switch", 20_000, "3"),
    (8, "transition", 5_000 + 20_000 + 4_000 + 20_000, "3"),
    (9, "repeats", 5_000, "8"),
    (10, "rest", 2_000, "8"),
    (11, "repeats", 10_000, "8"),
]


@pytest.fixture
def every_kind(person: User) -> Session:
    """Two holds of 20 s each side, then two sets of eight repeats with ten seconds of rest."""
    routine = make_routine(person)
    make_prescription(routine, make_exercise("Hip stretch"), reps=2, hold_seconds=20, sides="each", rep_seconds=4)
    exercise = make_exercise("Heel slide", measure=Measure.REPS, hold_seconds=0, reps=8)
    make_prescription(routine, exercise, sets=2, rest_seconds=10)
    return Session.objects.start(person, routine, uuid.uuid4())


def play_on(page: Page, kind: str, milliseconds: int) -> None:
    if kind == "rest":
        do(page, "done")
    page.clock.run_for(milliseconds)


def go(page: Page, server: LiveServer, session: Session, now: datetime) -> None:
    open_paused(page, f"{server.url}/sessions/{session.pk}/play/", now)


def is_kept(page: Page, index: int, status: str) -> None:
    """Wait until the device has it, and that the account has all of it: a browser killed sooner asks first."""
    for _ in range(600):
        found = [(row["state"], row["savedVersion"]) for row in rows(page) if "state" in row]
        if found and (found[0][0]["index"], found[0][0]["status"], found[0][0]["version"]) == (
            index,
            status,
            found[0][1],
        ):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"not kept: {found}")


# --- A browser that is killed ---


class KilledBrowser:
    """A browser with a profile on disk, killed with SIGKILL as often as a test likes."""

    def __init__(self, playwright: Playwright, folder: Path, args: dict[str, Any], cookie: Any) -> None:
        self._launch = lambda: playwright.chromium.launch_persistent_context(
            str(folder), viewport={"width": 390, "height": 844}, service_workers="block", **args
        )
        self._folder, self._cookie = folder, cookie
        self.context: BrowserContext | None = None

    def open(self) -> Page:
        self.context = self._launch()
        self.context.add_cookies([self._cookie])  # a killed browser may not have written it down
        return self.context.pages[0]

    def kill(self) -> None:
        """Kill the main process, the one with this profile that is nobody's helper; its helpers end with it."""
        mine = f"--user-data-dir={self._folder}".encode()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if mine in words and not any(word.startswith(b"--type=") for word in words):
                os.kill(int(path.parent.name), signal.SIGKILL)
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self._folder / name).unlink(missing_ok=True)


@pytest.fixture
def killed_browser(
    playwright: Playwright,
    tmp_path: Path,
    browser_type_launch_args: dict[str, Any],
    live_server: LiveServer,
    person: User,
) -> Iterator[KilledBrowser]:
    browser = KilledBrowser(
        playwright, tmp_path / "profile", browser_type_launch_args, session_cookie(person, live_server.url)
    )
    yield browser
    if browser.context:
        browser.kill()


def test_a_killed_browser_goes_on_in_every_kind_of_phase(
    killed_browser: KilledBrowser,
    live_server: LiveServer,
    every_kind: Session,
    page: Page,
) -> None:
    now = NOW
    phone = killed_browser.open()
    go(phone, live_server, every_kind, now)
    start(phone)
    for index, kind, milliseconds, digits in KINDS:
        play_on(phone, kind, milliseconds)
        expect_phase(phone, kind, digits)
        do(phone, "pause")
        is_kept(phone, index, "paused")
        killed_browser.kill()

        now += timedelta(hours=1)
        phone = killed_browser.open()
        go(phone, live_server, every_kind, now)
        expect_phase(phone, kind, digits)
        expect(out(phone, "kind")).to_have_text("Paused")
        do(phone, "pause")
    do(phone, "done")
    save(phone)

    assert logged(every_kind) == [
        (0, 1, "left", 2, 40, False),
        (0, 1, "right", 2, 40, False),
        (1, 1, "both", 8, 0, False),
        (1, 2, "both", 8, 0, False),
    ]


# --- One phone ---


@pytest.fixture
def phone(page: Page, live_server: LiveServer, person: User, session: Session) -> Page:
    page.context.add_cookies([session_cookie(person, live_server.url)])
    go(page, live_server, session, NOW)
    return page


def test_a_reload_goes_on_in_every_kind_of_phase(phone: Page, live_server: LiveServer, every_kind: Session) -> None:
    phone.goto(f"{live_server.url}/sessions/{every_kind.pk}/play/")
    start(phone)
    for index, kind, milliseconds, digits in KINDS:
        play_on(phone, kind, milliseconds)
        do(phone, "pause")
        is_kept(phone, index, "paused")
        phone.reload()
        expect_phase(phone, kind, digits)
        do(phone, "pause")
        expect(phone.locator(".stage")).to_have_attribute("data-status", "running")


def test_an_hour_in_the_background_stops_the_clock_in_every_kind_of_phase(
    phone: Page, live_server: LiveServer, every_kind: Session
) -> None:
    phone.goto(f"{live_server.url}/sessions/{every_kind.pk}/play/")
    start(phone)
    for _, kind, milliseconds, digits in KINDS:
        play_on(phone, kind, milliseconds)
        phone.clock.fast_forward("01:00:00")
        phone.clock.run_for(400)
        expect_phase(phone, kind, digits)
        expect(out(phone, "away")).to_have_text("You were away for 1 h 0 min. The clock stopped where you left.")
        do(phone, "pause")


@pytest.mark.parametrize("seconds", [-3600, -30, 30, 89])
def test_a_clock_that_is_set_while_one_watches_changes_nothing(
    phone: Page,
    session: Session,
    seconds: int,
) -> None:
    start(phone)
    phone.clock.run_for(5_000 + 8_000)
    phone.clock.set_system_time(NOW + timedelta(minutes=1, seconds=13 + seconds))
    phone.clock.run_for(2_000)
    expect_phase(phone, "work", "10")
    is_kept(phone, 1, "running")
    phone.reload()
    expect_phase(phone, "work", "10")
    do(phone, "end")
    do(phone, "end-now")
    save(phone)

    assert logged(session)[0] == (0, 1, "left", 1, 10, False)


def test_a_clock_put_forward_by_an_hour_stops_and_logs_nothing_of_it(phone: Page) -> None:
    start(phone)
    phone.clock.run_for(5_000 + 8_000)
    phone.clock.set_system_time(NOW + timedelta(hours=2))
    phone.clock.run_for(400)

    expect_phase(phone, "work", "12")
    expect(out(phone, "kind")).to_have_text("Paused")


# --- Two tabs ---


def test_the_second_tab_takes_over_and_the_first_can_take_back(
    phone: Page,
    live_server: LiveServer,
    session: Session,
) -> None:
    start(phone)
    phone.clock.run_for(5_000 + 8_000)
    phone.clock.resume()  # the clock is the whole browser's; the second tab waits a second for the first to let go
    second = phone.context.new_page()
    second.goto(f"{live_server.url}/sessions/{session.pk}/play/")
    title = "This session is open somewhere else"
    expect(second.get_by_role("heading", name=title)).to_be_visible()
    expect(phone.get_by_role("heading", name=title)).to_be_hidden()
    second.keyboard.press("Escape")
    expect(second.get_by_role("heading", name=title)).to_be_visible()
    second.get_by_role("button", name="Go on here").click()
    expect(phone.get_by_role("heading", name=title)).to_be_visible()
    expect(second.locator(".stage")).to_be_visible()
    phone.get_by_role("button", name="Go on here").click()
    expect(second.get_by_role("heading", name=title)).to_be_visible()
    expect(phone.locator(".stage")).to_be_visible()
    do(phone, "end")
    do(phone, "end-now")
    save(phone)

    assert Session.objects.count() == 1
    assert LoggedSet.objects.filter(entry__session=session).count() == 4


# --- A device that keeps nothing ---


@pytest.mark.parametrize("name", ["QuotaExceededError", "InvalidStateError"])
def test_a_full_store_is_said_and_the_session_goes_on(
    page: Page,
    live_server: LiveServer,
    person: User,
    session: Session,
    name: str,
) -> None:
    """The database opens, and then takes nothing."""
    page.add_init_script(f"IDBObjectStore.prototype.put = () => {{ throw new DOMException('no', '{name}'); }}")
    page.context.add_cookies([session_cookie(person, live_server.url)])
    page.route("**/sync/", lambda route: route.abort())
    go(page, live_server, session, NOW)
    start(page)
    page.clock.run_for(5_000 + 20_000)
    expect(out(page, "saved")).to_contain_text("This browser keeps nothing")
    expect_phase(page, "switch", "5")
    page.unroute("**/sync/")
    do(page, "end")
    do(page, "end-now")
    save(page)

    assert logged(session)[0] == (0, 1, "left", 1, 20, False)
