"""The player's pure modules, run where they will run: in Chromium, from the app's own static address."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from rjsmin import jsmin

PLAYER = Path(settings.BASE_DIR) / "static/js"

# A hold of 20 s each side, then ten tapped repeats: as sessions/playback.py writes them.
ROWS = [
    ["prepare", 10, 0, 0, 0, "both", 0, 0, 0],
    ["work", 20, 0, 1, 1, "left", 0, 0, 0],
    ["switch", 5, 0, 1, 0, "right", 0, 0, 0],
    ["work", 20, 0, 1, 1, "right", 0, 0, 0],
    ["transition", 10, 1, 0, 0, "both", 0, 0, 0],
    ["work", 40, 1, 1, 0, "both", 10, 1, 1],
    ["finish", 0, 1, 0, 0, "both", 0, 0, 0],
]

# Plays a list of [milliseconds later, control, argument] and returns the state and the report.
PLAY = """async ([rows, moves]) => {
    const root = "/static/js/player/";
    const [timeline, clock, controls, log] = await Promise.all(
        ["timeline", "clock", "controls", "log"].map((name) => import(`${root}${name}.js`)));
    const phases = timeline.readPhases(rows);
    let now = 1_000_000_000_000;
    const state = clock.begin(now);
    for (const [later, control, argument] of moves) {
        now += later;
        if (control === "look") clock.advance(state, phases, now);
        else controls[control](state, phases, now, argument);
    }
    return { state, report: log.report(state, phases, now), left: clock.left(state, phases) };
}"""


@pytest.fixture
def at_the_app(page: Page, live_server: LiveServer) -> Page:
    page.goto("/healthz")
    return page


def play(page: Page, *moves: tuple[Any, ...], rows: list[Any] = ROWS) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(PLAY, [rows, [[*move, None][:3] for move in moves]])
    return answer


def evaluate(page: Page, module: str, expression: str) -> Any:
    return page.evaluate(
        f"async () => {{ const m = await import('/static/js/player/{module}.js'); return {expression}; }}"
    )


def sets(answer: dict[str, Any]) -> list[tuple[int, str, int, int, bool]]:
    return [
        (entry["position"], each["side"], each["reps"], each["held_seconds"], each["is_skipped"])
        for entry in answer["report"]["entries"]
        for each in entry["sets"]
    ]


def test_one_look_after_a_minute_comes_to_the_same_as_six_hundred(at_the_app: Page) -> None:
    once = play(at_the_app, (60_000, "look"))
    often = play(at_the_app, *[(100, "look")] * 600)

    assert once["state"] == often["state"]
    assert (once["state"]["index"], once["state"]["spent"]) == (4, 5_000)


def test_catching_up_stops_at_repeats_that_wait_for_a_tap(at_the_app: Page) -> None:
    answer = play(at_the_app, (60_000, "look"), (80_000, "look"))

    assert (answer["state"]["index"], answer["state"]["status"]) == (5, "running")


def test_a_gap_of_ninety_seconds_counts_and_a_longer_one_does_not(at_the_app: Page) -> None:
    at_the_border = play(at_the_app, (12_000, "look"), (90_000, "look"))
    beyond = play(at_the_app, (12_000, "look"), (90_001, "look"))

    assert at_the_border["state"]["index"] == 5
    assert (beyond["state"]["index"], beyond["state"]["spent"]) == (1, 2_000)
    assert (beyond["state"]["status"], beyond["state"]["awayMs"]) == ("paused", 90_001)


def test_a_clock_put_back_counts_nothing_and_loses_nothing(at_the_app: Page) -> None:
    answer = play(at_the_app, (15_000, "look"), (-3_600_000, "look"), (3_000, "look"))

    assert (answer["state"]["index"], answer["state"]["spent"]) == (1, 8_000)
    assert answer["report"]["started_at"] == answer["report"]["sent_at"] - 18_000


def test_alternating_repeats_are_logged_for_both_sides(at_the_app: Page) -> None:
    answer = play(at_the_app, (65_000, "look"), (40_000, "done", 9))

    assert answer["state"]["status"] == "finished"
    assert sets(answer)[2:] == [(1, "left", 9, 0, False), (1, "right", 9, 0, False)]


def test_a_set_not_reached_is_not_reported_before_the_end(at_the_app: Page) -> None:
    assert sets(play(at_the_app, (20_000, "look"))) == [(0, "left", 1, 10, False)]


def test_every_planned_set_is_reported_at_the_end(at_the_app: Page) -> None:
    assert sets(play(at_the_app, (20_000, "end"))) == [
        (0, "left", 1, 10, False),
        (0, "right", 0, 0, True),
        (1, "left", 0, 0, True),
        (1, "right", 0, 0, True),
    ]


def test_less_than_a_second_is_a_skip(at_the_app: Page) -> None:
    assert sets(play(at_the_app, (10_900, "skip")))[0] == (0, "left", 0, 0, True)


def test_repeats_done_again_count_once_and_never_less(at_the_app: Page) -> None:
    answer = play(at_the_app, (65_000, "look"), (9_000, "done", 9), (0, "reopen"), (5_000, "done", 4))

    assert sets(answer)[2:] == [(1, "left", 9, 0, False), (1, "right", 9, 0, False)]


def test_a_skip_taken_back_leaves_the_repeats_that_were_done_before(at_the_app: Page) -> None:
    rows = [ROWS[0], ["work", 20, 0, 1, 0, "both", 5, 1, 0], ["rest", 10, 0, 2, 0, "both", 0, 0, 0], *ROWS[4:]]
    moves = [(10_000, "look"), (9_000, "done", 5), (1_000, "back"), (2_000, "skip"), (1_000, "undo")]
    answer = play(at_the_app, *moves, rows=rows)

    assert sets(answer) == [(0, "both", 5, 0, False)]


def test_a_side_without_a_rest_before_it_starts_again_at_once(at_the_app: Page) -> None:
    work = [["work", 20, 0, number, 0, "both", 5, 0, 0] for number in (1, 2)]
    answer = play(at_the_app, (10_000, "look"), (24_000, "again"), rows=[ROWS[0], *work, ROWS[-1]])

    assert (answer["state"]["index"], answer["state"]["spent"]) == (2, 0)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(45_000, "45"), (44_001, "45"), (1, "1"), (0, "0"), (99_000, "99"), (100_000, "1:40"), (3_725_000, "1:02:05")],
)
def test_digits(at_the_app: Page, ms: int, text: str) -> None:
    assert evaluate(at_the_app, "timeline", f"m.digits({ms})") == text


def test_cues_count_down_and_open_each_timed_phase_up_to_the_next_tap(at_the_app: Page) -> None:
    expression = f"""await (async () => {{
        const load = (name) => import(`/static/js/player/${{name}}.js`);
        const [clock, timeline] = await Promise.all(["clock", "timeline"].map(load));
        const phases = timeline.readPhases({json.dumps(ROWS)});
        const state = clock.advance(clock.begin(0), phases, 26_000);
        return m.cuesAhead(state, phases).map((cue) => [cue.inMs, cue.name]).sort((a, b) => a[0] - b[0]);
    }})()"""

    assert evaluate(at_the_app, "cues", expression) == [
        [1_000, "count"],
        [2_000, "count"],
        [3_000, "count"],
        [4_000, "switch"],
        [6_000, "count"],
        [7_000, "count"],
        [8_000, "count"],
        [9_000, "start"],
        [19_000, "half"],
        [26_000, "count"],
        [27_000, "count"],
        [28_000, "count"],
        [29_000, "change"],
        [36_000, "count"],
        [37_000, "count"],
        [38_000, "count"],
        [39_000, "repeats"],
    ]


@pytest.mark.parametrize(
    ("logged", "index"),
    [
        ([], 0),
        ([[1, "left", 1, 20, False]], 2),
        ([[1, "left", 1, 12, False]], 0),
        ([[1, "left", 1, 20, False], [1, "right", 0, 0, True]], 4),
    ],
    ids=["nothing", "left side", "part of the left", "right side skipped"],
)
def test_another_device_goes_on_after_the_last_set_done(at_the_app: Page, logged: list[Any], index: int) -> None:
    entries = [{"position": 0, "seconds": 30, "logged": logged}, {"position": 1, "seconds": 0, "logged": []}]
    data = {"version": 4, "startedAt": 0, "entries": entries}
    expression = f"""await (async () => {{
        const timeline = await import("/static/js/player/timeline.js");
        return m.fromServer({json.dumps(data)}, timeline.readPhases({json.dumps(ROWS)}), 1000);
    }})()"""
    state = evaluate(at_the_app, "resume", expression.replace("False", "false").replace("True", "true"))

    assert (state["index"], state["version"]) == (index, 4)


def sent_bytes(*files: Path) -> int:
    return sum(len(gzip.compress(jsmin(file.read_text()).encode(), 9)) for file in files)


@pytest.mark.parametrize(
    ("by_clock", "by_ticks", "was_hidden", "passed"),
    [
        (200, 200, False, 200),
        (40_200, 200, False, 200),  # the clock was put forward
        (-3_599_800, 200, False, 200),  # and back
        (40_200, 200, True, 40_200),  # the phone slept
        (-30_000, 200, True, 200),
        (90_201, 200, False, 90_201),  # too much for either: clock.js pauses there
        (60_000, 60_000, True, 60_000),
    ],
)
def test_a_set_clock_does_not_count_and_sleep_does(
    at_the_app: Page, by_clock: int, by_ticks: int, was_hidden: bool, passed: int
) -> None:
    assert evaluate(at_the_app, "time", f"m.step({by_clock}, {by_ticks}, {json.dumps(was_hidden)})") == passed


STEPS = st.lists(
    st.tuples(st.integers(-200_000, 200_000), st.integers(0, 60_000), st.booleans()), min_size=1, max_size=30
)


@given(steps=STEPS)
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_however_the_clock_is_set_time_never_goes_back_nor_beyond_both(at_the_app: Page, steps: list[Any]) -> None:
    passed = evaluate(
        at_the_app, "time", f"{json.dumps(steps)}.map(([clock, ticks, hid]) => m.step(clock, ticks, hid))"
    )

    for (by_clock, by_ticks, was_hidden), each in zip(steps, passed, strict=True):
        assert by_ticks <= each <= max(by_clock, by_ticks)
        if not was_hidden and by_clock - by_ticks <= 90_000:
            assert each == by_ticks


def test_the_player_is_small() -> None:
    files = {*(PLAYER / "player").glob("*.js"), PLAYER / "elements/session-player.js"}
    shared = {PLAYER / "offline/database.js", PLAYER / "offline/delivery.js"}

    assert sent_bytes(*files, *shared) < 25 * 1024
    assert [file.name for file in files if len(file.read_text().splitlines()) > 170] == []
