"""Taking a change back, as sums over plain values."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from routines.undo import undone


def row(pk, **changes):
    return {"pk": pk, "exercise": pk, "note": "", "priority": "normal", "dose": {"sets": 1, "reps": 1}} | changes


def snapshot(*rows, **changes):
    rows = [it if isinstance(it, dict) else row(it) for it in rows]
    known = {"name": "Morning", "weekly_target": 3, "days": [], "started_on": None, "stage": 0, "rows": rows}
    return known | changes


def pks(routine):
    return [it["pk"] for it in routine["rows"]]


rows = st.lists(
    st.builds(
        row,
        st.integers(1, 8),
        note=st.sampled_from(["", "slowly"]),
        dose=st.fixed_dictionaries({"sets": st.integers(1, 3), "reps": st.integers(1, 3)}),
    ),
    max_size=8,
    unique_by=lambda it: it["pk"],
)
routines = st.builds(
    lambda rows, name, stage: snapshot(*rows, name=name, stage=stage),
    rows,
    st.sampled_from(["Morning", "Evening"]),
    st.integers(0, 2),
)


@given(routines, routines)
def test_straight_after_a_change_everything_is_as_before(before, after):
    assert undone(before, after, after) == before


@given(routines, routines)
def test_taken_back_already_it_stays(before, after):
    assert undone(before, after, before) == before


@given(routines, routines, routines)
def test_nothing_is_doubled_nothing_made_up_and_nothing_given_is_touched(before, after, now):
    given_ = copy.deepcopy([before, after, now])

    result = undone(before, after, now)

    assert [before, after, now] == given_
    assert len(set(pks(result))) == len(pks(result))
    assert set(pks(result)) <= set(pks(before)) | set(pks(now))
    came_later = set(pks(now)) - set(pks(after))
    assert came_later <= set(pks(result))


def test_dose_changed_later_stays_when_a_removal_is_undone():
    later = snapshot(1, row(3, note="slowly"))

    assert undone(snapshot(1, 2, 3), snapshot(1, 3), later) == snapshot(1, 2, row(3, note="slowly"))


def test_what_was_added_later_stays_when_an_order_is_undone():
    assert pks(undone(snapshot(1, 2, 3), snapshot(3, 2, 1), snapshot(3, 9, 2, 1))) == [1, 2, 3, 9]


def test_what_was_removed_later_stays_away():
    assert pks(undone(snapshot(1, 2, 3), snapshot(2, 1, 3), snapshot(2, 3))) == [2, 3]


def test_later_rename_stays_when_days_are_undone():
    result = undone(snapshot(days=[]), snapshot(days=[0]), snapshot(days=[0], name="Evening"))

    assert (result["name"], result["days"]) == ("Evening", [])


def test_dose_column_of_a_later_version_stays_as_it_is():
    now = row(1, dose={"sets": 2, "reps": 1, "tempo": 4})

    assert undone(snapshot(1), snapshot(row(1, note="x")), snapshot(now)) == snapshot(now)
