"""What goes on by itself and what waits for a tap, mixed freely."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from routines.models import Routine
from tests.browser.conftest import Player

pytestmark = pytest.mark.django_db(transaction=True)
type Open = Callable[..., Player]


def test_both_sides_get_the_same_time_to_the_second(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, waits_for_tap=[])
    player.start()
    player.run_for(5, 20, 5, 20, 5)
    player.expect_phase("repeats", "1")
    player.end_and_save()

    assert player.logged[:2] == [(0, 1, "left", 1, 20, False), (0, 1, "right", 1, 20, False)]


def test_repeats_follow_their_tempo_when_no_tap_is_wanted(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, waits_for_tap=[])
    player.start()
    player.run_for(5, 20, 5, 20, 5, 4 * 4)
    player.expect_phase("repeats", "5")
    expect(player.out("count")).to_have_text("Set 1 of 2 · of 8")
    player.run_for(4 * 4)
    player.expect_phase("rest", "10")
    player.run_for(10, 3 * 4)
    player.end_and_save()

    assert player.logged[2:] == [(1, 1, "both", 8, 0, False), (1, 2, "both", 3, 0, False)]


def test_a_repeat_more_than_the_tempo_planned_counts(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, waits_for_tap=[])
    player.start()
    player.run_for(5, 20, 5, 20, 5)
    player.do("more")
    player.run_for(9 * 4)
    player.expect_phase("rest", "10")
    player.end_and_save()

    assert player.logged[2] == (1, 1, "both", 9, 0, False)


def test_a_hold_that_waits_for_a_tap_logs_its_time_and_not_the_wait(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, waits_for_tap=["work"])
    player.start()
    player.run_for(5, 20)
    player.expect_phase("work", "0")
    expect(player.out("kind")).to_have_text("Time is up")
    player.run_for(40)
    player.expect_phase("work", "0")
    player.do("done")
    player.run_for(5, 20)
    player.page.keyboard.press("Enter")
    player.run_for(5)
    player.expect_phase("repeats", "1")
    player.end_and_save()

    assert player.logged[:2] == [(0, 1, "left", 1, 20, False), (0, 1, "right", 1, 20, False)]


def test_getting_ready_can_wait_while_all_else_goes_on(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, waits_for_tap=["prepare"])
    player.start()
    player.run_for(30)
    player.expect_phase("prepare", "0")
    player.do("done")
    player.run_for(20, 5, 20, 20)
    player.expect_phase("transition", "0")


def test_ten_seconds_more_of_a_hold_whose_time_was_up(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, waits_for_tap=["work"])
    player.start()
    player.run_for(5, 30)
    player.do("more")
    player.expect_phase("work", "10")
    player.run_for(10)
    player.do("done")
    player.end_and_save()

    assert player.logged[0] == (0, 1, "left", 1, 30, False)


def test_five_minutes_of_waiting_for_a_tap_pause_the_session(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, waits_for_tap=["prepare"])
    player.start()
    player.run_for(5)
    for _ in range(6):
        player.page.clock.fast_forward("00:55")
        player.run_for(1)

    expect(player.out("kind")).to_have_text("Paused")
