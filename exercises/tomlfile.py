"""A TOML file read field by field: whatever is wrong is refused by file, line and one plain sentence."""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NoReturn

_REQUIRED: Any = object()


class FileError(Exception):
    """What is wrong with a file, as "plank.toml:12: …"."""


class TomlFile:
    """One file's text and values. Raises FileError when it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.values: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            # Python 3.13 says where only in words: "… (at line 3, column 8)" or "… (at end of document)".
            found = re.search(r" \(at line (\d+)", str(error))
            line = int(found[1]) if found else self.text.count("\n") + 1
            what = str(error).split(" (at ", maxsplit=1)[0]
            raise FileError(f"{path.name}:{line}: This is not TOML: {what}.") from error
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise FileError(f"{path.name}:{line}: This is not UTF-8 text.") from error

    def fail(self, line: int, sentence: str) -> NoReturn:
        raise FileError(f"{self.path.name}:{line}: {sentence}")

    def line_of(self, header: str, index: int, key: str, value: object = None) -> int:
        """Return the line of the value under the key of the index-th [header] or [[header]].

        Falls back to the key's line, then the header's, then the first.
        """
        lines = self.text.splitlines()
        start = 0
        if header:
            headers = [n for n, line in enumerate(lines) if re.fullmatch(rf"\s*\[\[?{header}\]\]?\s*(#.*)?", line)]
            start = headers[index] if index < len(headers) else 0
        found = start
        body = range(start + 1 if header else 0, len(lines))
        in_key = False
        for n in body:
            if re.match(r"\s*\[\[?[\w.]+\]\]?\s*(#.*)?$", lines[n]):
                break
            if match := re.match(r"\s*([\w-]+)\s*=", lines[n]):
                in_key = match[1] == key
                found = n if in_key else found
            if in_key and isinstance(value, str) and f'"{value}"' in lines[n]:
                return n + 1
        return found + 1


class Table:
    """The fields of one table, taken one by one; `finish` refuses what nobody asked for."""

    def __init__(self, file: TomlFile, values: Mapping[str, Any], header: str = "", index: int = 0) -> None:
        self.file, self.values, self.header, self.index = file, values, header, index
        self._taken: set[str] = set()

    @classmethod
    def of(cls, path: Path) -> "Table":
        file = TomlFile(path)
        return cls(file, file.values)

    def fail(self, sentence: str, key: str = "", value: object = None) -> NoReturn:
        self.file.fail(self.file.line_of(self.header, self.index, key, value), sentence)

    def text(self, key: str, *, longest: int = 2000, default: str = _REQUIRED) -> str:
        value: str = self._take(key, str, "a text", default)
        if value is not default and not value.strip():
            self.fail(f"`{key}` is empty.", key)
        if len(value) > longest:
            self.fail(f"`{key}` has {len(value)} characters; {longest} is the most.", key)
        return value

    def number(self, key: str, low: int, high: int, *, default: int = _REQUIRED) -> int:
        value: int = self._take(key, int, "a whole number", default)
        if not low <= value <= high:
            self.fail(f"`{key}` is {value}; it must be between {low} and {high}.", key)
        return value

    def decimal(self, key: str) -> float:
        return float(self._take(key, (int, float), "a number", _REQUIRED))

    def flag(self, key: str) -> bool:
        """Return a true or false; false if it is not there."""
        value = self.values.get(key, False)
        self._taken.add(key)
        if not isinstance(value, bool):
            self.fail(f"`{key}` must be true or false.", key)
        return value

    def word(self, key: str, allowed: Collection[str]) -> str:
        value = self.text(key)
        self._known(key, value, allowed)
        return value

    def words(self, key: str, allowed: Collection[str], *, least: int = 0) -> tuple[str, ...]:
        values = self.texts(key, least=least, default=() if least == 0 else _REQUIRED)
        for value in values:
            self._known(key, value, allowed)
        if len(set(values)) != len(values):
            self.fail(f"`{key}` names the same word twice.", key)
        return values

    def texts(
        self, key: str, *, least: int = 1, most: int = 1000, default: tuple[str, ...] = _REQUIRED
    ) -> tuple[str, ...]:
        values = self._take(key, list, "a list of texts", default)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.fail(f"`{key}` must be a list of texts, each with something in it.", key)
        if not least <= len(values) <= most:
            self.fail(f"`{key}` has {len(values)} entries; it must have {least} to {most}.", key)
        return tuple(values)

    def table(self, key: str) -> "Table":
        return Table(self.file, self._take(key, dict, "a table", _REQUIRED), key)

    def tables(self, key: str, *, least: int = 0, most: int = 1000) -> list["Table"]:
        values = self._take(key, list, "a list of tables", _REQUIRED if least else [])
        if not all(isinstance(value, dict) for value in values):
            self.fail(f"`{key}` must be a list of tables, each under its own [[{key}]].", key)
        if not least <= len(values) <= most:
            self.fail(f"There are {len(values)} [[{key}]]; there must be {least} to {most}.", key)
        return [Table(self.file, value, key, index) for index, value in enumerate(values)]

    def rest(self) -> dict[str, Any]:
        """Return the fields not taken yet and count them as taken."""
        rest = {key: value for key, value in self.values.items() if key not in self._taken}
        self._taken.update(rest)
        return rest

    def finish(self) -> None:
        for key in self.values:
            if key not in self._taken:
                self.fail(f"There is no field called `{key}`.", key)

    def _take(self, key: str, types: type | tuple[type, ...], what: str, default: Any) -> Any:
        self._taken.add(key)
        if key not in self.values:
            if default is _REQUIRED:
                self.fail(f"The field `{key}` is missing.")
            return default
        value = self.values[key]
        if not isinstance(value, types) or isinstance(value, bool):
            self.fail(f"`{key}` must be {what}.", key)
        return value

    def _known(self, key: str, value: str, allowed: Collection[str]) -> None:
        if value not in allowed:
            self.fail(f'`{key}` says "{value}", which is not in the vocabulary.', key, value)
