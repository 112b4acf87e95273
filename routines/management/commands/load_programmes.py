"""Load the shipped programmes: upsert by slug, retire what disappeared, all or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from exercises import catalogue, shelf
from exercises.models import DOSE_COLUMNS, Exercise
from exercises.tomlfile import FileError
from exercises.upsert import Changes, replace_children, upsert
from routines import programmes
from routines.models import Programme, ProgrammePrescription

# What a file and a row call by the same name.
SAME_COLUMNS = ("name", "goal", "place", "difficulty", "minutes", "days_per_week", "sessions_per_day", "weeks", "note")


class Command(BaseCommand):
    help = "Load the programmes from their files, after load_catalogue; run it again whenever the files change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--path", type=Path, default=programmes.PROGRAMMES_DIR, help="the programmes, instead of the shipped ones"
        )
        parser.add_argument("--catalogue", type=Path, help="what they are made of, instead of the shipped catalogue")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            path_of_catalogue: Path | None = options["catalogue"]
            exercises = catalogue.read(path_of_catalogue) if path_of_catalogue else catalogue.shipped()
            read = programmes.read(path, exercises)
        except (FileError, OSError) as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        with transaction.atomic():
            changes = load(read, exercises.vocabulary)
        if options["verbosity"]:
            self.stdout.write(changes.report("Programmes"))


def load(read: dict[str, programmes.Programme], words: catalogue.Vocabulary) -> Changes:
    """Bring the programmes into the database; return what was done. Raises CommandError without their exercises."""
    exercise_pks = dict(Exercise.objects.values_list("slug", "pk"))
    for programme in read.values():
        for prescription in programme.prescriptions:
            if prescription.exercise not in exercise_pks:
                raise CommandError(f'The exercise "{prescription.exercise}" is not loaded: run load_catalogue first.')
    rows, changes = upsert(Programme, {slug: _columns(programme, words) for slug, programme in read.items()})
    by_pk = {rows[slug].pk: programme for slug, programme in read.items()}
    different = replace_children(
        ProgrammePrescription,
        "programme_id",
        ("position", "exercise_id", "section", "note", *DOSE_COLUMNS),
        {
            pk: [
                (position, exercise_pks[row.exercise], row.section, row.note, *_dose_values(row))
                for position, row in enumerate(programme.prescriptions)
            ]
            for pk, programme in by_pk.items()
        },
    )
    changes.mark_changed(by_pk[pk].slug for pk in different)
    if changes.are_any:
        shelf.changed()
    return changes


def _dose_values(prescription: programmes.Prescription) -> list[Any]:
    return [getattr(prescription.dose, name) for name in DOSE_COLUMNS]


def _columns(programme: programmes.Programme, words: catalogue.Vocabulary) -> dict[str, Any]:
    cautions = [words.cautions[slug] for slug in programme.cautions]
    return {name: getattr(programme, name) for name in SAME_COLUMNS} | {
        "equipment": list(programme.equipment),
        "weekly_progression": list(programme.weekly_progression),
        "cautions": [{"who": caution.who, "advice": caution.advice} for caution in cautions],
        "sources": [words.sources[slug].row() for slug in programme.sources],
    }
