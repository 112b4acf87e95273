"""What a browser loads and shows, told by itself: nothing moves, and what it has it does not ask for again."""

import pytest
from playwright.sync_api import Browser, Page, Response

from accounts.models import User
from routines.models import Routine
from tests.factories import make_exercise, make_routine, make_session
from tests.looking import sign_in

MOVED = """
self.moved = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.hadRecentInput || moved.push(
    `${entry.value} ${entry.sources.map(({node}) => node?.parentElement?.outerHTML.slice(0, 90))}`)
)).observe({type: "layout-shift", buffered: true});
"""
CONTROLLED = """new Promise((done) => {
    const workers = navigator.serviceWorker;
    if (workers.controller) done();
    workers.addEventListener("controllerchange", () => done());
})"""


@pytest.fixture
def routine(alice: User) -> Routine:
    routine = make_routine(alice, make_exercise("Plank"), make_exercise("Bridge"))
    make_session(alice, routine)
    return routine


def test_nothing_moves_while_a_page_loads(page: Page, routine: Routine) -> None:
    running = make_session(routine.person, routine, finished_at=None)
    page.add_init_script(MOVED)
    sign_in(page, routine.person)
    own = [f"/routines/{routine.pk}/", f"/routines/{routine.pk}/edit/", f"/sessions/{running.pk}/play/", "/progress/"]

    for path in ("/", "/exercises/", "/exercises/plank/", "/routines/", "/sessions/", "/settings/", *own):
        page.goto(path, wait_until="networkidle")
        assert (path, page.evaluate("moved")) == (path, [])


def test_a_second_visit_asks_for_the_page_alone(browser: Browser, base_url: str, routine: Routine) -> None:
    """The worker hands on what it keeps, and nothing is asked for whether it is still the same."""
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    sign_in(page, routine.person)
    page.goto("/routines/")
    page.evaluate(CONTROLLED)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto("/routines/", wait_until="networkidle")

    assert len(answers) > 4
    assert [answer.url for answer in answers if not answer.from_service_worker] == []
    assert [answer.url for answer in answers if answer.request.resource_type == "document"] == [page.url]
    context.close()
