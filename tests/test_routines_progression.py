import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import catalogue
from exercises.dose import Dose, Sides
from routines import programmes
from routines.progression import Advance, Step, advances, first_day, plan, stage_on, times_a_day

PLANK, CAT, BRIDGE = Step("plank", Dose(hold_seconds=15)), Step("cat-cow", Dose(reps=6)), Step("bridge", Dose(reps=10))
BASE = [CAT, PLANK, BRIDGE]


def stage(weeks, *changes, **more):
    return {"weeks": weeks, "change": "…", "changes": list(changes)} | more


def rows(*steps):
    return [Step(step.exercise, step.dose, step.note, key) for key, step in enumerate(steps, start=1)]


@pytest.mark.parametrize(
    ("weeks", "day"), [("1", 1), ("1–2", 1), ("3–4", 15), ("6", 36), ("days 1–2", 1), ("days 6–7", 6), ("later", 1)]
)
def test_first_day(weeks, day):
    assert first_day(weeks) == day


def test_stage_on_a_day():
    stages = [stage("1–2"), stage("3–4"), stage("5–6")]

    assert [stage_on(stages, day) for day in (1, 14, 15, 28, 29, 400)] == [0, 0, 1, 1, 2, 2]
    assert stage_on([], 3) == 0


def test_stages_build_on_each_other():
    stages = [
        stage("1"),
        stage("2", {"exercise": "plank", "hold_seconds": 20}),
        stage("3", {"exercise": "bridge", "sets": 2}),
    ]

    assert plan(BASE, stages, 2) == [CAT, Step("plank", Dose(hold_seconds=20)), Step("bridge", Dose(sets=2, reps=10))]


def test_as_written_begins_again():
    stages = [stage("1", {"exercise": "plank", "sets": 0}), stage("2", base="as-written")]

    assert plan(BASE, stages, 0) == [CAT, None, BRIDGE]
    assert plan(BASE, stages, 1) == BASE


def test_exercise_can_become_another_with_sides_of_its_own():
    change = {"exercise": "bridge", "becomes": "single-leg-bridge", "sets": 2, "reps": 5, "sides": "each"}

    becomes = plan(BASE, [stage("1", change)], 0)[2]

    assert becomes == Step("single-leg-bridge", Dose(sets=2, reps=5, sides=Sides.EACH))


def test_times_a_day_last_said():
    stages = [stage("1"), stage("2", times_a_day=2), stage("3")]

    assert [times_a_day(stages, number, 1) for number in range(3)] == [1, 2, 2]


def test_only_what_the_programme_changes_changes():
    mine = rows(CAT, Step("plank", Dose(hold_seconds=15, rest_seconds=40), "on the knees"), BRIDGE)
    longer = [CAT, Step("plank", Dose(hold_seconds=30)), BRIDGE]

    after = Step("plank", Dose(hold_seconds=30, rest_seconds=40), "on the knees", 2)
    assert advances(mine, BASE, longer) == [Advance(mine[1], after)]


def test_what_a_person_took_out_stays_out():
    longer = [CAT, Step("plank", Dose(hold_seconds=30)), BRIDGE]

    assert advances(rows(CAT, BRIDGE), BASE, longer) == []


def test_what_is_so_already_is_not_offered():
    longer = [CAT, Step("plank", Dose(hold_seconds=30)), BRIDGE]

    assert advances(rows(*longer), BASE, longer) == []


def test_what_comes_in_stands_behind_its_neighbour():
    mine = rows(Step("own", Dose()), CAT, BRIDGE)

    assert advances(mine, [CAT, None, BRIDGE], BASE) == [Advance(None, PLANK, 2)]
    assert advances(rows(BRIDGE), [None, None, BRIDGE], BASE)[0] == Advance(None, CAT, 0)


def test_what_goes_is_named():
    mine = rows(*BASE)

    assert advances(mine, BASE, [CAT, None, BRIDGE]) == [Advance(mine[1], None)]


def test_the_same_exercise_twice_is_told_apart():
    twice = [PLANK, CAT, Step("plank", Dose(hold_seconds=40))]
    mine = rows(*twice)

    changed = advances(mine, twice, [PLANK, CAT, Step("plank", Dose(hold_seconds=50))])

    assert [each.before.key for each in changed] == [3]


# --- The shipped ones ---

SHIPPED = programmes.read(programmes.PROGRAMMES_DIR, catalogue.shipped())


def written(programme):
    return [Step(row.exercise, row.dose, row.note) for row in programme.prescriptions]


def followed(programme, number):
    return [step for step in plan(written(programme), programme.weekly_progression, number) if step]


@pytest.mark.parametrize("slug", sorted(SHIPPED))
def test_shipped_stage_keeps_holds_held_and_repeats_repeated(slug):
    measures = catalogue.shipped().exercises
    for number in range(len(SHIPPED[slug].weekly_progression)):
        for step in followed(SHIPPED[slug], number):
            assert step.dose.is_held == measures[step.exercise].dose.is_held


@pytest.mark.parametrize("slug", sorted(SHIPPED))
def test_following_step_by_step_leads_to_the_same_as_the_plan(slug):
    programme = SHIPPED[slug]
    stages, base = programme.weekly_progression, written(programme)
    mine = rows(*followed(programme, 0))
    for number in range(1, len(stages)):
        found = advances(mine, plan(base, stages, number - 1), plan(base, stages, number))
        for each in reversed(found):
            if each.before is None:
                mine.insert(each.place, each.after)
            else:
                at = [row.key for row in mine].index(each.before.key)
                mine[at : at + 1] = [each.after] if each.after else []
        mine = rows(*mine)
        assert mine == rows(*followed(programme, number))


@pytest.mark.parametrize("slug", sorted(SHIPPED))
def test_each_programme_says_something_for_the_app(slug):
    stages = SHIPPED[slug].weekly_progression
    assert any({"changes", "times_a_day"} & stage.keys() for stage in stages)


@given(st.sampled_from(sorted(SHIPPED)), st.randoms(), st.integers(0, 5))
def test_routine_changed_at_will_never_breaks_and_never_doubles(slug, random, number):
    programme = SHIPPED[slug]
    stages, base = programme.weekly_progression, written(programme)
    mine = rows(*followed(programme, 0))
    random.shuffle(mine)
    mine = mine[: random.randint(0, len(mine))]
    number = min(number, len(stages) - 1)

    found = advances(mine, plan(base, stages, 0), plan(base, stages, number))

    touched = [each.before.key for each in found if each.before]
    assert len(set(touched)) == len(touched)
    assert all(0 <= each.place <= len(mine) for each in found)
