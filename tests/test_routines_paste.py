import re

import pytest
from django.urls import reverse

from exercises.dose import Dose
from exercises.models import Exercise
from tests.factories import make_exercise, make_own_exercise, make_routine

pytestmark = pytest.mark.django_db
URL = "/routines/paste/"
SHEET = "Plank 2 x 30 sec, keep still\nBird dog 3x10s each side\nNerve flossing 10 reps\nTwice a day"


@pytest.fixture
def library(db):
    make_exercise("Plank")
    make_exercise("Bird dog", slug="bird-dog", measure="reps_with_hold", reps=6, hold_seconds=5, sides="alternate")


def preview(client, text=SHEET):
    return client.post(URL, {"text": text, "do": "read"})


def fields_of(answer):
    """Return what a browser would send back: the preview's fields as they stand."""
    lines, target = answer.context["lines"], answer.context["target"]
    data = {"text": SHEET, "line-TOTAL_FORMS": len(lines.forms), "line-INITIAL_FORMS": len(lines.forms)}
    for form in lines.forms:
        data |= {field.html_name: field.value() for field in form}
    return data | {field.html_name: field.value() for field in target}


def save(client, text=SHEET, **changes):
    return client.post(URL, fields_of(preview(client, text)) | {"do": "save"} | changes)


def rows(routine):
    return [(row.exercise.name, str(row.dose), row.note) for row in routine.prescriptions.all()]


def test_page_is_for_people_who_are_signed_in(client):
    assert client.get(URL)["Location"].startswith(reverse("account_login"))


def test_page_shows_an_empty_form(alice_client):
    page = alice_client.get(URL)

    assert page.status_code == 200
    assert '<textarea name="text"' in page.content.decode()


def test_a_sheet_is_previewed_before_anything_is_kept(alice, alice_client, library):
    answer = preview(alice_client)

    assert [(form.chosen, str(form.dose())) for form in answer.context["lines"].forms] == [
        ("plank", "2 sets × 30 s"),
        ("bird-dog", "3 × 10 s each side"),
        ("own", "10 repeats"),
    ]
    assert answer.context["target"]["weekly_target"].value() == 14
    assert not alice.routines.exists()


def test_a_preview_confirmed_becomes_a_routine(alice, alice_client, library):
    answer = save(alice_client, name="Physio")

    routine = alice.routines.get()
    assert answer["Location"] == routine.get_absolute_url()
    assert (routine.name, routine.weekly_target) == ("Physio", 14)
    assert rows(routine) == [
        ("Plank", "2 sets × 30 s", "keep still"),
        ("Bird dog", "3 × 10 s each side", ""),
        ("Nerve flossing", "10 repeats", ""),
    ]
    assert alice.own_exercises.get().name == "Nerve flossing"


def test_what_is_put_right_is_what_is_kept(alice, alice_client, library):
    changes = {"line-0-sets": 4, "line-0-note": "on the knees", "line-1-what": "skip", "line-2-what": "bird-dog"}

    save(alice_client, **changes)

    assert rows(alice.routines.get()) == [
        ("Plank", "4 sets × 30 s", "on the knees"),
        ("Bird dog", "10 repeats", ""),
    ]
    assert not alice.own_exercises.exists()


def test_a_sheet_can_be_added_to_a_routine(alice, alice_client, library):
    routine = make_routine(alice, Exercise.objects.get(slug="plank"), weekly_target=5)

    save(alice_client, into=str(routine.pk), name="", weekly_target="")

    routine.refresh_from_db()
    assert [name for name, _, _ in rows(routine)] == ["Plank", "Plank", "Bird dog", "Nerve flossing"]
    assert (routine.name, routine.weekly_target) == ("Morning", 5)


def test_what_was_added_to_a_routine_can_be_undone(alice, alice_client, library):
    routine = make_routine(alice, Exercise.objects.get(slug="plank"))
    answer = save(alice_client, into=str(routine.pk))
    undo = re.search(r'action="(/changes/\d+/undo/)"', alice_client.get(answer["Location"]).content.decode())

    alice_client.post(undo[1])

    assert [name for name, _, _ in rows(routine)] == ["Plank"]


def test_nothing_goes_into_a_strangers_routine(bob, alice_client, library):
    routine = make_routine(bob)

    answer = save(alice_client, into=str(routine.pk))

    assert answer.status_code == 422
    assert rows(routine) == []


def test_an_own_exercise_is_known_the_next_time(alice, alice_client, library):
    make_own_exercise(alice, "Nerve flossing")

    save(alice_client)

    assert alice.own_exercises.count() == 1


def test_a_strangers_own_exercise_is_never_offered(bob, alice_client, library):
    own = make_own_exercise(bob, "Nerve flossing")

    answer = preview(alice_client)

    assert own.slug not in answer.content.decode()


def test_a_strangers_own_exercise_cannot_be_chosen(alice, bob, alice_client, library):
    own = make_own_exercise(bob, "Nerve flossing")

    assert save(alice_client, **{"line-0-what": own.slug}).status_code == 422
    assert not alice.routines.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"line-0-sets": "11"}, "Between 1 and 10."),
        ({"line-0-hold_seconds": "0"}, "This exercise is one long hold"),
        ({"line-0-reps": "many"}, "Write a whole number, such as 10."),
        ({"line-1-sets": "10", "line-1-hold_seconds": "600"}, "One exercise can take up to 60."),
        ({"line-2-name": ""}, "Give your own exercise a name."),
        ({"line-2-name": "x" * 81}, "At most 80 characters; this has 81."),
        ({"line-1-note": "x" * 241}, "At most 240 characters; this has 241."),
        ({"line-0-what": "no-such"}, "There is no such exercise."),
        ({"line-0-what": ""}, "Choose what this line means."),
        ({"name": ""}, "Give the routine a name, such as Morning."),
        ({"weekly_target": "22"}, "Between 1 and 21."),
        ({f"line-{n}-what": "skip" for n in range(3)}, "Every line is left out. Keep at least one."),
    ],
)
def test_what_cannot_be_is_said_beside_it_and_nothing_is_lost(alice, alice_client, library, changes, words):
    answer = save(alice_client, **{"line-2-note": "typed by hand"} | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "typed by hand" in answer.content.decode()
    assert not alice.routines.exists()
    assert not alice.own_exercises.exists()


def test_a_line_left_out_may_hold_anything(alice, alice_client, library):
    save(alice_client, **{"line-0-what": "skip", "line-0-sets": "11", "line-0-name": "x" * 99})

    assert [name for name, _, _ in rows(alice.routines.get())] == ["Bird dog", "Nerve flossing"]


def test_a_name_that_was_changed_is_looked_up_again(alice, alice_client, library):
    data = fields_of(preview(alice_client)) | {"do": "check", "line-2-name": "brid dog"}

    answer = alice_client.post(URL, data)

    assert answer.status_code == 200
    assert [it.slug for it in answer.context["lines"].forms[2].offered()] == ["bird-dog"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste the sheet, or type it."),
        ("plank \0", "There are characters in it that cannot be read."),
        ("plank \u202e30s", "There are hidden characters in it that turn the text round."),
        ("x" * 10_001, "That is too long: 10001 characters"),
        ("...", "There is no exercise in it."),
        ("plank 30s\n" * 71, "That is 71 lines to look at, and here fit 70."),
    ],
)
def test_a_text_that_is_no_sheet_is_refused_with_its_text(alice_client, library, text, words):
    answer = preview(alice_client, text)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_more_exercises_than_a_routine_holds_are_refused(alice, alice_client, library):
    answer = save(alice_client, "plank 30s\n" * 61)

    assert answer.status_code == 422
    assert "That is 61 exercises, and a routine holds up to 60." in answer.content.decode()


def test_a_full_routine_takes_none_of_the_sheet(alice, alice_client, library):
    routine = make_routine(alice, *[Exercise.objects.get(slug="plank")] * 58)

    answer = save(alice_client, into=str(routine.pk))

    assert answer.status_code == 422
    assert "A routine holds up to 60 exercises." in answer.content.decode()
    assert routine.prescriptions.count() == 58
    assert not alice.own_exercises.exists()


@pytest.mark.parametrize("number", [1, 3, 40])
def test_preview_takes_the_same_queries_for_any_sheet(alice_client, library, django_assert_num_queries, number):
    make_exercise("Other")

    with django_assert_num_queries(7):
        preview(alice_client, "Plank 30s\nOther thing 10 reps\n" * number if number < 40 else "Plank 30s\n" * 60)


def test_the_new_routine_can_be_undone(alice, alice_client, library):
    answer = save(alice_client)
    undo = re.search(r'action="(/routines/\d+/delete/)"', alice_client.get(answer["Location"]).content.decode())

    alice_client.post(undo[1])

    assert not alice.routines.kept().exists()


def test_forms_that_were_tampered_with_are_refused(alice_client, library):
    data = fields_of(preview(alice_client)) | {"do": "save"}

    assert alice_client.post(URL, data | {"line-TOTAL_FORMS": "many"}).status_code == 422
    assert alice_client.post(URL, data | {"line-TOTAL_FORMS": "900"}).status_code == 422
    assert alice_client.post(URL, {"do": "save"}).status_code == 422


def test_a_dose_comes_back_as_it_was_read(alice, alice_client, library):
    save(alice_client, "Bird dog 2x8 hold 4 s left only, rest 45 s, tempo 2-0-3")

    (row,) = alice.routines.get().prescriptions.all()
    assert row.dose == Dose(2, 8, 4, "left", rest_seconds=45, rep_seconds=5)


def test_the_weekdays_of_the_sheet_are_those_of_the_routine(alice, alice_client, library):
    save(alice_client, "Mon, Wed and Fri\nPlank 2 x 30 s")

    routine = alice.routines.get()
    assert (routine.weekly_target, routine.days) == (3, [0, 2, 4])


def test_weekdays_can_be_changed_before_they_are_kept(alice, alice_client, library):
    save(alice_client, "Mon, Wed and Fri\nPlank 2 x 30 s", days=[1])

    assert alice.routines.get().days == [1]
