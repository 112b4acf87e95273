"""The whole database into an archive and back, by its tables as its migrations made them: SQLite and PostgreSQL alike.

Both read and write models as they were at the archive's migrations, so an archive of an older version comes back too.
"""

import base64
import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.color import no_style
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from backroutine.backup.archive import BrokenError, Head, Reader, Row, Tally, Writer, to_line

type Model = type[models.Model]

ROWS_AT_ONCE = 500
PEOPLE = "accounts_user"


class RefusedError(Exception):
    """The database is not one that can be saved or replaced; the message says why, in plain words."""


def dump(connection: BaseDatabaseWrapper, file: IO[bytes]) -> dict[str, Tally]:
    """Write all tables as they are at one moment, while others go on writing. Raises RefusedError."""
    with one_moment(connection):
        loader = MigrationLoader(connection)
        migrations = _known_migrations(loader)
        if not migrations:
            raise RefusedError("There is nothing to back up yet: the database has no tables.")
        writer = Writer(file, Head(timezone.now(), connection.vendor, tuple(migrations)))
        tallies = {}
        for model in _models(loader, migrations):
            columns = [field.column for field in _fields(model)]
            tallies[model._meta.db_table] = writer.table(model._meta.db_table, columns, _rows(connection, model))
        writer.close()
        return tallies


def load(connection: BaseDatabaseWrapper, path: Path, *, is_replacing: bool = False) -> dict[str, Tally]:
    """Make the database hold what the archive does, all of it or nothing. Raises BrokenError or RefusedError.

    It ends at the archive's migrations; newer ones are to be applied after.
    """
    check(path)
    reader = Reader(path)
    try:
        # SQLite alone knows foreign keys that hold at once: they are checked at the end.
        with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql":
                connection.cursor().execute("SET LOCAL lock_timeout = '60s'")
            _clear(connection, is_replacing=is_replacing)
            _fill(connection, reader)
            return reader.tallies
    finally:
        reader.close()


def check(path: Path) -> tuple[Head, dict[str, Tally]]:
    """Read the archive from end to end. Raises BrokenError when it is damaged or of a newer version."""
    reader = Reader(path)
    try:
        unknown = set(reader.head.migrations) - set(MigrationLoader(None).disk_migrations or ())
        if unknown:
            raise BrokenError(f"{path} was written by a newer version of backroutine: update first.")
        return reader.head, reader.check()
    finally:
        reader.close()


@contextmanager
def one_moment(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """See the database as it is now, however long it takes, and hold nobody up."""
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # reads a snapshot, locks nobody out
    try:
        with transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql":
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def tally(connection: BaseDatabaseWrapper, model: Model) -> Tally:
    """Return what the table holds, by reading it."""
    found = Tally()
    for row in _rows(connection, model):
        found.add(to_line(row))
    return found


def _known_migrations(loader: MigrationLoader) -> list[tuple[str, str]]:
    unknown = set(loader.applied_migrations or ()) - set(loader.disk_migrations or ())
    ours = {app for app, _name in loader.disk_migrations or ()}
    if any(app in ours for app, _name in unknown):
        raise RefusedError("The database was made by a newer version of backroutine: update first.")
    return sorted(set(loader.applied_migrations or ()) - unknown)


def _models(loader: MigrationLoader, migrations: Iterable[tuple[str, str]]) -> list[Model]:
    """Return each table's model as it was after these migrations."""
    state = loader.project_state([key for key in migrations if key in loader.graph.nodes])
    found = state.apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy),
        key=lambda model: model._meta.db_table,
    )


def _fields(model: Model) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _rows(connection: BaseDatabaseWrapper, model: Model) -> Iterator[Row]:
    names = [field.attname for field in _fields(model)]
    query = model._base_manager.using(connection.alias).order_by("pk").values_list(*names)
    return (list(row) for row in query.iterator(chunk_size=_batch(model)))


def _batch(model: Model) -> int:
    """Return how many rows are held at once: of those with a file in them, one."""
    return 1 if any(isinstance(field, models.BinaryField) for field in _fields(model)) else ROWS_AT_ONCE


def _clear(connection: BaseDatabaseWrapper, *, is_replacing: bool) -> None:
    """Drop our tables. Raises RefusedError when that would lose people and nobody said so."""
    loader = MigrationLoader(connection)
    tables = {model._meta.db_table for model in _models(loader, _known_migrations(loader))}
    tables &= set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if PEOPLE in tables and not is_replacing:
            cursor.execute(f"SELECT COUNT(*) FROM {PEOPLE}")  # noqa: S608
            if people := cursor.fetchone()[0]:
                raise RefusedError(
                    f"The database holds {people} people. To put the archive in their place, add --replace."
                )
        cascade = " CASCADE" if connection.vendor == "postgresql" else ""
        for table in sorted(tables | {MigrationRecorder.Migration._meta.db_table}):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}{cascade}")


def _fill(connection: BaseDatabaseWrapper, reader: Reader) -> None:
    # Rows that a migration made wait for their foreign keys to be checked, and no table changes before that.
    settle = lambda action, *_rest: connection.check_constraints() if action == "apply_success" else None  # noqa: E731
    executor = MigrationExecutor(connection, settle)
    executor.migrate(_last_of_each_app(executor.loader, reader.head.migrations))
    by_table = {model._meta.db_table: model for model in _models(MigrationLoader(connection), reader.head.migrations)}
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), sorted(by_table), allow_cascade=True):
            cursor.execute(statement)
        for name, columns, rows in reader.tables():
            if name not in by_table or set(columns) != {field.column for field in _fields(by_table[name])}:
                raise BrokenError(f"The archive's table {name} is not as this version of backroutine knows it.")
            _insert(connection, cursor, by_table[name], columns, rows)
        connection.check_constraints()
        for statement in connection.ops.sequence_reset_sql(no_style(), list(by_table.values())):
            cursor.execute(statement)
    for name, model in by_table.items():
        if tally(connection, model) != reader.tallies.get(name, Tally()):
            raise BrokenError(f"Table {name}, read back, is not what the archive holds. Nothing was changed.")


def _last_of_each_app(loader: MigrationLoader, migrations: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    wanted = {key for key in migrations if key in loader.graph.nodes}
    followed = {
        parent.key for key in wanted for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]
    }
    return sorted(wanted - followed)


def _insert(
    connection: BaseDatabaseWrapper, cursor: Any, model: Model, columns: list[str], rows: Iterator[Row]
) -> None:
    by_column = {field.column: field for field in _fields(model)}
    fields = [by_column[column] for column in columns]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    for some in itertools.batched(rows, _batch(model), strict=False):
        prepared = [
            [field.get_db_prep_save(_value(field, plain), connection) for field, plain in zip(fields, row, strict=True)]
            for row in some
        ]
        cursor.executemany(sql, prepared)


def _value(field: Any, plain: Any) -> Any:
    if plain is None or isinstance(field, models.JSONField):
        return plain
    if isinstance(field, models.BinaryField):
        return base64.b64decode(plain)
    return field.to_python(plain)
