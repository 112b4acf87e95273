"""Search over the shipped catalogue, without a database."""

from functools import cache

import pytest

from exercises import catalogue, search
from exercises.filters import filterable
from exercises.models import Activity, Caution, Exercise, ExerciseCaution, ExerciseMuscle, Muscle


@cache
def library() -> list[search.Findable[Exercise]]:
    """The shipped exercises as unsaved rows with their muscles, in the order of the library."""
    shipped = catalogue.shipped()
    muscles = {
        m.slug: Muscle(slug=m.slug, name=m.name, lay_name=m.lay_name) for m in shipped.vocabulary.muscles.values()
    }
    rows = []
    for it in sorted(shipped.exercises.values(), key=lambda it: (it.founding_order or 99, it.difficulty, it.name)):
        exercise = Exercise(
            pk=len(rows) + 1,
            slug=it.slug,
            name=it.name,
            other_names=list(it.other_names),
            kind=it.kind,
            start_position=it.start_position,
            focus=list(it.focus),
            equipment=list(it.equipment),
            equipment_optional=list(it.equipment_optional),
            spine_movements=list(it.spine_movements),
            difficulty=it.difficulty,
        )
        exercise.dose = it.dose
        exercise._prefetched_objects_cache = {
            "exercise_muscles": [
                ExerciseMuscle(muscle=muscles[slug], is_primary=is_primary)
                for slugs, is_primary in ((it.muscles_primary, True), (it.muscles_secondary, False))
                for slug in slugs
            ],
            "exercise_cautions": [ExerciseCaution(caution=Caution(slug=slug)) for slug, _note in it.cautions],
        }
        rows.append(filterable(exercise))
    return rows


def slugs(found: search.Found) -> list[str]:
    return [it.row.slug for it in found.rows]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # As it is written, and while it is being typed.
        ("pla", "plank"),
        ("plank", "plank"),
        ("PLANK", "plank"),
        ("  plank  ", "plank"),
        ("side pl", "side-plank"),
        ("cobra", "cobra"),
        ("ca", "cat-cow"),
        # Spaces, slashes, hyphens, apostrophes, accents.
        ("cat cow", "cat-cow"),
        ("catcow", "cat-cow"),
        ("cat-cow", "cat-cow"),
        ("cow cat", "cat-cow"),
        ("birddog", "bird-dog"),
        ("childs pose", "childs-pose"),
        ("child’s pose", "childs-pose"),
        ("pushup back", "push-up-back-extension"),
        ("plánk", "plank"),
        ("ｃｏｂｒａ", "cobra"),
        # Other names.
        ("cat camel", "cat-cow"),
        ("front plank", "plank"),
        ("kegel", "pelvic-floor-lift"),
        ("crunch", "half-crunch"),
        ("wall slides", "wall-angels"),
        ("pigeon", "figure-four-stretch"),
        # A slip of the finger.
        ("plnak", "plank"),
        ("planck", "plank"),
        ("cobar", "cobra"),
        ("birt dog", "bird-dog"),
        ("supermann", "superman"),
        ("spinx", "sphinx"),
        ("diafragm", "diaphragmatic-breathing"),
        # Whole sentences.
        ("how do I do the plank exercise", "plank"),
        ("dead bug for my core", "dead-bug"),
    ],
)
def test_search_puts_the_exercise_first(query, first):
    assert slugs(search.search(query, library()))[0] == first


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("lats", "side-trunk-stretch"),
        ("latissimus", "side-trunk-stretch"),
        ("butt", "glute-bridge"),
        ("bum", "glute-bridge"),
        ("glutes", "glute-bridge"),
        ("gluteus maximus", "glute-bridge"),
        ("hamstring", "hamstring-stretch-seated"),
        ("hamstirng", "hamstring-stretch-seated"),
        ("hammies", "hamstring-stretch-seated"),
        ("psoas", "hip-flexor-stretch"),
        ("abs", "half-crunch"),
        ("tummy", "half-crunch"),
        ("mckenzie", "prone-press-up"),
        ("mckenzie", "prone-on-elbows"),
        ("groin", "adductor-stretch"),
        ("neck", "chin-tuck"),
        ("neck pain", "chin-tuck"),
        ("lumbar", "lower-back-twist"),
        ("twisting", "lower-back-twist"),
        ("stretches", "childs-pose"),
        ("strengthen core", "plank"),
        ("lower back stretch", "knee-to-chest"),
        ("all fours", "bird-dog"),
        ("sitting", "seated-twist"),
        ("desk", "seated-twist"),
        ("dumbbell", "goblet-squat-to-box"),
        ("theraband", "band-row"),
        ("sit up", "half-crunch"),
        ("deadlift", "hip-hinge-drill"),
        ("breathing", "diaphragmatic-breathing"),
    ],
)
def test_search_finds_by_muscle_place_and_everyday_words(query, slug):
    assert slug in slugs(search.search(query, library()))


def test_search_for_nothing_finds_all_in_their_order():
    assert search.search(" ", library()).rows == library()


def test_search_for_gibberish_finds_nothing():
    assert search.search("qzxv", library()).rows == []


def test_search_wants_every_word():
    found = slugs(search.search("band neck", library()))

    assert all("band" in slug or slug in {"pallof-press"} for slug in found)
    assert "chin-tuck" not in found


def test_search_says_which_word_it_left_out():
    found = search.search("plank zzzyx", library())

    assert (slugs(found)[0], found.ignored) == ("plank", ["zzzyx"])


def test_search_narrows_with_each_word():
    wide, narrow = (slugs(search.search(query, library())) for query in ("stretch", "stretch hamstring"))

    assert set(narrow) < set(wide)


def test_search_of_a_name_finds_each_exercise_first():
    missed = [it.name for it in library() if search.search(it.name, library()).rows[0] is not it]

    assert missed == []


def test_search_takes_10_000_letters_of_anything():
    assert search.search("é" * 10_000, library()).rows == []


def test_activities_are_found_by_name():
    swim = search.findable_activity(Activity(slug="swimming", name="Swimming"))

    assert [search.search(query, [swim]).rows for query in ("swim", "swiming", "plank")] == [[swim], [swim], []]


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [("plank", "plank", 0), ("plank", "plnak", 1), ("plank", "plan", 1), ("plank", "blink", 2), ("", "abc", 3)],
)
def test_slips_between(a, b, slips):
    assert search.slips_between(a, b) == slips
