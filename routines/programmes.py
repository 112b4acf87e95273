"""The shipped programmes, read from routines/programmes/<slug>.toml and checked. No database.

Whatever is wrong raises FileError with the file, the line and one sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exercises import dose
from exercises.catalogue import Catalogue, Exercise
from exercises.dose import Dose
from exercises.tomlfile import Table
from routines.progression import AS_WRITTEN, first_day

PROGRAMMES_DIR = Path(__file__).resolve().parent / "programmes"


@dataclass(frozen=True, slots=True)
class Prescription:
    """One exercise of a programme: sides and tempo are the exercise's own, the rest is the programme's."""

    section: str
    exercise: str
    dose: Dose
    note: str


@dataclass(frozen=True, slots=True)
class Programme:
    slug: str
    name: str
    goal: str
    place: int
    difficulty: int
    minutes: int
    days_per_week: int
    sessions_per_day: int
    weeks: int
    equipment: tuple[str, ...]
    cautions: tuple[str, ...]
    sources: tuple[str, ...]
    note: str
    # In order; see routines.progression for what a stage says.
    weekly_progression: tuple[Mapping[str, Any], ...]
    prescriptions: tuple[Prescription, ...]


def read(directory: Path, catalogue: Catalogue) -> dict[str, Programme]:
    """Read and check a directory of programmes made of the catalogue's exercises. Raises FileError."""
    programmes: dict[str, Programme] = {}
    for path in sorted(directory.glob("*.toml"), key=lambda path: path.stem):
        table = Table.of(path)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem) or len(path.stem) > 60:
            table.fail("The file's name must be small letters and digits joined by single hyphens, 60 at the most.")
        programme = _read_programme(path.stem, table, catalogue)
        for other in programmes.values():
            if other.place == programme.place:
                table.fail(f"Place {programme.place} is already taken by {other.slug}.", "place")
            if other.name.casefold() == programme.name.casefold():
                table.fail(f'"{programme.name}" is already the name of {other.slug}.', "name")
        programmes[programme.slug] = programme
    return programmes


def _read_programme(slug: str, table: Table, catalogue: Catalogue) -> Programme:
    words = catalogue.vocabulary
    programme = Programme(
        slug=slug,
        name=table.text("name", longest=80),
        goal=table.text("goal", longest=240),
        place=table.number("place", 1, 100),
        difficulty=table.number("difficulty", 1, 5),
        minutes=table.number("minutes", 1, 180),
        days_per_week=table.number("days_per_week", 1, 7),
        sessions_per_day=table.number("sessions_per_day", 1, 6),
        weeks=table.number("weeks", 1, 52),
        equipment=table.words("equipment", words.words["equipment"]),
        cautions=table.words("cautions", words.cautions, least=1),
        sources=table.words("sources", words.sources, least=1),
        note=table.text("note", default=""),
        weekly_progression=tuple(
            _read_stage(row, catalogue.exercises) for row in table.tables("weekly_progression", least=1)
        ),
        prescriptions=tuple(
            _read_prescription(row, catalogue.exercises) for row in table.tables("prescriptions", least=1, most=60)
        ),
    )
    table.finish()
    _check_stages(table, programme)
    for number, prescription in enumerate(programme.prescriptions):
        for needed in catalogue.exercises[prescription.exercise].equipment:
            if needed not in programme.equipment:
                row = Table(table.file, table.values["prescriptions"][number], "prescriptions", number)
                row.fail(f'"{prescription.exercise}" needs "{needed}", which `equipment` does not list.', "exercise")
    return programme


def _read_stage(row: Table, exercises: Mapping[str, Exercise]) -> dict[str, Any]:
    stage: dict[str, Any] = {"weeks": row.text("weeks", longest=20), "change": row.text("change")}
    if base := row.text("base", default=""):
        stage["base"] = base
        if base != AS_WRITTEN:
            row.fail(f'`base` can only be "{AS_WRITTEN}".', "base")
    if times := row.number("times_a_day", 0, 6, default=0):
        stage["times_a_day"] = times
    if changes := row.tables("changes"):
        stage["changes"] = [
            _read_change(Table(row.file, change.values, row.header, row.index), exercises) for change in changes
        ]
    row.finish()
    return stage


def _read_change(row: Table, exercises: Mapping[str, Exercise]) -> dict[str, Any]:
    change: dict[str, Any] = {"exercise": row.text("exercise")}
    for name, most in (
        ("sets", dose.MAX_SETS),
        ("reps", dose.MAX_REPS),
        ("hold_seconds", dose.MAX_HOLD_SECONDS),
        ("rest_seconds", dose.MAX_REST_SECONDS),
    ):
        if name in row.values:
            change[name] = row.number(name, 1 if name == "reps" else 0, most)
    if note := row.text("note", longest=240, default=""):
        change["note"] = note
    if slug := row.text("becomes", default=""):
        if slug not in exercises:
            row.fail(f'There is no exercise called "{slug}".', "becomes")
        # Its own sides and tempo, not those of what it takes the place of.
        own = exercises[slug].dose
        change |= {"becomes": slug, "sides": own.sides.value, "rep_seconds": own.rep_seconds}
    row.finish()
    return change


def _check_stages(table: Table, programme: Programme) -> None:
    """Refuse changes of what the programme has not got, and stages that do not come one after the other."""
    slugs = {prescription.exercise for prescription in programme.prescriptions}
    days = []
    for number, stage in enumerate(programme.weekly_progression):
        row = Table(table.file, stage, "weekly_progression", number)
        days.append(first_day(stage["weeks"]))
        if days != sorted(set(days)) or days[0] != 1:
            row.fail("The first stage begins with week or day 1, and each later one after the one before it.", "weeks")
        for change in stage.get("changes", ()):
            if change["exercise"] not in slugs:
                row.fail(f'The programme has no exercise called "{change["exercise"]}".', "changes")


def _read_prescription(row: Table, exercises: Mapping[str, Exercise]) -> Prescription:
    slug = row.text("exercise")
    if slug not in exercises:
        row.fail(f'There is no exercise called "{slug}".', "exercise")
    exercise = exercises[slug]
    prescription = Prescription(
        section=row.text("section", longest=40),
        exercise=slug,
        dose=Dose(
            sets=row.number("sets", 1, dose.MAX_SETS),
            reps=row.number("reps", 1, dose.MAX_REPS),
            hold_seconds=row.number("hold_seconds", 0, dose.MAX_HOLD_SECONDS),
            sides=exercise.dose.sides,
            rest_seconds=row.number("rest_seconds", 0, dose.MAX_REST_SECONDS),
            release_seconds=row.number("release_seconds", 0, dose.MAX_REST_SECONDS, default=0),
            rep_seconds=exercise.dose.rep_seconds,
        ),
        note=row.text("note", longest=240, default=""),
    )
    row.finish()
    if prescription.dose.is_held != exercise.dose.is_held:
        word = "is held" if exercise.dose.is_held else "is not held"
        row.fail(f'"{slug}" {word}, so `hold_seconds` cannot be {prescription.dose.hold_seconds}.', "hold_seconds")
    return prescription
