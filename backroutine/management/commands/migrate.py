"""Django's migrate, one process at a time, in a folder that is made when it is missing."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.commands import migrate
from django.db import connections

from backroutine.locking import alone_with


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Make the folder of a database file before the system checks, which open it."""
        connection = connections[options["database"]]
        if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
            folder = Path(connection.settings_dict["NAME"]).parent
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ImproperlyConfigured(f"{folder} cannot be written: {error.strerror}.") from error
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        with alone_with(connections[options["database"]]):
            super().handle(*args, **options)
