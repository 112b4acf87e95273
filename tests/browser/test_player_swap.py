"""Swapping an exercise in the middle of a session: its place and what was done of it stay."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from exercises.models import Exercise, Variation
from routines.models import Routine
from sessions.models import Session
from tests.browser.conftest import Player
from tests.factories import make_exercise, make_person, make_prescription, make_routine

pytestmark = pytest.mark.django_db(transaction=True)
type Open = Callable[..., Player]


@pytest.fixture
def routine() -> Routine:
    """Three sets of a 20 s plank with 10 s of rest, then a bridge of 10 s. Planks may become 15 s a side."""
    routine = make_routine(make_person("alice@example.org", prepare_seconds=5))
    plank = make_exercise("Plank")
    make_prescription(routine, plank, sets=3, hold_seconds=20, rest_seconds=10)
    make_prescription(routine, make_exercise("Bridge"), hold_seconds=10)
    side_plank = make_exercise("Side plank", hold_seconds=15, sides="each", start_position="side-lying")
    Variation.objects.create(exercise=plank, neighbour=side_plank, direction="easier")
    return routine


def choose(player: Player, name: str) -> None:
    player.do("swap")
    player.page.get_by_role("button", name=name).click()
    expect(player.page.locator(".stage")).to_have_attribute("data-status", "running")


def stored(session: Session) -> list[tuple[str, int, str, int, bool]]:
    return [
        (entry.exercise.name, each.number, each.side, each.held_seconds, each.is_skipped)
        for entry in session.entries.select_related("exercise")
        for each in entry.logged_sets.all()
    ]


def test_a_swap_takes_over_the_sets_still_to_do(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 20, 10, 8)  # eight seconds into the second set
    choose(player, "Side plank easier · 2 × 15 s each side")
    player.expect_phase("transition", "13")
    expect(player.out("name")).to_have_text("Side plank")
    player.run_for(13, 15, 5, 15, 5, 15, 5, 15)
    expect(player.out("name")).to_have_text("Bridge")
    player.run_for(13, 10)
    expect(player.out("done-list")).to_contain_text("swapped for Side plank")
    player.save()

    assert stored(player.session) == [
        ("Plank", 1, "both", 20, False),
        ("Plank", 2, "both", 8, False),
        ("Side plank", 1, "left", 15, False),
        ("Side plank", 1, "right", 15, False),
        ("Side plank", 2, "left", 15, False),
        ("Side plank", 2, "right", 15, False),
        ("Bridge", 1, "both", 10, False),
    ]
    assert [e.stands_in_for and e.stands_in_for.exercise.name for e in player.session.entries.all()] == [
        None,
        "Plank",
        None,
    ]
    expect(player.page.locator("main")).to_contain_text("instead of Plank")


def test_a_swap_can_be_undone(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 8)
    choose(player, "Side plank")
    player.run_for(3)
    player.do("undo")
    player.expect_phase("work", "12")
    player.run_for(12)
    player.expect_phase("rest", "10")
    player.end_and_save()

    assert stored(player.session)[0] == ("Plank", 1, "both", 20, False)
    assert player.session.entries.filter(stands_in_for__isnull=False).count() == 0
    assert player.session.duration_seconds == 5 + 20 + 3


def test_the_planned_exercise_can_come_back(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5)
    choose(player, "Side plank")
    player.run_for(13, 15, 5, 15, 5)  # one set of it
    choose(player, "Plank as planned · 2 × 20 s")
    player.run_for(5, 20, 10, 20)
    expect(player.out("name")).to_have_text("Bridge")
    player.end_and_save()

    assert stored(player.session)[:4] == [
        ("Side plank", 1, "left", 15, False),
        ("Side plank", 1, "right", 15, False),
        ("Plank", 1, "both", 20, False),
        ("Plank", 2, "both", 20, False),
    ]


def test_another_device_goes_on_after_a_swap(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 20, 10, 8)
    choose(player, "Side plank")
    player.run_for(13, 15)
    with player.page.expect_response(lambda r: '"held_seconds":15' in (r.request.post_data or "")):
        player.run_for(1)
    forget_this_device(player)
    player.page.goto(f"/sessions/{player.session.pk}/play/")
    player.page.get_by_role("button", name="Go on here").click()
    player.start()
    player.expect_phase("switch", "5")
    expect(player.out("name")).to_have_text("Side plank")
    player.end_and_save()

    assert stored(player.session)[:3] == [
        ("Plank", 1, "both", 20, False),
        ("Plank", 2, "both", 8, False),
        ("Side plank", 1, "left", 15, False),
    ]


def forget_this_device(player: Player) -> None:
    # What the page reports on leaving is lost. Had it been late instead, taking over would have to ask again.
    player.page.evaluate("() => { window.fetch = async () => Response.json({}); }")
    player.page.goto("/safety/")
    player.page.evaluate(
        """async () => {
            localStorage.clear();
            for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
        }"""
    )


def test_the_dialog_closed_without_a_choice_changes_nothing(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.start()
    player.run_for(5, 8)
    player.page.keyboard.press("s")
    player.run_for(30)
    player.page.keyboard.press("Escape")
    expect(player.page.locator(".stage")).to_have_attribute("data-status", "running")
    player.run_for(2)

    player.expect_phase("work", "10")


def test_an_exercise_without_neighbours_offers_no_swap(open_session: Open, routine: Routine) -> None:
    Variation.objects.all().delete()
    player = open_session(routine)
    player.start()

    expect(player.page.locator("[data-do=swap]")).to_be_hidden()
    assert Exercise.objects.count() == 3
