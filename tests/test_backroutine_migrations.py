"""What a new migration may do while the version before still serves (docs/operations.md: expand, then contract)."""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

# The newest of each app when the rule began; what came before was applied with nobody there.
BEFORE = {"accounts": 7, "exercises": 3, "routines": 8, "logbook": 15, "backroutine": 1}
# Migrations that remove what the version before does not use any more, with the version that stopped using it.
CONTRACTS: dict[str, str] = {}

RENAMES = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)
REMOVALS = (migrations.RemoveField, migrations.DeleteModel)


def fault(operation: Operation) -> str:
    """Return why the version before could not go on beside this ("" if it could)."""
    if isinstance(operation, RENAMES):
        return "renames: add, copy, and remove in a later release"
    if isinstance(operation, REMOVALS):
        return "removes: name it in CONTRACTS with the version that stopped using it"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not (field.null or field.many_to_many or field.has_db_default() or field.generated):
            return "requires what the version before does not write: let it be null, or give it a db_default"
    return ""


def flat(operations: list[Operation]) -> Iterator[Operation]:
    """Yield what is done to the database; what is done to the models' state alone is passed over."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from flat(operation.database_operations)
        else:
            yield operation


def test_new_migrations_let_the_version_before_go_on() -> None:
    faults = [
        f"{app}.{name}: {type(operation).__name__} {why}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in BEFORE and int(name[:4]) > BEFORE[app] and f"{app}.{name}" not in CONTRACTS
        for operation in flat(migration.operations)
        if (why := fault(operation))
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        (migrations.RenameField("session", "note", "words"), "renames"),
        (migrations.RemoveField("session", "note"), "removes"),
        (migrations.DeleteModel("Session"), "removes"),
        (migrations.AddField("session", "mood", models.IntegerField(default=0)), "requires"),
        (migrations.AddField("session", "mood", models.IntegerField(null=True)), ""),
        (migrations.AddField("session", "mood", models.IntegerField(db_default=0)), ""),
    ],
)
def test_what_would_stop_the_version_before_is_found(operation: Operation, word: str) -> None:
    assert fault(operation).partition(":")[0].partition(" ")[0] == word
