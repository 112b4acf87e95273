"""Whatever is pressed, however the clocks jump: the player logs what a plain model of its rules logs, to the second."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from exercises.dose import Dose, Sides
from routines.timeline import Pace, Phase, PhaseKind, PlannedExercise, Wait, unroll
from sessions.playback import phase_rows
from tests.browser.session_model import Option, SessionModel

# Plays a session with the page's own Run, on a clock, a store and a network of the test's.
PLAY = """async ([data, moves]) => {
    const [{ Run }, { step }, { optionsAt }] = await Promise.all(
        ["run", "time", "swap"].map((name) => import(`/static/js/player/${name}.js`)));
    let machine = 1_000_000_000_000;
    const time = { at: machine, now: () => time.at, get skew() { return machine - time.at; } };
    const storage = { row: { savedVersion: 0 }, isKept: true, save: (changes) => Object.assign(storage.row, changes) };
    const sound = { isWitness: false, horizonMs: 300_000, plan() {} };
    const ports = { storage, time, sound, sender: { offer() {} } };
    let run = new Run(data, ports);
    run.start();
    for (const [clock, ticks, isHidden, control, argument] of moves) {
        if (control === "reload") run.leave();
        machine += clock;
        if (control === "reload") {
            storage.row = structuredClone(storage.row);
            time.at = machine;
            run = new Run(data, ports);
            run.restore();
        } else time.at += step(clock, ticks, isHidden);
        run.look();
        const isOver = run.state.status === "finished";
        if (control === "look" || control === "reload" || (control === "reopen") !== isOver) continue;
        if (control === "swap") {
            const offered = optionsAt(data, run.entry.position).filter(({ slug }) => slug !== run.entry.slug);
            if (!offered.length) continue;
            run.act("pause");
            run.swap(offered[argument % offered.length].slug);
        } else run.act(control, control === "nudge" ? argument * (run.phase.repMs || 10_000) : argument);
        run.look();
    }
    const { state } = run;
    return { index: state.index, spent: state.spent, status: state.status, record: run.report().record };
}"""


@pytest.fixture
def at_the_app(page: Page, live_server: LiveServer) -> Page:
    page.goto("/healthz")
    return page


# --- A session and its neighbours ---

HELD = st.builds(
    Dose,
    sets=st.integers(1, 3),
    reps=st.integers(1, 3),
    hold_seconds=st.sampled_from([5, 12, 30]),
    sides=st.sampled_from(Sides),
    rest_seconds=st.sampled_from([0, 15]),
)
REPEATS = st.builds(
    Dose,
    sets=st.integers(1, 3),
    reps=st.integers(2, 8),
    sides=st.sampled_from(Sides),
    rest_seconds=st.sampled_from([0, 15]),
    rep_seconds=st.integers(2, 4),
)
DOSES = HELD | REPEATS
EXERCISES = st.lists(st.tuples(DOSES, st.lists(DOSES, max_size=2)), min_size=1, max_size=3)
WAITS = st.just(Pace().waits) | st.frozensets(st.sampled_from([wait.value for wait in Wait]))
PACES = st.builds(Pace, prepare_seconds=st.sampled_from([3, 10]), waits=WAITS)


def mine(phases: list[Phase], position: int) -> list[Phase]:
    return [phase for phase in phases if phase.position == position and phase.kind is not PhaseKind.FINISH]


def neighbour(dose: Dose, sets: int, pace: Pace) -> list[Phase]:
    """Return what the page carries of a neighbour: its lead-in, and as many sets as were planned."""
    places = [PlannedExercise(0, "supine", dose), PlannedExercise(1, "prone", replace(dose, sets=sets))]
    return mine(unroll(places, pace), 1)


def options_of(exercises: list[tuple[Dose, list[Dose]]], phases: list[Phase], pace: Pace) -> dict[int, list[Option]]:
    return {
        position: [
            *[Option(f"{position}-{n}", neighbour(each, dose.sets, pace)) for n, each in enumerate(neighbours)],
            Option(f"{position}-planned", mine(phases, position)),
        ]
        for position, (dose, neighbours) in enumerate(exercises)
    }


def data_of(phases: list[Phase], options: dict[int, list[Option]]) -> dict[str, Any]:
    entries = [
        {
            "position": position,
            "slug": planned.slug,
            "doses": [""] * 9,
            "swaps": [{"slug": each.slug, "doses": [""] * 9, "phases": phase_rows(each.phases)} for each in swaps],
        }
        for position, (*swaps, planned) in options.items()
    ]
    return {"id": "1", "person": "p", "version": 0, "phases": phase_rows(phases), "entries": entries}


# --- What happens ---

MOMENTS = st.tuples(st.integers(0, 20_000), st.none(), st.booleans())  # no clock is set
LONG = st.tuples(st.integers(20_000, 90_000) | st.integers(89_990, 400_000), st.none(), st.booleans())
JUMPS = st.tuples(st.integers(-200_000, 200_000), st.integers(0, 60_000), st.booleans())
CONTROLS = st.one_of(
    *[
        st.tuples(st.just(name), st.none())
        for name in ["look", "pause", "resume", "skip", "back", "again", "undo", "end", "reopen", "reload"]
    ],
    st.tuples(st.just("done"), st.integers(0, 12)),
    st.tuples(st.just("nudge"), st.sampled_from([-1, 1])),
    st.tuples(st.just("swap"), st.integers(0, 2)),
)
ON = st.tuples(st.sampled_from(["look", "resume", "skip"]), st.none())  # or few sequences would come far
MOVE = st.tuples(MOMENTS | MOMENTS | LONG | JUMPS, CONTROLS | ON)
# What belongs together, soon enough to be taken back.
SOON = st.tuples(st.integers(0, 6_000), st.none(), st.booleans())
LEAVES = st.sampled_from([("skip", None), ("done", 3), ("done", 9), ("swap", 0)])
REGRETS = st.tuples(st.tuples(SOON, LEAVES), st.tuples(SOON, st.sampled_from([("undo", None), ("back", None)])))
GESTURES = st.lists(st.tuples(MOVE) | st.tuples(MOVE) | REGRETS, max_size=25)
MOVES = GESTURES.map(lambda gestures: [move for gesture in gestures for move in gesture])


@given(exercises=EXERCISES, pace=PACES, moves=MOVES)
@hypothesis_settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_the_log_is_what_the_model_says(
    at_the_app: Page, exercises: list[tuple[Dose, list[Dose]]], pace: Pace, moves: list[Any]
) -> None:
    compare(at_the_app, exercises, pace, moves)


def compare(page: Page, exercises: list[tuple[Dose, list[Dose]]], pace: Pace, moves: list[Any]) -> None:
    phases = unroll([PlannedExercise(n, "supine", dose) for n, (dose, _) in enumerate(exercises)], pace)
    options = options_of(exercises, phases, pace)
    # Without a second number both clocks go on alike.
    steps = [(clock, clock if ticks is None else ticks, hid, *control) for (clock, ticks, hid), control in moves]
    model = SessionModel(phases, options)
    for clock, ticks, is_hidden, control, argument in steps:
        if control == "reload":
            model.reload(clock)
        else:
            model.pass_time(clock, ticks, is_hidden=is_hidden)
            model.press(control, argument)
            model.elapse(0)
    played = page.evaluate(PLAY, [data_of(phases, options), steps])
    entries = played["record"]["entries"]

    sets = {
        (entry["position"], each["number"], each["side"]): (each["reps"], each["held_seconds"], each["is_skipped"])
        for entry in entries
        for each in entry["sets"]
    }
    assert (played["index"], played["spent"], played["status"]) == (
        model.parts.index(model.part),
        model.spent,
        model.status,
    )
    assert sets == model.sets()
    assert {e["position"]: e["duration_seconds"] for e in entries if e["duration_seconds"]} == model.durations()
    assert (played["record"]["finished_at"] is not None) == (model.status == "finished")
    assert all(entry.get("swap") == swap_of(model, entry["position"]) for entry in entries if entry["sets"])


def swap_of(model: SessionModel, position: int) -> dict[str, Any] | None:
    if position not in model.swaps:
        return None
    slug, sets = model.swaps[position]
    return {"for": position % 100, "exercise": slug, "sets": sets}
