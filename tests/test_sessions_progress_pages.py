"""The pages of the charts, and what the database adds up for them."""

import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from exercises.dose import Dose, Side, Sides
from exercises.models import Exercise, Kind
from sessions.models import LoggedSet, Session
from sessions.progress import (
    Best,
    EntryRow,
    Practice,
    Range,
    Rating,
    SlotRow,
    Step,
    day_rows,
    entry_columns,
    entry_rows,
    exercise_rows,
    past_of,
    practice_of,
    session_columns,
    session_rows,
    slot_of,
    slot_rows,
    targets,
)
from tests.factories import make_entry, make_exercise, make_person, make_routine, make_session

TODAY = date(2026, 3, 5)  # a Thursday
NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


# --- What the database adds up ---


@pytest.mark.parametrize("step", Step)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(
        st.tuples(
            st.dates(date(2023, 1, 1), date(2026, 3, 5)),
            st.sampled_from(["", "Walking", "Gardening"]),
            st.integers(0, 7200),
            st.none() | st.integers(0, 10),
            st.none() | st.integers(0, 10),
        ),
        max_size=25,
    )
)
def test_slots_equal_the_sum_of_the_sessions(alice: User, step: Step, history: list) -> None:
    Session.objects.all().delete()
    Session.objects.bulk_create(
        Session(
            person=alice,
            name=name or "Morning",
            is_activity=bool(name),
            local_on=on,
            started_at=datetime(on.year, on.month, on.day, 7, tzinfo=UTC),
            finished_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
            duration_seconds=seconds,
            pain_before=before,
            pain_after=after,
        )
        for on, name, seconds, before, after in history
    )

    rows = slot_rows(session_rows(session_columns(alice.sessions.finished())), step)

    seconds: Counter[tuple[date, str]] = Counter()
    for on, name, amount, _before, _after in history:
        seconds[slot_of(on, step), name] += amount
    assert {(row.on, row.activity): row.seconds for row in rows} == dict(seconds)
    both = [(before, after) for *_, before, after in history if before is not None and after is not None]
    assert sum(row.lower for row in rows) == sum(before - after >= 2 for before, after in both)
    assert sum(row.higher for row in rows) == sum(after - before >= 2 for before, after in both)
    assert sum(row.unclear for row in rows) == sum(abs(before - after) < 2 for before, after in both)
    assert sum(row.pain_before.total for row in rows) == sum(before for *_, before, _after in history if before)
    assert sum(row.sessions for row in rows) == len(history)


def test_days_are_the_slots_of_a_day_without_most_ratings(alice: User) -> None:
    for hour, before in ((7, 4), (9, None), (33, None)):
        started_at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour)
        make_session(alice, started_at=started_at, pain_before=before, pain_after=3, effort=hour % 7)
    sessions = session_rows(session_columns(alice.sessions.finished()))

    days = day_rows(sessions)

    assert days == [
        SlotRow(row.on, row.activity, row.sessions, row.seconds, row.pain_before)
        for row in slot_rows(sessions, Step.DAY)
    ]
    assert [(row.sessions, row.pain_before) for row in days] == [(2, Rating(4, 1)), (1, Rating())]


def test_rows_leave_out_what_is_not_finished_deleted_or_of_others(alice: User) -> None:
    make_session(alice, pain_worst=7, morning_pain=2, morning_after="better", effort=3)
    make_session(make_person(), duration_seconds=999)
    make_session(alice, finished_at=None)
    make_session(alice).delete_softly()

    (row,) = slot_rows(session_rows(session_columns(alice.sessions.finished())), Step.DAY)

    assert (row.on, row.sessions, row.seconds, row.better) == (MONDAY, 1, 600, 1)
    assert (row.pain_worst, row.morning_pain, row.pain_before) == (Rating(7, 1), Rating(2, 1), Rating(0, 0))
    assert past_of(alice, TODAY).first_on == MONDAY


def test_entries_are_added_up_by_slot_and_exercise(alice: User) -> None:
    plank, cobra = make_exercise("Plank", sets=2, sides=Sides.EACH), make_exercise("Cobra", kind=Kind.STRETCH)
    for day in (2, 4):
        session = make_session(alice, started_at=datetime(2026, 3, day, 7, tzinfo=UTC))
        entry = make_entry(session, plank, position=0, duration_seconds=200)
        make_entry(session, cobra, position=1, duration_seconds=100).logged_sets.update(is_skipped=True)
    entry.logged_sets.filter(number=2).update(is_skipped=True)

    rows = entry_rows(entry_columns(alice.sessions.finished().entries()), Step.MONTH)

    last_on, first = date(2026, 3, 4), date(2026, 3, 1)
    assert rows == [
        EntryRow(first, plank.pk, 2, 400, 8, 6, last_on),
        EntryRow(first, cobra.pk, 0, 200, 2, 0, last_on),
    ]
    assert {row.kind for row in exercise_rows({plank.pk, cobra.pk}).values()} == {"strengthen", "stretch"}


def practised(person: User, exercise: Exercise) -> Practice:
    return practice_of(past_of(person, TODAY), exercise, Range.QUARTER, TODAY)


def test_turns_of_an_exercise_are_added_up_by_slot_and_dose(alice: User) -> None:
    exercise = make_exercise(hold_seconds=20, sets=2, sides=Sides.EACH)
    first = make_entry(make_session(alice), exercise)
    first.logged_sets.filter(number=2, side=Side.LEFT).update(is_skipped=True)
    make_entry(make_session(alice, started_at=datetime(2026, 3, 2, 18, tzinfo=UTC)), exercise)
    make_entry(make_session(make_person()), exercise)

    practice = practised(alice, exercise)

    (row,) = practice.rows
    assert (row.on, row.last_at.hour) == (MONDAY, 18)
    assert row.dose == Dose(sets=2, hold_seconds=20, sides=Sides.EACH)
    assert row.best == {Side.LEFT: 40, Side.RIGHT: 40}
    assert row.total == {Side.LEFT: 60, Side.RIGHT: 80}
    assert (practice.first_on, practice.amount) == (MONDAY, "held_seconds")
    assert practice.best == Best(MONDAY, Side.LEFT, 40)


def test_an_exercise_without_holds_is_measured_in_repeats(alice: User) -> None:
    exercise = make_exercise(measure="reps", hold_seconds=0, reps=12)
    make_entry(make_session(alice), exercise)

    practice = practised(alice, exercise)

    assert (practice.first_on, practice.amount) == (MONDAY, "reps")
    assert practice.best == Best(MONDAY, Side.BOTH, 12)


def test_an_exercise_whose_sets_were_all_skipped_was_not_done(alice: User) -> None:
    exercise = make_exercise()
    make_entry(make_session(alice), exercise)
    LoggedSet.objects.update(is_skipped=True)

    practice = practised(alice, exercise)

    assert (practice.first_on, practice.rows, practice.best) == (MONDAY, [], None)


def test_this_week_counts_each_routine_against_its_target(alice: User) -> None:
    morning = make_routine(alice, name="Morning", weekly_target=2)
    make_routine(alice, name="Evening", weekly_target=3)
    for day in (1, 2, 4):  # the 1st was last week's Sunday
        make_session(alice, morning, started_at=datetime(2026, 3, day, 7, tzinfo=UTC))

    rows = {row.name: row for row in targets(alice, session_rows(session_columns(alice.sessions.finished())), TODAY)}

    assert (rows["Morning"].done, rows["Morning"].left, rows["Morning"].beads) == (2, 0, [True, True])
    assert (rows["Evening"].done, rows["Evening"].left) == (0, 3)


# --- The pages ---

PAGES = [("/progress/", 6), ("/progress/plank/", 5), ("/progress/activity/?name=Walking", 5)]


@pytest.fixture
def plank(db: None) -> Exercise:
    return make_exercise("Plank", hold_seconds=30, sides=Sides.EACH)


def make_history(person: User, exercise, sessions: int) -> None:
    for ago in range(sessions):
        started_at = NOW - timedelta(days=2 * ago, hours=3)
        session = make_session(
            person, started_at=started_at, pain_before=5, pain_after=3, effort=4, duration_seconds=600
        )
        make_entry(session, exercise, duration_seconds=600)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize(("path", "queries"), PAGES)
def test_progress_asks_the_same_whatever_the_history(
    alice: User,
    alice_client: Client,
    plank,
    django_assert_num_queries: DjangoAssertNumQueries,
    sessions: int,
    path: str,
    queries: int,
) -> None:
    make_history(alice, plank, sessions)
    for ago in range(sessions):
        make_session(alice, is_activity=True, name="Walking", started_at=NOW - timedelta(days=ago, hours=5))

    with django_assert_num_queries(queries):
        response = alice_client.get(path)

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/progress/", "/progress/plank/"])
def test_progress_is_private(client: Client, plank, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("path", ["/progress/", "/progress/plank/"])
def test_progress_shows_nothing_of_others(alice: User, bob_client: Client, plank, path: str) -> None:
    make_history(alice, plank, 3)

    page = bob_client.get(path).content.decode()

    assert "<figure" not in page
    assert "yet" in page


@time_machine.travel(NOW, tick=False)
def test_one_session_makes_charts_but_no_trend(alice: User, alice_client: Client, plank) -> None:
    make_history(alice, plank, 1)

    page = alice_client.get("/progress/").content.decode()

    assert page.count("<figure") == 6
    assert "Too few rated sessions yet to speak of a trend" in page
    assert "10 min in 1 session on 1 day." in page


@time_machine.travel(NOW, tick=False)
def test_an_empty_time_says_when_the_first_session_was(alice: User, alice_client: Client) -> None:
    make_session(alice, started_at=datetime(2025, 6, 1, 7, tzinfo=UTC))

    page = alice_client.get("/progress/?range=week").content.decode()

    assert "Your first one was on 1 June 2025" in page


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("chosen", [*Range, "nonsense", ""])
def test_each_range_draws(alice: User, alice_client: Client, plank, chosen: str) -> None:
    make_history(alice, plank, 2)

    for path in ("/progress/", "/progress/plank/"):
        response = alice_client.get(path, {"range": chosen})
        assert response.status_code == 200
        assert 'aria-current="true"' in response.content.decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("path", ["/progress/", "/progress/plank/", "/progress/activity/?name=Walking"])
def test_paper_says_which_time_it_shows(alice: User, alice_client: Client, plank, path: str) -> None:
    make_history(alice, plank, 2)
    make_session(alice, is_activity=True, name="Walking", started_at=NOW - timedelta(days=1))

    page = alice_client.get(path).content.decode()

    assert '<p class="chart-period">15 December 2025 to 5 March 2026</p>' in page


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("path", ["/progress/", "/progress/plank/"])
def test_htmx_gets_the_charts_alone(alice: User, alice_client: Client, plank, path: str) -> None:
    make_history(alice, plank, 2)

    response = alice_client.get(path, headers={"HX-Request": "true"})

    assert response.content.decode().strip().startswith('<div class="stack" id="progress">')
    assert "HX-Request" in response["Vary"]


def test_progress_of_an_unknown_exercise_is_not_found(alice_client: Client) -> None:
    assert alice_client.get("/progress/nonsense/").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_no_style_and_no_script_stand_in_the_page(alice: User, alice_client: Client, plank) -> None:
    make_history(alice, plank, 9)

    page = alice_client.get("/progress/?range=all").content.decode()

    assert " style=" not in page
    assert "<script>" not in page


@time_machine.travel(NOW, tick=False)
def test_seconds_and_sides_of_a_session_appear_in_the_chart_of_its_exercise(
    alice: User, alice_client: Client, plank
) -> None:
    entry = make_entry(make_session(alice), plank)
    entry.logged_sets.filter(side=Side.LEFT).update(held_seconds=21)

    page = alice_client.get("/progress/plank/").content.decode()

    assert '<th scope="row">Week of 2 Mar 2026</th><td>21</td><td>30</td>' in page
    assert "In all: 21 s on the left, 30 s on the right." in page


def test_a_session_late_in_the_evening_belongs_to_that_day(db: None, client: Client) -> None:
    person = make_person(time_zone="America/New_York")
    routine = make_routine(person, make_exercise())
    with time_machine.travel(datetime(2026, 3, 6, 4, 50, tzinfo=UTC), tick=False):  # 23:50 on the 5th in New York
        session = Session.objects.start(person, routine, uuid.uuid4())
        session.finished_at = session.started_at + timedelta(minutes=5)
        session.duration_seconds = 300
        session.save()
        client.force_login(person)
        page = client.get("/progress/?range=week").content.decode()

    assert session.local_on == date(2026, 3, 5)
    assert '<th scope="row">2 Mar 2026</th><td>–</td><td>–</td><td>–</td><td>5</td><td>–</td>' in page
    assert page.count("1 session on 1 day") == 2  # the sentence, and the words for it of the drawing


# --- One activity over time ---


@time_machine.travel(NOW, tick=False)
def test_an_activity_has_a_page_of_its_own(alice: User, alice_client: Client) -> None:
    make_session(alice, is_activity=True, name="Tai chi & more", started_at=NOW - timedelta(days=1), effort=2)
    make_session(alice, is_activity=True, name="Walking", started_at=NOW - timedelta(days=1))

    page = alice_client.get("/progress/activity/", {"name": "Tai chi & more"}).content.decode()

    assert "Tai chi &amp; more most of all: 10 min." in page
    assert 'href="?name=Tai+chi+%26+more&amp;range=year"' in page
    assert "Walking" not in page


@pytest.mark.parametrize("name", ["", "Fencing"])
def test_an_activity_never_done_is_not_found(bob: User, alice_client: Client, name: str) -> None:
    make_session(bob, is_activity=True, name="Fencing")

    assert alice_client.get("/progress/activity/", {"name": name}).status_code == 404


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("chosen", [Range.YEAR, Range.ALL])
def test_a_long_history_is_drawn_by_years(alice: User, alice_client: Client, chosen: Range) -> None:
    for year in range(2018, 2027):
        make_session(alice, started_at=datetime(year, 1, 5, 7, tzinfo=UTC))

    page = alice_client.get(f"/progress/?range={chosen}").content.decode()

    assert ("90 min in 9 sessions on 9 days" in page) == (chosen is Range.ALL)
