"""Pocket mode: the session as one audio track, which is then its clock."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from routines.models import Routine
from tests.browser.conftest import Player

pytestmark = pytest.mark.django_db(transaction=True)
type Open = Callable[..., Player]

TIMELINE = 5 + 20 + 5 + 20 + 5 + 8 * 4 + 10 + 8 * 4  # seconds; the second exercise begins in the same position
TAIL = 2


def until(player: Player, expression: str) -> None:
    """Wait for it to be true; Playwright's own wait would need eval, which the page forbids."""
    for _ in range(600):
        if player.page.evaluate(expression):
            return
        player.page.wait_for_timeout(50)
    raise AssertionError(expression)


def start(player: Player) -> None:
    player.do("start-pocket")
    expect(player.page.locator(".stage")).to_be_visible()
    until(player, "!document.querySelector('audio').paused && document.querySelector('audio').currentTime > 0")


def expect_status(player: Player, status: str) -> None:
    """Let the page look until it has heard what became of the sound."""
    stage = player.page.locator(".stage")
    for _ in range(600):
        player.run_for(0.4)
        if stage.get_attribute("data-status") == status:
            return
        player.page.wait_for_timeout(50)
    raise AssertionError(status)


def hear(player: Player, seconds: float) -> None:
    """Let the track be heard up to there, with the page asleep meanwhile, and the page look again."""
    player.page.evaluate(
        """(seconds) => new Promise((resolve) => {
            const audio = document.querySelector("audio");
            audio.addEventListener("seeked", resolve, { once: true });
            audio.currentTime = seconds;
        })""",
        seconds,
    )
    player.run_for(0.4)


def duration(player: Player) -> float:
    found: float = player.page.evaluate("document.querySelector('audio').duration")
    return found


def test_the_track_is_as_long_as_the_timeline(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    start(player)

    assert duration(player) == pytest.approx(TIMELINE + TAIL, abs=0.01)


def test_each_cue_lies_at_its_time_in_the_track(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    loud = player.page.evaluate(
        """async () => {
            const { track } = await import("/static/js/player/pocket.js");
            const blob = await track([{ inMs: 1000, name: "start" }, { inMs: 4500, name: "count" }], 6000, 70);
            const samples = new Int16Array((await blob.arrayBuffer()).slice(44));
            const second = (from, to) => samples.slice(from * 8000, to * 8000).some((value) => Math.abs(value) > 3000);
            return [blob.size, second(0, 1), second(1, 1.3), second(2, 4.5), second(4.5, 4.6), second(5, 8)];
        }"""
    )

    assert loud == [44 + 2 * 8000 * 8, False, True, False, True, False]


def test_what_was_heard_was_done_however_long_the_page_slept(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    start(player)
    hear(player, 5 + 20 + 5 + 20 + 5 + 8 * 4 + 10 + 4 * 4 + 1)  # almost two minutes
    player.expect_phase("repeats", "5")
    expect(player.out("kind")).to_have_text("Repeat")
    player.end_and_save()

    assert player.logged == [
        (0, 1, "left", 1, 20, False),
        (0, 1, "right", 1, 20, False),
        (1, 1, "both", 8, 0, False),
        (1, 2, "both", 4, 0, False),
    ]


def test_pausing_the_sound_pauses_the_session_and_back(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    start(player)
    hear(player, 10)
    player.page.evaluate("document.querySelector('audio').pause()")
    expect_status(player, "paused")
    player.run_for(300)
    expect(player.out("kind")).to_have_text("Paused")
    player.page.evaluate("document.querySelector('audio').play()")
    expect_status(player, "running")
    player.do("pause")
    until(player, "document.querySelector('audio').paused")


def test_after_a_skip_the_track_is_what_is_left(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    start(player)
    player.do("skip")
    expect(player.page.locator(".stage")).to_have_attribute("data-kind", "work")
    until(player, f"Math.abs(document.querySelector('audio').duration - {TIMELINE - 5 + TAIL}) < 0.4")


def test_pocket_mode_costs_nothing_until_it_is_chosen(open_session: Open, routine: Routine) -> None:
    asked: list[str] = []
    player = open_session(routine, init="")
    player.page.on("request", lambda request: asked.append(request.url))
    player.start()
    player.run_for(10)

    assert not any("pocket" in url for url in asked)
    assert (
        player.page.evaluate("performance.getEntriesByType('resource').some((e) => e.name.includes('pocket'))") is False
    )


def test_the_screen_may_go_off(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    start(player)

    expect(player.out("awake")).to_have_text("Pocket mode: you may lock the phone")
