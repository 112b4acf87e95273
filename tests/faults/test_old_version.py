"""The newest migrations applied while the version before them serves: nobody notices.

The version before is taken from git: the parent of the commit that brought the newest migration.
"""

import subprocess
import sys
import tarfile
import threading
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import DATABASES
from tests.faults.looking import figures
from tests.faults.served import serving
from tests.faults.test_postgresql_away import Reader, Sender
from tests.own_site import own_site, skip_unless_asked


def git(*words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=settings.BASE_DIR, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"needs the history: {done.stderr.decode().strip()}")
    return done.stdout


@pytest.fixture(scope="module")
def old_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    newest = git("log", "--diff-filter=A", "--format=%H", "-1", "--", "*/migrations/0*.py").decode().strip()
    folder = tmp_path_factory.mktemp("old_version")
    with tarfile.open(fileobj=BytesIO(git("archive", f"{newest}^"))) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.mark.parametrize("database", DATABASES)
def test_the_version_before_serves_on_while_the_newest_migrations_are_applied(
    database: str, old_version: Path, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_unless_asked(request, database)
    with own_site(database, tmp_path) as site:
        monkeypatch.setattr(settings, "BASE_DIR", old_version)  # where the old one is started
        with serving(site, database, workers=2) as served:
            monkeypatch.undo()
            is_over = threading.Event()
            senders = [Sender(served, number, is_over) for number in range(3)]
            pages = [Reader(served, is_over, path) for path in ("/routines/", "/progress/", "/sessions/")]
            for thread in (*senders, *pages):
                thread.start()
            time.sleep(2)
            plan = [line for line in site.manage("migrate", "--plan").splitlines() if line.startswith("  ") is False]
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            began = time.monotonic()
            subprocess.run(command, cwd=settings.BASE_DIR, env=site.env, check=True)
            took = time.monotonic() - began
            time.sleep(3)
            is_over.set()
            for thread in (*senders, *pages):
                thread.join(60)

    statuses = sum((thread.statuses for thread in (*senders, *pages)), Counter())
    figures(migrations=len(plan) - 1, migrating_took_s=round(took, 1), answers=dict(statuses))
    assert [wrong for thread in (*senders, *pages) for wrong in thread.wrong] == []
    assert set(statuses) == {200}
