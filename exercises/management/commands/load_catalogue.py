"""Load the shipped catalogue: upsert by slug, retire what disappeared, all or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from exercises import catalogue, shelf
from exercises.models import (
    DOSE_COLUMNS,
    Activity,
    Caution,
    Exercise,
    ExerciseCaution,
    ExerciseMuscle,
    Level,
    Muscle,
    Variation,
)
from exercises.tomlfile import FileError
from exercises.upsert import Changes, replace_children, upsert

# What a file and a row call by the same name.
SAME_COLUMNS = (
    "name",
    "kind",
    "start_position",
    "measure",
    "difficulty",
    "default_level",
    "founding_order",
    "breathing",
    "dose_origin",
    "note",
)
SAME_LISTS = ("other_names", "focus", "equipment", "equipment_optional", "spine_movements", "steps", "cues", "mistakes")


class Command(BaseCommand):
    help = "Load the exercises and activities from their files; run it again whenever the files change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--path", type=Path, help="the files, instead of the shipped ones")

    def handle(self, *args: Any, path: Path | None, **options: Any) -> None:
        try:
            read = catalogue.read(path) if path else catalogue.shipped()
        except (FileError, OSError) as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        with transaction.atomic():
            done = load(read)
        if options["verbosity"]:
            for title, changes in done.items():
                self.stdout.write(changes.report(title))


def load(read: catalogue.Catalogue) -> dict[str, Changes]:
    """Bring the catalogue into the database; return what was done, by title."""
    words = read.vocabulary
    muscles, muscle_changes = upsert(
        Muscle,
        {m.slug: {"name": m.name, "lay_name": m.lay_name, "region": m.region} for m in words.muscles.values()},
    )
    cautions, caution_changes = upsert(
        Caution, {c.slug: {"who": c.who, "advice": c.advice} for c in words.cautions.values()}
    )
    muscle_pks = {slug: row.pk for slug, row in muscles.items()}
    caution_pks = {slug: row.pk for slug, row in cautions.items()}
    done = {
        "Exercises": _load_exercises(read, muscle_pks, caution_pks),
        "Activities": _load_activities(read, muscle_pks, caution_pks),
        "Muscles": muscle_changes,
        "Cautions": caution_changes,
    }
    # What a retired exercise still refers to stays with it.
    Muscle.objects.exclude(slug__in=muscle_pks).filter(exercise_muscles=None, activities=None).delete()
    Caution.objects.exclude(slug__in=caution_pks).filter(exercise_cautions=None, activities=None).delete()
    if any(changes.are_any for changes in done.values()):
        shelf.changed()
    return done


def _load_exercises(read: catalogue.Catalogue, muscles: dict[str, int], cautions: dict[str, int]) -> Changes:
    wanted = {slug: _exercise_columns(exercise, read.vocabulary) for slug, exercise in read.exercises.items()}
    rows, changes = upsert(Exercise, wanted, step_aside="founding_order", among={"owner": None})
    pks = {slug: row.pk for slug, row in rows.items()}
    by_pk = {pks[slug]: exercise for slug, exercise in read.exercises.items()}
    different = replace_children(
        ExerciseMuscle,
        "exercise_id",
        ("muscle_id", "is_primary"),
        {
            pk: [(muscles[slug], True) for slug in exercise.muscles_primary]
            + [(muscles[slug], False) for slug in exercise.muscles_secondary]
            for pk, exercise in by_pk.items()
        },
    )
    different |= replace_children(
        ExerciseCaution,
        "exercise_id",
        ("caution_id", "note"),
        {pk: [(cautions[slug], note) for slug, note in exercise.cautions] for pk, exercise in by_pk.items()},
    )
    different |= replace_children(
        Level,
        "exercise_id",
        ("number", "sets", "reps", "hold_seconds", "change"),
        {
            pk: [(rung.number, rung.sets, rung.reps, rung.hold_seconds, rung.change) for rung in exercise.levels]
            for pk, exercise in by_pk.items()
        },
    )
    different |= replace_children(
        Variation,
        "exercise_id",
        ("neighbour_id", "direction"),
        {
            pk: [(pks[slug], Variation.Direction.EASIER.value) for slug in exercise.easier]
            + [(pks[slug], Variation.Direction.HARDER.value) for slug in exercise.harder]
            for pk, exercise in by_pk.items()
        },
    )
    changes.mark_changed(by_pk[pk].slug for pk in different)
    return changes


def _exercise_columns(exercise: catalogue.Exercise, words: catalogue.Vocabulary) -> dict[str, Any]:
    return (
        {name: getattr(exercise, name) for name in SAME_COLUMNS}
        | {name: list(getattr(exercise, name)) for name in SAME_LISTS}
        | {name: getattr(exercise.dose, name) for name in DOSE_COLUMNS}
        | {"sources": [words.sources[source].row(fact=fact) for source, fact in exercise.sources]}
    )


def _load_activities(read: catalogue.Catalogue, muscles: dict[str, int], cautions: dict[str, int]) -> Changes:
    wanted = {slug: _activity_columns(activity, read.vocabulary) for slug, activity in read.activities.items()}
    rows, changes = upsert(Activity, wanted)
    by_pk = {rows[slug].pk: activity for slug, activity in read.activities.items()}
    different = replace_children(
        Activity.muscles.through,
        "activity_id",
        ("muscle_id",),
        {pk: [(muscles[slug],) for slug in activity.muscles] for pk, activity in by_pk.items()},
    )
    different |= replace_children(
        Activity.cautions.through,
        "activity_id",
        ("caution_id",),
        {pk: [(cautions[slug],) for slug in activity.cautions] for pk, activity in by_pk.items()},
    )
    changes.mark_changed(by_pk[pk].slug for pk in different)
    return changes


def _activity_columns(activity: catalogue.Activity, words: catalogue.Vocabulary) -> dict[str, Any]:
    first = activity.levels[0]
    return {
        "name": activity.name,
        "why": activity.why,
        "effort": activity.effort,
        "minutes": first.minutes,
        "days_per_week": first.days_per_week,
        "progression": [
            {"level": rung.number, "minutes": rung.minutes, "days_per_week": rung.days_per_week, "weeks": rung.weeks}
            for rung in activity.levels
        ],
        "facts": list(activity.facts),
        "sources": [words.sources[source].row() for source in activity.sources],
        "equipment": list(activity.equipment),
    }
