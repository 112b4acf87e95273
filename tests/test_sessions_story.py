"""What a person did of one exercise, as its page tells it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from exercises.dose import Dose, Sides
from tests.factories import make_entry, make_exercise, make_session

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
TODAY = date(2026, 3, 20)


def do(person, exercise, *doses: Dose) -> None:
    for number, dose in enumerate(doses):
        make_entry(make_session(person, started_at=FIRST + timedelta(days=number)), exercise, dose=dose)


def test_nothing_done_is_no_story(alice, bob):
    plank = make_exercise("Plank")
    do(bob, plank, Dose(hold_seconds=30))

    assert alice.sessions.story_of(plank, TODAY) is None


def test_last_times_are_the_newest_first(alice):
    plank = make_exercise("Plank")
    do(alice, plank, *(Dose(hold_seconds=seconds) for seconds in (20, 50, 30, 40)))

    story = alice.sessions.story_of(plank, TODAY)

    assert [(on.day, amount) for on, amount in story.last_times()] == [(5, "40 s"), (4, "30 s"), (3, "50 s")]
    assert (story.best.on.day, story.best_text(), story.planned) == (3, "50 s", (1, 1, 40))


def test_the_line_runs_from_the_first_day_to_the_last_with_the_best_on_top(alice):
    plank = make_exercise("Plank")
    do(alice, plank, *(Dose(hold_seconds=seconds) for seconds in (20, 40, 30)))

    assert alice.sessions.story_of(plank, TODAY).spark() == [(0, 14), (50, 0), (100, 7)]


def test_one_day_is_no_line(alice):
    plank = make_exercise("Plank")
    do(alice, plank, Dose(hold_seconds=20))

    assert alice.sessions.story_of(plank, TODAY).spark() == []


def test_the_same_every_day_is_no_line(alice):
    plank = make_exercise("Plank")
    do(alice, plank, Dose(hold_seconds=20), Dose(hold_seconds=20))

    assert alice.sessions.story_of(plank, TODAY).spark() == []


def test_sides_count_as_one_day_by_the_better_one(alice):
    stretch = make_exercise("Stretch", sides="each")
    do(alice, stretch, Dose(hold_seconds=20, sides=Sides.EACH))

    assert [value for _on, value in alice.sessions.story_of(stretch, TODAY).days] == [20]


def test_deleted_sessions_tell_nothing(alice):
    plank = make_exercise("Plank")
    do(alice, plank, Dose(hold_seconds=20))
    alice.sessions.get().delete_softly()

    assert alice.sessions.story_of(plank, TODAY) is None


def test_story_is_one_query(alice, django_assert_num_queries):
    plank = make_exercise("Plank")
    do(alice, plank, Dose(hold_seconds=20), Dose(hold_seconds=30))

    with django_assert_num_queries(1):
        alice.sessions.story_of(plank, TODAY)


def test_a_story_is_of_the_last_year(alice):
    plank = make_exercise("Plank")
    do(alice, plank, Dose(hold_seconds=60), Dose(hold_seconds=20))
    sessions = alice.sessions.finished()

    assert sessions.story_of(plank, date(2027, 3, 2)).best_text() == "60 s"
    assert sessions.story_of(plank, date(2027, 3, 3)).best_text() == "20 s"
    assert sessions.story_of(plank, date(2027, 3, 4)) is None
