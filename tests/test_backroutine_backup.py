"""Backups: all data out into one file, and from it back into either database."""

import gzip
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backroutine.backup import files
from backroutine.backup.archive import BrokenError, Head, Reader, Writer
from tests.databases import DATABASES, POSTGRESQL, SQLITE
from tests.factories import make_exercise, make_person, make_routine
from tests.own_site import Site, own_site, skip_unless_asked

# A row in every table that load_catalogue and make_demo leave empty, with what is hard to keep: bytes, times, signs.
FILL = """
import datetime
from django.core.management import call_command
for command in ("migrate", "load_catalogue", "load_programmes", "make_demo"):
    call_command(command, verbosity=0)
from accounts.models import Upload, User
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from exercises.models import Exercise
from routines.models import Routine
from sessions.models import Goal, GoalRating, Reminder
from sessions.tasks import send_reminder
from tests.factories import make_exercise, make_own_exercise, make_routine, make_session
alice = User.objects.create_user("alice@example.org", "sunny-spine-2", first_name="Zoë \\u202e ' \\" \\\\ \\n 🧘")
alice.groups.add(Group.objects.create(name="helpers"))
alice.user_permissions.add(Permission.objects.first())
Group.objects.get().permissions.add(Permission.objects.last())
address = EmailAddress.objects.create(user=alice, email=alice.email, verified=True)
EmailConfirmation.create(address)
Upload.keep(alice, "old.json", bytes(range(256)) * 400, is_spreadsheet=False)
LogEntry.objects.create(user=alice, content_type=ContentType.objects.first(), action_flag=1, object_repr="x")
routine = make_routine(alice, make_own_exercise(alice), make_exercise("Other"))
routine.remove(routine.prescriptions.first())
make_session(alice, routine, note="nul-free ✓")
goal = Goal.objects.create(person=alice, words="tie my shoes")
GoalRating.objects.create(goal=goal, week_on=datetime.date(2026, 1, 5), value=3)
Reminder.objects.create(person=alice, is_mail_on=True, at=datetime.time(7, 30))
Client().force_login(alice)
send_reminder.enqueue(1)
# The highest number is gone: the next one must still be another than those that are there.
User.objects.create_user("gone@example.org").delete()
"""
NEXT = """
from accounts.models import User
print("DATA", int(User.objects.create_user("next@example.org").pk > User.objects.get(email="alice@example.org").pk))
"""
MAKE_OLD_PERSON = """
from django.db import connection
from django.db.migrations.loader import MigrationLoader
loader = MigrationLoader(connection)
state = loader.project_state([key for key in loader.applied_migrations if key in loader.graph.nodes])
state.apps.get_model("accounts", "User").objects.create(email="old@example.org")
"""
OLD_PERSON = """
import json
from accounts.models import User
person = User.objects.get()
print("DATA", json.dumps([person.email, person.cautions]))
"""


type Saved = tuple[Site, Path, dict[Any, Any]]


@pytest.fixture(scope="module", params=DATABASES)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    """A site with something in every table, its backup, and what it holds."""
    skip_unless_asked(request, request.param)
    folder = tmp_path_factory.mktemp("saved")
    with own_site(request.param, folder) as site:
        site.manage("shell", "-c", FILL)
        site.manage("backup")
        (path,) = (folder / "backups").iterdir()
        yield site, path, site.content()


def test_everything_comes_back_on_the_other_database(saved: Saved, tmp_path: Path) -> None:
    """To the same database it does in tests/faults."""
    _site, path, content = saved
    target = SQLITE if Reader(path).head.database == POSTGRESQL else POSTGRESQL
    with own_site(target, tmp_path / "a folder that is not there yet") as other:
        said = other.manage("restore", str(path))

        assert said.startswith("Restored and read back: ")
        assert other.content() == content
        assert {model for model, _pk in content} >= {"accounts.upload", "logbook.loggedset", "sessions.session"}
        assert other.ask(NEXT) == 1


def test_people_are_replaced_only_when_one_says_so(saved: Saved) -> None:
    site, path, content = saved
    site.ask(NEXT)

    refused = site.run("restore", str(path))
    assert (refused.returncode, refused.stderr) == (
        1,
        "CommandError: Nothing was changed. The database holds 3 people. "
        "To put the archive in their place, add --replace.\n",
    )
    site.manage("restore", str(path), "--replace")
    assert site.content() == content


def test_a_backup_has_every_table(saved: Saved) -> None:
    site, path, _content = saved
    code = (
        "import json; from django.db import connection as c; print('DATA', json.dumps(c.introspection.table_names()))"
    )

    assert set(Reader(path).check()) == set(site.ask(code)) - {"django_migrations"}


def test_a_backup_is_for_its_owner_alone(saved: Saved) -> None:
    _site, path, _content = saved

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_backup_holds_no_secret_key(saved: Saved) -> None:
    _site, path, _content = saved
    key = (path.parent.parent / "secret-key").read_bytes()

    assert len(key) > 40
    assert key not in gzip.decompress(path.read_bytes())


def test_a_backup_of_another_version_is_refused_and_changes_nothing(saved: Saved, tmp_path: Path) -> None:
    site, path, content = saved
    newer = tmp_path / "newer.jsonl.gz"
    newer.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"0001_initial", b"9001_to_come", 1)))

    done = site.run("restore", "--replace", str(newer))

    assert done.stderr.endswith("was written by a newer version of backroutine: update first.\n")
    assert (done.returncode, site.content()) == (1, content)


def test_a_backup_of_an_older_version_comes_back_and_is_brought_up_to_date(older: Path, tmp_path: Path) -> None:
    with own_site(POSTGRESQL, tmp_path) as site:
        site.manage("restore", str(older))

        assert site.ask(OLD_PERSON) == ["old@example.org", []]
        assert site.run("migrate", "--check").returncode == 0


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup from before people had cautions."""
    folder = tmp_path_factory.mktemp("older")
    with own_site(SQLITE, folder) as site:
        site.manage("migrate", "accounts", "0002", "--verbosity=0")
        site.manage("shell", "-c", MAKE_OLD_PERSON)
        site.manage("backup")
    (path,) = (folder / "backups").iterdir()
    return path


# --- While people go on ---


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_of_one_moment_and_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person()
    routine = make_routine(person)
    for number in range(300):  # something to be read between the two
        make_exercise(f"Between {number}")
    is_over, written = threading.Event(), 0

    def go_on() -> None:
        """Change the first table and the last together, again and again."""
        nonlocal written
        while not is_over.is_set():
            with transaction.atomic():
                type(person).objects.filter(pk=person.pk).update(first_name=str(written))
                type(routine).objects.filter(pk=routine.pk).update(name=str(written))
            written += 1
        connection.close()

    def wait_for_writes(number: int) -> None:
        before, end = written, time.monotonic() + 60
        while written < before + number:
            assert time.monotonic() < end, "nobody can write"
            time.sleep(0.01)

    def slowly(writer: Writer, name: str, *rest: Any) -> Any:
        if name == "exercises_exercise":
            wait_for_writes(2)  # the second of them began and ended while the backup was under way
        return table(writer, name, *rest)

    table = Writer.table
    monkeypatch.setattr(Writer, "table", slowly)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        pairs = []
        wait_for_writes(1)
        for number in range(5):
            call_command("backup", to=tmp_path, stdout=None, verbosity=0)
            found = tables(files.archives(tmp_path)[number])
            pairs.append((found["accounts_user"][0]["first_name"], found["routines_routine"][0]["name"]))
    finally:
        is_over.set()
        thread.join(20)

    assert [first for first, _last in pairs] == [last for _first, last in pairs]
    assert len(set(pairs)) == 5


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [dict(zip(columns, row, strict=True)) for row in rows] for name, columns, rows in Reader(path).tables()
    }


# --- Files ---


def fill(file: Any) -> None:
    writer = Writer(file, Head(datetime(2026, 3, 1, tzinfo=UTC), "sqlite", (("accounts", "0001_initial"),)))
    writer.table("one", ["id", "name"], [[number, f"name {number} " + "é" * number] for number in range(20)])
    writer.table("two", ["id"], [])
    writer.close()


def content_of(path: Path) -> tuple[Head, dict[str, Any]]:
    reader = Reader(path)
    return reader.head, reader.check()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    return files.write(folder, timezone.now(), fill, content_of)


def test_the_newest_are_kept(tmp_path: Path) -> None:
    made = [files.write(tmp_path, datetime(2026, 3, day, tzinfo=UTC), fill, content_of) for day in (1, 2, 3, 4)]
    (tmp_path / "notes.txt").touch()

    assert files.keep_newest(tmp_path, 3) == made[:1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*(path.name for path in made[1:]), "notes.txt"]
    assert files.keep_newest(tmp_path, 3) == []


def test_a_file_that_cannot_be_read_back_is_no_backup(tmp_path: Path) -> None:
    def half(file: Any) -> None:
        whole = BytesIO()
        fill(whole)
        file.write(whole.getvalue()[:200])

    with pytest.raises(BrokenError):
        files.write(tmp_path, timezone.now(), half, content_of)

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_backup_left_is_swept_away_after_a_day(tmp_path: Path) -> None:
    old, new = (tmp_path / f"backroutine-x.jsonl.gz.{number}.part" for number in (1, 2))
    for part, hours in ((old, 25), (new, 1)):
        part.touch()
        os.utime(part, (time.time() - hours * 3600,) * 2)

    path = files.write(tmp_path, timezone.now(), fill, content_of)

    assert set(tmp_path.iterdir()) == {new, path}
    assert files.archives(tmp_path) == [path]


def test_a_file_that_is_cut_short_anywhere_is_refused(small: Path, tmp_path: Path) -> None:
    whole, cut = small.read_bytes(), tmp_path / "cut"
    for length in range(len(whole)):
        cut.write_bytes(whole[:length])
        with pytest.raises(BrokenError):
            content_of(cut)


@given(st.data())
def test_a_file_with_any_byte_changed_is_refused_or_says_the_same(small: Path, data: st.DataObject) -> None:
    whole = bytearray(small.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    changed = small.with_name("changed")
    changed.write_bytes(whole)
    with suppress(BrokenError):
        assert content_of(changed) == content_of(small)  # the file's own head has bytes that mean nothing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'[3,"name 3', b'[3,"nome 3'),
        (b'"rows":20', b'"rows":21'),
        (b'"tables":2', b'"tables":3'),
        (b'{"columns":["id"],"table":"two"}', b'{"columns":["id"],"table":"too"}'),
        (b'"version":1', b'"version":2'),
        (b'"format":"backroutine backup"', b'"format":"something else"'),
    ],
)
def test_a_file_that_was_edited_is_refused(small: Path, tmp_path: Path, old: bytes, new: bytes) -> None:
    plain = gzip.decompress(small.read_bytes())
    assert plain.count(old) == 1
    edited = tmp_path / "edited"
    edited.write_bytes(gzip.compress(plain.replace(old, new)))

    with pytest.raises(BrokenError):
        content_of(edited)


# --- What the commands say ---


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_cannot_be_written_is_said_in_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"^No backup was made: /dev/null/x: Not a directory\.$"):
        call_command("backup", to=Path("/dev/null/x"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [b"", b"no backup at all", gzip.compress(b"[1, 2]", mtime=0), gzip.compress(b"{}", mtime=0)]
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=r"Nothing was changed\. .*(is no backup|is damaged or cut short)"):
        call_command("restore", path, replace=True)


@pytest.mark.django_db
def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="missing cannot be read: No such file or directory"):
        call_command("restore", tmp_path / "missing")


@pytest.mark.parametrize("words", [("--keep=0",), ("--keep=x",), ("--every=0",), ("--every=nan",), ("--every=x",)])
def test_wrong_options_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("backup", *words)


def test_a_database_without_tables_is_not_backed_up(tmp_path: Path) -> None:
    with own_site(SQLITE, tmp_path) as site:
        done = site.run("backup")

    assert done.stderr == (
        "CommandError: No backup was made. There is nothing to back up yet: the database has no tables.\n"
    )
    assert not (tmp_path / "backups").exists() or not list((tmp_path / "backups").iterdir())


def test_backing_up_on_schedule_waits_goes_on_and_ends_when_told(saved: Saved, tmp_path: Path) -> None:
    site, _path, _content = saved
    process = site.begin("backup", "--to", str(tmp_path), "--every", "0.0003", "--keep", "2")
    try:
        for _ in range(4):
            assert "written and read back" in process.stdout.readline() + process.stdout.readline()
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()

    assert len(files.archives(tmp_path)) == len(list(tmp_path.iterdir())) == 2
