"""Setting up a database at the same time from several processes."""

from pathlib import Path

import pytest

from tests.databases import DATABASES
from tests.own_site import own_site, skip_unless_asked


@pytest.mark.parametrize("database", DATABASES)
def test_three_that_migrate_at_once_take_turns(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    skip_unless_asked(request, database)
    # A key of its own, so that nothing but the migrating makes the folder that is not there yet.
    with own_site(database, tmp_path / "not" / "there", SECRET_KEY="k" * 60) as site:
        processes = [site.begin("migrate", "--verbosity=0") for _ in range(3)]
        said = [process.communicate(timeout=120)[1] for process in processes]

        assert [process.returncode for process in processes] == [0, 0, 0], said
        assert site.run("migrate", "--check").returncode == 0


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    with own_site("sqlite", Path("/dev/null/var"), SECRET_KEY="k" * 60) as site:
        done = site.run("migrate")

    assert (done.returncode, done.stderr) == (2, "backroutine: /dev/null/var cannot be written: Not a directory.\n")
