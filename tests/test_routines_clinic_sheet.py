"""The sheet parser: right on every line of the table, and whatever the text, calm and quick."""

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercises import catalogue
from exercises.dose import Dose
from routines import clinic_sheet
from routines.clinic_sheet import MAX_CHARACTERS, Meaning, SheetError, Usual
from routines.clinic_sheet.text import MAX_LINES, lines
from tests.clinic_sheet_lines import LINES
from tests.test_exercises_dose import doses


@cache
def usual_of(slug: str) -> Usual:
    """The shipped exercise, its rests and tempo aside: those are the catalogue's, not the sheet's."""
    exercise = catalogue.shipped().exercises[slug]
    levels = {level.number: Dose(level.sets, level.reps, level.hold_seconds) for level in exercise.levels}
    usual = replace(exercise.dose, rest_seconds=0, release_seconds=0, rep_seconds=4)
    return Usual(usual, exercise.measure == "hold", levels)


def read(text: str) -> clinic_sheet.Sheet[str]:
    named = [(slug, (it.name, *it.other_names)) for slug, it in catalogue.shipped().exercises.items()]
    return clinic_sheet.read(text, named, usual_of)


def said(reading: clinic_sheet.Reading[str]) -> str:
    if reading.meaning is Meaning.ASIDE:
        return f"# {reading.text}"
    name = reading.row or f"+ {reading.name}"
    note = f" — {reading.note}" if reading.note else ""
    return f"{name}: {reading.dose}{note}{' ?' if reading.doubts else ''}"


@pytest.mark.parametrize(("text", "expected", "times_a_week"), LINES, ids=[text for text, _, _ in LINES])
def test_a_line_is_read_as_it_is_meant(text: str, expected: list[str], times_a_week: int | None) -> None:
    sheet = read(text)

    assert ([said(it) for it in sheet.readings], sheet.times_a_week) == (expected, times_a_week)


def test_the_table_is_long_enough() -> None:
    assert len(LINES) >= 100


# --- Any text at all ---

WORDS = """bird dog plank cat cow hold x × by sets of reps rep sec s min " ' each side ea per L R left right only alt
daily twice a day / week 3 10 8-10 1½ 1/2 30 45 , ; . : ( ) [ ] - – then and & rest relax tempo 3-1-3 level 2 every
other Mon Wed Fri am pm morning evening keep back flat with red band kg no between up to half minute | … @ # 1. 2) •"""
words = st.sampled_from([*WORDS.split(), "\n", "\t"])
sheets = st.lists(words, max_size=120).map(" ".join) | st.lists(words, max_size=60).map("".join) | st.text(max_size=400)


@settings(max_examples=200)
@given(sheets)
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        sheet = read(text)
    except SheetError:
        return

    assert all(it.dose.is_in_range() and len(it.note) <= 240 and 0 < len(it.name) <= 80 for it in sheet.readings)
    assert sheet.times_a_week is None or 1 <= sheet.times_a_week <= 21


@given(sheets)
def test_nothing_of_a_sheet_is_lost(text: str) -> None:
    try:
        sheet = read(text)
    except SheetError:
        return

    kept = {line for it in sheet.readings for line in it.text.split("\n")} | set(sheet.about_all)

    assert {line.written for line in lines(text) if re.search(r"[^\W_]", line.text)} <= kept


@given(doses)
def test_a_dose_in_its_own_notation_is_understood(dose: Dose) -> None:
    assume(dose.sets > 1 or not dose.rest_seconds)  # of one set, a sheet's rest lies between the holds

    (reading,) = read(f"Cat cow: {dose}").readings

    assert (reading.row, str(reading.dose)) == ("cat-cow", str(dose))


@pytest.mark.parametrize(
    "piece",
    [
        "L ",
        "1 ",
        "3x",
        "x ",
        "bird dog ",
        "each ",
        "1/2 ",
        "mon ",
        "(",
        "a",
        "rest ",
        "8-",
        "hold for ",
        "½",
        "ﷺ",
        "brid dgo 3x10\n",
    ],
)
def test_the_longest_sheet_is_read_to_its_end(piece: str) -> None:
    """Much that means nothing must not send the parser round in circles: bench/chores.py says how long it takes."""
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    text = "\n".join(text.splitlines()[:MAX_LINES])

    sheet = read(text)

    assert len(sheet.readings) <= MAX_LINES * 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bird dog\0 3x10", "cannot be read"),
        ("plank \x1b[31m 30s", "cannot be read"),
        ("plank \u202e s03", "hidden characters"),
        ("\u2066plank\u2069 30s", "hidden characters"),
        ("plank 30s " * 1001, "too long"),
        ("\n".join(["plank 30s"] * 201), "201 lines"),
    ],
)
def test_what_cannot_be_a_sheet_is_refused_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        read(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\n", "•", "1.\n2.\n3.", "--", "x", "..."])
def test_a_sheet_that_says_nothing_has_no_prescriptions(text: str) -> None:
    assert [it for it in read(text).readings if it.meaning is not Meaning.ASIDE] == []


def test_marks_that_nobody_sees_are_no_obstacle() -> None:
    assert said(read("\ufeffPlank\u200b 3\u00a0x\u200930\u202fs").readings[0]) == "plank: 3 sets × 30 s"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Band row 3 x 8–10", "8 to 10: starts with 8."),
        ("Plank 3x30", "Taken as seconds."),
        ("Hamstring stretch 30s", "Is this the exercise that is meant?"),
        ("Bird dog", "No dose is said: taken as usual."),
        ("Band row 3x900", "900 is not possible: taken as 100."),
        ("Band row 20 x 2", "So many sets? Taken as repeats."),
        ("Plank 3 times daily, 10 reps", "How long to hold is not said: taken as usual."),
        ("Cat cow 10 each side", "This exercise usually has no sides."),
        ("Cat cow 10 reps every other day", "How often: taken as 3 times a week."),
    ],
)
def test_what_is_uncertain_is_said(text: str, doubt: str) -> None:
    assert doubt in read(text).readings[0].doubts


def test_other_exercises_that_may_be_meant_are_offered() -> None:
    matches = read("Bridge 3x10").readings[0].matches

    assert [match.row for match in matches][:1] == ["glute-bridge"]
    assert {"single-leg-bridge", "side-plank"} <= {match.row for match in matches}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon, Wed & Fri\nPlank 30 s", (0, 2, 4)),
        ("Plank 30 s tue/thu\nBird dog 10 reps", (1, 3)),
        ("Plank 30 s Mon, Wed\nBird dog 10 reps Tue, Fri", ()),
        ("Plank 30 s, 3x a week", ()),
    ],
)
def test_weekdays_are_those_of_the_whole_sheet(text: str, days: tuple[int, ...]) -> None:
    assert read(text).days == days
