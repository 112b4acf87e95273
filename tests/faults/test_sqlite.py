"""SQLite: a disk that is full, and two processes that write for a minute."""

import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import SQLITE
from tests.faults.looking import figures, stored
from tests.faults.mounted import small_disk
from tests.faults.served import Browser, serving, wait_for
from tests.faults.test_postgresql_away import Sender
from tests.own_site import own_site, skip_unless_asked

SECONDS = 60
WRITERS = 4


@pytest.fixture(autouse=True)
def on_sqlite_alone(request: pytest.FixtureRequest) -> None:
    skip_unless_asked(request, SQLITE)


def test_two_processes_write_for_a_minute(tmp_path: Path, build_dir: Path) -> None:
    """Two web workers and, from outside, a third process that keeps the lock a while again and again."""
    with own_site(SQLITE, tmp_path, BUILD_DIR=str(build_dir)) as site, serving(site, SQLITE, workers=2) as served:
        is_over = threading.Event()
        senders = [Sender(served, number, is_over) for number in range(WRITERS)]
        for sender in senders:
            sender.start()
        held, end = 0, time.monotonic() + SECONDS
        with closing(sqlite3.connect(tmp_path / "db.sqlite3", timeout=20, isolation_level=None)) as other:
            while time.monotonic() < end:
                other.execute("BEGIN IMMEDIATE")
                other.execute("UPDATE accounts_user SET first_name = ?", [str(held)])
                time.sleep(0.05)
                other.execute("COMMIT")
                held += 1
                time.sleep(0.05)
        is_over.set()
        for sender in senders:
            sender.join(60)

        statuses = sum((sender.statuses for sender in senders), Counter())
        slowest = max(sender.longest for sender in senders)
        figures(reports=statuses[200], others=held, locked=statuses[503], slowest_s=round(slowest, 2))
        assert set(statuses) == {200}
        assert [sender.wrong for sender in senders] == [[]] * WRITERS
        assert "locked" not in served.log.read_text()
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as look:
            found = dict(look.execute("SELECT id, record_version FROM logbook_session"))
        assert [found[sender.key.replace("-", "")] for sender in senders] == [sender.acknowledged for sender in senders]


def test_a_full_disk_refuses_cleanly_and_goes_on_when_there_is_room(tmp_path: Path, build_dir: Path) -> None:
    with (
        small_disk(tmp_path / "disk", 24) as disk,
        own_site(SQLITE, disk, BUILD_DIR=str(build_dir)) as site,
        serving(site, SQLITE, workers=2) as served,
    ):
        before = stored(served)
        filler = disk / "filler"
        with filler.open("wb") as file:  # until nothing fits any more
            try:
                while True:
                    file.write(b"x" * 4096)
                    file.flush()
            except OSError:
                pass
        refused, statuses = [], Counter[int]()
        browser: Browser = served.browser
        for number in range(60):
            answer = browser.post("/routines/new/", {"name": f"Full {number} {'x' * 60}", "weekly_target": 3})
            statuses[answer.status] += 1
            if answer.status == 503:
                assert answer.headers["Retry-After"] == "5"
                assert "nothing was changed" in answer.text
                refused.append(f"Full {number} {'x' * 60}")
        reading = browser.get("/routines/").status
        health = browser.get("/healthz").status
        assert set(statuses) <= {302, 503}
        assert statuses[503] > 0
        filler.unlink()
        back = wait_for(lambda: browser.post("/routines/new/", {"name": "Room", "weekly_target": 3}).status == 302)

        with closing(sqlite3.connect(disk / "db.sqlite3")) as look:
            assert look.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            names = [row[0] for row in look.execute("SELECT name FROM routines_routine")]
        assert set(names).isdisjoint(refused)
        assert len(names) == len(before["routines_routine"]) + statuses[302] + 1
        figures(
            refused=statuses[503],
            stored=statuses[302],
            reading=reading,
            healthz=health,
            back_after_s=round(back, 1),
        )
