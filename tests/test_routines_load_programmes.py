import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises import catalogue
from exercises.dose import Dose, Sides
from routines import programmes
from routines.models import Programme
from routines.programmes import PROGRAMMES_DIR
from routines.timeline import PlannedExercise, total_seconds, unroll
from tests.factories import make_person

SHIPPED = programmes.read(PROGRAMMES_DIR, catalogue.shipped())


def planned(programme: programmes.Programme) -> list[PlannedExercise]:
    exercises = catalogue.shipped().exercises
    return [
        PlannedExercise(place, exercises[row.exercise].start_position, row.dose)
        for place, row in enumerate(programme.prescriptions)
    ]


@pytest.mark.parametrize("programme", SHIPPED.values(), ids=lambda programme: programme.slug)
def test_minutes_promised_are_those_of_the_timeline_within_a_seventh(programme):
    minutes = total_seconds(unroll(planned(programme))) / 60

    assert minutes == pytest.approx(programme.minutes, rel=1 / 7)


def test_ten_programmes_ship_in_their_order():
    assert sorted(SHIPPED.values(), key=lambda programme: programme.place)[2].name == (
        "Stretch then strengthen, 15 minutes"
    )
    assert sorted(programme.place for programme in SHIPPED.values()) == list(range(1, 11))


@pytest.mark.parametrize("slug", ["stretch-then-strengthen-15", "all-twelve"])
def test_founding_programmes_use_founding_exercises_alone(slug):
    exercises = catalogue.shipped().exercises
    assert [row.exercise for row in SHIPPED[slug].prescriptions if not exercises[row.exercise].founding_order] == []


def test_all_twelve_is_the_founding_order():
    order = {e.slug: e.founding_order for e in catalogue.shipped().exercises.values()}
    assert [order[row.exercise] for row in SHIPPED["all-twelve"].prescriptions] == list(range(1, 13))


@pytest.mark.parametrize("programme", SHIPPED.values(), ids=lambda programme: programme.slug)
def test_cautions_of_a_programme_are_those_of_its_exercises(programme):
    exercises = catalogue.shipped().exercises
    theirs = {caution for row in programme.prescriptions for caution, _ in exercises[row.exercise].cautions}
    assert set(programme.cautions) <= theirs


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROGRAMMES_DIR, tmp_path / "programmes"))


def load(path: Path = PROGRAMMES_DIR) -> str:
    out = StringIO()
    call_command("load_programmes", path=path, stdout=out)
    return out.getvalue().strip()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def loaded_catalogue(db) -> None:
    call_command("load_catalogue", verbosity=0)


def test_load_brings_in_the_doses_with_the_exercises_own_sides(loaded_catalogue):
    load()

    programme = Programme.objects.with_prescriptions().get(slug="stretch-then-strengthen-15")
    rows = [(row.section, row.exercise.slug, row.dose) for row in programme.prescriptions.all()]
    assert rows[0] == ("Stretch", "knee-to-chest", Dose(1, 1, 45, Sides.EACH, rest_seconds=5, rep_seconds=4))
    assert rows[4] == ("Strengthen", "half-crunch", Dose(3, 10, 2, rest_seconds=30, rep_seconds=3))
    assert [row.position for row in programme.prescriptions.all()] == list(range(8))
    assert programme.weekly_progression[0] == {"weeks": "1–2", "change": "As written, with a plank of 15 s."}
    assert programme.cautions[0]["who"] == "Osteoporosis (fragile bones), or a past fracture of the spine"
    assert programme.sources[0] == {
        "title": "6 Ways to Strengthen Your Lower Back & Reduce Pain",
        "organisation": "Health article",
        "year": "",
        "url": "",
    }


def test_held_repeats_rest_between_repeats_where_the_exercise_does(loaded_catalogue):
    load()

    row = Programme.objects.get(slug="all-twelve").prescriptions.get(exercise__slug="hip-flexor-stretch")
    assert (row.rest_seconds, row.release_seconds) == (10, 10)


def test_second_load_changes_nothing_in_few_queries(loaded_catalogue):
    load()

    with CaptureQueriesContext(connection) as queries:
        said = load()

    assert said == "Programmes: 10 unchanged."
    assert [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []
    assert len(queries) <= 5


def test_changed_dose_is_loaded_and_counted(loaded_catalogue, files):
    load(files)
    change(files / "desk-break-5.toml", "reps = 5", "reps = 6")

    assert load(files) == "Programmes: 1 changed (desk-break-5), 9 unchanged."
    assert Programme.objects.get(slug="desk-break-5").prescriptions.first().reps == 6


def test_removed_file_retires_the_programme_and_keeps_copies(loaded_catalogue, files):
    load(files)
    programme = Programme.objects.get(slug="desk-break-5")
    routine = programme.copy_for(make_person())
    (files / "desk-break-5.toml").rename(files / "desk-break-5.gone")

    assert load(files) == "Programmes: 1 retired (desk-break-5), 9 unchanged."
    assert not Programme.objects.current().filter(pk=programme.pk).exists()
    routine.refresh_from_db()
    assert routine.programme == programme
    assert routine.prescriptions.count() == 7

    (files / "desk-break-5.gone").rename(files / "desk-break-5.toml")
    assert load(files) == "Programmes: 1 restored (desk-break-5), 9 unchanged."


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ('"chin-tuck"', '"chin-wag"', 'exercise = "chin-wag"', 'There is no exercise called "chin-wag".'),
        (
            '["chair"]',
            "[]",
            'exercise = "seated-twist"',
            '"seated-twist" needs "chair", which `equipment` does not list.',
        ),
        (
            "hold_seconds = 5",
            "hold_seconds = 0",
            "hold_seconds = 0",
            '"chin-tuck" is held, so `hold_seconds` cannot be 0.',
        ),
        ("week = 5", "week = 8", "days_per_week = 8", "`days_per_week` is 8; it must be between 1 and 7."),
        ("place = 2", "place = 5", "place = 5", "Place 5 is already taken by"),
        ('goal = "', 'aim = "', 'name = "Desk break 5 minutes"', "The field `goal` is missing."),
        ('"balance"', '"luck"', "luck", '`cautions` says "luck", which is not in the vocabulary.'),
    ],
)
def test_bad_file_is_refused_by_name_and_line_and_nothing_is_loaded(loaded_catalogue, files, old, new, line, sentence):
    change(files / "desk-break-5.toml", old, new)
    # The last file in the alphabet, so that a clash with another is told of this one.
    (files / "desk-break-5.toml").rename(files / "z-desk-break-5.toml")

    with pytest.raises(CommandError) as caught:
        load(files)

    file, at, said = str(caught.value).split(":", 2)
    assert file == "z-desk-break-5.toml"
    assert line in (files / file).read_text().splitlines()[int(at) - 1]
    assert said.strip().startswith(sentence)
    assert said.endswith(". Nothing was loaded.")
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_programmes_without_the_catalogue_say_what_to_do():
    with pytest.raises(CommandError, match=r"is not loaded: run load_catalogue first\."):
        load()
