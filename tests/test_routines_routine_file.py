import json
from dataclasses import replace

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backroutine.datafile import FileError
from exercises.dose import MAX_DOSE_SECONDS, Dose, Sides
from exercises.models import Exercise, Muscle
from routines.models import Priority, Routine
from routines.models.draft import Draft, append
from routines.routine_file.reading import MAX_BYTES, read, store
from routines.routine_file.schema import faults, schema
from routines.routine_file.writing import text_of
from tests.factories import make_exercise, make_own_exercise, make_routine
from tests.test_exercises_dose import doses

DOSE = {"sets": 3, "reps": 10, "hold_seconds": 0, "sides": "each", "rest_seconds": 30, "release_seconds": 0}
DOSE |= {"rep_seconds": 4}
DOCUMENT = {
    "format": "backroutine-routine",
    "version": 1,
    "name": "Morning",
    "times_a_week": 5,
    "days": [0, 2],
    "exercises": [
        {"exercise": "band-row", "name": "Band row", "dose": DOSE, "note": "slowly", "priority": "must"},
        {"own": 0, "dose": DOSE},
    ],
    "own_exercises": [{"name": "Nerve flossing", "dose": DOSE, "steps": ["Sit tall."]}],
}


def text(document):
    return json.dumps(document).encode()


def exported(routine):
    return text_of(Routine.objects.with_muscles().get(pk=routine.pk))


@pytest.fixture
def library(db):
    make_exercise("Band row", slug="band-row", measure="reps", hold_seconds=0)
    make_exercise("Plank", slug="plank")


# --- The schema ---


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_document_of_the_tests_is_valid():
    jsonschema.validate(DOCUMENT, schema())
    assert list(faults(DOCUMENT)) == []


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 700) | st.floats(allow_nan=False) | st.text(max_size=90),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=4,
)


@st.composite
def spoiled(draw):
    """A document with one thing changed, taken out or put in, anywhere in it."""
    document = json.loads(json.dumps(DOCUMENT))
    place = document
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or draw(st.booleans()):
            what = draw(st.sampled_from(["change", "take out", "put in"]))
            if what == "change":
                place[key] = draw(values)
            elif what == "take out":
                del place[key]
            elif isinstance(place, dict):
                place[draw(st.text(max_size=9) | st.sampled_from(["own", "exercise", "days", "note"]))] = draw(values)
            else:
                place.append(draw(values))
            break
        place = place[key]
    return document


@settings(max_examples=300)
@given(spoiled())
def test_a_document_is_refused_exactly_when_the_published_schema_refuses_it(document):
    # JSON Schema calls 1.0 a whole number; a routine's file does not.
    has_whole_floats = any(isinstance(it, float) and it.is_integer() for it in leaves(document))
    is_valid = jsonschema.Draft202012Validator(schema()).is_valid(document)

    assert has_whole_floats or (list(faults(document)) == []) == is_valid


def leaves(value):
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


# --- There and back ---

storable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
names = storable.map(str.strip).filter(bool)


def shortened(dose):
    """Return the dose, or of one that is longer than an exercise may take a single repeat."""
    return dose if dose.seconds() <= MAX_DOSE_SECONDS else replace(dose, sets=1, reps=1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["band-row", 0, 1]),
            doses.map(shortened),
            storable,
            st.sampled_from(Priority),
        ),
        max_size=6,
    ),
    name=names,
    own_names=st.tuples(names, names),
    days=st.sets(st.integers(0, 6)),
    target=st.integers(1, 21),
)
def test_a_routine_comes_back_the_same(alice, bob, library, rows, name, own_names, days, target):
    muscle, _ = Muscle.objects.get_or_create(slug="glutes", name="Gluteus", lay_name="buttocks", region="hip")
    band_row = Exercise.objects.get(slug="band-row")
    owns = [
        make_own_exercise(alice, own, steps=["One", "Two"], figure_slug="plank", muscles=[muscle]) for own in own_names
    ]
    drafts = [
        Draft(band_row if which == "band-row" else owns[which], dose, note, priority)
        for which, dose, note, priority in rows
    ]
    routine = make_routine(alice, name=name, weekly_target=target, days=sorted(days))
    append(routine, drafts)

    first = exported(routine)
    again = exported(store(bob, read(first.encode())))

    jsonschema.validate(json.loads(first), schema())
    assert again == first


def test_a_file_makes_own_exercises_of_the_person(alice, library):
    routine = store(alice, read(text(DOCUMENT)))

    own = alice.own_exercises.get()
    assert (own.name, own.steps, own.dose) == ("Nerve flossing", ["Sit tall."], Dose(3, 10, 0, Sides.EACH, 30))
    assert [(row.exercise.name, row.note, row.priority) for row in routine.prescriptions.all()] == [
        ("Band row", "slowly", "must"),
        ("Nerve flossing", "", "normal"),
    ]
    assert (routine.weekly_target, routine.days) == (5, [0, 2])


def test_two_own_exercises_of_one_name_stay_two(alice, library):
    own = DOCUMENT["own_exercises"][0]
    document = DOCUMENT | {"own_exercises": [own, own], "exercises": [{"own": at, "dose": DOSE} for at in (1, 0)]}

    routine = store(alice, read(text(document)))

    assert len({row.exercise_id for row in routine.prescriptions.all()}) == 2


# --- What is refused, with its place ---


def spoil(**changes):
    return text(DOCUMENT | changes)


def row(**changes):
    return {"exercise": "band-row", "dose": DOSE} | changes


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"", "line 1, column 1", "This is not readable JSON."),
        (b'{"format":\n oops}', "line 2, column 2", "This is not readable JSON."),
        (b"\xff\xfe", "", "The file is not text in UTF-8."),
        (b"[" * 100_000, "", "This is not readable JSON."),
        (b"[" * 20 + b"]" * 20, "", "The file is nested deeper than any routine."),
        (b'{"format": ' + b"9" * 5000 + b"}", "", "This is not readable JSON."),
        (b" " * (MAX_BYTES + 1), "", "The file is larger than 512 KB."),
        (b"[]", "", "This is not the file of a routine."),
        (b'{"format": "backroutine"}', "", "This is not the file of a routine."),
        (spoil(version=2), "", "This site reads version 1 of the file."),
        (spoil(times_a_week=22), "times_a_week", "Between 1 and 21."),
        (spoil(times_a_week=True), "times_a_week", "A whole number is expected here."),
        (spoil(times_a_week=float("nan")), "times_a_week", "A whole number is expected here."),
        (spoil(name=""), "name", "This is empty."),
        (spoil(name="x" * 81), "name", "At most 80 characters; this has 81."),
        (spoil(name="a\0b"), "name", "This text holds characters that cannot be stored."),
        (spoil(name="\ud800"), "name", "This text holds characters that cannot be stored."),
        (spoil(person="alice"), "person", "This is not known here."),
        (spoil(exercises=[row()] * 61), "exercises", "At most 60 are possible here."),
        (spoil(exercises=[row(), {"dose": DOSE}]), "exercises[1]", "Exactly one of exercise, own is expected here."),
        (spoil(exercises=[row(dose=DOSE | {"sets": 11})]), "exercises[0].dose.sets", "Between 1 and 10."),
        (spoil(exercises=[row(priority="first")]), "exercises[0].priority", "One of these is expected here"),
        (spoil(exercises=[row(dose={})]), "exercises[0].dose.sets", "This is missing."),
    ],
)
def test_what_is_no_routine_is_refused_with_its_place(content, place, words):
    with pytest.raises(FileError) as refused:
        read(content)

    assert refused.value.problems[0][0] == place
    assert words in refused.value.problems[0][1]


LONG = DOSE | {"sets": 10, "reps": 100, "hold_seconds": 600}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"exercises": [row(exercise="no-such")]}, "exercises[0].exercise"),
        ({"exercises": [{"own": 1, "dose": DOSE}]}, "exercises[0].own"),
        ({"exercises": [row(exercise="plank")]}, "exercises[0].dose.hold_seconds"),
        ({"exercises": [row(dose=LONG)]}, "exercises[0].dose"),
        ({"own_exercises": [{"name": "A", "dose": LONG}]}, "own_exercises[0].dose"),
        ({"own_exercises": [{"name": "A", "dose": DOSE, "muscles": ["no"]}]}, "own_exercises[0].muscles[0]"),
        ({"own_exercises": [{"name": "A", "dose": DOSE, "figure": "no"}]}, "own_exercises[0].figure"),
    ],
)
def test_what_this_site_does_not_know_is_refused_and_nothing_is_made(alice, library, changes, place):
    with pytest.raises(FileError) as refused:
        store(alice, read(spoil(**changes)))

    assert refused.value.problems[0][0] == place
    assert (alice.routines.count(), alice.own_exercises.count()) == (0, 0)


def test_a_strangers_own_exercise_cannot_be_named(alice, bob, library):
    own = make_own_exercise(bob)

    with pytest.raises(FileError):
        store(alice, read(spoil(exercises=[row(exercise=own.slug)])))


# --- The pages ---


def test_schema_is_public(client, db):
    answer = client.get("/schemas/routine-1.json")

    assert answer["Content-Type"] == "application/schema+json"
    assert {key: value for key, value in answer.json().items() if key != "$id"} == schema()


def test_a_routine_is_saved_as_a_file_by_its_owner_alone(client, alice_client, bob_client, alice, library):
    routine = store(alice, read(text(DOCUMENT)))
    url = reverse("routines:file", args=[routine.pk])

    answer = alice_client.get(url)

    assert answer["Content-Disposition"] == 'attachment; filename="morning.json"'
    assert answer.content.decode() == exported(routine)
    assert bob_client.get(url).status_code == 404
    assert client.get(url)["Location"].startswith(reverse("account_login"))


def upload(client, content):
    return client.post(reverse("routines:import"), {"file": SimpleUploadedFile("routine.json", content)})


def test_a_file_is_opened(alice, alice_client, library):
    answer = upload(alice_client, text(DOCUMENT))

    assert answer["Location"] == alice.routines.get().get_absolute_url()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"{", "<code>line 1, column 2</code>"),
        (spoil(times_a_week=0), "<code>times_a_week</code>: Between 1 and 21."),
        (spoil(name="<b>" * 40), "<code>name</code>: At most 80 characters; this has 120."),
    ],
)
def test_a_bad_file_is_refused_in_words(alice, alice_client, library, content, words):
    answer = upload(alice_client, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not alice.routines.exists()


def test_a_missing_file_is_asked_for(alice_client):
    answer = alice_client.post(reverse("routines:import"))

    assert answer.status_code == 422
    assert "Choose a file." in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_takes_the_same_queries_for_any_routine(alice, alice_client, django_assert_num_queries, number):
    routine = make_routine(alice, *[make_own_exercise(alice) for _ in range(number)])

    with django_assert_num_queries(8):
        alice_client.get(reverse("routines:file", args=[routine.pk]))
