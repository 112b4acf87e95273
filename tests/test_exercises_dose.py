import re

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exercises.dose import (
    MAX_HOLD_SECONDS,
    MAX_REP_SECONDS,
    MAX_REPS,
    MAX_REST_SECONDS,
    MAX_SETS,
    SWITCH_SECONDS,
    Dose,
    Side,
    Sides,
)

doses = st.builds(
    Dose,
    sets=st.integers(1, MAX_SETS),
    reps=st.integers(1, MAX_REPS),
    hold_seconds=st.integers(0, MAX_HOLD_SECONDS),
    sides=st.sampled_from(Sides),
    rest_seconds=st.integers(0, 3) | st.integers(0, MAX_REST_SECONDS),
    release_seconds=st.integers(0, 3) | st.integers(0, MAX_REST_SECONDS),
    rep_seconds=st.integers(1, MAX_REP_SECONDS),
)


@pytest.mark.parametrize(
    ("dose", "seconds"),
    [
        (Dose(hold_seconds=30), 30),
        (Dose(hold_seconds=45, sides=Sides.EACH), 45 + SWITCH_SECONDS + 45),
        (Dose(hold_seconds=45, sides=Sides.LEFT), 45),
        # Five holds of ten seconds with four seconds out and in between them, then the other side.
        (Dose(reps=5, hold_seconds=10, sides=Sides.EACH), 2 * (5 * 10 + 4 * 4) + SWITCH_SECONDS),
        (Dose(reps=5, hold_seconds=10, release_seconds=6), 5 * 10 + 4 * 10),
        (Dose(sets=3, reps=10, rest_seconds=30, rep_seconds=3), 3 * 30 + 2 * 30),
        (Dose(sets=3, reps=10, rep_seconds=3), 90),
        (Dose(sets=2, reps=5, sides=Sides.ALTERNATE, rep_seconds=3), 2 * 2 * 15),
        (Dose(reps=3, hold_seconds=5, sides=Sides.ALTERNATE, rep_seconds=2), 6 * 5 + 5 * 2),
        # No rest asked for: turning round, or letting go, still takes its time.
        (Dose(sets=2, hold_seconds=20, sides=Sides.EACH), 4 * 20 + 3 * SWITCH_SECONDS),
        (Dose(sets=2, hold_seconds=20, rep_seconds=4), 2 * 20 + 4),
        (Dose(sets=2, hold_seconds=20, sides=Sides.ALTERNATE, rep_seconds=4), 4 * 20 + 3 * 4),
    ],
    ids=str,
)
def test_seconds_of_doses_worked_out_by_hand(dose: Dose, seconds: int) -> None:
    assert dose.seconds() == seconds


@given(doses)
def test_set_keys_name_each_side_of_each_set_once(dose: Dose) -> None:
    keys = list(dose.set_keys())

    assert len(keys) == len(set(keys)) == dose.sets * len(dose.sides_of_a_set)
    assert {number for number, _ in keys} == set(range(1, dose.sets + 1))


@pytest.mark.parametrize(
    ("sides", "keys"),
    [
        (Sides.NONE, [(1, Side.BOTH), (2, Side.BOTH)]),
        (Sides.EACH, [(1, Side.LEFT), (1, Side.RIGHT), (2, Side.LEFT), (2, Side.RIGHT)]),
        (Sides.ALTERNATE, [(1, Side.LEFT), (1, Side.RIGHT), (2, Side.LEFT), (2, Side.RIGHT)]),
        (Sides.RIGHT, [(1, Side.RIGHT), (2, Side.RIGHT)]),
    ],
)
def test_set_keys_come_in_the_order_they_are_done(sides: Sides, keys: list[tuple[int, Side]]) -> None:
    assert list(Dose(sets=2, sides=sides).set_keys()) == keys


@pytest.mark.parametrize(
    ("dose", "text"),
    [
        (Dose(hold_seconds=45, sides=Sides.EACH), "45 s each side"),
        (Dose(sets=3, reps=10, hold_seconds=2), "3 × 10 × 2 s"),
        (Dose(sets=3, reps=10), "3 × 10 repeats"),
        (Dose(), "1 repeat"),
        (Dose(reps=8, sides=Sides.ALTERNATE), "8 repeats each side, alternating"),
        (Dose(reps=8, sides=Sides.LEFT), "8 repeats left side only"),
    ],
)
def test_a_short_dose_reads_as_on_a_clinic_sheet(dose: Dose, text: str) -> None:
    assert dose.short == text


@pytest.mark.parametrize(
    ("dose", "text"),
    [
        (Dose(sets=3, reps=10, hold_seconds=2), "3 × 10 × 2 s"),
        (Dose(reps=3, hold_seconds=30), "3 × 30 s"),
        (Dose(sets=3, hold_seconds=30), "3 sets × 30 s"),
        (Dose(sets=3, reps=10, rest_seconds=30), "3 × 10 repeats; rest 30 s"),
        (
            Dose(reps=5, hold_seconds=10, sides=Sides.ALTERNATE, release_seconds=6, rep_seconds=3),
            "5 × 10 s each side, alternating; let go for 6 s; 3 s a repeat",
        ),
    ],
)
def test_a_whole_dose_says_its_rests_and_tempo(dose: Dose, text: str) -> None:
    assert str(dose) == text


@given(doses)
def test_a_dose_is_read_back_from_its_words(dose: Dose) -> None:
    assert Dose.parse(str(dose)) == dose


@pytest.mark.parametrize("language", ["de", "fr", "pl", "ar"])
@given(dose=doses)
def test_a_dose_is_read_back_in_the_language_in_use(language: str, dose: Dose) -> None:
    with translation.override(language):
        assert Dose.parse(str(dose)) == dose


@given(st.text() | st.from_regex(r"[0-9x× ;,s]{0,20}( each side| repeats)?", fullmatch=True))
def test_what_is_read_as_a_dose_is_what_the_dose_says(text: str) -> None:
    try:
        dose = Dose.parse(text)
    except ValueError:
        return

    assert str(dose) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "often",
        "11 × 10 repeats",
        "101 repeats",
        "0 repeats",
        "601 s",
        "0 s",
        "1 × 30 s",
        "3 x 10 repeats",
        "1" * 5000,
        "3 × 10 repeats; rest 601 s",
        "3 × 10 repeats; rest 30 s; rest 30 s",
        "٣ repeats",
        "2 × 3 × 4 × 5 s",
    ],
)
def test_what_is_no_dose_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Not "):
        Dose.parse(text)


@pytest.mark.parametrize(
    ("dose", "text"),
    [
        (Dose(hold_seconds=45), "Hold for 45 s."),
        (Dose(hold_seconds=45, sides=Sides.EACH), "Hold for 45 s on each side; about 2 min."),
        (
            Dose(sets=3, hold_seconds=30, rest_seconds=30),
            "Hold for 30 s, 3 times; rest 30 s between sets; about 2 min.",
        ),
        (Dose(), "1 repeat; about 5 s."),
        (Dose(reps=8), "8 repeats; about 30 s."),
        (Dose(sets=3, reps=10, sides=Sides.LEFT), "3 sets of 10 repeats on the left side only; about 2 min."),
        (
            Dose(sets=3, reps=10, hold_seconds=2, rest_seconds=30, rep_seconds=4),
            "3 sets of 10, holding each for 2 s; rest 30 s between sets; about 4 min.",
        ),
        (
            Dose(reps=5, hold_seconds=10, release_seconds=6, sides=Sides.ALTERNATE),
            "5 repeats, holding each for 10 s on each side, changing sides every time; let go for 6 s between holds; "
            "about 3 min.",
        ),
    ],
)
def test_a_dose_explains_itself_in_plain_words(dose: Dose, text: str) -> None:
    assert dose.explained().replace("\u00a0", " ") == text


def test_pages_show_the_short_dose() -> None:
    pages = settings.BASE_DIR.joinpath("templates").rglob("*.html")

    assert [page.name for page in pages if re.search(r"\{\{\s*(\w+\.)+dose\s*\}\}", page.read_text())] == []
