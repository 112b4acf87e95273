import re
import shutil
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest

from exercises import catalogue, guidance, models
from exercises.catalogue import CATALOGUE_DIR, FOUNDING_SOURCES
from exercises.dose import Sides
from exercises.tomlfile import FileError

SHIPPED = catalogue.shipped()
ALL = pytest.mark.parametrize("exercise", SHIPPED.exercises.values(), ids=lambda exercise: exercise.slug)


def rungs(slug: str) -> list[tuple[int, int, int]]:
    return [(level.sets, level.reps, level.hold_seconds) for level in SHIPPED.exercises[slug].levels]


def figures(slug: str) -> tuple[int, int, int, Sides]:
    dose = SHIPPED.exercises[slug].dose
    return dose.sets, dose.reps, dose.hold_seconds, dose.sides


# --- The founding twelve keep the articles' figures ---


def test_knee_to_chest_is_held_45_seconds_each_side():
    assert figures("knee-to-chest") == (1, 1, 45, Sides.EACH)


def test_lower_back_twist_is_held_45_seconds_each_side():
    assert figures("lower-back-twist") == (1, 1, 45, Sides.EACH)


def test_side_trunk_stretch_is_held_45_seconds_each_side():
    assert figures("side-trunk-stretch") == (1, 1, 45, Sides.EACH)


def test_half_crunches_are_three_sets_of_10_15_or_25_with_a_2_second_hold():
    assert figures("half-crunch") == (3, 10, 2, Sides.NONE)
    assert rungs("half-crunch")[1:] == [(3, 10, 2), (3, 15, 2), (3, 25, 2)]


def test_push_up_back_extensions_are_held_10_seconds_8_to_10_times():
    assert figures("push-up-back-extension") == (1, 8, 10, Sides.NONE)
    assert rungs("push-up-back-extension")[2:4] == [(1, 8, 10), (1, 10, 10)]


def test_assisted_back_extension_is_done_5_to_8_times_with_a_hold_of_a_few_seconds():
    assert figures("assisted-back-extension") == (1, 5, 3, Sides.NONE)
    # First with the hands' help, then without.
    assert rungs("assisted-back-extension")[:4] == [(1, 5, 3), (1, 8, 3), (1, 5, 3), (1, 8, 3)]


def test_plank_grows_from_15_to_60_seconds_in_steps_of_15():
    assert figures("plank") == (1, 1, 15, Sides.NONE)
    assert rungs("plank")[:4] == [(1, 1, 15), (1, 1, 30), (1, 1, 45), (1, 1, 60)]


@pytest.mark.parametrize("slug", ["hip-flexor-stretch", "adductor-stretch"])
def test_hip_flexor_and_adductor_stretch_are_held_20_to_30_seconds_and_repeated(slug):
    assert figures(slug) == (1, 2, 20, Sides.EACH)
    assert [hold for _, _, hold in rungs(slug)] in ([20, 20, 30, 30], [20, 20, 30, 30, 30])
    assert all(reps > 1 for _, reps, _ in rungs(slug))


def test_supine_twist_is_slow_repeats_from_side_to_side():
    assert figures("supine-twist") == (2, 8, 0, Sides.ALTERNATE)
    assert "Keep your pelvis on the mat the whole time." in SHIPPED.exercises["supine-twist"].steps


def test_cobra_has_a_brief_hold_and_no_pushing_hands():
    assert figures("cobra") == (2, 8, 3, Sides.NONE)
    assert SHIPPED.exercises["cobra"].steps[0] == "Lie on your front with your hands beside your hips."


def test_cat_cow_breathes_in_to_round_and_out_to_sink():
    assert figures("cat-cow") == (1, 8, 0, Sides.NONE)
    assert SHIPPED.exercises["cat-cow"].steps[1].startswith("Breathe in while you round")
    assert SHIPPED.exercises["cat-cow"].steps[3].startswith("Breathe out while your stomach sinks")


def test_founding_twelve_stretch_first_then_strengthen():
    founding = sorted(
        (e for e in SHIPPED.exercises.values() if e.founding_order), key=lambda exercise: exercise.founding_order
    )
    assert [exercise.slug for exercise in founding] == [
        "knee-to-chest",
        "lower-back-twist",
        "side-trunk-stretch",
        "hip-flexor-stretch",
        "adductor-stretch",
        "cat-cow",
        "half-crunch",
        "push-up-back-extension",
        "assisted-back-extension",
        "supine-twist",
        "plank",
        "cobra",
    ]
    assert [exercise.kind for exercise in founding] == ["stretch"] * 6 + ["strengthen"] * 6
    assert all(FOUNDING_SOURCES & dict(exercise.sources).keys() for exercise in founding)


# --- All that is shipped ---


def test_catalogue_ships_67_exercises_and_3_activities():
    assert len(SHIPPED.exercises) == 67
    assert sorted(SHIPPED.activities) == ["swimming", "walking", "yoga"]


def test_vocabulary_says_the_words_of_the_models():
    assert SHIPPED.vocabulary.words | {"views": ()} == {
        "kinds": tuple(models.Kind.values),
        "start_positions": tuple(models.StartPosition.values),
        "measures": tuple(models.Measure.values),
        "focus": tuple(models.Focus.values),
        "equipment": tuple(models.Equipment.values),
        "spine_movements": tuple(models.SpineMovement.values),
        "views": (),
    }


@ALL
def test_steps_are_whole_sentences(exercise):
    assert [step for step in (*exercise.steps, exercise.breathing) if not re.fullmatch(r"[A-Z0-9].*[.]", step)] == []


@ALL
def test_short_phrases_have_no_full_stop(exercise):
    phrases = [*exercise.cues, *exercise.mistakes, *(level.change for level in exercise.levels)]
    assert [phrase for phrase in phrases if not re.fullmatch(r"[A-Z0-9].*[^.]", phrase)] == []


@ALL
def test_words_are_british_and_speak_to_the_person(exercise):
    notes = [note for _, note in exercise.cautions]
    words = [*exercise.steps, *exercise.cues, *exercise.mistakes, exercise.breathing, exercise.note, *notes]
    text = " ".join([*words, *(level.change for level in exercise.levels)])
    assert re.findall(r"toward\b|center|color\b|stabiliz|the app|this catalogue|Article dose|\d-\d| x ", text) == []


@ALL
def test_each_level_says_something_of_its_own(exercise):
    changes = [level.change for level in exercise.levels]
    assert len(set(changes)) == len(changes)


def test_every_word_of_the_vocabulary_is_used():
    used_muscles, used_cautions, used_sources = set(), set(), set()
    for exercise in SHIPPED.exercises.values():
        used_muscles |= {*exercise.muscles_primary, *exercise.muscles_secondary}
        used_cautions |= dict(exercise.cautions).keys()
        used_sources |= dict(exercise.sources).keys()
    assert used_muscles == SHIPPED.vocabulary.muscles.keys()
    assert used_cautions == SHIPPED.vocabulary.cautions.keys()
    assert used_sources <= SHIPPED.vocabulary.sources.keys()


def test_only_articles_and_common_practice_lack_an_address():
    without = {source.id for source in SHIPPED.vocabulary.sources.values() if not source.url}
    assert without == {"six-ways", "alice", "general-practice"}
    assert all(urllib.parse.urlsplit(s.url).hostname for s in SHIPPED.vocabulary.sources.values() if s.url)


def test_guidance_has_every_red_flag_most_urgent_first():
    flags = guidance.shipped().safety.red_flags
    urgencies = [list(guidance.URGENCIES).index(flag.urgency) for flag in flags]
    assert urgencies == sorted(urgencies)
    assert [flag.id for flag in flags] == [
        "cauda-equina",
        "other-body",
        "trauma-fracture",
        "infection",
        "nerve",
        "cancer",
        "inflammatory",
        "pregnancy-stop",
    ]


def test_guidance_has_every_evidence_fact_and_difference():
    evidence = guidance.shipped().evidence
    assert sum(len(topic.facts) for topic in evidence.topics) == 30
    assert all(topic.facts for topic in evidence.topics)
    assert len(evidence.differences) == 14


# --- Bad files are refused by name and line ---


@pytest.fixture
def spoil(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Return a function that copies the shipped files with one text of one file replaced."""

    def copy(name: str, old: str, new: str) -> Path:
        directory = tmp_path / "catalogue"
        shutil.copytree(CATALOGUE_DIR, directory)
        text = (directory / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        (directory / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return directory

    return copy


@pytest.mark.parametrize(
    ("name", "old", "new", "line_with", "sentence"),
    [
        ("plank.toml", "steps = [", "steps = ", "steps = ", "This is not TOML"),
        ("plank.toml", 'kind = "strengthen"\n', "", 'name = "Plank"', "The field `kind` is missing."),
        ("plank.toml", "difficulty = 3", "difficulty = 3\nhardness = 4", "hardness", "no field called `hardness`"),
        ("plank.toml", "difficulty = 3", 'difficulty = "3"', "difficulty", "`difficulty` must be a whole number."),
        ("plank.toml", "difficulty = 3", "difficulty = true", "difficulty", "`difficulty` must be a whole number."),
        ("plank.toml", "difficulty = 3", "difficulty = 6", "difficulty", "must be between 1 and 5"),
        ("plank.toml", 'name = "Plank"', 'name = " "', "name", "`name` is empty."),
        ("plank.toml", 'name = "Plank"', f'name = "{"P" * 81}"', "name", "has 81 characters; 80 is the most"),
        ("plank.toml", 'name = "Plank"', 'name = "cobra"', "name", "is already the name of cobra"),
        ("plank.toml", 'kind = "strengthen"', 'kind = "torture"', "kind", '"torture", which is not in the vocabulary'),
        ("plank.toml", '"obliques"]', '"wings"]', '"wings"', '"wings", which is not in the vocabulary'),
        ("plank.toml", '"obliques"]', '"quadriceps"]', "muscles_secondary", "both a primary and a secondary muscle"),
        ("plank.toml", 'equipment = ["mat"]', 'equipment = ["mat", "mat"]', "equipment", "the same word twice"),
        (
            "plank.toml",
            'equipment = ["mat"]',
            'equipment = ["mat"]\nequipment_optional = ["mat"]',
            "equipment_optional",
            "both needed and optional",
        ),
        ("plank.toml", '["side-plank"]', '["flying"]', "harder", 'names "flying", and there is no such exercise'),
        ("plank.toml", '["side-plank"]', '["plank"]', "harder", "names the exercise itself"),
        ("plank.toml", '["side-plank"]', '["cat-cow"]', "harder", '"cat-cow", which is easier by its difficulty'),
        ("plank.toml", '"mcgill-curl-up"]', '"superman"]', "easier", '"superman", which is harder by its difficulty'),
        ("plank.toml", '["side-plank"]', '["side-plank", "side-plank"]', "harder", "named as a neighbour twice"),
        ("plank.toml", 'met_code = "02024"', 'met_code = "99999"', "met_code", "not in the vocabulary"),
        ("plank.toml", "default_level = 1", "default_level = 2", "[[levels]]", "differs from [dose]"),
        ("plank.toml", "number = 3", "number = 4", "number = 4", "Level 4 stands where level 3 belongs."),
        ("plank.toml", 'sides = "none"', 'sides = "left"', "sides", '"left", which is not in the vocabulary'),
        ("plank.toml", "rep_seconds = 6", "rep_seconds = 0", "rep_seconds", "must be between 1 and 30"),
        ("plank.toml", "hold_seconds = 15", "hold_seconds = 0", "hold_seconds = 0", "must be above 0"),
        ("plank.toml", "hold_seconds = 15", "hold_seconds = 601", "hold_seconds = 601", "between 0 and 600"),
        ("plank.toml", "reps = 1", "reps = 2", "reps = 2", "so `reps` must be 1"),
        ("cat-cow.toml", "hold_seconds = 0", "hold_seconds = 3", "hold_seconds = 3", "must be 0"),
        ("cat-cow.toml", '"osteoporosis"', '"hip"', "spine_movements", '"osteoporosis" must be there'),
        ("standing-back-extension.toml", '"spinal-stenosis"', '"hip"', "spine_movements", '"spinal-stenosis" must be'),
        ("plank.toml", '"pregnancy"', '"hip"', "start_position", '"pregnancy" must be there'),
        ("plank.toml", '"pregnancy"', '"hernia"', '"hernia"', '"hernia" is there twice'),
        ("plank.toml", 'source = "alice"', 'source = "hearsay"', "hearsay", "not in the vocabulary"),
        ("plank.toml", 'source = "alice"', 'source = "mcgill-holds"', "founding_order", "must name its article"),
        ("cobra.toml", "founding_order = 12", "founding_order = 13", "founding_order", "jumps to 13 where 12 belongs"),
        ("plank.toml", 'view = "side"', 'view = "below"', "below", "not in the vocabulary"),
        ("plank.toml", 'view = "side"\n', 'view = "side"\ncolour = "red"\n', "[[key_poses]]", "unknown keys colour"),
        ("plank.toml", "step = 3\n", "", 'label = "hold"', "must name the `step` it shows"),
        ("plank.toml", "step = 3\n", "step = 1\n", "step = 1", "but the key pose before it shows step 2."),
        ("plank.toml", "step = 3\n", "step = 7\n", "step = 7", "must be between 1 and 6"),
        ("clamshell.toml", 'side = "left"', 'side = "both"', "both", "not in the vocabulary"),
        ("clamshell.toml", '[figure]\nside = "left"\n', "", "sides = ", "must say which `side` is drawn"),
        ("plank.toml", "[[key_poses]]", '[figure]\nside = "left"\n[[key_poses]]', "side", "with sides, and only there"),
        ("prone-ytw.toml", "keeps_moving = true", "keeps_moving = 1", "keeps_moving", "must be true or false"),
        ("walking.toml", "minutes = 10", "minutes = 0", "minutes = 0", "between 1 and 600"),
        ("walking.toml", '"balance"', '"luck"', "luck", "not in the vocabulary"),
        ("_sources.toml", 'id = "nhs-back"', 'id = "alice"', 'id = "alice"', '"alice" is there twice'),
        ("_vocabulary.toml", 'slug = "multifidus"', 'slug = "erector-spinae"', "erector-spinae", "is there twice"),
    ],
)
def test_bad_file_is_refused_by_name_and_line(spoil, name, old, new, line_with, sentence):
    directory = spoil(name, old, new)

    with pytest.raises(FileError) as caught:
        catalogue.read(directory)

    file, line, said = str(caught.value).split(":", 2)
    assert file == name
    assert sentence in said
    assert said.endswith(".")
    assert line_with in (directory / name).read_text().splitlines()[int(line) - 1]


def test_file_that_is_not_text_is_refused(spoil):
    directory = spoil("plank.toml", "Plank", "Plank")
    (directory / "plank.toml").write_bytes(b'name = "Plank"\nkind = "\xff"\n')

    with pytest.raises(FileError, match=r"plank\.toml:2: This is not UTF-8 text\."):
        catalogue.read(directory)


def test_file_with_a_bad_name_is_refused(spoil):
    directory = spoil("plank.toml", "Plank", "Plank")
    (directory / "plank.toml").rename(directory / "My_Plank.toml")

    with pytest.raises(FileError, match=r"My_Plank\.toml:1: The file's name must be small letters"):
        catalogue.read(directory)


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("_safety.toml", 'urgency = "emergency"', 'urgency = "whenever"', "not in the vocabulary"),
        ("_safety.toml", "stop_rules = [", "halt_rules = [", "`stop_rules` is missing"),
        ("_rules.toml", "pain_ok_during_max = 5", "pain_ok_during_max = 11", "between 0 and 10"),
        ("_rules.toml", 'source = "ostelo-2008"', 'source = "hearsay"', "not in the vocabulary"),
        ("_evidence.toml", 'id = "e-chronic"', 'id = "e-who"', '"e-who" is there twice'),
        ("_evidence.toml", 'topic = "lasting"', 'topic = "magic"', "not in the vocabulary"),
    ],
)
def test_bad_guidance_is_refused_by_name_and_line(spoil, name, old, new, sentence):
    directory = spoil(name, old, new)

    with pytest.raises(FileError, match=rf"{name}:\d+: .*{re.escape(sentence)}"):
        guidance.read(directory)
