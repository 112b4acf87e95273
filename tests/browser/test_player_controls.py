"""Every way to steer a session: zones of the screen, keys, remotes, undo, one side once more."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from routines.models import Routine
from tests.browser.conftest import Player

pytestmark = pytest.mark.django_db(transaction=True)
type Open = Callable[..., Player]


def press(player: Player, share: float) -> None:
    """Press the bare stage, beside the figure, so far from the left."""
    box = player.page.locator(".stage-show").bounding_box()
    player.page.mouse.click(390 * share, box["y"] + 20)


def test_the_thirds_of_the_screen_go_back_pause_and_skip(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    press(player, 0.9)
    player.expect_phase("work", "20")
    player.run_for(8)
    press(player, 0.5)
    expect(player.out("kind")).to_have_text("Paused")
    press(player, 0.5)
    press(player, 0.1)
    player.expect_phase("work", "20")
    expect(player.page.locator(".stage")).to_have_attribute("data-status", "running")


def test_the_middle_is_the_tap_that_repeats_wait_for(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 20, 5, 20, 5)
    press(player, 0.5)
    player.expect_phase("rest", "10")
    player.end_and_save()

    assert player.logged[2] == (1, 1, "both", 8, 0, False)


def test_a_press_on_a_button_is_no_press_on_the_screen(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.do("mute")

    player.expect_phase("prepare", "5")


def test_a_hand_that_wanders_presses_nothing(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.page.mouse.move(350, 200)
    player.page.mouse.down()
    player.page.mouse.move(150, 300)
    player.page.mouse.up()

    player.expect_phase("prepare", "5")


def test_a_skip_can_be_undone_to_the_second(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 8)
    player.do("skip")
    player.do("undo")
    player.expect_phase("work", "12")
    expect(player.page.locator("[data-do=undo]")).to_be_hidden()
    player.run_for(12)
    player.end_and_save()

    assert player.logged[0] == (0, 1, "left", 1, 20, False)


def test_undo_after_done_takes_the_repeats_back(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 20, 5, 20, 5)
    player.do("done")
    player.do("undo")
    player.expect_phase("repeats", "8")
    player.end_and_save()

    assert player.logged[2] == (1, 1, "both", 0, 0, True)


def test_a_side_once_more_is_not_counted_twice(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 20, 2)
    player.do("again")
    player.expect_phase("prepare", "5")
    player.run_for(5)
    player.expect_phase("work", "20")
    player.run_for(20)
    player.expect_phase("switch", "5")
    player.end_and_save()

    assert player.logged[0] == (0, 1, "left", 1, 20, False)
    assert player.session.entries.first().duration_seconds == 5 + 20 + 2 + 5 + 20


KEYS = [
    ("ArrowRight", "work", "20"),
    ("PageDown", "work", "20"),
    ("MediaTrackNext", "work", "20"),
    ("ArrowUp", "prepare", "15"),
    ("ArrowDown", "work", "20"),
]


@pytest.mark.parametrize(("key", "kind", "digits"), KEYS)
def test_keys_of_keyboards_and_clickers(open_session: Open, routine: Routine, key: str, kind: str, digits: str) -> None:
    player = open_session(routine)
    player.start()
    player.page.evaluate(f"document.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))")

    player.expect_phase(kind, digits)


def test_a_remote_pauses_skips_and_goes_back(open_session: Open, routine: Routine) -> None:
    player_script = """
        window.handlers = {};
        navigator.mediaSession.setActionHandler = (name, handler) => { window.handlers[name] = handler; };
    """
    player = open_session(routine, init=player_script)
    player.start()
    player.page.evaluate("handlers.nexttrack()")
    player.expect_phase("work", "20")
    player.run_for(2)
    player.page.evaluate("handlers.pause()")
    expect(player.out("kind")).to_have_text("Paused")
    assert player.page.evaluate("navigator.mediaSession.metadata.title") == "Knee to chest"
    assert player.page.evaluate("navigator.mediaSession.playbackState") == "paused"
    player.page.evaluate("handlers.play()")
    player.page.evaluate("handlers.previoustrack()")
    player.expect_phase("prepare", "5")
