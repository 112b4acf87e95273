"""Looks into a served site's database from outside, and stalls its writes in the middle of a transaction."""

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from tests.databases import POSTGRESQL
from tests.faults.served import Served, wait_for

# Who is signed in, and what is counted, change by looking at a page.
PASSING = {"django_session", "backroutine_cache", "accounts_device", "django_tasks_database_dbtaskresult"}
LOCK = 77
STALL_POSTGRESQL = f"""
CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL; END $$
"""
# Busy for minutes: SQLite can do nothing else than count.
STALL_SQLITE = """
CREATE VIEW stall AS
WITH RECURSIVE counting(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counting LIMIT 100000000000) SELECT x FROM counting
"""

type Tables = dict[str, list[tuple[Any, ...]]]


def sqlite_path(served: Served) -> Path:
    return Path(served.site.env["VAR_DIR"]) / "db.sqlite3"


@contextmanager
def connected(served: Served, timeout: float = 20) -> Iterator[Any]:
    if served.database == POSTGRESQL:
        with psycopg.connect(served.site.env["DATABASE_URL"], autocommit=True, row_factory=tuple_row) as connection:
            yield connection
    else:
        with closing(sqlite3.connect(sqlite_path(served), timeout=timeout, isolation_level=None)) as connection:
            yield connection


def stored(served: Served) -> Tables:
    """Return all rows of all tables but the passing ones."""
    names = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        if served.database == POSTGRESQL
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    with connected(served) as connection:
        tables = {row[0] for row in connection.execute(names)} - PASSING
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in tables}


def grown(before: Tables, after: Tables) -> dict[str, int]:
    """Return by how many rows each table is longer."""
    return {name: len(after[name]) - len(before[name]) for name in before if len(after[name]) != len(before[name])}


@contextmanager
def stalled(served: Served, table: str, event: str) -> Iterator[Any]:
    """Let a transaction that does this to the table stop there; give a function that waits until one has."""
    with connected(served) as connection:
        if served.database == POSTGRESQL:
            connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            connection.execute(STALL_POSTGRESQL)
            connection.execute(f"CREATE TRIGGER stall AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION stall()")
        else:
            connection.execute(STALL_SQLITE)
            connection.execute(
                f"CREATE TRIGGER stall_there AFTER {event} ON {table} BEGIN SELECT COUNT(*) FROM stall; END"
            )
        try:
            yield lambda: wait_for(lambda: _is_stalled(served))
        finally:
            if served.database == POSTGRESQL:
                connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
                wait_for(lambda: not _is_stalled(served))
                connection.execute("DROP FUNCTION stall CASCADE")
            else:
                connection.execute("DROP TRIGGER stall_there")
                connection.execute("DROP VIEW stall")


def _is_stalled(served: Served) -> bool:
    if served.database == POSTGRESQL:
        with connected(served) as connection:
            waiting = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            return connection.execute(waiting).fetchone()[0] > 0
    # Nothing of ours holds the lock for so long.
    end = time.monotonic() + 0.5
    with connected(served, timeout=0) as connection:
        while time.monotonic() < end:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                time.sleep(0.02)
            else:
                connection.execute("ROLLBACK")
                return False
    return True


def figures(**numbers: Any) -> None:
    """Say what was measured, for docs/reliability.md: `-s` shows it."""
    test = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
    words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in numbers.items())
    line = f"{test}: {words}\n"
    sys.stderr.write(line)
    if path := os.environ.get("FIGURES"):
        with Path(path).open("a") as file:
            file.write(line)
