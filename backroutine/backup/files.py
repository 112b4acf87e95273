"""Archives in a folder: written aside and read back before they get their name, the oldest dropped."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

PREFIX, SUFFIX, PART = "backroutine-", ".jsonl.gz", ".part"
PART_IS_DEAD_AFTER_SECONDS = 24 * 60 * 60


def archives(folder: Path) -> list[Path]:
    """Return the archives, the oldest first: their names hold the moment."""
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))


def write(folder: Path, now: datetime, fill: Callable[[IO[bytes]], object], check: Callable[[Path], object]) -> Path:
    """Return a new archive, readable by its owner alone: whole and checked, or not there at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder)
    path = folder / f"{PREFIX}{now.astimezone(UTC):%Y-%m-%dT%H%M%S.%fZ}{SUFFIX}"
    part = folder / f"{path.name}.{os.getpid()}{PART}"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        check(part)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    _sync(folder)
    return path


def keep_newest(folder: Path, number: int) -> list[Path]:
    """Delete all but the newest, and return those that went."""
    gone = archives(folder)[:-number]
    for path in gone:
        path.unlink()
    return gone


def _sweep(folder: Path) -> None:
    """Delete what a backup that was killed has left half-written."""
    for part in folder.glob(f"{PREFIX}*{PART}"):
        if time.time() - part.stat().st_mtime > PART_IS_DEAD_AFTER_SECONDS:
            part.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Let the new name outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
