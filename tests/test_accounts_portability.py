"""A person's data as a file: all of it out, all of it back, nothing twice, nothing of anybody else's."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import Upload, User
from accounts.portability.exporting import export
from accounts.portability.importing import Counted, store
from accounts.portability.reading import read
from accounts.portability.table import Table
from accounts.portability.tables import PERSON, TABLES
from backroutine.datafile import FileError
from backroutine.ownership import PersonOf
from exercises.dose import Sides
from exercises.models import Muscle
from routines.models import Routine
from sessions.models import Coach, Goal, LoggedSet, Reminder, Session, Standing
from tests.factories import (
    make_entry,
    make_exercise,
    make_own_exercise,
    make_person,
    make_prescription,
    make_routine,
    make_session,
)

ALL_TABLES = [each for table in (PERSON, *TABLES) for each in table.below()]


def text_of(person: User) -> str:
    return "".join(export(person))


def document_of(person: User) -> dict[str, Any]:
    return json.loads(text_of(person))


def bytes_of(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def fill(person: User) -> None:
    """Give a person some of everything the file can hold."""
    bird, plank = make_exercise("Bird dog", sides=Sides.EACH), make_exercise("Plank")
    muscle = Muscle.objects.create(slug="glutes", name="Gluteus maximus", lay_name="buttocks", region="hips")
    own = make_own_exercise(person, "Wall slide", muscles=[muscle], steps=["Stand.", "Slide “up” – slowly."])
    retired = make_own_exercise(person, "Old one")
    routine = make_routine(person, bird, own, name="Morning ☀")
    make_prescription(routine, plank, hold_seconds=45, note="keep the back flat")
    gone = make_routine(person, plank, name="Deleted")
    done = make_session(person, routine, pain_before=3, pain_after=2, effort=4, note="fine\nquite")
    make_session(person, gone, started_at=datetime(2026, 3, 3, 22, 50, tzinfo=UTC), time_zone="Europe/Berlin")
    swapped = make_entry(done, plank, position=7)
    swapped.stands_in_for = done.entries.first()
    swapped.save()
    free = make_session(person, started_at=datetime(2026, 3, 4, 7, 0, tzinfo=UTC), finished_at=None)
    make_entry(free, retired)
    LoggedSet.objects.filter(entry__session=done, number=1).first().delete()  # type: ignore[union-attr]
    make_session(person, routine, name="Deleted too").delete_softly()
    gone.delete_softly()
    retired.retire()
    prescription = routine.prescriptions.all()[0]
    Standing.objects.create(prescription=prescription, level=2, at=[1, 1, 30], verdict="advance", is_accepted=True)
    Coach.objects.of(person).start_flare_up(date(2026, 3, 4))
    Reminder.objects.of(person).pause(date(2026, 3, 4), 3)
    Goal.objects.add(person, "put on socks").rate(4, date(2026, 3, 4))
    person.cautions, person.equipment, person.time_zone = [], ["chair"], "Asia/Tokyo"
    person.save()


@pytest.fixture
def filled(alice: User) -> User:
    fill(alice)
    return alice


# --- The file holds everything, and says so itself ---


def owned_models() -> Iterator[type[models.Model]]:
    """Yield the project's models that belong to a person, directly or through another."""
    ours = [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"accounts", "exercises", "routines", "logbook"}
    ]
    owned: set[type[models.Model]] = {User}
    while True:
        more = {
            model
            for model in ours
            for each in model._meta.get_fields()
            if isinstance(each, models.ForeignKey) and each.related_model in owned and each.name in OWNERS
        }
        if more <= owned:
            yield from sorted(owned, key=lambda model: model._meta.label)
            return
        owned |= more


OWNERS = {"person", "owner", "routine", "session", "entry", "exercise", "goal", "prescription"}
# Owned, and rightly not in the file.
NOT_IN_THE_FILE = {
    "accounts.Upload": "a file on its way in",
    "accounts.Device": "where one is signed in on this site, which means nothing on another",
    "accounts.SecurityEvent": "what happened to the account on this site; gone after half a year",
    "routines.ShareLink": "an address on this site, which only its owner should hand out again",
    "routines.Change": "what an undo here would bring back; gone after a week",
    "logbook.SummedMonth": "added up from the sessions, again and again",
    "logbook.SummedActivity": "added up from the sessions, again and again",
    "logbook.SummedDose": "added up from the sessions, again and again",
}
CATALOGUE_ONLY = {
    *("exercises.ExerciseCaution", "exercises.Level", "exercises.Variation"),
    "routines.ProgrammePrescription",
}


def test_every_owned_model_is_in_the_file() -> None:
    named = {table.model._meta.label for table in ALL_TABLES} | set(NOT_IN_THE_FILE) | CATALOGUE_ONLY

    assert {model._meta.label for model in owned_models()} - named == set()


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.model._meta.label)
def test_every_field_is_in_the_file_or_left_out_for_a_reason(table: Table) -> None:
    found = [field for field in table.model._meta.get_fields() if not field.auto_created or field.concrete]
    fields = {field.name for field in found if not isinstance(field, PersonOf)}  # copied from the row above

    assert fields == set(table.columns) | set(table.left_out) | ({table.owner} if table.owner else set())


def test_two_files_of_the_same_data_are_the_same(filled: User) -> None:
    assert text_of(filled) == text_of(filled)


def test_what_was_deleted_is_not_in_the_file(filled: User) -> None:
    document = document_of(filled)

    assert [routine["name"] for routine in document["routines"]] == ["Morning ☀"]
    assert "Deleted too" not in [session["name"] for session in document["sessions"]]


def test_the_file_holds_nothing_of_anybody_else(filled: User, bob: User) -> None:
    make_session(bob, make_routine(bob, make_own_exercise(bob, "Bob’s secret"), name="Bob’s"))

    assert "Bob" not in text_of(filled)


@pytest.mark.parametrize("rows", [1, 3])
def test_saving_asks_few_queries(alice: User, rows: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    routine = make_routine(alice, make_exercise())
    for _ in range(rows):
        make_session(alice, routine)
        make_own_exercise(alice)

    with django_assert_num_queries(11):
        text_of(alice)


# --- There and back ---


def test_deleting_the_account_and_importing_gives_the_same_file(filled: User) -> None:
    before = text_of(filled)
    User.objects.filter(pk=filled.pk).delete()
    again = make_person("again@example.org")

    store(again, read(before.encode()))

    assert text_of(again_of(again)) == before


def again_of(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_importing_ones_own_file_changes_nothing(filled: User) -> None:
    before = text_of(filled)

    counts = store(filled, read(before.encode()))

    assert counts == {
        "exercises": Counted(kept=2),
        "routines": Counted(kept=1),
        "sessions": Counted(kept=3),
        "coach": Counted(kept=1),
        "reminder": Counted(kept=1),
        "goals": Counted(kept=1),
    }
    assert text_of(again_of(filled)) == before


def test_importing_into_another_account_copies_once(filled: User, bob: User) -> None:
    content = text_of(filled).encode()

    first = store(bob, read(content))
    second = store(bob, read(content))

    assert first["sessions"] == Counted(added=3)
    assert second["sessions"] == Counted(kept=3)
    assert names_of(bob) == names_of(filled)
    assert text_of(filled).encode() == content


def names_of(person: User) -> list[list[str]]:
    """Return the exercises of each session by name: their addresses differ from account to account."""
    sessions = person.sessions.kept().order_by("started_at")
    return [[entry.exercise.name for entry in session.entries.all()] for session in sessions]


def test_importing_brings_back_what_was_deleted_since(filled: User) -> None:
    content = text_of(filled).encode()
    Routine.objects.get(name="Morning ☀").delete_softly()

    counts = store(filled, read(content))

    assert counts["routines"] == Counted(restored=1)


def test_what_is_there_already_stays_as_it_is(filled: User) -> None:
    content = text_of(filled).encode()
    Routine.objects.filter(name="Morning ☀").update(name="Evening")

    store(filled, read(content))

    assert Routine.objects.kept().filter(person=filled).get().name == "Evening"


def test_a_dry_run_counts_and_changes_nothing(filled: User, bob: User) -> None:
    before = text_of(bob)

    counts = store(bob, read(text_of(filled).encode()), dry_run=True)

    assert counts["routines"] == Counted(added=1)
    assert text_of(again_of(bob)) == before


def test_settings_can_be_left_alone(filled: User, bob: User) -> None:
    store(bob, read(text_of(filled).encode()), with_settings=False)

    assert again_of(bob).time_zone == "UTC"


# --- Bad files ---


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xff\xfe\x00", ""),
        (b"", "line 1, column 1"),
        (b"{\n  'format': 1}", "line 2, column 3"),
        (b"[" * 100_000, ""),
        (b'{"format": "backroutine", "version": ' + b"9" * 5_000 + b"}", ""),
        (b"[]", ""),
        (b'{"format": "wger"}', ""),
        (b'{"format": "backroutine", "version": 2}', ""),
        (b'{"format": "backroutine", "version": true}', ""),
        (b'{"format": "backroutine", "version": 1, "person": []}', "person"),
        (b'{"format": "backroutine", "version": 1, "sessions": {}}', "sessions"),
        (b'{"format": "backroutine", "version": 1, "sessions": [1]}', "sessions[0]"),
        (b'{"format": "backroutine", "version": 1, "workouts": []}', "workouts"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(content: bytes, place: str) -> None:
    with pytest.raises(FileError) as caught:
        read(content)

    assert caught.value.problems[0][0] == place


CHANGES: list[tuple[list[Any], Any, str]] = [
    (["sessions", 0, "effort"], 11, "sessions[0].effort"),
    (["sessions", 0, "effort"], "hard", "sessions[0].effort"),
    (["sessions", 0, "effort"], True, "sessions[0].effort"),
    (["sessions", 0, "effort"], 4.5, "sessions[0].effort"),
    (["sessions", 0, "effort"], float("nan"), "sessions[0].effort"),
    (["sessions", 0, "id"], "x", "sessions[0].id"),
    (["sessions", 0, "name"], "x" * 81, "sessions[0].name"),
    (["sessions", 0, "name"], "a\x00b", "sessions[0].name"),
    (["sessions", 0, "name"], "a\ud800b", "sessions[0].name"),
    (["sessions", 0, "name"], None, "sessions[0].name"),
    (["sessions", 0, "started_at"], "yesterday", "sessions[0].started_at"),
    (["sessions", 0, "started_at"], "2026-03-02T07:00:00", "sessions[0].started_at"),
    (["sessions", 0, "local_on"], "2026-02-30", "sessions[0].local_on"),
    (["sessions", 0, "time_zone"], "Mars/Base", "sessions[0].time_zone"),
    (["sessions", 0, "routine"], "not-a-key", "sessions[0].routine"),
    (["sessions", 0, "routine"], [1], "sessions[0].routine"),
    (["sessions", 0, "entries"], {}, "sessions[0].entries"),
    (["sessions", 0, "entries", 0, "exercise"], "no-such-one", "sessions[0].entries[0].exercise"),
    (["sessions", 0, "entries", 0, "exercise"], None, "sessions[0].entries[0].exercise"),
    (["sessions", 0, "entries", 0, "sets"], 99, "sessions[0].entries[0].sets"),
    (["sessions", 0, "entries", 0, "sides"], "up", "sessions[0].entries[0].sides"),
    (["sessions", 0, "entries", 0, "hold_seconds"], 10**30, "sessions[0].entries[0].hold_seconds"),
    (["sessions", 0, "entries", 0, "stands_in_for"], 0, "sessions[0].entries[0].stands_in_for"),
    (["sessions", 0, "entries", 1, "stands_in_for"], 99, "sessions[0].entries[1].stands_in_for"),
    (["sessions", 0, "entries", 1, "stands_in_for"], "0", "sessions[0].entries[1].stands_in_for"),
    (["routines", 0, "weekly_target"], 0, "routines[0].weekly_target"),
    (["routines", 0, "colour"], "red", "routines[0].colour"),
    (["exercises", 0, "steps"], [{"a": 1}], "exercises[0].steps"),
    (["exercises", 0, "equipment"], ["rocket"], "exercises[0].equipment"),
    (["exercises", 0, "figure_slug"], "../../etc/passwd", "exercises[0].figure_slug"),
    (["exercises", 0, "figure_slug"], "no-such-one", "exercises[0].figure_slug"),
    (["person", "time_zone"], "Mars/Base", "person.time_zone"),
    (["person", "cautions"], ["nosuch"], "person.cautions"),
]


@pytest.mark.parametrize(("path", "value", "place"), CHANGES, ids=lambda value: repr(value)[:40])
def test_a_bad_value_is_named_with_its_place_and_changes_nothing(
    filled: User, bob: User, path: list[Any], value: Any, place: str
) -> None:
    document = document_of(filled)
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    before = text_of(bob)

    with pytest.raises(FileError) as caught:
        store(bob, read(bytes_of(document)))

    assert caught.value.problems[0][0] == place
    assert text_of(again_of(bob)) == before


def test_a_name_twice_is_refused(filled: User, bob: User) -> None:
    document = document_of(filled)
    document["sessions"][1]["id"] = document["sessions"][0]["id"]

    with pytest.raises(FileError) as caught:
        store(bob, read(bytes_of(document)))

    assert caught.value.problems == (("sessions[1].id", "The file names this twice."),)


def test_a_rule_between_values_is_named(filled: User, bob: User) -> None:
    document = document_of(filled)
    document["sessions"][0]["finished_at"] = "2020-01-01T00:00:00Z"

    with pytest.raises(FileError, match="logbook_session_ends_after_start"):
        store(bob, read(bytes_of(document)))


def test_a_file_cannot_point_at_somebody_elses_rows(filled: User, bob: User) -> None:
    secret = make_own_exercise(bob, "Bob’s secret")
    theirs = make_routine(bob, secret)
    document = document_of(filled)
    document["sessions"][0]["entries"][0]["exercise"] = secret.slug
    document["sessions"][1]["routine"] = str(theirs.key)

    with pytest.raises(FileError) as caught:
        store(filled, read(bytes_of(document)))

    assert [place for place, _words in caught.value.problems] == [
        "sessions[0].entries[0].exercise",
        "sessions[1].routine",
    ]


# --- The pages ---


def upload(client: Client, content: bytes) -> Any:
    return client.post(reverse("accounts:upload"), {"file": SimpleUploadedFile("mine.json", content)})


def test_the_file_is_offered_and_comes_as_a_download(alice_client: Client, filled: User) -> None:
    page = alice_client.get(reverse("accounts:data")).content.decode()
    response = alice_client.get(reverse("accounts:export"))

    assert reverse("accounts:export") in page
    assert "attachment" in response["Content-Disposition"]
    assert json.loads(response.getvalue()) == document_of(filled)


def test_uploading_shows_what_would_happen_and_a_yes_does_it(
    client: Client, alice_client: Client, filled: User, bob_client: Client, bob: User
) -> None:
    shown = upload(bob_client, text_of(filled).encode())
    page = bob_client.get(shown.url).content.decode()
    before = Session.objects.filter(person=bob).count()
    bob_client.post(shown.url, {"with_settings": "on"})

    assert shown.url == reverse("accounts:import")
    assert "mine.json" in page
    assert before == 0
    assert Session.objects.filter(person=bob).count() == 3
    assert again_of(bob).time_zone == "Asia/Tokyo"
    assert not Upload.objects.exists()


def test_an_upload_is_its_owners_alone(alice_client: Client, bob_client: Client, filled: User) -> None:
    upload(alice_client, text_of(filled).encode())

    assert alice_client.get(reverse("accounts:import")).status_code == 200
    assert bob_client.get(reverse("accounts:import")).status_code == 404
    assert bob_client.post(reverse("accounts:import")).status_code == 404


def test_an_upload_can_be_dropped(alice_client: Client, filled: User) -> None:
    upload(alice_client, text_of(filled).encode())

    alice_client.post(reverse("accounts:drop_upload"))

    assert not Upload.objects.exists()


@pytest.mark.parametrize("content", [b"{}", b"", b"hello", b'{"format": "backroutine", "version": 9}'], ids=repr)
def test_a_bad_upload_is_explained(alice_client: Client, content: bytes) -> None:
    response = upload(alice_client, content)

    assert response.status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["accounts:data", "accounts:export", "accounts:import"])
def test_data_pages_need_somebody_signed_in(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
