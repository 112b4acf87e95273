"""Bring a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection

from backroutine.backup import database
from backroutine.backup.archive import BrokenError, Tally
from backroutine.backup.database import RefusedError
from backroutine.locking import alone_with


class Command(BaseCommand):
    help = "Make the database hold what a backup does, all of it or nothing; the backup may come from either database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="even though there are people in the database")
        parser.add_argument("--check", action="store_true", help="only read the file and say what it holds")

    def handle(self, *args: Any, file: Path, replace: bool, check: bool, **options: Any) -> None:
        try:
            if check:
                head, tallies = database.check(file)
                self.stdout.write(f"Made {head.made_at:%Y-%m-%d %H:%M} UTC from {head.database}, and whole.")
            else:
                with alone_with(connection):
                    tallies = database.load(connection, file, is_replacing=replace)
                    call_command("migrate", interactive=False, verbosity=0)
        except (BrokenError, RefusedError) as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        except DatabaseError as error:
            raise CommandError(f"Nothing was changed. The database says: {str(error).strip()}") from error
        except OSError as error:
            raise CommandError(f"Nothing was changed. {error.filename}: {error.strerror}.") from error
        rows = sum(tally.rows for tally in tallies.values())
        people = tallies.get(database.PEOPLE, Tally()).rows
        words = "It holds" if check else "Restored and read back:"
        self.stdout.write(f"{words} {rows} rows in {len(tallies)} tables, {people} people.")
