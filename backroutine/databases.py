"""Django's settings of the database, from DATABASE_URL. Nothing else asks which database it is."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from backroutine.env import env_bool, env_int

SQLITE_OPTIONS: dict[str, Any] = {
    # IMMEDIATE takes the write lock at the start, so two writers wait for each other instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database_from_url(url: str, sqlite_path: Path) -> dict[str, Any]:
    """Return Django's database settings for DATABASE_URL (empty: SQLite in that file). Raises ImproperlyConfigured."""
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": sqlite_path, "OPTIONS": SQLITE_OPTIONS}
    if not url.startswith(("postgresql://", "postgres://", "sqlite://")):
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgresql:// (or be left out for SQLite), "
            "such as postgresql://user:password@host:5432/backroutine."
        )
    try:
        url, hosts = without_hosts(url)
        database: dict[str, Any] = dict(dj_database_url.parse(url)) | hosts
    except (ValueError, dj_database_url.ParseError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if database["ENGINE"] == "django.db.backends.sqlite3":
        if database["NAME"] == ":memory:":
            raise ImproperlyConfigured("DATABASE_URL names no file: sqlite:////var/lib/backroutine/db.sqlite3 does.")
        return database | {"OPTIONS": SQLITE_OPTIONS}
    if not database["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: add its name after the last slash.")
    pool = {
        "min_size": 0,
        "max_size": env_int("DATABASE_POOL_SIZE", default=8, low=1, high=200),
        # How long a request waits for a connection, and how long one is tried for before the next request tries
        # anew: psycopg's own five minutes would still be waiting for its turn long after the database is back.
        "timeout": 3,
        "reconnect_timeout": 2,
    }
    # A connection is tried before it leaves the pool: one that a restarted server cut is replaced, not met by a page.
    options = {"connect_timeout": 5} | database.get("OPTIONS", {}) | {"pool": pool}
    database |= {"OPTIONS": options, "CONN_HEALTH_CHECKS": True}
    if env_bool("DATABASE_POOLED"):
        # Behind a pooler each transaction may be another server process: nothing may be left behind in one.
        options["prepare_threshold"] = None
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
    return database


def replica_from_url(url: str, primary: dict[str, Any]) -> dict[str, Any]:
    """Return the settings for DATABASE_REPLICA_URL, a standby of the primary. Raises ImproperlyConfigured."""
    if "postgresql" not in primary["ENGINE"] or not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("DATABASE_REPLICA_URL names a standby of DATABASE_URL: both must be postgresql://….")
    database = database_from_url(url, Path())
    # Nobody waits long for what the primary has too.
    database["OPTIONS"] |= {"connect_timeout": 2, "pool": database["OPTIONS"]["pool"] | {"timeout": 1}}
    return database | {"TEST": {"MIRROR": "default"}}


def without_hosts(url: str) -> tuple[str, dict[str, str]]:
    """Return the address and, apart from it, the hosts where it names several (libpq's `a:5432,b:5432`).

    Raises ValueError when their ports are no numbers.
    """
    parts = urlsplit(url)
    whom, at, places = parts.netloc.rpartition("@")
    if "," not in places:
        return url, {}
    each = [urlsplit(f"//{place}") for place in places.split(",")]
    hosts = {"HOST": ",".join(it.hostname or "" for it in each), "PORT": ",".join(str(it.port or 5432) for it in each)}
    return parts._replace(netloc=f"{whom}{at}several").geturl(), hosts
