"""The file a backup is: lines of JSON, compressed, the same for every database (docs/backup.md). Pure.

{"format": "backroutine backup", "version": 1, "made_at": …, "database": …, "migrations": [[app, name], …]}
{"table": "accounts_user", "columns": ["id", "email", …]}   then each row: [1, "alice@example.org", …]
{"rows": 1, "sum": …}                                       and so on for each table
{"tables": 31, "sha256": of all lines before}
"""

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

FORMAT, VERSION = "backroutine backup", 1
LEVEL = 6  # of compression

type Row = list[Any]


class BrokenError(Exception):
    """The file is no backup, or not as it was written; the message says what is wrong, in plain words."""


@dataclass(frozen=True, slots=True)
class Head:
    made_at: datetime
    database: str
    migrations: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Tally:
    """How many rows a table has, and a sum over them whatever their order, which databases do not agree on."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % 2**256

    def shown(self) -> dict[str, Any]:
        return {"rows": self.rows, "sum": f"{self.total:064x}"}


class Writer:
    """Writes one backup into an open file, table by table, holding one row at a time."""

    def __init__(self, file: IO[bytes], head: Head) -> None:
        self._file = gzip.GzipFile("", "wb", LEVEL, file)
        self._digest = hashlib.sha256()
        self._tables = 0
        made_at = head.made_at.astimezone(UTC).isoformat()
        self._put({"format": FORMAT, "version": VERSION, "made_at": made_at, "database": head.database})
        self._put({"migrations": head.migrations})

    def table(self, name: str, columns: list[str], rows: Iterable[Row]) -> Tally:
        self._put({"table": name, "columns": columns})
        tally = Tally()
        for row in rows:
            tally.add(self._put(row))
        self._put(tally.shown())
        self._tables += 1
        return tally

    def close(self) -> None:
        self._put({"tables": self._tables, "sha256": self._digest.hexdigest()})
        self._file.close()

    def _put(self, content: Any) -> bytes:
        line = to_line(content)
        self._digest.update(line)
        self._file.write(line)
        return line


class Reader:
    """Reads one backup, checking all that it passes. Raises BrokenError."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = gzip.open(path)  # noqa: SIM115  # closed by close()
        except OSError as error:
            raise BrokenError(f"{path} cannot be read: {error.strerror}.") from error
        self._path = path
        self._digest = hashlib.sha256()
        self.tallies: dict[str, Tally] = {}
        self.head = self._head()

    def close(self) -> None:
        self._file.close()

    def tables(self) -> Iterator[tuple[str, list[str], Iterator[Row]]]:
        """Give each table's name, columns and rows. The rows must be taken before the next table is."""
        while True:
            before = self._digest.hexdigest()
            match self._next():
                case {"table": str(name), "columns": [*columns]}:
                    yield name, columns, self._rows(name)
                case end if end == {"tables": len(self.tallies), "sha256": before}:
                    self._must_end()
                    return
                case _:
                    raise self._broken()

    def check(self) -> dict[str, Tally]:
        """Read all of it and return what each table holds."""
        for _name, columns, rows in self.tables():
            for row in rows:
                if len(row) != len(columns):
                    raise self._broken()
        return self.tallies

    def _head(self) -> Head:
        first = self._next()
        if not isinstance(first, dict) or first.get("format") != FORMAT:
            raise BrokenError(f"{self._path} is no backup of backroutine.")
        if first.get("version") != VERSION:
            raise BrokenError(f"{self._path} was written by a newer version of backroutine: update first.")
        try:
            migrations = tuple((str(app), str(name)) for app, name in self._next()["migrations"])
            return Head(datetime.fromisoformat(first["made_at"]), str(first["database"]), migrations)
        except (LookupError, TypeError, ValueError) as error:
            raise self._broken() from error

    def _rows(self, name: str) -> Iterator[Row]:
        tally = Tally()
        while isinstance(row := self._next(), list):
            tally.add(self._line)
            yield row
        if row != tally.shown():
            raise self._broken()
        self.tallies[name] = tally

    def _next(self) -> Any:
        try:
            self._line = self._file.readline()
            content = json.loads(self._line)
        except (EOFError, OSError, ValueError, zlib.error) as error:
            raise self._broken() from error
        self._digest.update(self._line)
        return content

    def _must_end(self) -> None:
        try:
            rest = self._file.read(1)
        except (EOFError, OSError, zlib.error) as error:
            raise self._broken() from error
        if rest:
            raise self._broken()

    def _broken(self) -> BrokenError:
        return BrokenError(f"{self._path} is damaged or cut short.")


def to_line(content: Any) -> bytes:
    """Return the same bytes for the same content, whatever the order of its keys."""
    return json.dumps(content, default=_plain, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"A backup does not know how to write {value!r}.")
