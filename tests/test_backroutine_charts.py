from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.charts import (
    PLOT_HEIGHT,
    CalendarBlock,
    Series,
    Slot,
    Table,
    bars,
    calendar_blocks,
    calendar_first_on,
    level_of,
    lines,
    monday_of,
    nice_ticks,
    place_labels,
    spread,
    strip,
)

amounts = st.floats(0, 10_000, allow_nan=False)
maybe = st.none() | st.floats(0, 10)


def slots(number: int) -> list[Slot]:
    return [Slot(str(each), f"Slot {each}") for each in range(number)]


# --- Axes ---


@pytest.mark.parametrize(
    ("top", "is_clock", "ticks"),
    [
        (0, False, [0, 1]),
        (3, False, [0, 1, 2, 3]),
        (10, False, [0, 2, 4, 6, 8, 10]),
        (42, False, [0, 10, 20, 30, 40, 50]),
        (42, True, [0, 10, 20, 30, 40, 50]),
        (61, True, [0, 15, 30, 45, 60, 75]),
        (100, True, [0, 20, 40, 60, 80, 100]),
        (230, True, [0, 60, 120, 180, 240]),
        (1000, False, [0, 200, 400, 600, 800, 1000]),
    ],
)
def test_ticks_are_round(top: float, is_clock: bool, ticks: list[float]) -> None:
    assert nice_ticks(top, is_clock=is_clock) == ticks


@given(st.floats(0, 1_000_000), st.booleans())
def test_ticks_reach_the_top_evenly_and_are_few(top: float, is_clock: bool) -> None:
    ticks = nice_ticks(top, is_clock=is_clock)

    assert ticks[0] == 0
    assert ticks[-1] >= top * (1 - 1e-6)
    assert 2 <= len(ticks) <= 6
    assert len({round(b - a, 6) for a, b in pairwise(ticks)}) == 1


@given(st.integers(1, 400))
def test_labels_are_thinned_and_the_last_one_stays(number: int) -> None:
    ticks = place_labels(slots(number))

    assert len(ticks) <= 13
    assert sum(not tick.is_minor for tick in ticks) <= 4
    assert ticks[-1].label == str(number - 1)
    assert not ticks[-1].is_minor


# --- Bars ---


@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=60))
def test_bars_measure_what_they_show(rows: list[tuple[float, ...]]) -> None:
    series = [Series(f"k{n}", f"Kind {n}", values) for n, values in enumerate(zip(*rows, strict=True))]

    chart = bars(slots(len(rows)), series)

    for values, stack in zip(zip(*rows, strict=True), chart.stacks, strict=True):
        drawn = {bar.slot: chart.scale.value(bar.y) - chart.scale.value(bar.y + bar.height) for bar in stack.bars}
        assert [drawn.get(slot, 0) for slot in range(len(rows))] == pytest.approx(values, abs=1e-6)


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=60))
def test_bars_stay_in_the_plot_and_do_not_overlap(rows: list[tuple[float, ...]]) -> None:
    series = [Series(str(n), "", values) for n, values in enumerate(zip(*rows, strict=True))]

    stacks = bars(slots(len(rows)), series).stacks

    for stack in stacks:
        assert all(bar.x >= 0 and bar.x + bar.width <= 100 + 1e-9 and bar.y >= -1e-6 for bar in stack.bars)
        assert all(left.x + left.width < right.x for left, right in pairwise(stack.bars))


def test_segments_stand_on_one_another_from_the_first_series_up() -> None:
    chart = bars(slots(1), [Series("a", "A", (6,)), Series("b", "B", (4,))])

    (low,), (high,) = (stack.bars for stack in chart.stacks)
    assert (chart.stacks[0].key, low.y + low.height) == ("a", PLOT_HEIGHT)
    assert high.y + high.height == pytest.approx(low.y)


def test_a_series_is_drawn_as_one_path() -> None:
    chart = bars(slots(10), [Series("a", "A", (5, None, 2.5) + (0,) * 7)])

    assert [stack.path for stack in chart.stacks] == ["m1.4 200v-200h7.2v200zm20 0v-100h7.2v100z"]


def test_bars_without_any_value_draw_no_mark() -> None:
    assert bars(slots(3), []).stacks == ()
    assert [stack.path for stack in bars(slots(1), [Series("a", "A", (None,))]).stacks] == [""]


# --- Lines ---


@given(st.lists(maybe, min_size=1, max_size=60))
def test_points_measure_what_they_show(values: list[float | None]) -> None:
    chart = lines(slots(len(values)), [Series("pain", "Pain", tuple(values))], top=10)

    points = chart.lines[0].points if chart.lines else ()
    drawn = {point.slot: chart.scale.value(point.y) for point in points}
    shown = {slot: value for slot, value in enumerate(values) if value is not None}
    assert drawn == pytest.approx(shown, abs=1e-9)


@pytest.mark.parametrize(
    ("values", "bridge", "runs"),
    [
        ((1, 2, 3), 0, [[0, 1, 2]]),
        ((1, 2, None, 3, 4), 0, [[0, 1], [3, 4]]),
        ((1, 2, None, 3, 4), 1, [[0, 1, 3, 4]]),
        ((1, None, None, 4), 1, []),
        ((None, 2, None), 0, []),
    ],
)
def test_a_line_breaks_where_values_are_missing(
    values: tuple[float | None, ...], bridge: int, runs: list[list[int]]
) -> None:
    line = lines(slots(len(values)), [Series("a", "A", values)], bridge=bridge).lines[0]

    assert [[point.slot for point in run] for run in line.runs] == runs
    assert line.stroke.count("M") == len(runs)
    assert line.dots.count("M") == sum(value is not None for value in values)


def test_a_series_without_values_is_not_drawn() -> None:
    chart = lines(slots(2), [Series("a", "A", (None, None)), Series("b", "B", (1, None))])

    assert [line.key for line in chart.lines] == ["b"]
    assert not chart.lines[0].is_ring


def test_a_band_is_cut_at_the_ends_of_the_axis() -> None:
    band = lines(slots(1), [Series("a", "A", (1,))], top=10, band=(-1, 3)).band

    assert band is not None
    assert (band.low, band.high) == (0, 3)
    assert (band.y, band.height) == pytest.approx((PLOT_HEIGHT * 0.7, PLOT_HEIGHT * 0.3))


@given(st.lists(st.floats(0, 200), max_size=8))
def test_labels_are_spread_apart_in_order(places: list[float]) -> None:
    moved = spread(places, 17, 0, 200)

    assert sorted(range(len(places)), key=lambda n: (places[n], n)) == sorted(range(len(moved)), key=lambda n: moved[n])
    ordered = sorted(moved)
    assert all(high - low >= 17 - 1e-9 for low, high in pairwise(ordered))
    assert all(-1e-9 <= place <= 200 + 1e-9 for place in moved)


# --- Strip ---


@given(st.lists(st.integers(0, 500), max_size=5))
def test_a_strip_fills_its_width_in_proportion(values: list[int]) -> None:
    parts = strip((str(n), "", value) for n, value in enumerate(values))

    assert sum(part.width for part in parts) == pytest.approx(100 if any(values) else 0, abs=0.05)
    assert [part.value for part in parts] == [value for value in values if value]


# --- Calendar ---


def make_calendar(minutes: dict[date, float], last_on: date) -> tuple[CalendarBlock, ...]:
    return calendar_blocks(minutes, last_on, month_label=lambda day: f"{day:%b}", weekday_labels="MTWTFSS")


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_calendar_shows_each_day_of_its_weeks_once_up_to_the_last(last_on: date) -> None:
    older, newer = make_calendar({}, last_on)

    first_on = monday_of(last_on) - timedelta(weeks=51)
    assert calendar_first_on(last_on) == first_on
    assert older.levels == {0: list(range(26 * 7))}
    assert newer.levels == {0: list(range((last_on - first_on).days + 1 - 26 * 7))}
    assert "".join(path for _level, path in older.paths).count("M") == 26 * 7


def test_a_calendar_shows_the_minutes_of_a_day() -> None:
    _older, newer = make_calendar({date(2026, 3, 3): 25.5}, date(2026, 3, 8))

    # A Tuesday in the last of 26 weeks.
    x, y = 18 + 25 * 13 + 2.5, 16 + 13 + 2.5
    assert newer.levels[3] == [25 * 7 + 1]
    assert dict(newer.paths)[3] == f"M{x:g} {y:g}h5.5v5.5h-5.5z"


@pytest.mark.parametrize(
    ("minutes", "level"), [(0, 0), (0.2, 1), (9.9, 1), (10, 2), (19.9, 2), (20, 3), (39.9, 3), (40, 4), (600, 4)]
)
def test_a_level_begins_at_its_minutes(minutes: float, level: int) -> None:
    assert level_of(minutes) == level


def test_a_row_of_a_table_has_its_cells_in_one_piece_escaped() -> None:
    table = Table(("When", "A", "B"), (("<i>", "1", "<b>"), ("x", "2", "–")), places=(4, 7), slots=9)

    assert table.lines == [(4, "<i>", "<td>1</td><td>&lt;b&gt;</td>"), (7, "x", "<td>2</td><td>–</td>")]
