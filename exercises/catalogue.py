"""The shipped catalogue, read from its files and checked. No database: load_catalogue brings it there.

Each exercise is one file, exercises/catalogue/<slug>.toml; the files that start with an underscore hold what they
share. Whatever is wrong raises FileError with the file, the line and one sentence.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from exercises import dose
from exercises.dose import Dose, Sides
from exercises.keyposes import Drawn, KeyPose, read_drawn, read_key_poses
from exercises.tomlfile import Table

CATALOGUE_DIR = Path(__file__).resolve().parent / "catalogue"

# How the slugs of exercises that people add begin.
OWN = "own-"
# The two articles the catalogue grew from; each founding exercise names one of them.
FOUNDING_SOURCES = {"six-ways", "alice"}


@dataclass(frozen=True, slots=True)
class Muscle:
    slug: str
    name: str
    lay_name: str
    region: str


@dataclass(frozen=True, slots=True)
class Caution:
    slug: str
    who: str
    advice: str


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    organisation: str
    year: str
    url: str
    type: str
    how_read: str

    def row(self, **more: str) -> dict[str, str]:
        """Return the source as it is stored on an exercise or a programme."""
        return {"title": self.title, "organisation": self.organisation, "year": self.year, "url": self.url, **more}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The closed lists: words by their list's name, and muscles, cautions, MET values and sources by their key."""

    words: Mapping[str, tuple[str, ...]]
    muscles: Mapping[str, Muscle]
    cautions: Mapping[str, Caution]
    met_values: Mapping[str, float]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Level:
    number: int
    sets: int
    reps: int
    hold_seconds: int
    change: str


@dataclass(frozen=True, slots=True)
class Exercise:
    slug: str
    name: str
    other_names: tuple[str, ...]
    founding_order: int | None
    kind: str
    start_position: str
    measure: str
    difficulty: int
    default_level: int
    focus: tuple[str, ...]
    equipment: tuple[str, ...]
    equipment_optional: tuple[str, ...]
    muscles_primary: tuple[str, ...]
    muscles_secondary: tuple[str, ...]
    spine_movements: tuple[str, ...]
    easier: tuple[str, ...]
    harder: tuple[str, ...]
    met_code: str
    steps: tuple[str, ...]
    breathing: str
    cues: tuple[str, ...]
    mistakes: tuple[str, ...]
    dose_origin: str
    note: str
    dose: Dose
    levels: tuple[Level, ...]
    # (caution, what it means for this exercise), (source, the fact taken from it)
    cautions: tuple[tuple[str, str], ...]
    drawn: Drawn
    key_poses: tuple[KeyPose, ...]
    sources: tuple[tuple[str, str], ...]
    # Where to point when a check across files fails.
    table: Table = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ActivityLevel:
    number: int
    minutes: int
    days_per_week: int
    weeks: str


@dataclass(frozen=True, slots=True)
class Activity:
    """A walk, a swim, yoga. The first level is where to start."""

    slug: str
    name: str
    why: str
    effort: str
    equipment: tuple[str, ...]
    muscles: tuple[str, ...]
    cautions: tuple[str, ...]
    met_codes: tuple[str, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    levels: tuple[ActivityLevel, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    vocabulary: Vocabulary
    exercises: Mapping[str, Exercise]
    activities: Mapping[str, Activity]


@cache
def shipped() -> Catalogue:
    """Return the catalogue that comes with the program, read once a process."""
    return read(CATALOGUE_DIR)


def read(directory: Path) -> Catalogue:
    """Read and check a catalogue's directory. Raises FileError."""
    vocabulary = read_vocabulary(directory)
    exercises: dict[str, Exercise] = {}
    activities: dict[str, Activity] = {}
    for path in sorted(directory.glob("[!_]*.toml"), key=lambda path: path.stem):
        table = Table.of(path)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem) or len(path.stem) > 60:
            table.fail("The file's name must be small letters and digits joined by single hyphens, 60 at the most.")
        if path.stem.startswith(OWN):
            table.fail(f'The file\'s name must not begin with "{OWN}": exercises that people add are called so.')
        if table.values.get("kind") == "activity":
            activities[path.stem] = _read_activity(path.stem, table, vocabulary)
        else:
            exercises[path.stem] = _read_exercise(path.stem, table, vocabulary)
    _check_names(exercises)
    for exercise in exercises.values():
        _check_neighbours(exercise, exercises)
    _check_founding(exercises)
    return Catalogue(vocabulary, exercises, activities)


def read_vocabulary(directory: Path) -> Vocabulary:
    table = Table.of(directory / "_vocabulary.toml")
    lists = ("kinds", "start_positions", "measures", "focus", "equipment", "spine_movements", "views")
    words = {name: table.texts(name) for name in lists}
    muscles: dict[str, Muscle] = {}
    for row in table.tables("muscles"):
        muscle = Muscle(
            row.text("slug", longest=50),
            row.text("name", longest=80),
            row.text("lay_name", longest=120),
            row.text("region", longest=20),
        )
        _once(row, "slug", muscle.slug, muscles)
        muscles[muscle.slug] = muscle
    cautions: dict[str, Caution] = {}
    for row in table.tables("cautions"):
        caution = Caution(row.text("slug", longest=50), row.text("who", longest=160), row.text("advice"))
        _once(row, "slug", caution.slug, cautions)
        cautions[caution.slug] = caution
    met_values: dict[str, float] = {}
    for row in table.tables("met_codes"):
        code, value, _ = row.text("code"), row.decimal("value"), row.text("text")
        _once(row, "code", code, met_values)
        met_values[code] = value
    table.finish()
    return Vocabulary(words, muscles, cautions, met_values, read_sources(directory))


def read_sources(directory: Path) -> dict[str, Source]:
    table = Table.of(directory / "_sources.toml")
    sources: dict[str, Source] = {}
    for row in table.tables("sources"):
        source = Source(
            id=row.text("id"),
            title=row.text("title"),
            organisation=row.text("organisation"),
            year=row.text("year", default=""),
            url=row.text("url", default=""),
            type=row.text("type"),
            how_read=row.text("how_read"),
        )
        _once(row, "id", source.id, sources)
        if source.url and not source.url.startswith(("https://", "http://")):
            row.fail("`url` must start with https:// or http://.", "url")
        sources[source.id] = source
    table.finish()
    return sources


def _once(row: Table, key: str, value: str, known: Collection[str]) -> None:
    row.finish()
    if value in known:
        row.fail(f'"{value}" is there twice.', key)


def _read_exercise(slug: str, table: Table, vocabulary: Vocabulary) -> Exercise:
    words = vocabulary.words
    founding_order = table.number("founding_order", 1, 100) if "founding_order" in table.values else None
    steps, shipped_dose = table.texts("steps", least=4, most=8), _read_dose(table.table("dose"))
    exercise = Exercise(
        slug=slug,
        name=table.text("name", longest=80),
        other_names=table.texts("other_names", default=()) if "other_names" in table.values else (),
        founding_order=founding_order,
        kind=table.word("kind", words["kinds"]),
        start_position=table.word("start_position", words["start_positions"]),
        measure=table.word("measure", words["measures"]),
        difficulty=table.number("difficulty", 1, 5),
        default_level=table.number("default_level", 1, 5),
        focus=table.words("focus", words["focus"], least=1),
        equipment=table.words("equipment", words["equipment"]),
        equipment_optional=table.words("equipment_optional", words["equipment"]),
        muscles_primary=table.words("muscles_primary", vocabulary.muscles, least=1),
        muscles_secondary=table.words("muscles_secondary", vocabulary.muscles, least=1),
        spine_movements=table.words("spine_movements", words["spine_movements"], least=1),
        easier=table.texts("easier", least=0),
        harder=table.texts("harder", least=0),
        met_code=table.word("met_code", vocabulary.met_values),
        steps=steps,
        breathing=table.text("breathing"),
        cues=table.texts("cues", least=2, most=4),
        mistakes=table.texts("mistakes", least=1, most=5),
        dose_origin=table.text("dose_origin"),
        note=table.text("note", default=""),
        dose=shipped_dose,
        levels=tuple(_read_level(row) for row in table.tables("levels", least=3, most=5)),
        cautions=_read_cautions(table, vocabulary),
        drawn=read_drawn(table, shipped_dose.sides),
        key_poses=read_key_poses(table.tables("key_poses", least=2, most=8), words["views"], steps),
        sources=_read_facts(table, vocabulary),
        table=table,
    )
    table.finish()
    _check_lists(exercise)
    _check_levels(exercise)
    _check_cautions(exercise)
    return exercise


def _read_dose(table: Table) -> Dose:
    sides = table.word("sides", {Sides.NONE, Sides.EACH, Sides.ALTERNATE})
    read = Dose(
        sets=table.number("sets", 1, dose.MAX_SETS),
        reps=table.number("reps", 1, dose.MAX_REPS),
        hold_seconds=table.number("hold_seconds", 0, dose.MAX_HOLD_SECONDS),
        sides=Sides(sides),
        rest_seconds=table.number("rest_seconds", 0, dose.MAX_REST_SECONDS),
        release_seconds=table.number("release_seconds", 0, dose.MAX_REST_SECONDS),
        rep_seconds=table.number("rep_seconds", 1, dose.MAX_REP_SECONDS),
    )
    table.finish()
    return read


def _read_level(row: Table) -> Level:
    level = Level(
        number=row.number("number", 1, 5),
        sets=row.number("sets", 1, dose.MAX_SETS),
        reps=row.number("reps", 1, dose.MAX_REPS),
        hold_seconds=row.number("hold_seconds", 0, dose.MAX_HOLD_SECONDS),
        change=row.text("change", longest=240),
    )
    row.finish()
    if level.number != row.index + 1:
        row.fail(f"Level {level.number} stands where level {row.index + 1} belongs.", "number")
    return level


def _read_cautions(table: Table, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    cautions: dict[str, str] = {}
    for row in table.tables("cautions", least=1):
        caution, note = row.word("caution", vocabulary.cautions), row.text("note", longest=240, default="")
        _once(row, "caution", caution, cautions)
        cautions[caution] = note
    return tuple(cautions.items())


def _read_facts(table: Table, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    facts = []
    for row in table.tables("sources", least=1):
        facts.append((row.word("source", vocabulary.sources), row.text("fact")))
        row.finish()
    return tuple(facts)


def _check_lists(exercise: Exercise) -> None:
    table = exercise.table
    if both := set(exercise.equipment) & set(exercise.equipment_optional):
        table.fail(f'"{min(both)}" is both needed and optional.', "equipment_optional", min(both))
    if both := set(exercise.muscles_primary) & set(exercise.muscles_secondary):
        table.fail(f'"{min(both)}" is both a primary and a secondary muscle.', "muscles_secondary", min(both))


def _check_levels(exercise: Exercise) -> None:
    table, default = exercise.table, exercise.dose
    whole = Table(table.file, table.values["dose"], "dose")
    _check_measure(whole, exercise.measure, default.reps, default.hold_seconds)
    rows = table.tables("levels")
    for row, level in zip(rows, exercise.levels, strict=True):
        reps = 1 if exercise.measure != "hold" else level.reps
        _check_measure(row, exercise.measure, reps, level.hold_seconds)
    if exercise.default_level > len(exercise.levels):
        table.fail(f"There is no level {exercise.default_level}.", "default_level")
    level = exercise.levels[exercise.default_level - 1]
    if (level.sets, level.reps, level.hold_seconds) != (default.sets, default.reps, default.hold_seconds):
        rows[level.number - 1].fail(f"Level {level.number} is the default level but differs from [dose].")


def _check_measure(row: Table, measure: str, reps: int, hold_seconds: int) -> None:
    if measure == "reps" and hold_seconds:
        row.fail('The measure is "reps", so `hold_seconds` must be 0.', "hold_seconds")
    if measure != "reps" and not hold_seconds:
        row.fail(f'The measure is "{measure}", so `hold_seconds` must be above 0.', "hold_seconds")
    if measure == "hold" and reps != 1:
        row.fail('The measure is "hold", so `reps` must be 1.', "reps")


def _check_cautions(exercise: Exercise) -> None:
    """Refuse an exercise that lacks the caution its shape calls for."""
    has = {caution for caution, _ in exercise.cautions}
    moves, position, fail = set(exercise.spine_movements), exercise.start_position, exercise.table.fail
    if "flexion" in moves and "osteoporosis" not in has:
        fail('The spine bends forward, so the caution "osteoporosis" must be there.', "spine_movements")
    if moves == {"extension"} and position in {"prone", "standing"}:
        for caution in ("spinal-stenosis", "spondylolisthesis"):
            if caution not in has:
                fail(f'The spine arches, so the caution "{caution}" must be there.', "spine_movements")
    if position in {"prone", "supine"} and "pregnancy" not in has:
        fail('It is done lying flat, so the caution "pregnancy" must be there.', "start_position")


def _check_names(exercises: Mapping[str, Exercise]) -> None:
    names: dict[str, str] = {}
    for exercise in exercises.values():
        if other := names.get(exercise.name.casefold()):
            exercise.table.fail(f'"{exercise.name}" is already the name of {other}.', "name")
        names[exercise.name.casefold()] = exercise.slug


def _check_neighbours(exercise: Exercise, exercises: Mapping[str, Exercise]) -> None:
    fail = exercise.table.fail
    for key, neighbours, sign in (("easier", exercise.easier, 1), ("harder", exercise.harder, -1)):
        for slug in neighbours:
            if slug not in exercises:
                fail(f'`{key}` names "{slug}", and there is no such exercise.', key, slug)
            if slug == exercise.slug:
                fail(f"`{key}` names the exercise itself.", key, slug)
            if sign * exercises[slug].difficulty > sign * exercise.difficulty:
                other = "harder" if sign > 0 else "easier"
                fail(f'`{key}` names "{slug}", which is {other} by its difficulty.', key, slug)
    named = [*exercise.easier, *exercise.harder]
    for slug in named:
        if named.count(slug) > 1:
            fail(f'"{slug}" is named as a neighbour twice.', "harder", slug)


def _check_founding(exercises: Mapping[str, Exercise]) -> None:
    founding = sorted(
        ((e.founding_order, e) for e in exercises.values() if e.founding_order is not None), key=lambda pair: pair[0]
    )
    for place, (order, exercise) in enumerate(founding, start=1):
        if order != place:
            exercise.table.fail(f"The founding order jumps to {order} where {place} belongs.", "founding_order")
        if not FOUNDING_SOURCES & {source for source, _ in exercise.sources}:
            exercise.table.fail("A founding exercise must name its article among the sources.", "founding_order")


def _read_activity(slug: str, table: Table, vocabulary: Vocabulary) -> Activity:
    table.text("kind")
    activity = Activity(
        slug=slug,
        name=table.text("name", longest=80),
        why=table.text("why"),
        effort=table.text("effort", longest=80),
        equipment=table.words("equipment", vocabulary.words["equipment"]),
        muscles=table.words("muscles", vocabulary.muscles, least=1),
        cautions=table.words("cautions", vocabulary.cautions, least=1),
        met_codes=table.words("met_codes", vocabulary.met_values, least=1),
        sources=table.words("sources", vocabulary.sources, least=1),
        facts=table.texts("facts"),
        levels=tuple(_read_activity_level(row) for row in table.tables("levels", least=1, most=9)),
    )
    table.finish()
    return activity


def _read_activity_level(row: Table) -> ActivityLevel:
    level = ActivityLevel(
        number=row.number("number", 1, 9),
        minutes=row.number("minutes", 1, 600),
        days_per_week=row.number("days_per_week", 1, 7),
        weeks=row.text("weeks", longest=20),
    )
    row.finish()
    if level.number != row.index + 1:
        row.fail(f"Level {level.number} stands where level {row.index + 1} belongs.", "number")
    return level
