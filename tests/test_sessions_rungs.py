"""Places on a ladder of doses, and the lowered doses of a flare-up."""

from datetime import date

import pytest

from exercises.catalogue import shipped
from exercises.dose import Dose, Sides
from sessions.flareup import Eased, eased_on, schedule
from sessions.rungs import LevelRung, Rung, cut_to, rung_after_break, rung_down, rung_up, standing

PLANK = [LevelRung(number, Rung(1, 1, 15 * number)) for number in (1, 2, 3, 4)]
# 1 × 5 × 3, 2 × 8 × 3, 3 × 10 × 3: sets and repeats grow at once.
BRIDGE = [LevelRung(1, Rung(1, 5, 3)), LevelRung(2, Rung(2, 8, 3)), LevelRung(3, Rung(3, 10, 3))]
# Less of one number for more of another; and two levels with the same numbers.
POSE = [LevelRung(1, Rung(1, 3, 10)), LevelRung(2, Rung(1, 2, 20)), LevelRung(3, Rung(1, 2, 20), "One leg")]


@pytest.mark.parametrize(
    ("rung", "levels", "remembered", "up"),
    [
        (Rung(1, 1, 15), PLANK, None, Rung(1, 1, 30)),
        (Rung(1, 1, 60), PLANK, None, None),
        (Rung(1, 1, 20), PLANK, None, Rung(1, 1, 30)),
        (Rung(1, 1, 5), PLANK, None, Rung(1, 1, 15)),
        (Rung(1, 1, 90), PLANK, None, None),
        (Rung(1, 5, 3), BRIDGE, None, Rung(1, 8, 3)),
        (Rung(1, 8, 3), BRIDGE, None, Rung(2, 8, 3)),
        (Rung(2, 8, 3), BRIDGE, None, Rung(2, 10, 3)),
        (Rung(2, 10, 3), BRIDGE, None, Rung(3, 10, 3)),
        (Rung(1, 3, 10), POSE, None, Rung(1, 2, 20)),
        (Rung(1, 2, 20), POSE, None, Rung(1, 2, 20)),
        (Rung(1, 2, 20), POSE, 3, None),
        (Rung(1, 20, 2), BRIDGE, None, None),
        (Rung(1, 4, 1), BRIDGE, None, Rung(1, 5, 1)),
        (Rung(1, 5, 0), [], None, None),
    ],
)
def test_the_next_place_up(rung: Rung, levels: list[LevelRung], remembered: int | None, up: Rung | None) -> None:
    target = rung_up(rung, levels, remembered)

    assert (target and target.rung) == up


@pytest.mark.parametrize(
    ("rung", "levels", "down"),
    [
        (Rung(1, 1, 30), PLANK, Rung(1, 1, 15)),
        (Rung(1, 1, 40), PLANK, Rung(1, 1, 30)),
        (Rung(1, 1, 15), PLANK, Rung(1, 1, 10)),
        (Rung(2, 8, 3), BRIDGE, Rung(1, 5, 3)),
        (Rung(1, 8, 3), BRIDGE, Rung(1, 5, 3)),
        (Rung(1, 5, 3), BRIDGE, Rung(1, 3, 3)),
        (Rung(1, 2, 20), POSE, Rung(1, 3, 10)),
        (Rung(3, 10, 0), [], Rung(3, 7, 0)),
        (Rung(3, 1, 0), [], Rung(2, 1, 0)),
        (Rung(1, 1, 1), [], None),
    ],
)
def test_the_next_place_down(rung: Rung, levels: list[LevelRung], down: Rung | None) -> None:
    target = rung_down(rung, levels)

    assert (target and target.rung) == down


@pytest.mark.parametrize(
    ("rung", "levels_down", "start"),
    [
        (Rung(1, 1, 60), 1, Rung(1, 1, 45)),
        (Rung(1, 1, 60), 2, Rung(1, 1, 30)),
        (Rung(1, 1, 30), 2, Rung(1, 1, 15)),
        (Rung(1, 1, 15), 1, None),
        (Rung(1, 1, 50), 1, Rung(1, 1, 45)),
        (Rung(1, 1, 10), 2, None),
    ],
)
def test_the_place_after_a_break(rung: Rung, levels_down: int, start: Rung | None) -> None:
    target = rung_after_break(rung, PLANK, levels_down)

    assert (target and target.rung) == start


def test_the_way_up_and_down_each_shipped_ladder_ends_and_changes_one_thing_at_a_time() -> None:
    for exercise in shipped().exercises.values():
        levels = [LevelRung(lv.number, Rung(lv.sets, lv.reps, lv.hold_seconds), lv.change) for lv in exercise.levels]
        rung, level, path = levels[0].rung, 1, [levels[0].rung]
        while target := rung_up(rung, levels, level):
            changed = [new - old for new, old in zip(target.rung, rung, strict=True) if new != old]
            # More in two numbers at once is never asked; less in one for more in another is the catalogue's trade.
            assert len(changed) < 2 or min(changed) < 0, exercise.name
            rung, level = target.rung, target.level
            path.append(rung)
            assert len(path) <= 3 * len(levels), exercise.name
        assert rung == levels[-1].rung, exercise.name
        for number in range(len(levels) - 1, 0, -1):
            down = rung_down(rung, levels, level)
            assert down, exercise.name
            assert (down.level, down.rung) == (number, levels[number - 1].rung), exercise.name
            rung, level = down.rung, down.level
        while less := rung_down(rung, levels, level):
            assert rung.covers(less.rung), exercise.name
            assert less.rung != rung, exercise.name
            rung, level = less.rung, less.level


def test_the_level_a_dose_stands_on() -> None:
    assert standing(Rung(1, 2, 20), POSE) == POSE[1]
    assert standing(Rung(1, 2, 20), POSE, 3) == POSE[2]
    assert standing(Rung(1, 1, 1), POSE) is None


@pytest.mark.parametrize(
    ("rung", "share", "less"),
    [
        (Rung(3, 10, 3), 2 / 3, Rung(3, 7, 3)),
        (Rung(1, 3, 10), 2 / 3, Rung(1, 2, 10)),
        (Rung(1, 2, 30), 2 / 3, Rung(1, 2, 20)),
        (Rung(1, 1, 15), 2 / 3, Rung(1, 1, 10)),
        (Rung(3, 1, 0), 2 / 3, Rung(2, 1, 0)),
        (Rung(1, 2, 0), 2 / 3, Rung(1, 1, 0)),
        (Rung(1, 1, 0), 2 / 3, Rung(1, 1, 0)),
        (Rung(1, 1, 1), 2 / 3, Rung(1, 1, 1)),
        (Rung(3, 9, 3), 1, Rung(3, 9, 3)),
    ],
)
def test_a_cut_changes_one_number_and_never_takes_all(rung: Rung, share: float, less: Rung) -> None:
    assert cut_to(rung, share) == less


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 3, 2), 1),
        (date(2026, 3, 3), 2),
        (date(2026, 3, 5), 4),
        (date(2026, 3, 6), None),
    ],
)
def test_a_flare_up_has_its_days(on: date, day: int | None) -> None:
    eased = eased_on(on, date(2026, 3, 2), 4)

    assert (eased and eased.day) == day


def test_no_flare_up_lowers_nothing() -> None:
    assert eased_on(date(2026, 3, 2), None, 4) is None


def test_a_flare_up_is_lowest_for_two_days_and_climbs_back_step_by_step() -> None:
    assert [round(eased.share, 2) for eased in schedule(4)] == [0.67, 0.67, 0.78, 0.89]
    assert [round(eased.share, 2) for eased in schedule(2)] == [0.67, 0.67]


@pytest.mark.parametrize("days", range(2, 11))
def test_the_climb_never_falls_back_and_stays_below_the_whole(days: int) -> None:
    shares = [eased.share for eased in schedule(days)]

    assert shares == sorted(shares)
    assert all(share < 1 for share in shares)


def test_a_lowered_dose_keeps_sides_rest_and_tempo() -> None:
    dose = Dose(3, 10, 5, Sides.EACH, 30, 2, 6)

    assert Eased(1, 4).lower(dose) == Dose(3, 7, 5, Sides.EACH, 30, 2, 6)
