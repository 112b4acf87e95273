"""Somebody's own table of sessions: which column is what, and the rows as sessions. Pure.

What comes out has the shape of the data file's own tables, so that one way of checking and storing serves both.
"""

import csv
import io
import re
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.portability.reading import MAX_BYTES, Document, Problems
from backroutine.datafile import FileError
from exercises.catalogue import OWN
from exercises.search import normalise

MAX_ROWS, MAX_COLUMNS, MAX_CELL = 100_000, 100, 4_000
NOON = time(12)

# What a column can hold → what it is called.
ROLES = {
    "date": gettext_lazy("Date"),
    "time": gettext_lazy("Time"),
    "name": gettext_lazy("Name of the session"),
    "minutes": gettext_lazy("Minutes"),
    "pain_before": gettext_lazy("Pain before, 0–10"),
    "pain_after": gettext_lazy("Pain after, 0–10"),
    "effort": gettext_lazy("Effort, 0–10"),
    "note": gettext_lazy("Note"),
    "exercise": gettext_lazy("Exercise"),
    "side": gettext_lazy("Side"),
    "reps": gettext_lazy("Repeats"),
    "held_seconds": gettext_lazy("Seconds held"),
    "session": gettext_lazy("Number of the session"),
}
# Headings people and other apps use.
GUESSES = {
    "date": ("date", "day", "start date", "datum", "started"),
    "time": ("time", "start time", "start", "hour"),
    "name": ("name", "title", "routine", "workout", "workout name", "activity", "session name"),
    "minutes": ("minutes", "min", "duration", "duration min", "length"),
    "pain_before": ("pain before", "pain", "pain start"),
    "pain_after": ("pain after", "pain end"),
    "effort": ("effort", "rpe", "exertion"),
    "note": ("note", "notes", "comment", "comments", "description"),
    "exercise": ("exercise", "exercise name", "movement"),
    "side": ("side", "left right", "l r"),
    "reps": ("repeats", "reps", "repetitions"),
    "held_seconds": ("seconds held", "seconds", "hold", "hold seconds", "sec"),
    "session": ("session", "session id", "id", "uuid", "workout id"),
}
SIDES = {"l": "left", "left": "left", "r": "right", "right": "right", "": "both", "both": "both"}


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: tuple[str, ...]
    # (line in the file, cells)
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(content: bytes) -> Sheet:
    """Return a comma-, semicolon- or tab-separated file as cells. Raises FileError."""
    if len(content) > MAX_BYTES:
        raise FileError(("", _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024 // 1024}))
    text = _text(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append((lines.line_num, tuple(cell.strip()[:MAX_CELL] for cell in cells[:MAX_COLUMNS])))
            if len(rows) > MAX_ROWS:
                raise FileError(("", _("The table has more than %(most)s rows.") % {"most": MAX_ROWS}))
    except csv.Error as error:
        raise FileError((_("line %(line)s") % {"line": lines.line_num}, _("This is not a readable table."))) from error
    if len(rows) < 2 or len(rows[0][1]) < 2:
        raise FileError(("", _("A table needs a line of headings, at least two columns, and a row beneath.")))
    return Sheet(rows[0][1], tuple(rows[1:]))


def _text(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise FileError(("", _("This is not a readable table.")))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Return which column most likely holds what, by its heading."""
    plain = [" ".join(re.findall(r"[a-z]+", normalise(heading))) for heading in headings]
    found = {
        role: next((plain.index(word) for word in words if word in plain), None) for role, words in GUESSES.items()
    }
    return {role: column for role, column in found.items() if column is not None}


@dataclass(slots=True)
class Reader:
    """Reads a sheet's rows by the chosen columns. `known` tells the address of an exercise by its plain name."""

    columns: Mapping[str, int]
    zone: zoneinfo.ZoneInfo
    person_pk: int
    known: Mapping[str, str]
    is_day_first: bool = True
    problems: Problems = field(default_factory=Problems)
    own: dict[str, Document] = field(default_factory=dict)

    def parts(self, sheet: Sheet) -> Document:
        """Return the sessions, and the own exercises they need, as the data file holds them. Raises FileError."""
        sessions: dict[str, Any] = {}
        for line, cells in sheet.rows:
            place = _("line %(line)s") % {"line": line}
            try:
                self._add(sessions, cells)
            except ValueError as error:
                self.problems.add(place, str(error))
        self.problems.raise_any()
        return {"person": {}, "exercises": list(self.own.values()), "routines": [], "sessions": list(sessions.values())}

    def _add(self, sessions: dict[str, Any], cells: tuple[str, ...]) -> None:
        on = self._date(self._cell(cells, "date"))
        at = _time(self._cell(cells, "time")) or NOON
        name = self._cell(cells, "name")[:80] or _("Session")
        marked = self._cell(cells, "session")
        key = self._key(marked or f"{on} {at} {name}")
        if key not in sessions:
            sessions[key] = self._session(key, on, at, name, cells)
        if exercise := self._cell(cells, "exercise"):
            self._add_set(sessions[key], exercise, cells)

    def _session(self, key: str, on: date, at: time, name: str, cells: tuple[str, ...]) -> Document:
        started_at = datetime.combine(on, at, self.zone).astimezone(UTC)
        seconds = round(60 * _number(self._cell(cells, "minutes"), 0, 24 * 60, _("Minutes")))
        return {
            "id": key,
            "name": name,
            "started_at": started_at.isoformat(),
            "finished_at": (started_at + timedelta(seconds=seconds)).isoformat(),
            "local_on": on.isoformat(),
            "time_zone": self.zone.key,
            "duration_seconds": seconds,
            **{role: self._rating(cells, role) for role in ("pain_before", "pain_after", "effort")},
            "note": self._cell(cells, "note")[:2_000],
            "entries": [],
        }

    def _add_set(self, session: Any, exercise: str, cells: tuple[str, ...]) -> None:
        slug = self._slug(exercise)
        entries = session["entries"]
        if not entries or entries[-1]["exercise"] != slug:
            entries.append({"exercise": slug, "position": len(entries), "logged_sets": []})
        entry = entries[-1]
        side = SIDES.get(self._cell(cells, "side").lower())
        if side is None:
            raise ValueError(_("A side is one of left, right and both."))
        done = [each for each in entry["logged_sets"] if each["side"] == side]
        reps = round(_number(self._cell(cells, "reps"), 0, 1_000, _("Repeats")))
        held = round(_number(self._cell(cells, "held_seconds"), 0, 36_000, _("Seconds held")))
        entry["logged_sets"].append({"number": len(done) + 1, "side": side, "reps": reps or 1, "held_seconds": held})
        entry["sets"] = min(10, max(each["number"] for each in entry["logged_sets"]))
        entry["reps"] = min(100, max(entry.get("reps", 1), reps))
        entry["hold_seconds"] = min(600, max(entry.get("hold_seconds", 0), held // (reps or 1)))
        sides = {each["side"] for each in entry["logged_sets"]} - {"both"}
        entry["sides"] = "each" if len(sides) == 2 else next(iter(sides), "none")

    def _slug(self, exercise: str) -> str:
        """Return the address of the exercise with this name; an unknown one becomes an own exercise."""
        plain = normalise(exercise)
        if plain in self.known:
            return self.known[plain]
        slug = f"{OWN}{self._uuid(f'exercise {plain}').hex[:16]}"
        row = {"slug": slug, "name": exercise[:80], "kind": "strengthen", "start_position": "standing"}
        self.own.setdefault(slug, {**row, "measure": "reps", "difficulty": 2, "reps": 10})
        return slug

    def _key(self, marked: str) -> str:
        """Return a session's identity: its own where the table names one, else always the same for the same row."""
        try:
            return str(uuid.UUID(marked))
        except ValueError:
            return str(self._uuid(marked))

    def _uuid(self, words: str) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.person_pk}/{words}")

    def _cell(self, cells: tuple[str, ...], role: str) -> str:
        column = self.columns.get(role)
        text = cells[column] if column is not None and column < len(cells) else ""
        return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text

    def _rating(self, cells: tuple[str, ...], role: str) -> int | None:
        text = self._cell(cells, role)
        return round(_number(text, 0, 10, str(ROLES[role]))) if text else None

    def _date(self, text: str) -> date:
        numbers = [int(number) for number in re.findall(r"\d+", text)[:3]]
        if len(numbers) == 3:
            if numbers[0] > 31:
                year, month, day = numbers
            else:
                day, month, year = numbers if self.is_day_first else (numbers[1], numbers[0], numbers[2])
            year += 2000 if year < 100 else 0
            try:
                return _in_range(date(year, month, day))
            except ValueError:
                pass
        raise ValueError(_("“%(text)s” is not a date.") % {"text": text[:40]})


def _in_range(on: date) -> date:
    if not date(1990, 1, 1) <= on <= date(2100, 1, 1):
        raise ValueError
    return on


def _time(text: str) -> time | None:
    """Return a time of day such as 7:05, 07:05:30 or 7.05 pm; None where there is none."""
    if not text:
        return None
    found = re.search(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\s*([ap])?", text.lower())
    if found:
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        if found[4]:
            hour = hour % 12 + (12 if found[4] == "p" else 0)
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    raise ValueError(_("“%(text)s” is not a time of day.") % {"text": text[:40]})


def _number(text: str, low: int, high: int, name: str) -> float:
    """Return a number such as 12, 12,5 or 12.5; minutes may also be 1:02:30. Nothing is 0."""
    if not text:
        return 0
    pieces = text.split(":")
    try:
        value = float(text.replace(",", ".")) if len(pieces) == 1 else _clock(pieces)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        words = _("%(name)s: “%(text)s” is not a number from %(low)s to %(high)s.")
        raise ValueError(words % {"name": name, "text": text[:40], "low": low, "high": high})
    return value


def _clock(pieces: Sequence[str]) -> float:
    """Return the minutes of 12:30 (minutes, seconds) or 1:02:30."""
    seconds = 0.0
    for piece in pieces:
        seconds = 60 * seconds + float(piece)
    return seconds / 60
