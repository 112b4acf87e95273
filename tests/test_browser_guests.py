"""Without an account and back, in Chromium: nothing is lost on the way, not even a session that runs meanwhile."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts import guests
from accounts.models import User
from routines.models import Programme
from sessions.models import Session
from tests.factories import PASSWORD, make_exercise, make_person, make_routine, make_session
from tests.looking import HOME, is_too_wide, session_cookie, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_counts(live_server: LiveServer) -> None:
    cache.clear()


def start_as_guest(page: Page) -> User:
    """Add an exercise on its public page, and begin a session of the routine that comes of it."""
    make_exercise("Plank", hold_seconds=60)
    page.goto("/exercises/plank/")
    page.get_by_role("button", name="Add to a routine").click()
    page.get_by_role("link", name="My routine").first.click()
    page.get_by_role("button", name=re.compile("^Start")).first.click()
    page.wait_for_url("**/play/")
    page.locator("[data-do=start]").click()
    expect(page.locator(".stage")).to_be_visible()
    return User.objects.get(is_guest=True)


def end_and_save(page: Page) -> None:
    page.locator("[data-do=end]").click()
    page.locator("[data-do=end-now]").click()
    page.get_by_role("button", name="Save session").click()
    page.wait_for_url(re.compile(r"/sessions/[\da-f-]{36}/$"))


def sign_in(page: Page, person: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(str(person.email))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_guest_becomes_an_account_while_a_session_runs(page: Page, context: BrowserContext) -> None:
    guest = start_as_guest(page)
    other = context.new_page()
    other.goto("/")
    other.get_by_role("link", name="Add an e-mail").click()
    other.get_by_label("E-mail address").fill("new@example.org")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Sign up").click()
    other.wait_for_url(HOME)

    end_and_save(page)

    session = Session.objects.get()
    person = User.objects.get()
    assert (person.pk, person.is_guest, person.email) == (guest.pk, False, "new@example.org")
    assert session.person == person
    assert session.finished_at is not None
    other.goto("/")
    expect(other.locator(".guest-line")).to_have_count(0)
    expect(other.locator("unsaved-sessions")).to_be_hidden()


def test_a_session_runs_on_while_its_guest_joins_an_account(page: Page, context: BrowserContext) -> None:
    alice = make_person("alice@example.org")
    start_as_guest(page)
    other = context.new_page()
    sign_in(other, alice)
    expect(other.get_by_role("heading", name="Take it along?")).to_be_visible()
    other.get_by_role("button", name="Take it along").click()
    expect(other.get_by_text("It is all in your account now.")).to_be_visible()

    end_and_save(page)

    session = Session.objects.get()
    assert list(User.objects.all()) == [alice]
    assert session.person == alice
    assert session.finished_at is not None


def test_going_on_without_an_account_leads_where_one_wanted_to_go(page: Page) -> None:
    page.goto("/routines/paste/")
    page.get_by_role("button", name="Go on without an account").click()

    page.wait_for_url(lambda url: urlsplit(url).path == "/routines/paste/")
    expect(page.get_by_label("The sheet", exact=True)).to_be_visible()
    assert User.objects.get().is_guest


KEEP = """async () => {
    await caches.open("pages 1-1");
    await new Promise((done) => {
        const request = indexedDB.open("backroutine", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("sessions", { keyPath: "id" });
        request.onsuccess = () => { request.result.close(); done(); };
    });
    localStorage.setItem("x", "y");
}"""
KEPT = """async () => [
    (await caches.keys()).filter((name) => name.startsWith("pages ")),
    (await indexedDB.databases()).map(({ name }) => name),
    localStorage.length,
]"""


def test_deleting_the_account_empties_the_device(page: Page) -> None:
    sign_in(page, make_person("alice@example.org"))
    page.wait_for_url(HOME)
    page.goto("/settings/leave/")
    page.evaluate(KEEP)

    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete it all now").click()

    expect(page.get_by_text("This device has forgotten it too.")).to_be_visible()
    assert page.evaluate(KEPT) == [[], [], 0]
    assert not User.objects.exists()


def test_no_page_asks_anything_of_another_server(page: Page, live_server: LiveServer) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    person = make_person("alice@example.org")
    routine = make_routine(person, make_exercise("Plank"))
    session = make_session(person, routine)
    running = make_session(person, routine, finished_at=None)
    public = ["/", "/exercises/", "/exercises/plank/", "/programmes/", "/about/", "/safety/", "/privacy/"]
    for path in [*public, "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere/"]:
        page.goto(path)
    page.context.add_cookies([session_cookie(person, live_server.url)])
    own = ["/", "/settings/", "/settings/security/", "/settings/data/", "/settings/leave/", "/reminders/", "/goals/"]
    rows = [routine.get_absolute_url(), session.get_absolute_url(), f"/sessions/{running.pk}/play/"]
    for path in [*own, *rows, "/routines/", "/sessions/", "/progress/", "/exercises/plank/", "/routines/paste/"]:
        page.goto(path)
        page.wait_for_timeout(50)

    foreign = {url for url in asked if not url.startswith((f"{live_server.url}/", "data:", "blob:"))}
    assert len(asked) > 40
    assert foreign == set()


def test_the_pages_are_accessible(page: Page, live_server: LiveServer) -> None:
    make_exercise("Plank")
    Programme.objects.create(
        slug="five", name="Five", goal="x", difficulty=1, minutes=5, days_per_week=5, weeks=4, place=1
    )
    guest = User.objects.create_guest()
    make_session(guest, make_routine(guest, make_exercise()))
    alice = make_person("alice@example.org")

    def look(*paths: str) -> None:
        for path in paths:
            page.goto(path)
            assert (path, violations(page), is_too_wide(page)) == (path, [], False)

    look("/", "/privacy/", "/programmes/five/", "/exercises/plank/", "/accounts/login/?next=/routines/")
    cookie = {"name": "guest", "value": guests.token_of(guest), "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    look("/", "/settings/", "/settings/leave/", "/accounts/signup/", reverse("sessions:reminders"))
    page.context.add_cookies([session_cookie(alice, live_server.url)])
    look("/", "/guest/take-along/", "/settings/leave/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete it all now").click()
    expect(page.get_by_role("heading", name="All of it is deleted")).to_be_visible()
    assert violations(page) == []
