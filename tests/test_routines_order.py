from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from routines.order import Part, Placed, changes_of_position, disorder, ease, part_of

places = st.lists(
    st.tuples(st.sampled_from(["supine", "prone", "quadruped", "side", "standing"]), st.sampled_from(list(Part))),
    max_size=12,
).map(lambda rows: [Placed(key, *row) for key, row in enumerate(rows)])


def routine(words):
    """Make places of "stretch supine, strengthen standing"."""
    parts = {"warm": Part.WARM_UP, "stretch": Part.STRETCH, "strong": Part.STRENGTHEN}
    rows = [row.split() for row in words.split(", ")]
    return [Placed(" ".join(row) + f" {number}", row[1], parts[row[0]]) for number, row in enumerate(rows)]


def said(result):
    return ", ".join(place.key.rsplit(" ", 1)[0] for place in result)


@given(places)
def test_nothing_is_lost_or_doubled_and_nobody_gets_up_more_often(before):
    after = ease(before)

    assert sorted(place.key for place in after) == [place.key for place in before]
    assert changes_of_position(after) <= changes_of_position(before)


@given(places)
def test_easing_again_changes_nothing(before):
    once = ease(before)

    assert ease(once) == once


@given(places)
def test_a_proposal_is_better_in_one_way_at_least(before):
    after = ease(before)

    assert after == before or (
        changes_of_position(after) < changes_of_position(before) or disorder(after) < disorder(before)
    )


def brute_force(before):
    """Return the fewest changes of all orders that keep the parts apart."""
    orders = (order for order in permutations(before) if disorder(order) == 0)
    return min((changes_of_position(order) for order in orders), default=0)


@settings(max_examples=60)
@given(places.filter(lambda rows: len(rows) <= 6))
def test_parts_in_order_have_the_fewest_changes_there_are(before):
    after = ease(before)

    if disorder(after) == 0:
        assert changes_of_position(after) == min(brute_force(before), changes_of_position(before))


def test_stretches_come_before_strength():
    before = routine("strong prone, stretch supine, strong supine, stretch prone, warm supine")

    assert said(ease(before)) == "warm supine, stretch supine, stretch prone, strong prone, strong supine"


def test_blocks_meet_in_the_same_position():
    before = routine("stretch supine, strong supine, stretch standing, strong standing, strong supine")

    assert said(ease(before)) == "stretch standing, stretch supine, strong supine, strong supine, strong standing"


def test_positions_stay_together_where_parts_would_mean_more_getting_up():
    before = routine("strong supine, stretch supine, stretch standing, strong standing")

    after = ease(before)

    assert said(after) == "stretch supine, strong supine, stretch standing, strong standing"
    assert changes_of_position(after) == changes_of_position(before) == 1


def test_good_order_is_left_alone():
    before = routine("warm standing, stretch standing, stretch supine, strong supine, strong prone")

    assert ease(before) == before


def test_parts_of_exercises():
    assert part_of("mobility", is_held=True) is Part.WARM_UP
    assert part_of("stretch", is_held=False) is Part.WARM_UP
    assert part_of("stretch", is_held=True) is Part.STRETCH
    assert part_of("strengthen", is_held=True) is Part.STRENGTHEN
