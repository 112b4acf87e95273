import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises import catalogue
from exercises.catalogue import CATALOGUE_DIR
from exercises.models import Activity, Caution, Exercise, Level, Muscle, Variation
from tests.factories import make_person, make_routine, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOGUE_DIR, tmp_path / "catalogue"))


def load(path: Path = CATALOGUE_DIR) -> list[str]:
    out = StringIO()
    call_command("load_catalogue", path=path, stdout=out)
    return out.getvalue().splitlines()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_load_brings_in_every_exercise_as_its_file_says():
    load()

    rows = {row.slug: row for row in Exercise.objects.all()}
    assert rows.keys() == catalogue.shipped().exercises.keys()
    for slug, exercise in catalogue.shipped().exercises.items():
        row = rows[slug]
        assert (row.name, row.kind, row.dose, row.steps) == (
            exercise.name,
            exercise.kind,
            exercise.dose,
            list(exercise.steps),
        )
        row.full_clean(validate_unique=False)
    assert Activity.objects.count() == 3
    assert Muscle.objects.count() == 27
    assert Caution.objects.count() == 20


def test_load_brings_in_what_belongs_to_an_exercise():
    load()

    plank = Exercise.objects.get(slug="plank")
    assert [level.hold_seconds for level in plank.levels.all()] == [15, 30, 45, 60, 30]
    assert [(row.muscle.slug, row.is_primary) for row in plank.exercise_muscles.all()][:4] == [
        ("rectus-abdominis", True),
        ("transversus-abdominis", True),
        ("obliques", True),
        ("erector-spinae", False),
    ]
    assert [(row.neighbour.slug, row.direction) for row in plank.variations.all()] == [
        ("bear-hold", "easier"),
        ("mcgill-curl-up", "easier"),
        ("side-plank", "harder"),
    ]
    notes = {row.caution.slug: row.note for row in plank.exercise_cautions.all()}
    assert notes["wrist"] == "Resting on the forearms spares the wrists."
    assert plank.sources[0] == {
        "title": "Back strengthening and stretching exercises",
        "organisation": "“Dear Alice”, a health question-and-answer column",
        "year": "1999, updated 2022",
        "url": "",
        "fact": "Forearms and toes, hold 15 s to 1 min, progress in 15 s increments",
    }


def test_activity_starts_at_its_first_level():
    load()

    walking = Activity.objects.get(slug="walking")
    assert (walking.minutes, walking.days_per_week) == (10, 3)
    assert walking.progression[-1] == {"level": 5, "minutes": 30, "days_per_week": 5, "weeks": "21–26"}
    assert {caution.slug for caution in walking.cautions.all()} == {"heart-or-lung", "balance", "spinal-stenosis"}


def test_second_load_changes_nothing_in_few_queries():
    load()
    before = list(Exercise.objects.order_by("pk").values()), list(Variation.objects.order_by("pk").values())

    with CaptureQueriesContext(connection) as queries:
        lines = load()

    assert lines == [
        "Exercises: 67 unchanged.",
        "Activities: 3 unchanged.",
        "Muscles: 27 unchanged.",
        "Cautions: 20 unchanged.",
    ]
    assert (list(Exercise.objects.order_by("pk").values()), list(Variation.objects.order_by("pk").values())) == before
    assert [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []
    assert len(queries) <= 14


def test_changed_file_changes_its_row_alone(files):
    load(files)
    change(files / "plank.toml", "rest_seconds = 30", "rest_seconds = 40")

    assert load(files)[0] == "Exercises: 1 changed (plank), 66 unchanged."
    assert Exercise.objects.get(slug="plank").rest_seconds == 40


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The founding dose: 45 s", "Forty-five seconds"),
        ('caution = "heart-or-lung"', 'caution = "neck"'),
        ('"erector-spinae", "gluteus-maximus"', '"gluteus-maximus", "erector-spinae"'),
        ('harder = ["side-plank"]', "harder = []"),
    ],
)
def test_change_in_what_belongs_to_an_exercise_is_loaded_and_counted(files, old, new):
    load(files)
    change(files / "plank.toml", old, new)

    assert load(files)[0] == "Exercises: 1 changed (plank), 66 unchanged."
    assert load(files)[0] == "Exercises: 67 unchanged."


def test_new_file_creates_its_row(files):
    load(files)
    text = (files / "superman.toml").read_text(encoding="utf-8")
    (files / "superwoman.toml").write_text(text.replace('"Superman"', '"Superwoman"', 1), encoding="utf-8")

    assert load(files)[0] == "Exercises: 1 created (superwoman), 67 unchanged."


def test_removed_file_retires_its_row_and_keeps_routines_and_history(files):
    load(files)
    person = make_person()
    wall_sit = Exercise.objects.get(slug="wall-sit")
    routine = make_routine(person, wall_sit)
    session = make_session(person, routine)
    (files / "wall-sit.toml").unlink()

    lines = load(files)

    assert lines[0] == "Exercises: 1 retired (wall-sit), 66 unchanged."
    assert not Exercise.objects.current().filter(slug="wall-sit").exists()
    assert [row.exercise for row in routine.prescriptions.all()] == [wall_sit]
    assert [row.exercise for row in session.entries.all()] == [wall_sit]
    assert Level.objects.filter(exercise=wall_sit).count() == 5
    assert load(files)[0] == "Exercises: 66 unchanged."


def test_returned_file_restores_the_same_row(files):
    load(files)
    before = Exercise.objects.get(slug="wall-sit").pk
    (files / "wall-sit.toml").rename(files / "wall-sit.gone")
    load(files)
    (files / "wall-sit.gone").rename(files / "wall-sit.toml")

    assert load(files)[0] == "Exercises: 1 restored (wall-sit), 66 unchanged."
    assert Exercise.objects.current().get(slug="wall-sit").pk == before


def test_retired_activity_leaves_the_list(files):
    load(files)
    (files / "yoga.toml").unlink()

    assert load(files)[1] == "Activities: 1 retired (yoga), 2 unchanged."
    assert [activity.slug for activity in Activity.objects.current()] == ["swimming", "walking"]


def test_founding_order_can_be_exchanged(files):
    load(files)
    change(files / "plank.toml", "founding_order = 11", "founding_order = 12")
    change(files / "cobra.toml", "founding_order = 12", "founding_order = 11")

    assert load(files)[0] == "Exercises: 2 changed (cobra, plank), 65 unchanged."
    assert Exercise.objects.get(founding_order=11).slug == "cobra"


def test_muscle_that_left_the_files_leaves_the_database(files):
    Muscle.objects.create(slug="tail", name="Tail", lay_name="Tail", region="back")

    load(files)

    assert not Muscle.objects.filter(slug="tail").exists()


def test_half_bad_directory_loads_nothing(files):
    change(files / "wall-sit.toml", 'kind = "strengthen"', 'kind = "torture"')

    with pytest.raises(CommandError) as caught:
        load(files)

    said = 'wall-sit.toml:4: `kind` says "torture", which is not in the vocabulary. Nothing was loaded.'
    assert str(caught.value) == said
    assert caught.value.returncode == 1
    assert not Exercise.objects.exists()
    assert not Muscle.objects.exists()


def test_missing_directory_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"No such file or directory.* Nothing was loaded\."):
        load(tmp_path / "nowhere")


def test_quiet_load_says_nothing():
    out = StringIO()

    call_command("load_catalogue", verbosity=0, stdout=out)

    assert out.getvalue() == ""
