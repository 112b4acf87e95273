"""Somebody's own table of sessions, read by the columns they chose."""

import csv
import io
import zoneinfo
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Upload, User
from accounts.portability.sheet_reading import Reader, guess, read_sheet
from accounts.portability.spreadsheet import harmless, table
from backroutine.datafile import FileError
from sessions.models import LoggedSet, Session
from tests.factories import make_exercise, make_routine, make_session

LISBON = zoneinfo.ZoneInfo("Europe/Lisbon")


def parts_of(text: str, *, known: dict[str, str] | None = None, is_day_first: bool = True) -> dict[str, Any]:
    sheet = read_sheet(text.encode())
    return Reader(guess(sheet.headings), LISBON, 7, known or {}, is_day_first).parts(sheet)


def sessions_of(text: str, **how: Any) -> list[dict[str, Any]]:
    return parts_of(text, **how)["sessions"]


@pytest.mark.parametrize(
    "content",
    [
        b"Date,Minutes\n2026-03-02,20\n",
        b"Date;Minutes\r\n2026-03-02;20\r\n",
        b"Date\tMinutes\n2026-03-02\t20",
        "\ufeffDate,Minutes\n2026-03-02,20".encode(),
        "Date\tMinutes\n2026-03-02\t20\n".encode("utf-16"),
        b'"Date","Minutes"\n\n"2026-03-02","20"\n\n',
    ],
    ids=repr,
)
def test_tables_of_every_make_are_read(content: bytes) -> None:
    sheet = read_sheet(content)

    assert sheet.headings == ("Date", "Minutes")
    assert [cells for _line, cells in sheet.rows] == [("2026-03-02", "20")]


@pytest.mark.parametrize("content", [b"", b"Date", b"Date,Minutes", b"a\x00b,c\nd,e", b"one\ntwo\n"], ids=repr)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(FileError):
        read_sheet(content)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Date", "Duration (min)", "RPE"], {"date": 0, "minutes": 1, "effort": 2}),
        (["Workout Name", "Start time", "DAY", "Notes"], {"name": 0, "time": 1, "date": 2, "note": 3}),
        (["Exercise", "Reps", "Hold (seconds)", "L/R"], {"exercise": 0, "reps": 1, "held_seconds": 2, "side": 3}),
        (["Pain", "Colour"], {"pain_before": 0}),
    ],
)
def test_columns_are_guessed_by_their_headings(headings: list[str], columns: dict[str, int]) -> None:
    assert guess(headings) == columns


@pytest.mark.parametrize(
    ("written", "is_day_first", "meant"),
    [
        ("2026-03-02", True, "2026-03-02"),
        ("2026/3/2", False, "2026-03-02"),
        ("02.03.2026", True, "2026-03-02"),
        ("2/3/26", True, "2026-03-02"),
        ("2/3/26", False, "2026-02-03"),
        ("2026-03-02T07:15:00Z", True, "2026-03-02"),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, is_day_first: bool, meant: str) -> None:
    (session,) = sessions_of(f"Date,Minutes\n{written},5\n", is_day_first=is_day_first)

    assert session["local_on"] == meant


@pytest.mark.parametrize(
    ("written", "started_at"),
    [
        ("07:15", "2026-07-02T06:15:00+00:00"),
        ("7.15 pm", "2026-07-02T18:15:00+00:00"),
        ("12:05 am", "2026-07-01T23:05:00+00:00"),
        ("", "2026-07-02T11:00:00+00:00"),
    ],
)
def test_times_are_of_the_persons_zone(written: str, started_at: str) -> None:
    (session,) = sessions_of(f"Date,Time\n2026-07-02,{written}\n")

    assert session["started_at"] == started_at
    assert session["local_on"] == "2026-07-02"


@pytest.mark.parametrize(
    ("written", "seconds"), [("20", 1200), ("12.5", 750), ('"12,5"', 750), ("12:30", 750), ("1:02:30", 3750), ("", 0)]
)
def test_minutes_are_read_in_every_form(written: str, seconds: int) -> None:
    (session,) = sessions_of(f"Date,Minutes\n2026-03-02,{written}\n")

    assert session["duration_seconds"] == seconds


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("yesterday,5,", "“yesterday” is not a date."),
        ("2026-02-30,5,", "“2026-02-30” is not a date."),
        ("9999-01-01,5,", "“9999-01-01” is not a date."),
        ("2026-03-02,long,", "Minutes: “long” is not a number from 0 to 1440."),
        ("2026-03-02,nan,", "Minutes: “nan” is not a number from 0 to 1440."),
        ("2026-03-02,1e9,", "Minutes: “1e9” is not a number from 0 to 1440."),
        ("2026-03-02,5,11", "Effort, 0–10: “11” is not a number from 0 to 10."),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(row: str, words: str) -> None:
    with pytest.raises(FileError) as caught:
        sessions_of(f"Date,Minutes,Effort\n2026-03-01,5,1\n{row}\n")

    assert caught.value.problems == (("line 3", words),)


def test_rows_of_one_session_come_together() -> None:
    text = (
        "Date,Time,Name,Exercise,Side,Reps,Seconds held\n"
        "2026-03-02,07:00,Morning,Bird dog,left,5,50\n"
        "2026-03-02,07:00,Morning,Bird dog,right,5,50\n"
        "2026-03-02,07:00,Morning,Plank,,1,30\n"
        "2026-03-03,07:00,Morning,Plank,,1,45\n"
    )

    first, second = sessions_of(text, known={"bird dog": "bird-dog", "plank": "plank"})

    assert [(entry["exercise"], len(entry["logged_sets"])) for entry in first["entries"]] == [
        ("bird-dog", 2),
        ("plank", 1),
    ]
    assert (first["entries"][0]["hold_seconds"], first["entries"][0]["sides"]) == (10, "each")
    assert second["entries"][0]["logged_sets"] == [{"number": 1, "side": "both", "reps": 1, "held_seconds": 45}]


def test_an_unknown_exercise_becomes_an_own_one_once() -> None:
    parts = parts_of("Date,Exercise,Reps\n2026-03-02,Wall slide,8\n2026-03-03,wall  SLIDE,9\n")

    assert [exercise["name"] for exercise in parts["exercises"]] == ["Wall slide"]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(FileError):
        parts_of("Date,Minutes\n" + text.encode("utf-8", "replace").decode())


@given(st.text(max_size=40))
def test_no_cell_is_a_formula(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


# --- Through the pages ---


def upload(client: Client, text: str) -> Any:
    return client.post(reverse("accounts:upload"), {"file": SimpleUploadedFile("mine.csv", text.encode())})


OTHER_APP = "Date,Title,Duration,Exercise,Reps\n2026-03-02,Gym,20,Plank,3\n2026-03-05,Gym,25,Odd lift,8\n"


def test_a_table_is_looked_at_and_imported_once(alice_client: Client, alice: User) -> None:
    make_exercise("Plank")
    url = upload(alice_client, OTHER_APP).url
    page = alice_client.get(url).content.decode()
    choice = {"date": "0", "name": "1", "minutes": "2", "exercise": "3", "reps": "4", "order": "day", "sure": "yes"}

    alice_client.post(url, choice)
    again = upload(alice_client, OTHER_APP).url
    alice_client.post(again, choice)

    assert "2 new sessions." in page
    assert "1 exercise that is not in the library becomes your own." in page
    assert [(session.name, session.duration_seconds) for session in alice.sessions.newest_first()] == [
        ("Gym", 1500),
        ("Gym", 1200),
    ]
    assert not Upload.objects.exists()


def test_without_a_date_nothing_is_imported(alice_client: Client, alice: User) -> None:
    url = upload(alice_client, OTHER_APP).url

    response = alice_client.post(url, {"date": "", "name": "1", "sure": "yes"})

    assert response.status_code == 422
    assert "Choose the column with the date." in response.content.decode()
    assert not Session.objects.exists()


def test_ones_own_table_comes_back_as_the_same_sessions(alice_client: Client, alice: User) -> None:
    routine = make_routine(alice, make_exercise("Plank"), make_exercise("=Odd, “one”"))
    make_session(alice, routine, note="two\nlines", effort=3)
    text = "".join(table(alice))

    upload(alice_client, text)
    page = alice_client.get(reverse("accounts:import_table")).content.decode()

    assert len(list(csv.reader(io.StringIO(text)))) == 3
    assert "1 is here already." in page
    assert LoggedSet.objects.count() == 2


def test_the_table_is_streamed_as_a_download(alice_client: Client, alice: User) -> None:
    make_session(alice, make_routine(alice, make_exercise("Plank")))

    response = alice_client.get(reverse("accounts:export_table"))

    assert "attachment" in response["Content-Disposition"]
    assert "Plank" in response.getvalue().decode()


def test_a_table_is_its_owners_alone(alice_client: Client, bob_client: Client) -> None:
    upload(alice_client, OTHER_APP)

    assert bob_client.get(reverse("accounts:import_table")).status_code == 404
