"""Save the whole database into one file, now or again and again."""

import signal
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from backroutine.backup import database, files
from backroutine.backup.archive import BrokenError
from backroutine.backup.database import RefusedError

TRIES_AGAIN_AFTER_SECONDS = 5 * 60


class Command(BaseCommand):
    help = "Save all data into a new file, read it back, and keep the newest files only. People go on meanwhile."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where the files go (default: VAR_DIR/backups)")
        parser.add_argument("--keep", type=whole(1), default=14, metavar="N", help="how many are kept (default: 14)")
        parser.add_argument("--every", type=hours, metavar="HOURS", help="go on, one backup every so many hours")

    def handle(self, *args: Any, to: Path | None, keep: int, every: float | None, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        folder = (to or settings.VAR_DIR / "backups").absolute()
        try:
            if every is None:
                self.back_up(folder, keep)
            else:
                self.go_on(folder, keep, every * 3600)
        except KeyboardInterrupt:
            sys.exit(0 if every else 130)

    def go_on(self, folder: Path, keep: int, every_seconds: float) -> None:
        """Back up again and again: a failure is said and tried again soon, a restart does not make one too many."""
        while True:
            newest = max((path.stat().st_mtime for path in files.archives(folder)), default=0)
            time.sleep(min(max(0, newest + every_seconds - time.time()), every_seconds))
            try:
                self.back_up(folder, keep)
            except CommandError as error:
                self.stderr.write(f"{timezone.now():%Y-%m-%d %H:%M:%S} {error}")
                time.sleep(min(TRIES_AGAIN_AFTER_SECONDS, every_seconds))

    def back_up(self, folder: Path, keep: int) -> None:
        """Write one archive. Raises CommandError."""
        try:
            path = files.write(folder, timezone.now(), partial(database.dump, connection), database.check)
            gone = files.keep_newest(folder, keep)
        except (BrokenError, RefusedError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        except OSError as error:
            raise CommandError(f"No backup was made: {error.filename or folder}: {error.strerror}.") from error
        except DatabaseError as error:
            raise CommandError(f"No backup was made. The database says: {str(error).strip()}") from error
        finally:
            connection.close()
        self.stdout.write(f"{path} ({path.stat().st_size / 1024:.0f} KiB), written and read back.")
        if gone:
            self.stdout.write(f"Deleted the oldest: {', '.join(each.name for each in gone)}.")


def whole(low: int) -> Any:
    def read(word: str) -> int:
        if not word.isdecimal() or int(word) < low:
            raise ArgumentTypeError(f"a whole number from {low}, not {word!r}")
        return int(word)

    return read


def hours(word: str) -> float:
    try:
        number = float(word)
    except ValueError:
        number = 0
    if not 0 < number <= 24 * 366:
        raise ArgumentTypeError(f"a number of hours, not {word!r}")
    return number
