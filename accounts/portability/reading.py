"""From an uploaded file to the rows it speaks of; whether they fit this site is for importing.py to say."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.portability.exporting import FORMAT, VERSION
from accounts.portability.tables import TABLES
from accounts.portability.values import Json, shown
from backroutine.datafile import MAX_PROBLEMS, FileError, parse_json

MAX_BYTES = 32 * 1024 * 1024

type Document = dict[str, Json]


@dataclass(slots=True)
class Problems:
    """The faults found so far; a file with very many is given up early."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, place: str, error: ValidationError | str) -> None:
        self.found.append((place, error if isinstance(error, str) else " ".join(error.messages)))
        if len(self.found) >= MAX_PROBLEMS:
            self.raise_any()

    def raise_any(self) -> None:
        """Raises FileError if there is any fault."""
        if self.found:
            raise FileError(*self.found)


def read(content: bytes) -> Document:
    """Return the file's parts: "person", and a list of rows for each table. Raises FileError."""
    if len(content) > MAX_BYTES:
        raise FileError(("", _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024 // 1024}))
    data = parse_json(content)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FileError(("", _("This is not a file that backroutine wrote.")))
    if data.get("version") != VERSION or isinstance(data["version"], bool):
        words = _("This site reads version %(ours)s of the file; this one says %(theirs)s.")
        raise FileError(("", words % {"ours": VERSION, "theirs": shown(data.get("version"))}))
    parts: Document = {"person": as_object(data.get("person", {}), "person")}
    parts |= {table.name: list(as_rows(data.get(table.name, []), table.name, table.most)) for table in TABLES}
    if strange := sorted(set(data) - {"format", "version", *parts}):
        raise FileError((strange[0][:40], _("This site does not know this part of the file.")))
    return parts


def as_object(value: Any, place: str) -> Document:
    if not isinstance(value, dict):
        raise FileError((place, _("An object is expected here.")))
    return value


def as_rows(value: Any, place: str, most: int) -> list[Document]:
    if not isinstance(value, list):
        raise FileError((place, _("A list is expected here.")))
    if len(value) > most:
        raise FileError((place, _("This list is longer than %(most)s.") % {"most": most}))
    return [as_object(row, f"{place}[{number}]") for number, row in enumerate(value)]
