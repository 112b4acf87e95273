"""The library's filters over the shipped catalogue, without a database."""

import pytest

from exercises import catalogue
from exercises.filters import Filters, Own, apply, counts, ways_out
from exercises.search import Rows
from tests.test_exercises_search import library, slugs


def test_filters_combine():
    found = apply(Filters(kind="strengthen", position="prone", q="plank"), library())

    assert slugs(found)[0] == "plank"
    assert {(it.row.kind, it.row.start_position) for it in found.rows} == {("strengthen", "prone")}


def test_filter_by_muscle_holds_primary_and_secondary():
    found = {it.row.slug for it in apply(Filters(muscle="deltoids"), library()).rows}

    assert {"plank", "side-plank"} <= found


def test_filter_no_equipment_allows_a_mat_only():
    found = apply(Filters(equipment="none"), library()).rows

    assert found
    assert all(set(it.row.equipment) <= {"mat"} for it in found)


def test_filter_equipment_includes_the_optional():
    optional = [it for it in library() if it.row.equipment_optional]
    it = optional[0]

    assert it in apply(Filters(equipment=it.row.equipment_optional[0]), library()).rows


def test_counts_say_what_each_choice_would_show():
    filters = Filters(kind="stretch", focus="hips")

    counted = counts(filters, library())

    for name, counter in counted.items():
        for value, number in counter.items():
            assert len(apply(filters.but(**{name: value}), library()).rows) == number


def test_ways_out_name_the_choice_to_drop():
    asked = Filters(q="plank", position="standing", without=("wrist",))

    ways = ways_out(asked, library())

    assert apply(asked, library()).rows == []
    assert {(way.name, way.value) for way in ways} == {("q", "plank"), ("position", "standing")}
    for way in ways:
        assert way.number == len(apply(way.filters, library()).rows) > 0
    assert [way.number for way in ways] == sorted((way.number for way in ways), reverse=True)


def test_ways_out_drop_one_value_of_a_list_alone():
    asked = Filters(kind="strengthen", position="quadruped", without=("wrist", "hernia"))

    (way,) = (way for way in ways_out(asked, library()) if way.name == "without")

    assert (way.value, way.filters.without) == ("wrist", ("hernia",))


def test_ways_out_of_a_single_choice_are_none():
    assert ways_out(Filters(q="qzxv"), library()) == []


def test_filters_write_their_address():
    asked = Filters(q="cat cow", kind="stretch", without=("wrist", "neck"), have=("mine",))

    assert asked.query_string() == "?q=cat+cow&kind=stretch&without=wrist&without=neck&have=mine"
    assert Filters().query_string() == "?"


def test_filters_drop_one_choice_at_a_time():
    asked = Filters(kind="stretch", without=("wrist", "neck"))

    assert asked.dropping("without", "wrist") == Filters(kind="stretch", without=("neck",))
    assert asked.dropping("kind", "stretch") == Filters(without=("wrist", "neck"))


def test_filter_without_leaves_out_exactly_what_has_the_caution():
    left = {it.row.slug for it in apply(Filters(without=("osteoporosis",)), library()).rows}

    shipped = catalogue.shipped().exercises
    assert left == {slug for slug, it in shipped.items() if "osteoporosis" not in dict(it.cautions)}
    assert 0 < len(left) < len(shipped)


def test_filter_mine_is_what_the_person_said():
    own = Own(frozenset({"osteoporosis"}), frozenset({"band"}))

    mine, said = Filters(without=("mine",), have=("mine",), own=own), Filters(without=("osteoporosis",), have=("band",))

    assert [it.row.slug for it in apply(mine, library()).rows] == [it.row.slug for it in apply(said, library()).rows]


def test_filter_have_takes_the_floor_for_granted_and_nothing_else():
    slugs = {it.row.slug for it in apply(Filters(have=("chair",)), library()).rows}

    shipped = catalogue.shipped().exercises
    assert slugs == {slug for slug, it in shipped.items() if set(it.equipment) <= {"mat", "chair"}}


@pytest.mark.parametrize(("level", "difficulty"), [("1", 1), ("4", 4)])
def test_filter_level(level, difficulty):
    found = apply(Filters(level=level), library()).rows

    assert {it.row.difficulty for it in found} == {difficulty}


def test_filter_time_is_the_longest_the_dose_may_take():
    shorter, longer = ({it.row.slug for it in apply(Filters(time=time), library()).rows} for time in ("60", "180"))

    assert shorter < longer
    assert all(catalogue.shipped().exercises[slug].dose.seconds() <= 60 for slug in shorter)


def test_filter_spine():
    found = apply(Filters(spine="rotation"), library()).rows

    assert found
    assert all("rotation" in it.row.spine_movements for it in found)


def test_rows_that_remember_find_the_same():
    """What a word was worth is remembered; rows before them, and slips of the finger, change nothing in that."""
    some = library()
    kept = Rows(some[3:]).after(some[:3])

    for q in ("plank", "plnak", "hamstring stretch", "plank qzxv", "stretch", "plank"):
        assert apply(Filters(q=q), kept) == apply(Filters(q=q), some)
        assert counts(Filters(q=q, kind="stretch"), kept) == counts(Filters(q=q, kind="stretch"), some)
