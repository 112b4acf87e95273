"""Each phase on each screen: nothing overflows or is too small, axe finds nothing, keys reach all of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from exercises.models import Variation
from routines.models import Routine
from tests.browser.conftest import Player
from tests.factories import make_exercise, make_person, make_prescription, make_routine
from tests.looking import violations

pytestmark = pytest.mark.django_db(transaction=True)
type Open = Callable[..., Player]


@pytest.fixture
def routine() -> Routine:
    """Two sets of twice ten seconds a side, with rests; then repeats that wait for a tap."""
    routine = make_routine(make_person("alice@example.org", prepare_seconds=5))
    bird_dog = make_exercise("Bird dog", start_position="quadruped")
    make_prescription(routine, bird_dog, sets=2, reps=2, hold_seconds=10, sides="each", rest_seconds=20)
    crunch = make_exercise("Half crunch", measure="reps", hold_seconds=0, reps=8, start_position="supine")
    make_prescription(routine, crunch)
    easier = make_exercise("Bridge with an uncommonly long name", hold_seconds=15)
    Variation.objects.create(exercise=bird_dog, neighbour=easier, direction="easier")
    return routine


def skip_to(player: Player, kind: str) -> None:
    for _ in range(20):
        if player.page.locator(".stage").get_attribute("data-kind") == kind:
            return
        player.page.keyboard.press("ArrowRight")
        player.run_for(0.4)
    raise AssertionError(kind)


MEASURE = """() => [
    ...document.querySelectorAll(".stage [data-do], .stage-face, .stage-digits, .stage-name, .stage-next"),
].filter((each) => each.checkVisibility()).map((each) => {
    const { left, top, right, bottom, width, height } = each.getBoundingClientRect();
    const least = each.dataset.do ? Math.min(width, height) : 56;
    return [each.dataset.do ?? each.className, left, top, right, bottom, least];
})"""
CONTROLS = {"back", "less", "pause", "more", "skip", "again", "swap", "done", "end", "mute"}
KINDS = ["prepare", "work", "release", "switch", "rest", "transition", "repeats"]
SIZES = [(320, 568), (390, 844), (568, 320), (844, 390), (1440, 900), (1920, 1080)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_each_phase_fits_its_screen(open_session: Open, routine: Routine, size: tuple[int, int]) -> None:
    player = open_session(routine)
    player.page.set_viewport_size({"width": size[0], "height": size[1]})
    player.start()
    for kind in KINDS:
        skip_to(player, kind)
        found = player.page.evaluate(MEASURE)
        for name, left, top, right, bottom, least in found:
            assert min(left, top) >= -0.5, (kind, name)
            assert (right <= size[0] + 0.5, bottom <= size[1] + 0.5) == (True, True), (kind, name)
            assert least >= 44, (kind, name)
        controls = [row for row in found if row[0] in CONTROLS]
        for place, (name, left, top, right, bottom, _) in enumerate(controls):
            for other, x, y, x2, y2, _ in controls[place + 1 :]:
                assert right <= x + 1 or x2 <= left + 1 or bottom <= y + 1 or y2 <= top + 1, (kind, name, other)


def test_axe_finds_nothing_in_any_phase_or_dialog(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, is_strict=False)  # axe breaks the page's policy with styles of its own
    page = player.page
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = []

    def look(name: str) -> None:
        page.clock.resume()  # axe waits on timers of its own
        found.extend(f"{name}: {each}" for each in violations(page))
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 10)  # the session itself is not running here

    look("before")
    player.do("start")
    expect(page.locator(".stage")).to_be_visible()
    for kind in KINDS:
        skip_to(player, kind)
        page.keyboard.press("p")
        look(kind)
        page.keyboard.press("p")
        if kind == "work":
            player.do("swap")
            look("swap")
            page.keyboard.press("Escape")
    player.do("end")
    look("end")
    player.do("end-now")
    expect(player.out("after-title")).to_be_visible()
    look("after")
    assert found == []


def test_with_reduced_motion_nothing_runs(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    player.page.emulate_media(reduced_motion="reduce")
    player.start()
    player.run_for(5, 3)
    player.expect_phase("work", "7")
    running = player.page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length")

    assert running == 0


def test_the_keyboard_alone_swaps_undoes_ends_and_saves(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    keys = player.page.keyboard
    player.page.locator("[data-do=start]").focus()
    keys.press("Enter")
    expect(player.page.locator(".stage")).to_be_focused()
    player.run_for(5, 3)
    keys.press("s")
    keys.press("Enter")  # the first of the dialog
    expect(player.out("name")).to_have_text("Bridge with an uncommonly long name")
    keys.press("u")
    player.expect_phase("work", "7")
    player.page.locator("[data-do=end]").focus()
    keys.press("Enter")
    keys.press("Enter")  # end and keep it
    expect(player.out("after-title")).to_be_focused()
    player.save()

    assert player.logged[0] == (0, 1, "left", 1, 3, False)
