"""The sums behind the charts, without a database."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backroutine.charts import level_of
from exercises.dose import Dose, Side
from exercises.models import Kind
from sessions import charts
from sessions.progress import (
    ACTIVITY,
    OTHER,
    EntryRow,
    ExerciseRow,
    PainChange,
    Period,
    Range,
    Rating,
    SlotRow,
    Step,
    TurnRow,
    activity_series,
    comparisons,
    dose_changes,
    entry_table,
    fact,
    mean_series,
    minutes_text,
    much_worked,
    muscle_sets,
    next_slot,
    pain_change,
    pain_changes,
    pain_trend,
    period_of,
    practised,
    seconds_series,
    side_series,
    slot_of,
    week_days,
)

TODAY = date(2026, 3, 5)  # a Thursday

# A drawing takes its time on a busy machine.
patient = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])

days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
recent = st.integers(0, 1500).map(lambda ago: TODAY - timedelta(days=ago))
amounts = st.integers(0, 20_000)
NAMES = ("", "Walking", "Swimming", "Yoga", "Gardening", "Tai chi", "Dancing", "Rowing")
histories = st.dictionaries(st.tuples(recent, st.sampled_from(NAMES)), amounts, max_size=40)
kinds = st.dictionaries(recent, st.dictionaries(st.sampled_from(Kind.values), st.integers(0, 9000)), max_size=20)


def slot_rows_of(history: dict[tuple[date, str], int]) -> list[SlotRow]:
    return [SlotRow(on, name, seconds=seconds) for (on, name), seconds in sorted(history.items())]


def rated(on: date, before: int | None = None, after: int | None = None, effort: int | None = None) -> SlotRow:
    """One session's ratings as a row of its own."""
    change = {}
    if before is not None and after is not None:
        change = {pain_change(before, after).value: 1}
    ratings = {"pain_before": before, "pain_after": after, "effort": effort}
    return SlotRow(
        on,
        least_effort=effort,
        most_effort=effort,
        **{name: Rating(value, 1) for name, value in ratings.items() if value is not None},  # type: ignore[arg-type]
        **change,
    )


def turn(on: date, dose: Dose | None = None, **best: int) -> TurnRow:
    values = {Side(side): value for side, value in best.items()}
    at = datetime(on.year, on.month, on.day, 7, tzinfo=UTC)
    return TurnRow(on, dose or Dose(hold_seconds=30), at, values, values)


def bars_of(drawing: charts.BarsDrawing) -> list[dict[str, float]]:
    """Return the bars of each slot by the name of their series."""
    found: list[dict[str, float]] = [{} for _slot in drawing.slots]
    for stack in drawing.chart.stacks:
        for bar in stack.bars:
            found[bar.slot][stack.name] = bar.value
    return found


def shown_cells(rows: Iterable[tuple[str, ...]], column: int) -> list[str]:
    return [row[column] for row in rows if row[column] != charts.NO_VALUE]


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


@patient
@given(st.sampled_from(Range), days, st.none() | days)
def test_a_period_has_few_slots_and_holds_today(chosen: Range, today: date, first_on: date | None) -> None:
    period = period_of(chosen, today, first_on)

    assert today in period
    assert 1 <= len(period.slot_days()) <= 100
    assert len(period.at_most(30).slot_days()) <= 100


@given(st.sampled_from(Range), days, st.none() | days)
def test_the_time_before_is_as_long_and_touches(chosen: Range, today: date, first_on: date | None) -> None:
    period = period_of(chosen, today, first_on)
    before = period.before()

    assert before.last_on + timedelta(days=1) == period.first_on
    assert before.last_on - before.first_on == period.last_on - period.first_on


# --- Minutes ---


@patient
@given(histories, kinds, st.sampled_from(Range))
def test_seconds_by_slot_add_up_to_the_sessions(
    history: dict[tuple[date, str], int], by_kind: dict[date, dict[str, int]], chosen: Range
) -> None:
    rows = slot_rows_of(history)
    period = period_of(chosen, TODAY, min((row.on for row in rows), default=None))

    series = seconds_series(rows, by_kind, period)

    assert sum(sum(values) for values in series.values()) == sum(row.seconds for row in rows if row.on in period)
    assert all(len(values) == len(period.slot_days()) for values in series.values())


@patient
@given(histories, st.sampled_from(Range))
def test_activities_add_up_and_the_rest_is_one(history: dict[tuple[date, str], int], chosen: Range) -> None:
    rows = slot_rows_of(history)
    period = period_of(chosen, TODAY, min((row.on for row in rows), default=None))

    series = activity_series(rows, period)

    whole = sum(row.seconds for row in rows if row.activity and row.on in period)
    assert sum(sum(values) for values in series.values()) == whole
    assert len(series) <= 6


@patient
@given(histories, kinds, st.sampled_from(Range))
def test_the_minutes_table_says_what_the_bars_show(
    history: dict[tuple[date, str], int], by_kind: dict[date, dict[str, int]], chosen: Range
) -> None:
    rows = slot_rows_of(history)
    period = period_of(chosen, TODAY, min((row.on for row in rows), default=None))

    for drawing in (charts.minutes_drawing(rows, by_kind, period), charts.activities_drawing(rows, period)):
        if drawing is None:
            continue
        names = drawing.table.head[1:-1]
        assert [place for place, _name, _cells in drawing.table.lines] == list(range(drawing.table.slots))
        for slot, bars, row in zip(drawing.slots, bars_of(drawing), drawing.table.rows, strict=True):
            *parts, whole = (int(cell) for cell in row[1:])
            assert row[0] == slot.name
            assert sum(parts) == whole == pytest.approx(sum(bars.values()), abs=0.5001)
            assert all(abs(part - bars.get(name, 0)) <= 1 for part, name in zip(parts, names, strict=True))


def test_activities_and_exercises_without_times_have_their_own_part() -> None:
    period = period_of(Range.WEEK, TODAY, None)

    series = seconds_series([SlotRow(TODAY, "Walking", seconds=600), SlotRow(TODAY, seconds=300)], {}, period)

    assert {kind: sum(values) for kind, values in series.items()} == {ACTIVITY: 600, OTHER: 300}


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (None, "10 min in 1 session on 1 day."),
        (300, "10 min in 1 session on 1 day. 5 min longer than in the same time before."),
        (1200, "10 min in 1 session on 1 day. 10 min shorter than in the same time before."),
        (601, "10 min in 1 session on 1 day. About as long as in the same time before."),
    ],
)
def test_minutes_are_compared_with_the_time_before(earlier: int | None, words: str) -> None:
    rows = [SlotRow(TODAY, seconds=600)]

    drawing = charts.minutes_drawing(rows, {}, period_of(Range.WEEK, TODAY, None), earlier=earlier)

    assert drawing.sentence == words


def test_the_calendar_table_says_what_the_cells_show() -> None:
    rows = [SlotRow(TODAY - timedelta(days=3 * n), seconds=60 * (n + 1)) for n in range(40)]
    rows.append(SlotRow(TODAY, "Walking", seconds=60 * 50))

    drawing = charts.calendar_drawing(rows, TODAY)

    minutes = {
        drawing.first_on + timedelta(days=7 * week + day): int(cell)
        for week, (_name, *cells) in zip(drawing.table.places, drawing.table.rows, strict=True)
        for day, cell in enumerate(cells)
        if cell != charts.NO_VALUE
    }
    drawn = {
        drawing.first_on + timedelta(weeks=26 * number, days=day): level
        for number, block in enumerate(drawing.blocks)
        for level, days in block.levels.items()
        for day in days
        if level
    }
    assert minutes == {TODAY - timedelta(days=3 * n): n + 1 for n in range(1, 40)} | {TODAY: 51}
    assert drawn == {day: level_of(value) for day, value in minutes.items()}
    assert drawing.sentence == "40 days with a session in the last 52 weeks."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 min"),
        (20, "under 1 min"),
        (45, "1 min"),
        (600, "10 min"),
        (7140, "119 min"),
        (7500, "2 h 5 min"),
        (7200, "2 h"),
    ],
)
def test_minutes_are_said_in_words(seconds: int, text: str) -> None:
    assert minutes_text(seconds) == text


def test_a_week_has_seven_days_and_none_is_called_missed() -> None:
    week = week_days({date(2026, 3, 3)}, TODAY)

    assert [day.on.day for day in week] == [2, 3, 4, 5, 6, 7, 8]
    assert [day.is_active for day in week] == [False, True, False, False, False, False, False]
    assert [day.on for day in week if day.is_today] == [TODAY]
    assert [day.on.day for day in week if day.is_to_come] == [6, 7, 8]


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


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 90)), max_size=30))
def test_the_ends_of_a_trend_hold_four_sessions_each_and_share_none(rows: list[tuple[int, int]]) -> None:
    trend = pain_trend([SlotRow(TODAY, pain_before=Rating(min(total, 10 * number), number)) for number, total in rows])

    rated_sessions = sum(number for number, _total in rows)
    if trend is not None:
        assert trend.start_sessions >= 4
        assert trend.end_sessions >= 4
        assert trend.start_sessions + trend.end_sessions <= rated_sessions
    elif all(number == 1 for number, _total in rows):
        assert rated_sessions < 8


def test_ratings_are_meant_by_slot_and_missing_where_nobody_rated() -> None:
    period = period_of(Range.QUARTER, TODAY, None)
    rows = [rated(date(2026, 3, 2), 4), rated(TODAY, 5), rated(date(2026, 2, 24), None), rated(date(2025, 1, 1), 9)]

    values = mean_series("before", "before", rows, lambda row: row.pain_before, period).values

    assert values == (None,) * 11 + (4.5,)


@patient
@given(
    st.lists(st.tuples(st.integers(0, 80), st.none() | st.integers(0, 10), st.none() | st.integers(0, 10)), max_size=30)
)
def test_the_pain_table_says_what_the_points_show(history: list[tuple[int, int | None, int | None]]) -> None:
    rows = sorted(
        (rated(TODAY - timedelta(days=ago), before, after) for ago, before, after in history), key=lambda r: r.on
    )

    drawing = charts.pain_drawing(rows, period_of(Range.QUARTER, TODAY, None), pain_trend(rows))

    drawn = [] if drawing is None else [point.value for line in drawing.chart.lines for point in line.points]
    cells = [] if drawing is None else [cell for row in drawing.table.rows for cell in row[1:]]
    assert sorted(f"{round(value, 1):.1f}" for value in drawn) == sorted(
        f"{float(cell):.1f}" for cell in cells if cell != charts.NO_VALUE
    )
    parts = charts.changes_drawing(rows).parts
    assert sum(part.value for part in parts) == sum(None not in {b, a} for _, b, a in history)


@patient
@given(st.lists(st.tuples(recent, st.none() | st.integers(0, 10)), max_size=30), st.sampled_from(Range))
def test_the_effort_table_says_what_the_points_show(history: list[tuple[date, int | None]], chosen: Range) -> None:
    rows = sorted((rated(on, effort=effort) for on, effort in history), key=lambda row: row.on)
    period = period_of(chosen, TODAY, min((row.on for row in rows), default=None))
    within = [effort for on, effort in history if effort is not None and on in period]

    drawing = charts.effort_drawing(rows, period)

    assert (drawing is None) == (not within)
    if drawing is not None:
        drawn = [(drawing.slots[point.slot].name, point.value) for line in drawing.chart.lines for point in line.points]
        assert [(when, f"{round(value, 1):.1f}") for when, value in sorted(drawn)] == sorted(
            (when, f"{float(cell):.1f}") for when, cell in drawing.table.rows if cell != charts.NO_VALUE
        )
        assert f"{round(sum(within) / len(within), 1)}" in drawing.sentence
        assert len(within) == 1 or f"from {min(within)} to {max(within)}, in {len(within)} sessions" in drawing.sentence


def test_pain_at_its_worst_and_the_next_morning_are_lines_of_their_own() -> None:
    row = SlotRow(TODAY, pain_before=Rating(3, 1), pain_worst=Rating(6, 1), morning_pain=Rating(2, 1), better=1)

    drawing = charts.pain_drawing([row], period_of(Range.MONTH, TODAY, None), None)

    assert drawing is not None
    assert drawing.table.head == ("When", "Pain before", "Pain at its worst", "Pain the next morning")
    assert drawing.table.rows[0][1:] == ("3.0", "6.0", "2.0")
    assert [(part.key, part.value) for part in charts.mornings_drawing([row]).parts] == [("better", 1)]


def test_the_band_lies_two_points_round_the_start() -> None:
    rows = [rated(TODAY - timedelta(days=20 - n), 5) for n in range(8)]

    drawing = charts.pain_drawing(rows, period_of(Range.QUARTER, TODAY, None), pain_trend(rows))

    assert drawing is not None
    assert drawing.chart.band is not None
    assert (drawing.chart.band.low, drawing.chart.band.high) == (3, 7)


# --- Planned and done, and muscles ---

PLANK = ExerciseRow(1, "plank", "Plank", "strengthen", ("core",), ("shoulders",))
COBRA = ExerciseRow(2, "cobra", "Cobra", "stretch", ("back",))
entries = st.lists(
    st.builds(
        lambda on, exercise, done, left: EntryRow(on, exercise, 1, 60, done + left, done, on),
        st.integers(0, 100).map(lambda ago: TODAY - timedelta(days=ago)),
        st.sampled_from([1, 2]),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=30,
)


@patient
@given(entries, st.sampled_from(Range))
def test_the_adherence_table_says_what_the_bars_show(rows: list[EntryRow], chosen: Range) -> None:
    period = period_of(chosen, TODAY, min((row.on for row in rows), default=None))
    within = [row for row in rows if row.on in period]

    drawing = charts.adherence_drawing([entry_table(within)], period)

    planned = sum(row.sets_planned for row in within)
    assert (drawing is None) == (planned == 0)
    if drawing:
        bars = {place: found for place, found in enumerate(bars_of(drawing)) if found}
        cells = [
            {name: int(cell) for name, cell in zip(drawing.table.head[1:], row[1:], strict=True) if cell != "–"}
            for row in drawing.table.rows
        ]
        assert dict(zip(drawing.table.places, cells, strict=True)) == bars
        assert sum(sum(row.values()) for row in cells) == planned
        assert f"{sum(row.sets_done for row in within)} of the {planned} set" in drawing.sentence


@patient
@given(entries)
def test_the_muscle_table_says_what_is_lit(rows: list[EntryRow]) -> None:
    names = {"core": "Core", "shoulders": "Shoulders", "back": "Back", "calves": "Calves"}
    exercises = {1: PLANK, 2: COBRA}

    drawing = charts.muscles_drawing([entry_table(rows)], exercises, names)

    primary, secondary = muscle_sets([entry_table(rows)], exercises)
    assert (drawing is None) == (not primary)
    if drawing:
        assert {row[0] for row in drawing.table.rows} == {names[each] for each in drawing.much | drawing.some}
        assert {row[0]: (int(row[1]), int(row[2])) for row in drawing.table.rows} == {
            names[each]: (primary[each], secondary[each]) for each in drawing.much | drawing.some
        }
        assert "calves" in drawing.sentence.split("None in this time:")[1]
        assert not any(name in drawing.sentence for name in names.values())


def test_much_is_half_of_the_most() -> None:
    assert much_worked({"a": 10, "b": 5, "c": 4, "d": 0}) == {"a", "b"}
    assert much_worked({}) == set()


def test_practised_exercises_come_by_how_often() -> None:
    rows = [
        EntryRow(TODAY, 1, 1, 60, 2, 2, TODAY),
        EntryRow(TODAY - timedelta(days=9), 1, 2, 60, 2, 2, TODAY - timedelta(days=8)),
        EntryRow(TODAY, 2, 0, 60, 2, 0, TODAY),
    ]

    (only,) = practised([entry_table(rows[:1]), entry_table(rows[1:])], {1: PLANK, 2: COBRA})

    assert (only.slug, only.sessions, only.last_on, only.kind_name) == ("plank", 3, TODAY, "Strengthen")


# --- One exercise ---


def test_a_slot_shows_its_best_turn_by_side() -> None:
    rows = [
        turn(date(2026, 3, 2), left=30, right=45),
        turn(date(2026, 3, 4), left=40),
        turn(date(2024, 3, 4), left=600),
    ]

    left, right = side_series(rows, period_of(Range.QUARTER, TODAY, None))

    assert (left.name, left.values[-1], right.name, right.values[-1]) == ("Left", 40, "Right", 45)


@patient
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 300), st.integers(1, 300)), max_size=30),
    st.sampled_from(Range),
)
def test_the_exercise_table_says_what_the_points_show(history: list[tuple[int, int, int]], chosen: Range) -> None:
    rows = [turn(TODAY - timedelta(days=ago), left=left, right=right) for ago, left, right in history]
    period = period_of(chosen, TODAY, min((row.on for row in rows), default=None))

    drawing = charts.exercise_drawing(rows, period, "held_seconds")

    assert (drawing is None) == (not any(row.on in period for row in rows))
    if drawing:
        for column, line in enumerate(drawing.chart.lines, start=1):
            assert [f"{point.value:g}" for point in line.points] == shown_cells(drawing.table.rows, column)


def test_a_new_dose_is_marked_where_it_begins() -> None:
    short, long = Dose(hold_seconds=20), Dose(hold_seconds=30)
    on = [date(2026, 2, 10), date(2026, 2, 17), date(2026, 2, 24), date(2026, 3, 3)]
    rows = [turn(day, dose, both=20) for day, dose in zip(on, [short, long, long, short], strict=True)]

    drawing = charts.exercise_drawing(
        rows, period_of(Range.QUARTER, TODAY, None), "held_seconds", {long: "level 2: 30 s"}
    )

    assert drawing is not None
    assert [mark.label for mark in drawing.chart.marks] == ["level 2: 30 s", "20 s"]
    assert [row[-1] for row in drawing.table.rows] == ["20 s", "level 2: 30 s", "level 2: 30 s", "20 s"]


@pytest.mark.parametrize(
    ("doses", "changes"),
    [
        ([], []),
        ([None, Dose(), None, Dose()], []),
        ([Dose(), Dose(sets=2), None, Dose(sets=2), Dose()], [(1, Dose(sets=2)), (4, Dose())]),
    ],
)
def test_a_dose_changes_where_it_is_another(doses: list[Dose | None], changes: list[tuple[int, Dose]]) -> None:
    assert dose_changes(doses) == changes


@pytest.mark.parametrize(
    ("then", "last", "words"),
    [
        (40, 75, "Last you did 75 s in one go, 35 s more than in January 2026."),
        (75, 40, "Last you did 40 s in one go, 35 s less than in January 2026."),
        (40, 40, "Last you did 40 s in one go, as in January 2026."),
    ],
)
def test_the_sentence_compares_the_last_with_the_first(then: int, last: int, words: str) -> None:
    rows = [turn(date(2026, 1, 1), both=then), turn(date(2026, 3, 1), both=last)]

    drawing = charts.exercise_drawing(rows, Period(date(2026, 1, 1), TODAY, Step.MONTH), "held_seconds")

    assert drawing is not None
    assert drawing.sentence.startswith(words)


def test_sets_that_came_to_nothing_have_no_best() -> None:
    drawing = charts.exercise_drawing([turn(TODAY, both=0)], period_of(Range.QUARTER, TODAY, None), "held_seconds")

    assert drawing is not None
    assert drawing.sentence == ""


# --- What is published ---


def test_what_is_published_stands_beside_what_was_done() -> None:
    period = period_of(Range.MONTH, TODAY, None)
    rows = [SlotRow(period.first_on, seconds=60), SlotRow(TODAY, "Walking", seconds=60)]
    done = [entry_table(EntryRow(TODAY - timedelta(days=n), 1, 1, 60, 1, 1, TODAY) for n in range(5))]

    found = comparisons(rows, done, {1: PLANK}, period)

    assert [(row.done, row.fact.source.id) for row in found] == [
        ("You had strengthening on 1.4 days a week.", "acsm-resist"),
        ("You logged walking on 0.3 days a week.", "walkback-2024"),
    ]
    assert comparisons(rows, done, {1: PLANK}, period_of(Range.WEEK, TODAY, None)) == []


@pytest.mark.parametrize("source", ["acsm-resist", "acsm-flex", "strand-2014", "walkback-2024"])
def test_each_source_that_is_compared_with_is_quoted(source: str) -> None:
    assert fact(source) is not None
