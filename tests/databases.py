"""The two databases the suite runs on: a PostgreSQL of our own, and SQLite in a file."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from backroutine.databases import SQLITE_OPTIONS, database_from_url
from tests.postgresql import OwnServer

POSTGRESQL, SQLITE = DATABASES = ("postgresql", "sqlite")
NAMES = {POSTGRESQL: "PostgreSQL", SQLITE: "SQLite"}

# Where the first process of a run leaves its server's address for the workers.
URL_VARIABLE = "BACKROUTINE_TEST_POSTGRESQL"


class PostgresServer(OwnServer):
    """The PostgreSQL of one run, whose address the workers find."""

    def __init__(self) -> None:
        super().__init__()
        os.environ[URL_VARIABLE] = self.url

    def stop(self) -> None:
        os.environ.pop(URL_VARIABLE, None)
        super().stop()


# What `migrate` itself fills, as it would again: no test changes it.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty(connection: BaseDatabaseWrapper) -> None:
    """Delete every row of every table but those: what Django's flush does, for the few tables that have any.

    Flush empties all of them by name, which makes PostgreSQL a new file for each, and then fills those again.
    """
    names = [name for name in connection.introspection.django_table_names() if name not in KEPT]
    quoted = {name: connection.ops.quote_name(name) for name in names}
    with connection.cursor() as cursor:
        looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {place})" for name, place in quoted.items())
        cursor.execute(" UNION ALL ".join(looks))
        full = [quoted[name] for (name,) in cursor.fetchall()]
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(using=connection.alias),
        connection.cursor() as cursor,
    ):
        if full and connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no foreign key is looked after meanwhile
        for place in full:
            cursor.execute(f"DELETE FROM {place}")


class TestDatabases:
    """Makes each database when a test first needs it, and switches the default connection between them."""

    __test__ = False

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._folder = tempfile.TemporaryDirectory(prefix="backroutine-sqlite-")
        self._server: PostgresServer | None = None
        self._ready: dict[str, dict[str, Any]] = {}
        self._current = ""

    def switch(self, database: str) -> None:
        if database == self._current:
            return
        connections["default"].close()
        del connections["default"]
        # The settings change too, for threads that a live server or a test starts: each makes its own connection.
        settings.DATABASES["default"] = self._ready.get(database) or self._fresh_settings(database)
        connections.settings = connections.configure_settings(settings.DATABASES)
        if database not in self._ready:
            connections["default"].creation.create_test_db(verbosity=0, autoclobber=True)
            self._ready[database] = settings.DATABASES["default"]
        ContentType.objects.clear_cache()  # it remembers ids, which differ
        # SQLite is asked this once of each connection, with three queries that no test means to count.
        assert connections["default"].features.supports_json_field
        self._current = database

    def destroy(self) -> None:
        for database in self._ready:
            # Beside the event loop of a browser Django keeps other connections than before it and after: of those that
            # are at hand again by now, none need be to the database in use.
            self._current = ""
            self.switch(database)
            if database == POSTGRESQL:
                # A server that a test killed may have left a connection open.
                with connections["default"].cursor() as cursor:
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
            connections["default"].creation.destroy_test_db("", verbosity=0)
        if self._server:
            self._server.stop()
        self._folder.cleanup()

    def _fresh_settings(self, database: str) -> dict[str, Any]:
        file = Path(self._folder.name) / "db.sqlite3"
        if database == POSTGRESQL:
            if URL_VARIABLE not in os.environ:
                self._server = PostgresServer()
            return database_from_url(os.environ[URL_VARIABLE], file) | {"TEST": {"NAME": f"test_{self._worker}"}}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(file),
            "OPTIONS": SQLITE_OPTIONS,
            "TEST": {"NAME": str(file)},
        }
