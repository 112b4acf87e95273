"""What the player's tests share: a person, and her session opened in Chromium with the clock in the test's hand."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from exercises.models import Measure
from routines.models import Routine
from sessions.models import LoggedSet, Session
from tests.browser.paused import open_paused
from tests.factories import make_exercise, make_person, make_prescription, make_routine
from tests.looking import session_cookie

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


class Player:
    """A session under the test's fingers. `session` is the one that is open."""

    def __init__(self, page: Page, session: Session) -> None:
        self.page, self.session = page, session

    def do(self, action: str) -> None:
        self.page.locator(f"[data-do={action}]").click()

    def out(self, name: str) -> Any:
        return self.page.locator(f"[data-out={name}]")

    def start(self) -> None:
        self.do("start")
        expect(self.page.locator(".stage")).to_be_visible()

    def run_for(self, *seconds: float) -> None:
        self.page.clock.run_for(int(1000 * sum(seconds)))

    def expect_phase(self, kind: str, digits: str) -> None:
        expect(self.page.locator(".stage")).to_have_attribute("data-kind", kind)
        expect(self.out("digits")).to_have_text(digits)

    def end_and_save(self) -> None:
        self.do("end")
        self.do("end-now")
        self.save()

    def save(self) -> None:
        self.page.get_by_role("button", name="Save session").click()
        self.page.wait_for_url("**/sessions/*/")
        self.session.refresh_from_db()

    @property
    def logged(self) -> list[tuple[int, int, str, int, int, bool]]:
        """Return what the server has: (position, set, side, repeats, seconds held, skipped)."""
        rows = LoggedSet.objects.filter(entry__session=self.session).order_by("entry__position", "number", "side")
        return [(r.entry.position, r.number, r.side, r.reps, r.held_seconds, r.is_skipped) for r in rows]


@pytest.fixture
def routine() -> Routine:
    """Twenty seconds a side, then two sets of eight repeats of 4 s with ten seconds of rest."""
    routine = make_routine(make_person("alice@example.org", prepare_seconds=5))
    make_prescription(routine, make_exercise("Knee to chest"), hold_seconds=20, sides="each")
    exercise = make_exercise("Half crunch", measure=Measure.REPS, hold_seconds=0, reps=8)
    make_prescription(routine, exercise, sets=2, rest_seconds=10)
    return routine


@pytest.fixture
def open_session(page: Page, context: BrowserContext, live_server: LiveServer) -> Iterator[Callable[..., Player]]:
    """Return open_session(routine, init=script, **preferences): sign in and open the player, the clock paused.

    Whatever the page complains of, breaches of the content security policy included, fails the test.
    """
    found: list[str] = []
    is_checked = True
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: message.type == "error" and found.append(message.text))

    def open_it(routine: Routine, *, init: str = "", is_strict: bool = True, **preferences: Any) -> Player:
        nonlocal is_checked
        is_checked = is_strict
        page.add_init_script(init)
        person = routine.person
        User.objects.filter(pk=person.pk).update(**preferences)
        context.add_cookies([session_cookie(person, live_server.url)])
        session = Session.objects.start(person, routine, uuid.uuid4())
        open_paused(page, f"/sessions/{session.pk}/play/", NOW)
        return Player(page, session)

    yield open_it
    assert not is_checked or found == [], "\n".join(found)
