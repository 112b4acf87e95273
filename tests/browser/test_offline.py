"""The app without a network, in Chromium with its service worker: pages, sessions, versions, and who sees what."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from backroutine import offline
from routines.models import Routine
from sessions.models import LoggedSet, Session
from tests.factories import PASSWORD, make_exercise, make_person, make_prescription, make_routine
from tests.looking import HOME, eventually, go_by, session_cookie, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"service_workers": "allow"}


@pytest.fixture
def person(live_server: LiveServer) -> User:
    return make_person("alice@example.org", prepare_seconds=3)


@pytest.fixture
def routine(person: User) -> Routine:
    routine = make_routine(person, name="Evening")
    make_prescription(routine, make_exercise("Knee to chest"), hold_seconds=20, sides="each")
    return routine


@pytest.fixture
def phone(new_context: Any, live_server: LiveServer, person: User) -> Iterator[Page]:
    """A phone on which the person is signed in and has opened the app once."""
    context = new_context()
    context.add_cookies([session_cookie(person, live_server.url)])
    page = context.new_page()
    yield page
    page.goto("about:blank")  # the worker may be fetching pages to keep
    context.set_offline(True)


def open_app(page: Page, path: str = "/") -> None:
    """Open a page and wait until the worker has fetched what it keeps."""
    page.goto(path)
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.ready;
            for (let tries = 0; tries < 600; tries += 1) {
                for (const name of await caches.keys()) {
                    if (name.startsWith("pages ") && (await (await caches.open(name)).match("/offline/stamps"))) return;
                }
                await new Promise((done) => setTimeout(done, 50));
            }
            throw new Error("the worker has kept nothing");
        }"""
    )


def kept(page: Page) -> list[str]:
    """The addresses in the personal caches."""
    found: list[str] = page.evaluate(
        """async () => {
            const names = (await caches.keys()).filter((name) => name.startsWith("pages "));
            const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
            return keys.flat().map(({ url }) => new URL(url).pathname).filter((path) => path !== "/offline/stamps");
        }"""
    )
    return sorted(found)


def rows(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("import('/static/js/offline/database.js').then((it) => it.allRows())")
    return found


def do(page: Page, action: str) -> None:
    page.locator(f"[data-do={action}]").click()


def begin(page: Page) -> str:
    """Start the routine from Today, and return the key of the session."""
    page.goto("/")
    page.get_by_role("button", name="Start Evening").click()
    page.wait_for_url("**/play/?key=*")
    return page.url.split("key=")[1]


def play_to_the_end(page: Page) -> None:
    """Start, and hold each side for a second."""
    do(page, "start")
    expect(page.locator(".stage")).to_be_visible()
    for _ in range(2):
        do(page, "skip")
        expect(page.locator(".stage")).to_have_attribute("data-kind", "work")
        page.wait_for_timeout(1200)
        do(page, "skip")
    expect(page.locator("[data-out=after-title]")).to_be_visible()


def save_without_network(page: Page) -> None:
    page.get_by_role("button", name="Save session").click()
    expect(page.locator("[data-out=save-problem]")).to_contain_text("Kept on this device")
    # What a page sends as it goes away is the browser's own affair, which no switch of this test takes offline.
    page.evaluate("() => { window.fetch = async () => { throw new TypeError('offline'); }; }")


def held() -> list[tuple[str, int]]:
    return list(LoggedSet.objects.order_by("side").values_list("side", "held_seconds"))


# --- Pages ---


def test_routines_their_player_and_the_exercises_seen_open_without_a_network(phone: Page, routine: Routine) -> None:
    exercise = routine.prescriptions.get().exercise
    open_app(phone, exercise.get_absolute_url())
    phone.context.set_offline(True)
    titles = []
    for path in (
        "/",
        "/routines/",
        f"/routines/{routine.pk}/",
        f"/routines/{routine.pk}/play/",
        f"/exercises/{exercise.slug}/",
    ):
        phone.goto(path)
        titles.append(phone.locator("h1").first.text_content())

    assert titles == ["Today", "Your routines", "Evening", "Evening", "Knee to chest"]
    assert phone.evaluate("getComputedStyle(document.body).fontFamily") != "Times"


def test_a_page_that_is_not_kept_says_so_in_plain_words(phone: Page, routine: Routine) -> None:
    open_app(phone)
    phone.context.set_offline(True)
    phone.goto("/progress/")

    expect(phone.get_by_role("heading", name="This page needs the network")).to_be_visible()
    expect(phone.get_by_role("link", name="Your routines")).to_be_visible()


def test_nothing_that_is_sent_is_kept(phone: Page, routine: Routine) -> None:
    open_app(phone)
    phone.goto(f"/routines/{routine.pk}/")
    phone.get_by_role("button", name="Start").click()
    phone.wait_for_url("**/play/")

    assert [path for path in kept(phone) if "start" in path or "sync" in path] == []


# --- A session without a network ---


def test_a_session_begun_and_finished_without_a_network_is_delivered_when_it_is_back(
    phone: Page, person: User, routine: Routine
) -> None:
    open_app(phone)
    phone.context.set_offline(True)
    begin(phone)
    play_to_the_end(phone)
    save_without_network(phone)
    assert Session.objects.count() == 0
    phone.goto("/routines/")
    unsaved = phone.get_by_role("link", name="Not yet saved to your account: 1")
    expect(unsaved).to_be_visible()
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(unsaved).to_be_hidden()
    session = Session.objects.get()

    assert (session.routine, session.name, session.finished_at is not None) == (routine, "Evening", True)
    assert [(side, seconds >= 1) for side, seconds in held()] == [("left", True), ("right", True)]
    eventually(phone, lambda: rows(phone) == [])


def test_two_sessions_begun_on_the_same_kept_page_are_two(phone: Page, routine: Routine) -> None:
    open_app(phone)
    phone.context.set_offline(True)
    keys = set()
    for _ in range(2):
        keys.add(begin(phone))
        play_to_the_end(phone)
        save_without_network(phone)
    phone.goto("/")
    expect(phone.get_by_role("link", name="Not yet saved to your account: 2")).to_be_visible()
    phone.context.set_offline(False)
    phone.goto("/")
    eventually(phone, lambda: Session.objects.finished().count() == 2)

    expect(phone.locator(".unsaved")).to_be_hidden()
    assert {str(session.pk) for session in Session.objects.finished()} == keys
    assert len(keys) == 2


def test_a_session_begun_without_a_network_goes_on_after_a_reload_with_one(phone: Page, routine: Routine) -> None:
    open_app(phone)
    phone.context.set_offline(True)
    key = begin(phone)
    do(phone, "start")
    do(phone, "skip")
    phone.wait_for_timeout(1300)
    phone.reload()
    expect(phone.locator(".stage")).to_have_attribute("data-kind", "work")
    phone.context.set_offline(False)
    with phone.expect_response("**/sessions/sync/"):
        phone.reload()
    expect(phone.locator(".stage")).to_have_attribute("data-kind", "work")
    do(phone, "end")
    do(phone, "end-now")
    phone.get_by_role("button", name="Save session").click()
    phone.wait_for_url("**/sessions/*/")

    assert [str(session.pk) for session in Session.objects.finished()] == [key]


def test_what_could_not_be_delivered_is_tried_again_by_itself(phone: Page, routine: Routine) -> None:
    open_app(phone)
    phone.context.set_offline(True)
    begin(phone)
    play_to_the_end(phone)
    save_without_network(phone)
    tries: list[str] = []

    def fail_once(route: Route) -> None:
        tries.append(route.request.method)
        route.abort() if len(tries) == 1 else route.fallback()

    phone.context.route("**/sessions/sync/", fail_once)
    phone.context.set_offline(False)
    phone.goto("/routines/")
    expect(phone.locator(".unsaved")).to_be_visible()
    expect(phone.locator(".unsaved")).to_be_hidden()

    assert len(tries) > 1
    assert Session.objects.finished().count() == 1


# --- Whose it is ---


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(HOME)


def test_signing_out_clears_what_was_kept(phone: Page, routine: Routine) -> None:
    open_app(phone)
    assert f"/routines/{routine.pk}/" in kept(phone)
    sign_out(phone)
    eventually(phone, lambda: kept(phone) == [])
    phone.context.set_offline(True)
    phone.goto(f"/routines/{routine.pk}/")

    expect(phone.get_by_role("heading", name="This page needs the network")).to_be_visible()


def test_somebody_else_who_signs_in_finds_nothing_of_the_one_before(
    phone: Page, routine: Routine, live_server: LiveServer
) -> None:
    open_app(phone)
    bob = make_person("bob@example.org")
    phone.context.clear_cookies()
    phone.context.add_cookies([session_cookie(bob, live_server.url)])
    open_app(phone)
    eventually(phone, lambda: kept(phone) == ["/", "/routines/"])


def test_what_waits_is_sent_after_signing_in_again_and_to_nobody_else(
    phone: Page, person: User, routine: Routine, live_server: LiveServer
) -> None:
    open_app(phone)
    phone.context.set_offline(True)
    begin(phone)
    play_to_the_end(phone)
    save_without_network(phone)
    phone.goto("/routines/")
    phone.context.clear_cookies()  # the sign-in has expired
    phone.context.set_offline(False)
    phone.goto("/accounts/login/", wait_until="networkidle")  # what it asks for a passkey sets a cookie, too
    expect(phone.get_by_role("link", name="Sessions on this device that wait for you to sign in: 1")).to_be_visible()
    phone.context.add_cookies([session_cookie(make_person("bob@example.org"), live_server.url)])
    phone.goto("/routines/")
    expect(phone.locator("h1")).to_be_visible()
    assert Session.objects.count() == 0
    sign_out(phone)
    phone.goto("/accounts/login/")
    phone.get_by_label("E-mail address").fill(person.email)
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.keyboard.press("Enter")
    phone.wait_for_url(HOME)
    eventually(phone, lambda: rows(phone) == [])

    assert [session.person for session in Session.objects.finished()] == [person]


def test_what_the_server_refuses_stays_with_its_reason_and_as_a_file(phone: Page, routine: Routine) -> None:
    open_app(phone)
    phone.context.set_offline(True)
    key = uuid.UUID(begin(phone))
    play_to_the_end(phone)
    save_without_network(phone)
    exercise = routine.prescriptions.get().exercise
    routine.delete()
    exercise.delete()
    phone.goto("/routines/")
    phone.context.set_offline(False)
    with phone.expect_response(lambda r: r.url.endswith("/sync/") and r.status == 422):
        phone.goto("/routines/")
    phone.get_by_role("link", name="Not yet saved to your account: 1").click()
    item = phone.get_by_role("listitem").filter(has_text="Evening")
    expect(item).to_contain_text("An exercise of this session does not exist any more.")
    with phone.expect_download() as download:
        item.get_by_role("button", name="Download").click()
    assert str(key) in Path(download.value.path()).read_text()
    item.get_by_role("button", name="Discard").click()
    eventually(phone, lambda: rows(phone) == [])
    item.get_by_role("button", name="Undo").click()
    eventually(phone, lambda: len(rows(phone)) == 1)


# --- New versions ---


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    def publish() -> None:
        worker = tmp_path / "worker.js"
        worker.write_text(Path(offline.WORKER).read_text() + "\n// newer\n")
        monkeypatch.setattr(offline, "WORKER", worker)

    return publish


def shells(page: Page) -> int:
    number: int = page.evaluate("caches.keys().then((names) => names.filter((it) => it.startsWith('shell ')).length)")
    return number


def test_a_new_version_waits_while_a_session_runs(phone: Page, routine: Routine, newer: Callable[[], None]) -> None:
    open_app(phone)
    phone.goto(f"/routines/{routine.pk}/")
    phone.get_by_role("button", name="Start").click()
    phone.wait_for_url("**/play/")
    do(phone, "start")
    newer()
    phone.evaluate("navigator.serviceWorker.ready.then((it) => it.update())")
    eventually(phone, lambda: phone.evaluate("navigator.serviceWorker.ready.then((it) => !!it.waiting)"))
    expect(phone.get_by_text("A new version is ready.")).to_be_hidden()
    second = phone.context.new_page()
    second.goto("/")
    second.get_by_role("button", name="Use it now").click()
    expect(second.get_by_text("A session is running in another tab: end it first.")).to_be_visible()
    expect(phone.locator(".stage")).to_have_attribute("data-status", "running")
    do(phone, "end")
    do(phone, "end-now")
    phone.get_by_role("button", name="Save session").click()
    phone.wait_for_url("**/sessions/*/")
    go_by(second.get_by_role("button", name="Use it now"))
    expect(second.get_by_text("A new version is ready.")).to_be_hidden()
    open_app(second)

    assert Session.objects.finished().count() == 1


def test_the_files_of_an_older_version_leave_once_nothing_needs_them(
    phone: Page, routine: Routine, newer: Callable[[], None]
) -> None:
    open_app(phone)
    newer()
    phone.reload()
    go_by(phone.get_by_role("button", name="Use it now"))
    eventually(phone, lambda: shells(phone) == 1)
    phone.context.set_offline(True)
    phone.goto(f"/routines/{routine.pk}/")

    expect(phone.get_by_role("heading", name="Evening")).to_be_visible()
    assert shells(phone) == 1


@pytest.mark.parametrize("path", ["/offline/", "/unsaved/"])
def test_axe_finds_nothing_on_the_kept_pages(phone: Page, path: str) -> None:
    phone.goto("/healthz")
    phone.evaluate(
        """import('/static/js/offline/database.js').then((it) => it.changeRow("a", () => ({
            id: "a", person: "0-0", name: "Evening", device: "x", savedVersion: 0, skew: 0, keptAt: Date.now(),
            ratings: {}, report: { version: 1, started_at: Date.now(), finished_at: Date.now(), entries: [] } })))"""
    )
    phone.goto(path)
    expect(phone.locator("h1")).to_be_visible()

    assert violations(phone) == []
