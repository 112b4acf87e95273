import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exercises.dose import Dose, Side, Sides
from sessions.record import EntryRecord, Record, RecordError, SetRecord, SwapRecord, parse_record

NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
SENT = 1_772_436_600_000  # the same moment by the phone's clock
DOSES = {0: Dose(hold_seconds=45, sides=Sides.EACH), 2: Dose(sets=2, reps=10)}


def document(**changes: Any) -> dict[str, Any]:
    held = [
        {"number": 1, "side": "left", "reps": 1, "held_seconds": 45, "is_skipped": False},
        {"number": 1, "side": "right", "reps": 1, "held_seconds": 44, "is_skipped": False},
    ]
    return {
        "version": 3,
        "sent_at": SENT,
        "started_at": SENT - 600_000,
        "finished_at": None,
        "entries": [{"position": 0, "duration_seconds": 105, "sets": held}],
    } | changes


def one_set(**changes: Any) -> dict[str, Any]:
    done = {"number": 1, "side": "left", "reps": 1, "held_seconds": 45, "is_skipped": False} | changes
    return document(entries=[{"position": 0, "duration_seconds": 1, "sets": [done]}])


def parse(data: Any, *, now: datetime = NOW) -> Record:
    return parse_record(json.dumps(data), DOSES, now=now)


def test_a_report_becomes_checked_values() -> None:
    assert parse(document()) == Record(
        version=3,
        entries=(EntryRecord(0, 105, (SetRecord(1, Side.LEFT, 1, 45), SetRecord(1, Side.RIGHT, 1, 44))),),
        started_at=NOW - timedelta(minutes=10),
        finished_at=None,
    )


def test_a_phone_that_is_an_hour_behind_is_put_right() -> None:
    late = 3_600_000
    record = parse(document(sent_at=SENT - late, started_at=SENT - late - 600_000, finished_at=SENT - late))

    assert (record.started_at, record.finished_at) == (NOW - timedelta(minutes=10), NOW)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], "The report must be one JSON object."),
        ({}, "“sent_at” must be a whole number from 0 to 4102444800000."),
        (document(version=0), "“version” must be a whole number from 1 to 2147483647."),
        (document(version=True), "“version” must be a whole number from 1 to 2147483647."),
        (document(version="3"), "“version” must be a whole number from 1 to 2147483647."),
        (document(started_at=1e400), "“started_at” must be a whole number from 0 to 4102444800000."),
        (document(finished_at=SENT - 600_001), "A session cannot finish before it started."),
        (document(finished_at=SENT + 1), "The report speaks of a time after it was sent."),
        (document(entries={}), "“entries” must be a list of objects."),
        (document(entries=[7]), "“entries” must be a list of objects."),
        (document(entries=[{}] * 3), "“entries” lists more than the session has."),
        (
            document(entries=[{"position": 1, "duration_seconds": 1, "sets": []}]),
            "The session has no exercise at place 1.",
        ),
        (
            document(entries=[{"position": 0, "duration_seconds": 1, "sets": []}] * 2),
            "The report names an exercise twice.",
        ),
        (
            document(entries=[{"position": p, "duration_seconds": 50_000, "sets": []} for p in (0, 2)]),
            "A session cannot last longer than a day.",
        ),
        (one_set(side="both"), "The sets reported at place 0 are not the sets of the session."),
        (one_set(number=2), "The sets reported at place 0 are not the sets of the session."),
        (one_set(side="up"), "A side is one of left, right and both."),
        (one_set(side=["left"]), "A side is one of left, right and both."),
        (one_set(held_seconds=-5), "“held_seconds” must be a whole number from 0 to 36000."),
        (one_set(held_seconds="abc"), "“held_seconds” must be a whole number from 0 to 36000."),
        (one_set(reps=1001), "“reps” must be a whole number from 0 to 1000."),
        (one_set(is_skipped=1), "“is_skipped” must be true or false."),
        (one_set(is_skipped=True), "A skipped set cannot have repeats or seconds."),
    ],
)
def test_what_is_not_in_the_plan_is_refused_in_plain_words(data: Any, problem: str) -> None:
    with pytest.raises(RecordError) as error:
        parse(data)

    assert str(error.value) == problem


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, b"\xff\xfe\x00", '{"version": NaN'])
def test_what_is_not_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(RecordError, match="not readable JSON"):
        parse_record(text, DOSES, now=NOW)


def test_the_same_set_twice_is_refused() -> None:
    done = {"number": 1, "side": "left", "reps": 1, "held_seconds": 45}

    with pytest.raises(RecordError, match="not the sets of the session"):
        parse(document(entries=[{"position": 0, "duration_seconds": 1, "sets": [done, done]}]))


SWAPS = {0: {"bird-dog": Dose(sets=3, reps=5, hold_seconds=5)}}


def swapped(**changes: Any) -> str:
    swap = {"for": 0, "exercise": "bird-dog", "sets": 2} | changes.pop("swap", {})
    row = {"position": 100, "swap": swap, "duration_seconds": 30, "sets": []} | changes
    return json.dumps(document(entries=[row]))


def test_a_swap_takes_the_neighbours_dose_for_the_sets_left() -> None:
    (entry,) = parse_record(swapped(), DOSES, now=NOW, swaps=lambda: SWAPS).entries

    assert entry.swap == SwapRecord(0, "bird-dog", Dose(sets=2, reps=5, hold_seconds=5))


@pytest.mark.parametrize(
    "changes",
    [
        {"swap": {"exercise": "plank"}},
        {"swap": {"for": 1}},
        {"swap": {"sets": 0}},
        {"position": 0},
        {"position": 101},
        {"position": 99_900},
        {"sets": [{"number": 3, "side": "both", "reps": 1, "held_seconds": 5, "is_skipped": False}]},
    ],
    ids=str,
)
def test_an_impossible_swap_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        parse_record(swapped(**changes), DOSES, now=NOW, swaps=lambda: SWAPS)
