"""The figure on the stage keeps time with the session, on the side it is at, and never waits for the network."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from routines.models import Routine
from tests.browser.conftest import Player
from tests.factories import make_exercise, make_person, make_prescription, make_routine

# Leaves the start at 1 s, holds from 2 to 5 s, is back at 6 s; the loop goes on to the other side and ends at 12 s.
BEATS = "1 2 5 6 12"
HELD = [
    ["prepare", 10, 0, 0, 0, "both", 0, 0, 0],
    ["work", 20, 0, 1, 1, "left", 0, 0, 0],
    ["release", 6, 0, 1, 2, "left", 0, 0, 0],
    ["work", 20, 0, 1, 2, "left", 0, 0, 0],
    ["switch", 4, 0, 1, 0, "right", 0, 0, 0],
    ["work", 20, 0, 1, 1, "right", 0, 0, 0],
    ["finish", 0, 0, 0, 0, "both", 0, 0, 0],
]
REPEATS = [
    ["prepare", 8, 0, 0, 0, "both", 0, 0, 0],
    ["work", 40, 0, 1, 0, "right", 10, 1, 0],
    ["rest", 10, 0, 2, 0, "right", 0, 0, 0],
    ["work", 80, 0, 2, 0, "both", 10, 1, 1],
    ["finish", 0, 0, 0, 0, "both", 0, 0, 0],
]


@pytest.fixture
def at_the_app(page: Page, live_server: LiveServer) -> Page:
    page.goto("/healthz")
    return page


def moment(page: Page, rows: list[list[Any]], index: int, seconds: float, **options: bool) -> tuple[float, str]:
    """Return the second of the loop and the side, so many seconds into a phase."""
    found = page.evaluate(
        f"""async () => {{
            const root = "/static/js/player/";
            const [m, timeline] = await Promise.all([import(root + "moment.js"), import(root + "timeline.js")]);
            const state = {{ index: {index}, spent: {seconds * 1000}, stretch: 0 }};
            const phases = timeline.readPhases({json.dumps(rows)});
            return m.momentOf(m.readBeats({BEATS!r}), phases, state, {json.dumps(options)});
        }}"""
    )
    return round(found["at"], 3), found["side"]


@pytest.mark.parametrize(
    ("index", "seconds", "at"),
    [
        (0, 10, (2, "left")),  # the demonstration ends in the pose that is held
        (0, 9.5, (1.5, "left")),
        (0, 4, (2, "left")),  # and goes round before that
        (1, 0, (2, "left")),
        (1, 19.9, (2, "left")),
        (2, 0.5, (5.5, "left")),  # lets go
        (2, 3, (0, "left")),  # rests in the start
        (2, 5.5, (1.5, "left")),  # goes back into it
        (4, 0.5, (5.5, "left")),  # still the side that was held
        (4, 1.5, (0, "right")),
        (4, 3.75, (1.75, "right")),
        (5, 0, (2, "right")),
    ],
)
def test_a_hold_is_entered_held_and_left(at_the_app: Page, index: int, seconds: float, at: tuple[float, str]) -> None:
    assert moment(at_the_app, HELD, index, seconds) == at


@pytest.mark.parametrize(
    ("index", "seconds", "at"),
    [
        (0, 8, (0, "right")),
        (0, 7, (5, "right")),
        (1, 0, (0, "right")),
        (1, 2, (3, "right")),  # half a repeat of four seconds is half of one side's movement
        (1, 6, (3, "right")),
        (2, 5, (0, "both")),
        (3, 4, (6, "both")),  # half of a pair of repeats: the other side begins
        (3, 6, (9, "both")),
    ],
)
def test_repeats_go_at_their_tempo(at_the_app: Page, index: int, seconds: float, at: tuple[float, str]) -> None:
    assert moment(at_the_app, REPEATS, index, seconds) == at


def test_a_short_gap_is_moved_through_faster(at_the_app: Page) -> None:
    rows = [*HELD[:2], ["release", 1, *HELD[2][2:]], *HELD[3:]]
    assert [moment(at_the_app, rows, 2, seconds)[0] for seconds in (0, 0.25, 0.5, 0.75, 1)] == [5, 5.5, 0, 1.5, 2]


def test_a_walk_goes_on_through_the_hold(at_the_app: Page) -> None:
    assert moment(at_the_app, HELD, 1, 13, keepsMoving=True) == (1, "left")


def test_less_motion_shows_the_poses_alone(at_the_app: Page) -> None:
    shown = [moment(at_the_app, HELD, index, 0.5, isStill=True)[0] for index in range(5)]
    assert shown == [2, 2, 0, 2, 0]


def at(player: Player) -> float:
    return float(player.out("figure").locator("svg").evaluate("(svg) => svg.getCurrentTime()"))


def beats(player: Player) -> list[float]:
    words = player.out("figure").locator("svg").get_attribute("data-beats")
    return [float(word) for word in (words or "").split()]


@pytest.mark.usefixtures("drawn")
def test_the_stage_holds_and_mirrors_with_the_session(routine: Routine, open_session: Callable[..., Player]) -> None:
    player = open_session(routine)
    player.page.wait_for_load_state("networkidle")
    asked: list[str] = []
    player.page.on("request", lambda request: "/figures/" in request.url and asked.append(request.url))
    player.start()
    figure = player.out("figure")
    expect(figure.locator("svg")).to_be_visible()

    player.run_for(5, 10)  # knee to chest is drawn with the right leg, and the left one is first
    assert at(player) == pytest.approx(beats(player)[1], abs=0.02)
    expect(figure).to_have_class("stage-figure is-mirrored")
    player.run_for(10, 5, 10)
    expect(figure).to_have_class("stage-figure")

    player.run_for(10, 8 + 5 + 2)  # half a crunch of four seconds, in the first ones that are counted
    assert player.out("name").inner_text() == "Half crunch"
    expect(figure.locator("svg")).to_have_count(1)
    assert asked == []


@pytest.mark.usefixtures("drawn")
def test_a_pause_halts_the_figure(routine: Routine, open_session: Callable[..., Player]) -> None:
    player = open_session(routine)
    player.page.wait_for_load_state("networkidle")
    player.start()
    player.run_for(2)
    before = at(player)
    player.run_for(0.4)
    assert at(player) != before

    player.do("pause")
    halted = at(player)
    player.run_for(3)
    assert at(player) == halted


@pytest.mark.usefixtures("drawn")
def test_both_sides_in_turn_are_shown_in_turn(open_session: Callable[..., Player]) -> None:
    routine = make_routine(make_person("alice@example.org", prepare_seconds=5))
    make_prescription(routine, make_exercise("Knee rolls"), reps=2, hold_seconds=6, sides="alternate", rep_seconds=4)
    player = open_session(routine)
    player.page.wait_for_load_state("networkidle")
    player.start()
    figure = player.out("figure")
    player.run_for(5, 3)
    first = figure.get_attribute("class")
    player.run_for(3, 4, 3)
    assert {first, figure.get_attribute("class")} == {"stage-figure", "stage-figure is-mirrored"}
