import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from exercises.dose import Side, Sides
from exercises.models import Activity, Kind
from sessions import charts
from sessions.models import Session
from sessions.progress import (
    ACTIVITY,
    OTHER,
    DayRow,
    PainChange,
    Range,
    RatedRow,
    SideRow,
    Step,
    best_of,
    day_rows,
    is_held,
    kind_rows,
    mean_series,
    minutes_text,
    next_slot,
    pain_change,
    pain_changes,
    pain_trend,
    period_of,
    practised_rows,
    rated_rows,
    seconds_series,
    side_rows,
    side_series,
    slot_of,
)
from tests.factories import make_entry, make_exercise, make_person, make_routine, make_session

TODAY = date(2026, 3, 5)  # a Thursday
NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)

scales = st.none() | st.integers(0, 10)
days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
histories = st.dictionaries(
    st.integers(0, 1500).map(lambda ago: TODAY - timedelta(days=ago)),
    st.tuples(
        st.integers(0, 20_000),
        st.integers(0, 20_000),
        st.dictionaries(st.sampled_from(Kind.values), st.integers(0, 9000)),
    ),
    max_size=40,
)


def make_activity(**fields: object) -> Activity:
    return Activity.objects.create(
        **{"slug": "walking", "name": "Walking", "why": "Simple.", "minutes": 10, "days_per_week": 3, "effort": "easy"}
        | fields
    )


def rated(on: date, before: int | None, after: int | None = None, effort: int | None = None) -> RatedRow:
    return RatedRow(on, before, after, effort)


# --- Slots and ranges ---


@pytest.mark.parametrize(
    ("step", "first", "following"),
    [
        (Step.DAY, date(2026, 3, 5), date(2026, 3, 6)),
        (Step.WEEK, date(2026, 3, 2), date(2026, 3, 9)),
        (Step.MONTH, date(2026, 3, 1), date(2026, 4, 1)),
        (Step.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_slot_begins_and_the_next_follows(step: Step, first: date, following: date) -> None:
    assert slot_of(TODAY, step) == first
    assert next_slot(first, step) == following


@given(days, st.sampled_from(Step))
def test_each_day_lies_in_its_slot(day: date, step: Step) -> None:
    first = slot_of(day, step)

    assert first <= day < next_slot(first, step)
    assert slot_of(first, step) == first


@pytest.mark.parametrize(
    ("chosen", "first_on", "step", "slots"),
    [
        (Range.WEEK, date(2026, 2, 27), Step.DAY, 7),
        (Range.MONTH, date(2026, 2, 9), Step.DAY, 25),
        (Range.QUARTER, date(2025, 12, 15), Step.WEEK, 12),
        (Range.YEAR, date(2025, 3, 3), Step.WEEK, 53),
    ],
)
def test_a_range_reaches_back_from_today(chosen: Range, first_on: date, step: Step, slots: int) -> None:
    period = period_of(chosen, TODAY, None)

    assert (period.first_on, period.step, len(period.slots())) == (first_on, step, slots)


@pytest.mark.parametrize(
    ("first_session_on", "first_on", "step"),
    [
        (None, date(2025, 12, 15), Step.WEEK),
        (date(2026, 3, 4), date(2025, 12, 15), Step.WEEK),
        (date(2026, 4, 1), date(2025, 12, 15), Step.WEEK),  # tomorrow and later: a phone in another time zone
        (date(2025, 9, 3), date(2025, 9, 1), Step.WEEK),
        (date(2024, 5, 20), date(2024, 5, 1), Step.MONTH),
        (date(2019, 5, 20), date(2019, 1, 1), Step.YEAR),
    ],
)
def test_all_begins_with_the_first_session(first_session_on: date | None, first_on: date, step: Step) -> None:
    period = period_of(Range.ALL, TODAY, first_session_on)

    assert (period.first_on, period.step) == (first_on, step)


@given(st.sampled_from(Range), days, st.none() | days)
def test_a_period_has_few_slots_and_holds_today(chosen: Range, today: date, first_on: date | None) -> None:
    period = period_of(chosen, today, first_on)

    assert today in period
    assert 1 <= len(period.slot_days()) <= 100
    assert len(period.at_most(30).slot_days()) <= 100


# --- Minutes ---


@given(histories, st.sampled_from(Range))
def test_seconds_by_slot_add_up_to_the_sessions(history: dict, chosen: Range) -> None:
    period = period_of(chosen, TODAY, min(history, default=None))
    rows = [DayRow(day, 1, exercised + walked, walked) for day, (exercised, walked, _) in history.items()]

    series = seconds_series(rows, {day: kinds for day, (_, _, kinds) in history.items()}, period)

    assert sum(sum(values) for values in series.values()) == sum(row.seconds for row in rows if row.on in period)
    assert all(len(values) == len(period.slot_days()) for values in series.values())


@given(histories, st.sampled_from(Range))
def test_the_minutes_table_says_what_the_bars_show(history: dict, chosen: Range) -> None:
    period = period_of(chosen, TODAY, min(history, default=None))
    rows = [DayRow(day, 1, exercised + walked, walked) for day, (exercised, walked, _) in history.items()]

    drawing = charts.minutes_drawing(rows, {day: kinds for day, (_, _, kinds) in history.items()}, period)

    names = drawing.table.head[1:-1]
    for column, row in zip(drawing.chart.columns, drawing.table.rows, strict=True):
        *parts, whole = (int(cell) for cell in row[1:])
        bars = {part.name: part.value for part in column.segments}
        assert row[0] == column.name
        assert sum(parts) == whole == pytest.approx(column.total, abs=0.5001)
        assert all(abs(part - bars.get(name, 0)) <= 1 for part, name in zip(parts, names, strict=True))


def test_activities_and_exercises_without_times_have_their_own_part() -> None:
    period = period_of(Range.WEEK, TODAY, None)

    series = seconds_series([DayRow(TODAY, 2, 900, 600)], {}, period)

    assert {kind: sum(values) for kind, values in series.items()} == {ACTIVITY: 600, OTHER: 300}


def test_rows_of_days_and_kinds_come_from_the_sessions(alice: User) -> None:
    plank, stretch = make_exercise("Plank"), make_exercise("Cobra", kind=Kind.STRETCH)
    session = make_session(alice, duration_seconds=300)
    make_entry(session, plank, position=0, duration_seconds=200)
    make_entry(session, stretch, position=1, duration_seconds=100)
    make_session(alice, activity=make_activity(), name="Walking", duration_seconds=900)
    make_session(make_person(), duration_seconds=999)
    make_session(alice, finished_at=None)
    make_session(alice).delete_softly()
    day = date(2026, 3, 2)

    assert day_rows(alice.sessions.finished()) == [DayRow(day, 2, 1200, 900)]
    assert kind_rows(alice.sessions.finished()) == {day: {"strengthen": 200, "stretch": 100}}


def test_the_calendar_table_says_what_the_cells_show() -> None:
    rows = [DayRow(TODAY - timedelta(days=3 * n), 1, 60 * (n + 1), 0) for n in range(40)]

    drawing = charts.calendar_drawing(rows, TODAY)

    cells = [cell.value for block in drawing.blocks for cell in block.cells if cell.value]
    table = [int(cell) for row in drawing.table.rows for cell in row[1:] if cell != charts.NO_VALUE]
    assert sorted(table) == sorted(round(value) for value in cells) == list(range(1, 41))
    assert drawing.sentence == "40 days with a session in the last 52 weeks."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 min"), (20, "under 1 min"), (45, "1 min"), (600, "10 min"), (7140, "119 min"), (7500, "2 h 5 min")],
)
def test_minutes_are_said_in_words(seconds: int, text: str) -> None:
    assert minutes_text(seconds) == text


# --- Pain and effort ---


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (5, 5, PainChange.UNCLEAR),
        (5, 4, PainChange.UNCLEAR),
        (5, 6, PainChange.UNCLEAR),
        (5, 3.1, PainChange.UNCLEAR),
        (5, 3, PainChange.LOWER),
        (10, 0, PainChange.LOWER),
        (3, 5, PainChange.HIGHER),
        (0, 0, PainChange.UNCLEAR),
    ],
)
def test_a_pain_change_under_two_points_is_no_clear_change(before: float, after: float, change: PainChange) -> None:
    assert pain_change(before, after) is change


def test_pain_changes_count_sessions_rated_at_both_ends() -> None:
    rows = [rated(TODAY, 5, 3), rated(TODAY, 5, 4), rated(TODAY, 2, 4), rated(TODAY, 5), rated(TODAY, None, 5)]

    assert pain_changes(rows) == {PainChange.LOWER: 1, PainChange.UNCLEAR: 1, PainChange.HIGHER: 1}


@pytest.mark.parametrize("rated_sessions", [0, 1, 7])
def test_a_trend_needs_eight_rated_sessions(rated_sessions: int) -> None:
    assert pain_trend([rated(TODAY, 5)] * rated_sessions + [rated(TODAY, None, 3)] * 9) is None


@pytest.mark.parametrize(
    ("pains", "change"),
    [
        ([6, 6, 6, 6, 4, 4, 4, 4], PainChange.LOWER),
        ([6, 6, 6, 6, 9, 9, 4, 4, 4, 5], PainChange.UNCLEAR),
        ([1, 1, 1, 2, 4, 4, 4, 4], PainChange.HIGHER),
    ],
)
def test_a_trend_compares_the_first_four_with_the_last_four(pains: list[int], change: PainChange) -> None:
    trend = pain_trend([rated(TODAY, pain) for pain in pains])

    assert trend is not None
    assert trend.change is change


def test_ratings_are_meant_by_slot_and_missing_where_nobody_rated() -> None:
    period = period_of(Range.QUARTER, TODAY, None)
    rows = [rated(date(2026, 3, 2), 4), rated(TODAY, 5), rated(date(2026, 2, 24), None), rated(date(2025, 1, 1), 9)]

    values = mean_series("before", "before", rows, lambda row: row.pain_before, period).values

    assert values == (None,) * 11 + (4.5,)


@given(
    st.lists(st.tuples(st.integers(0, 80), st.none() | st.integers(0, 10), st.none() | st.integers(0, 10)), max_size=30)
)
def test_the_pain_table_says_what_the_points_show(history: list) -> None:
    rows = sorted(
        (rated(TODAY - timedelta(days=ago), before, after) for ago, before, after in history), key=lambda r: r.on
    )

    drawing = charts.pain_drawing(rows, period_of(Range.QUARTER, TODAY, None))

    drawn = [] if drawing is None else [point.value for line in drawing.trend.chart.lines for point in line.points]
    cells = [] if drawing is None else [cell for row in drawing.trend.table.rows for cell in row[1:]]
    assert sorted(f"{round(value, 1):.1f}" for value in drawn) == sorted(
        f"{float(cell):.1f}" for cell in cells if cell != charts.NO_VALUE
    )
    if drawing:
        assert sum(part.value for part in drawing.changes) == sum(None not in {b, a} for _, b, a in history)


def test_the_band_lies_two_points_round_the_start() -> None:
    rows = [rated(TODAY - timedelta(days=20 - n), 5) for n in range(8)]

    drawing = charts.pain_drawing(rows, period_of(Range.QUARTER, TODAY, None))

    assert drawing is not None
    assert drawing.trend.chart.band is not None
    assert (drawing.trend.chart.band.low, drawing.trend.chart.band.high) == (3, 7)


def test_sessions_without_ratings_are_not_read(alice: User) -> None:
    make_session(alice)
    make_session(alice, pain_before=3, started_at=datetime(2026, 3, 1, 7, tzinfo=UTC))
    make_session(alice, effort=0, started_at=datetime(2026, 2, 1, 7, tzinfo=UTC))

    rows = rated_rows(alice.sessions.finished())

    assert rows == [RatedRow(date(2026, 2, 1), None, None, 0), RatedRow(date(2026, 3, 1), 3, None, None)]


# --- One exercise ---


def test_sides_are_summed_by_session_without_skipped_sets(alice: User) -> None:
    exercise = make_exercise(hold_seconds=20, sets=2, sides=Sides.EACH)
    session = make_session(alice)
    entry = make_entry(session, exercise)
    entry.logged_sets.filter(number=2, side=Side.LEFT).update(is_skipped=True)
    make_entry(make_session(make_person()), exercise)

    rows = side_rows(alice.sessions.finished(), exercise)

    assert rows == [SideRow(date(2026, 3, 2), Side.LEFT, 20, 1, 20), SideRow(date(2026, 3, 2), Side.RIGHT, 40, 2, 20)]


def test_two_sessions_of_one_day_stay_apart(alice: User) -> None:
    exercise = make_exercise(hold_seconds=20)
    for hour in (7, 18):
        make_entry(make_session(alice, started_at=datetime(2026, 3, 2, hour, tzinfo=UTC)), exercise)

    assert [row.held_seconds for row in side_rows(alice.sessions.finished(), exercise)] == [20, 20]


def test_a_slot_shows_its_best_session_by_side() -> None:
    rows = [
        SideRow(date(2026, 3, 2), Side.LEFT, 30, 1, 30),
        SideRow(date(2026, 3, 2), Side.RIGHT, 45, 1, 45),
        SideRow(date(2026, 3, 4), Side.LEFT, 40, 1, 40),
        SideRow(date(2024, 3, 4), Side.LEFT, 600, 1, 600),
    ]

    left, right = side_series(rows, period_of(Range.QUARTER, TODAY, None))

    assert (left.name, left.values[-1], right.name, right.values[-1]) == ("Left", 40, "Right", 45)


def test_an_exercise_without_holds_is_measured_in_repeats() -> None:
    rows = [SideRow(date(2026, 3, 2), Side.BOTH, 0, 12, 0), SideRow(date(2026, 3, 3), Side.BOTH, 0, 15, 0)]

    best = best_of(rows)

    assert not is_held(rows)
    assert best is not None
    assert (best.on, best.side, best.value) == (date(2026, 3, 3), Side.BOTH, 15)


def test_the_best_is_the_first_of_equals_and_names_both_sides_of_a_tie() -> None:
    rows = [SideRow(date(2026, 3, day), side, 45, 1, 45) for day in (2, 3) for side in (Side.LEFT, Side.RIGHT)]

    best = best_of(rows)

    assert best is not None
    assert (best.on, best.side, best.value) == (date(2026, 3, 2), Side.BOTH, 45)


def test_the_exercise_table_says_what_the_points_show() -> None:
    rows = [SideRow(TODAY - timedelta(days=n), side, 10 * n + 5, 1, 5) for n in range(20) for side in ("left", "right")]

    drawing = charts.exercise_drawing(rows, period_of(Range.MONTH, TODAY, None))

    assert drawing is not None
    for column, line in enumerate(drawing.chart.lines, start=1):
        assert [f"{point.value:g}" for point in line.points] == [row[column] for row in drawing.table.rows]


def test_practised_exercises_are_counted_by_session(alice: User) -> None:
    often, once, never = make_exercise("Often"), make_exercise("Once", sets=3), make_exercise("Never")
    for hour in (7, 9):
        session = make_session(alice, started_at=datetime(2026, 3, 2, hour, tzinfo=UTC))
        make_entry(session, often)
    make_entry(session, once, position=1)
    make_entry(session, never, position=2).logged_sets.update(is_skipped=True)

    assert [(row.name, row.sessions) for row in practised_rows(alice.sessions.finished())] == [
        ("Often", 2),
        ("Once", 1),
    ]


# --- The pages ---


@pytest.fixture
def plank(db: None):
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
@pytest.mark.parametrize(("path", "queries"), [("/progress/", 7), ("/progress/plank/", 4)])
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

    assert page.count("<figure") == 5
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

    assert "<title>Left: 21</title>" in page
    assert "<title>Right: 30</title>" in page
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
    assert "Thu 5 Mar 2026: 5 min" in page
    assert "Fri 6 Mar 2026" not in page
