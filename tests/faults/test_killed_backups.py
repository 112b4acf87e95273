"""Backing up and restoring, killed with SIGKILL at any moment: the old files, and the old data, are as they were."""

import time
from pathlib import Path

import pytest

from tests.databases import DATABASES
from tests.faults.looking import figures
from tests.own_site import own_site, skip_unless_asked

KILLS = 6
FILL = """
from django.core.management import call_command
for command in ("migrate", "load_catalogue", "load_programmes", "make_demo"):
    call_command(command, verbosity=0)
"""


@pytest.mark.parametrize("database", DATABASES)
def test_killed_at_any_moment(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    skip_unless_asked(request, database)
    with own_site(database, tmp_path) as site:
        site.manage("shell", "-c", FILL)
        began = time.monotonic()
        site.manage("backup")
        backup_takes = time.monotonic() - began
        (path,) = (tmp_path / "backups").iterdir()
        archived = site.content()
        # What is there when the restore begins differs from what it would bring.
        site.manage("shell", "-c", "from tests.factories import make_person; make_person('later@example.org')")
        content = site.content()

        for kill in range(KILLS):
            process = site.begin("backup")
            time.sleep(backup_takes * (kill + 1) / (KILLS + 1))
            process.kill()
            process.communicate()
        named = list((tmp_path / "backups").glob("*.gz"))
        for each in named:
            site.manage("restore", str(each), "--check")

        began = time.monotonic()
        kills = 0
        for kill in range(KILLS):
            process = site.begin("restore", str(path), "--replace")
            time.sleep(0.6 + backup_takes * 2 * kill / KILLS)
            if process.poll() is None:
                process.kill()
                kills += 1
            process.communicate()
            if process.returncode == -9:
                now = site.content()
                assert now in (content, archived), "half restored"
        assert kills
        site.manage("restore", str(path), "--replace")
        assert site.content() == archived
        figures(backup_kills=KILLS, restore_kills=kills, broken_files=0)
