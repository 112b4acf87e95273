from hypothesis import given
from hypothesis import strategies as st

from exercises.dose import Dose, Sides
from sessions.by_hand import done_as_planned, share

weights = st.dictionaries(st.integers(0, 60), st.integers(0, 5000), max_size=12)


@given(st.integers(0, 86_400), weights)
def test_shares_add_up_to_the_whole(whole: int, weights: dict[int, int]) -> None:
    parts = share(whole, weights)

    assert parts.keys() == weights.keys()
    assert sum(parts.values()) == (whole if sum(weights.values()) else 0)


@given(st.integers(0, 86_400), weights)
def test_a_share_is_within_one_of_its_proportion(whole: int, weights: dict[int, int]) -> None:
    total = sum(weights.values())

    for key, part in share(whole, weights).items():
        assert abs(part - (whole * weights[key] / total if total else 0)) < 1
        assert weights[key] or not part


def test_every_set_is_done_as_planned_in_the_time_given() -> None:
    doses = {0: Dose(hold_seconds=45, sides=Sides.EACH), 1: Dose(sets=2, reps=10)}

    entries = done_as_planned(doses, 600)

    assert sum(entry.duration_seconds for entry in entries) == 600
    assert [(each.number, each.side, each.reps, each.held_seconds) for each in entries[0].sets] == [
        (1, "left", 1, 45),
        (1, "right", 1, 45),
    ]
    assert [(each.number, each.side, each.reps, each.held_seconds) for each in entries[1].sets] == [
        (1, "both", 10, 0),
        (2, "both", 10, 0),
    ]
