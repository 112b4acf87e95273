import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from routines.models import Prescription, Routine
from tests.factories import make_exercise, make_prescription, make_routine

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DOSE = {"sets": 1, "reps": 1, "hold_seconds": 30, "sides": "none", "rest_seconds": 0, "release_seconds": 0}
DOSE |= {"rep_seconds": 4, "note": ""}


def dose(**changes):
    return DOSE | changes


@pytest.fixture
def routine(alice):
    return make_routine(alice, make_exercise("Plank"), make_exercise("Cobra"), make_exercise("Bridge"))


def row_of(routine, place=0):
    return routine.prescriptions.all()[place]


def names(routine):
    return [row.exercise.name for row in routine.prescriptions.all()]


# --- Whose routines ---

PAGES = ["detail", "edit", "print", "changes"]
ROUTINE_ACTIONS = ["edit", "add", "reorder", "copy", "delete", "restore", "archive", "unarchive"]
ROW_ACTIONS = ["set_dose", "set_level", "move", "remove", "duplicate", "send"]


@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_routine_is_shown_to_its_owner(alice_client, routine, name):
    assert alice_client.get(reverse(f"routines:{name}", args=[routine.pk])).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_routine_is_missing_for_a_stranger(bob_client, routine, name):
    assert bob_client.get(reverse(f"routines:{name}", args=[routine.pk])).status_code == 404


@pytest.mark.parametrize("name", ROUTINE_ACTIONS)
def test_action_on_a_routine_is_missing_for_a_stranger(bob_client, routine, name):
    assert bob_client.post(reverse(f"routines:{name}", args=[routine.pk])).status_code == 404


@pytest.mark.parametrize("name", ROW_ACTIONS)
def test_action_on_a_prescription_is_missing_for_a_stranger(bob_client, routine, name):
    answer = bob_client.post(reverse(f"routines:{name}", args=[row_of(routine).pk]), dose(steps=1, level=1))

    assert answer.status_code == 404
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


@pytest.mark.parametrize("name", [*PAGES, *ROUTINE_ACTIONS, *ROW_ACTIONS])
def test_anonymous_person_reaches_nobodys_routine(client, routine, name):
    answer = client.post(reverse(f"routines:{name}", args=[row_of(routine).pk]))

    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["list", "create"])
def test_anonymous_person_is_sent_to_sign_in(client, name):
    answer = client.get(reverse(f"routines:{name}"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_action_by_get_is_refused(alice_client, routine):
    assert alice_client.get(reverse("routines:delete", args=[routine.pk])).status_code == 405


def test_list_shows_only_ones_own(alice_client, bob, routine):
    make_routine(bob, name="Bob's evening")

    page = alice_client.get(reverse("routines:list"))

    assert page.context["routines"] == [routine]


def test_empty_list_offers_a_start(alice_client):
    assert "start from scratch" in alice_client.get(reverse("routines:list")).content.decode()


# --- Queries stay the same however long the list ---


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("detail", 4), ("edit", 4), ("print", 4), ("changes", 4)])
def test_page_of_a_routine_takes_the_same_queries(alice, alice_client, django_assert_num_queries, rows, name, queries):
    routine = make_routine(alice, *(make_exercise() for _ in range(rows)))

    with django_assert_num_queries(queries):
        alice_client.get(reverse(f"routines:{name}", args=[routine.pk]))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries(alice, alice_client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_routine(alice, make_exercise())

    with django_assert_num_queries(4):
        alice_client.get(reverse("routines:list"))


# --- Create, rename ---


def test_create_leads_to_the_builder(alice, alice_client):
    answer = alice_client.post(reverse("routines:create"), {"name": "Morning", "weekly_target": 4})

    routine = alice.routines.get()
    assert (routine.name, routine.weekly_target) == ("Morning", 4)
    assert answer["Location"] == reverse("routines:edit", args=[routine.pk])


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"name": "", "weekly_target": 3}, "name", "Give the routine a name, such as Morning."),
        ({"name": "   ", "weekly_target": 3}, "name", "Give the routine a name, such as Morning."),
        ({"name": "x" * 10_000, "weekly_target": 3}, "name", "At most 80 characters; this has 10000."),
        ({"name": "Morning", "weekly_target": 0}, "weekly_target", "Between 1 and 21."),
        ({"name": "Morning", "weekly_target": "often"}, "weekly_target", "Write a whole number, such as 10."),
    ],
)
def test_bad_name_or_target_is_refused_in_plain_words(alice, alice_client, typed, field, says):
    answer = alice_client.post(reverse("routines:create"), typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [says]
    assert not alice.routines.exists()


def test_rename_keeps_a_refused_name_in_the_field_and_the_old_one_in_the_title(alice_client, routine):
    answer = alice_client.post(reverse("routines:edit", args=[routine.pk]), {"name": "", "weekly_target": 3})

    assert answer.status_code == 422
    assert "<h1>Edit Morning</h1>" in answer.content.decode()


def test_rename(alice_client, routine):
    alice_client.post(reverse("routines:edit", args=[routine.pk]), {"name": "Evening", "weekly_target": 2})

    routine.refresh_from_db()
    assert (routine.name, routine.weekly_target) == ("Evening", 2)


# --- Add ---


def test_add_appends_the_exercise_with_its_default_dose(alice_client, routine):
    exercise = make_exercise("Side plank", hold_seconds=20, sets=2)

    alice_client.post(reverse("routines:add", args=[routine.pk]), {"exercise": exercise.slug})

    assert names(routine) == ["Plank", "Cobra", "Bridge", "Side plank"]
    assert row_of(routine, 3).dose == exercise.dose


@pytest.mark.parametrize("slug", ["no-such-exercise", "", "x" * 10_000, "pl\x00ank"])
def test_unknown_exercise_is_refused(alice_client, routine, slug):
    answer = alice_client.post(reverse("routines:add", args=[routine.pk]), {"exercise": slug})

    assert answer.status_code == 422
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


def test_retired_exercise_cannot_be_added(alice_client, routine):
    make_exercise("Gone", retired_at="2026-01-01T00:00Z")

    assert alice_client.post(reverse("routines:add", args=[routine.pk]), {"exercise": "gone"}).status_code == 422


def test_full_routine_takes_no_more(alice_client, routine):
    Prescription.objects.bulk_create(
        Prescription(routine=routine, exercise=row_of(routine).exercise, position=place) for place in range(3, 60)
    )

    answer = alice_client.post(reverse("routines:add", args=[routine.pk]), {"exercise": "plank"})

    assert answer.status_code == 422
    assert "A routine holds up to 60 exercises." in answer.content.decode()
    assert routine.prescriptions.count() == 60


# --- Dose ---


def test_dose_is_saved(alice_client, routine):
    row = row_of(routine)

    answer = alice_client.post(
        reverse("routines:set_dose", args=[row.pk]),
        dose(sets=2, reps=5, hold_seconds=10, sides="each", rest_seconds=30, note="slowly"),
    )

    row.refresh_from_db()
    assert row.dose.short == "2 × 5 × 10 s each side"
    assert (row.rest_seconds, row.note) == (30, "slowly")
    assert answer["Location"] == f"{reverse('routines:edit', args=[routine.pk])}#prescription-{row.pk}"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("hold_seconds", "-5", "Between 0 and 600 seconds."),
        ("hold_seconds", "10000", "Between 0 and 600 seconds."),
        ("hold_seconds", "abc", "Write a whole number, such as 10."),
        ("hold_seconds", "", "Between 0 and 600 seconds."),
        ("hold_seconds", "9" * 5000, "Write a whole number, such as 10."),
        ("sets", "0", "Between 1 and 10."),
        ("reps", "1.5", "Write a whole number, such as 10."),
        ("rest_seconds", "601", "Between 0 and 600 seconds."),
        ("note", "x" * 241, "At most 240 characters; this has 241."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bad_dose_is_refused_beside_its_field_and_kept(alice_client, routine, field, typed, says, headers):
    row = row_of(routine)

    answer = alice_client.post(reverse("routines:set_dose", args=[row.pk]), dose(**{field: typed}), headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert f'value="{typed}"' in page or (f'name="{field}"' in page and typed == "")
    assert row_of(routine).dose == row.dose


def test_unknown_sides_are_refused(alice_client, routine):
    row = row_of(routine)

    assert alice_client.post(reverse("routines:set_dose", args=[row.pk]), dose(sides="up")).status_code == 422


def test_level_sets_its_dose_and_leaves_the_rest(alice_client, routine):
    row = make_prescription(routine, make_exercise("Bird dog"), rest_seconds=25, hold_seconds=5)
    row.exercise.levels.create(number=2, sets=3, reps=6, hold_seconds=8, change="More")

    alice_client.post(reverse("routines:set_level", args=[row.pk]), {"level": 2})

    row.refresh_from_db()
    assert (row.sets, row.reps, row.hold_seconds, row.rest_seconds) == (3, 6, 8, 25)
    assert row.level == 2


def test_level_of_another_exercise_is_refused(alice_client, routine):
    answer = alice_client.post(reverse("routines:set_level", args=[row_of(routine).pk]), {"level": 4})

    assert answer.status_code == 422


@pytest.mark.parametrize("field", ["sets", "reps", "rep_seconds"])
def test_dose_left_half_open_is_refused(alice_client, routine, field):
    row = row_of(routine)

    assert alice_client.post(reverse("routines:set_dose", args=[row.pk]), dose(**{field: ""})).status_code == 422


def test_long_hold_without_a_hold_is_refused(alice_client, routine):
    answer = alice_client.post(reverse("routines:set_dose", args=[row_of(routine).pk]), dose(hold_seconds=0))

    assert answer.status_code == 422
    assert "give it at least 1 second" in answer.content.decode()


def test_dose_of_hours_is_refused(alice_client, routine):
    answer = alice_client.post(
        reverse("routines:set_dose", args=[row_of(routine).pk]), dose(sets=10, reps=10, hold_seconds=600)
    )

    assert answer.status_code == 422
    assert "One exercise can take up to 60." in answer.content.decode()
    assert row_of(routine).sets == 1


def test_refused_dose_leaves_the_stored_one_in_the_summary(alice_client, routine):
    answer = alice_client.post(reverse("routines:set_dose", args=[row_of(routine).pk]), dose(hold_seconds=601, sets=3))

    assert '<p class="dose">30 s</p>' in answer.content.decode()


def test_dose_saved_after_a_move_elsewhere_keeps_the_new_place(alice, routine):
    stale = Prescription.objects.owned_by(alice).get(pk=row_of(routine).pk)
    routine.move(row_of(routine), 2)

    stale.set_dose(stale.dose, "slowly")

    assert names(routine) == ["Cobra", "Bridge", "Plank"]
    assert row_of(routine, 2).note == "slowly"


def htmx(target):
    return HTMX | {"HX-Target": target}


def test_htmx_gets_the_new_dose_and_total_and_leaves_the_fields_alone(alice_client, routine):
    row = row_of(routine)

    answer = alice_client.post(
        reverse("routines:set_dose", args=[row.pk]), dose(hold_seconds=300), headers=htmx(f"dose-{row.pk}")
    ).content.decode()

    assert answer.strip().startswith(f'<div id="dose-{row.pk}"><p class="dose">300 s</p>')
    assert answer.count("hx-swap-oob") == 1
    assert "<strong>about 6 min</strong>" in answer
    assert "<input" not in answer


def test_htmx_gets_the_whole_row_when_a_field_was_wrong(alice_client, routine):
    row = row_of(routine)

    answer = alice_client.post(
        reverse("routines:set_dose", args=[row.pk]), dose(hold_seconds=-5), headers=htmx(f"dose-{row.pk}")
    )

    assert answer["HX-Retarget"] == f"#prescription-{row.pk}"
    assert answer.content.decode().strip().startswith(f'<li class="prescription" id="prescription-{row.pk}"')
    assert f'hx-target="#prescription-{row.pk}"' in answer.content.decode()


def test_htmx_gets_the_whole_row_once_a_wrong_field_is_right(alice_client, routine):
    row = row_of(routine)

    answer = alice_client.post(
        reverse("routines:set_dose", args=[row.pk]), dose(hold_seconds=5), headers=htmx(f"prescription-{row.pk}")
    ).content.decode()

    assert answer.strip().startswith(f'<li class="prescription" id="prescription-{row.pk}"')
    assert "field-error" not in answer


def test_htmx_level_answers_with_the_row(alice_client, routine):
    row = row_of(routine)

    answer = alice_client.post(reverse("routines:set_level", args=[row.pk]), {"level": 1}, headers=HTMX)

    assert answer.content.decode().strip().startswith(f'<li class="prescription" id="prescription-{row.pk}"')


def test_htmx_rename_says_saved_and_leaves_the_fields_alone(alice_client, routine):
    url = reverse("routines:edit", args=[routine.pk])

    answer = alice_client.post(url, {"name": "Noon", "weekly_target": 3}, headers=htmx("saved")).content.decode()

    assert answer.strip().startswith('<p class="is-soft" id="saved"')
    assert "Saved" in answer


def test_htmx_rename_refused_answers_with_the_form(alice_client, routine):
    url = reverse("routines:edit", args=[routine.pk])

    answer = alice_client.post(url, {"name": "", "weekly_target": 3}, headers=htmx("saved"))

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#settings")
    assert answer.content.decode().strip().startswith('<auto-save id="settings">')


# --- Find ---


def test_htmx_search_answers_with_what_fits(alice_client, routine):
    make_exercise("Side plank")

    answer = alice_client.get(reverse("routines:edit", args=[routine.pk]), {"q": "side"}, headers=HTMX)

    assert answer.content.decode().strip().startswith('<div id="found">')
    assert [exercise.name for exercise in answer.context["found"]] == ["Side plank"]


def test_search_works_without_script(alice_client, routine):
    make_exercise("Side plank")

    page = alice_client.get(reverse("routines:edit", args=[routine.pk]), {"q": "side"}).content.decode()

    assert 'value="side-plank"' in page
    assert 'value="side"' in page


def test_nothing_found_says_so(alice_client, routine):
    page = alice_client.get(reverse("routines:edit", args=[routine.pk]), {"q": "<zzz>"}).content.decode()

    assert "Nothing fits “&lt;zzz&gt;”." in page


def test_without_words_what_the_routine_lacks_is_offered(alice_client, routine):
    make_exercise("Clamshell")

    page = alice_client.get(reverse("routines:edit", args=[routine.pk]))

    assert [exercise.name for exercise in page.context["found"]] == ["Clamshell"]


def test_retired_exercise_is_not_offered(alice_client, routine):
    make_exercise("Gone", retired_at="2026-01-01T00:00Z")
    url = reverse("routines:edit", args=[routine.pk])

    assert alice_client.get(url).context["found"] == []
    assert alice_client.get(url, {"q": "gone"}).context["found"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_search_takes_the_same_queries(alice, alice_client, django_assert_num_queries, rows):
    routine = make_routine(alice, *(make_exercise(f"Plank {number}") for number in range(rows)))

    with django_assert_num_queries(5):
        alice_client.get(reverse("routines:edit", args=[routine.pk]), {"q": "plank"})


# --- The fields of a dose, only where they are wanted ---


def edit_page(client, routine, **asked):
    return client.get(reverse("routines:edit", args=[routine.pk]), asked)


def test_rows_come_without_their_fields(alice_client, routine):
    page = edit_page(alice_client, routine).content.decode()

    assert page.count('class="prescription-later"') == 3
    assert 'class="dose-form"' not in page


def test_exercise_more_costs_a_row_and_no_editor(alice, alice_client):
    sizes = []
    for number in (3, 13):
        routine = make_routine(alice, *(make_exercise(hold_seconds=20) for _ in range(number)))
        sizes.append(len(edit_page(alice_client, routine).content))

    assert (sizes[1] - sizes[0]) / 10 < 3400


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_row_is_opened_by_its_id(alice_client, routine, headers):
    row = row_of(routine, 1)

    answer = alice_client.get(reverse("routines:edit", args=[routine.pk]), {"open": row.pk}, headers=headers)

    page = answer.content.decode()
    assert page.count('class="dose-form"') == 1
    assert f'id="id_{row.pk}_hold_seconds"' in page


def test_htmx_gets_the_fields_alone(alice_client, routine):
    url = reverse("routines:edit", args=[routine.pk])

    answer = alice_client.get(url, {"open": row_of(routine).pk}, headers=HTMX).content.decode()

    assert answer.strip().startswith('<div class="prescription-editor">')
    assert "<li" not in answer


@pytest.mark.parametrize("asked", ["", "x", "0,0", "9" * 5000, "0"])
def test_fields_of_no_row_are_missing_for_htmx_and_left_out_for_others(alice_client, routine, asked):
    url = reverse("routines:edit", args=[routine.pk])

    assert alice_client.get(url, {"open": asked}, headers=HTMX).status_code == 404
    assert 'class="dose-form"' not in alice_client.get(url, {"open": asked}).content.decode()


def test_fields_of_anothers_row_are_missing(alice_client, bob, routine):
    row = row_of(make_routine(bob, make_exercise()))
    url = reverse("routines:edit", args=[routine.pk])

    assert alice_client.get(url, {"open": row.pk}, headers=HTMX).status_code == 404


def test_list_drawn_anew_has_the_fields_of_what_stands_open(alice_client, routine):
    rows = list(routine.prescriptions.all())
    url = reverse("routines:move", args=[rows[0].pk])

    answer = alice_client.post(url, {"steps": 1, "open": f"{rows[1].pk},{rows[2].pk}"}, headers=HTMX).content.decode()

    assert [f'id="id_{row.pk}_sets"' in answer for row in rows] == [False, True, True]


@pytest.mark.parametrize(("number", "is_offered"), [(0, False), (1, False), (2, True)])
def test_easier_order_is_offered_where_there_is_one(alice, alice_client, number, is_offered):
    routine = make_routine(alice, *(make_exercise() for _ in range(number)))

    page = edit_page(alice_client, routine).content.decode()

    assert (reverse("routines:ease", args=[routine.pk]) in page) == is_offered


# --- Order ---


@pytest.mark.parametrize(
    ("place", "steps", "order"),
    [
        (0, 1, ["Cobra", "Plank", "Bridge"]),
        (2, -1, ["Plank", "Bridge", "Cobra"]),
        (0, -1, ["Plank", "Cobra", "Bridge"]),
        (2, 1, ["Plank", "Cobra", "Bridge"]),
        (0, 1000, ["Cobra", "Bridge", "Plank"]),
    ],
)
def test_move(alice_client, routine, place, steps, order):
    alice_client.post(reverse("routines:move", args=[row_of(routine, place).pk]), {"steps": steps})

    assert names(routine) == order


@pytest.mark.parametrize(("name", "data"), [("move", {"steps": 1}), ("remove", {})])
def test_htmx_action_on_a_row_answers_with_the_list_and_total(alice_client, routine, name, data):
    url = reverse(f"routines:{name}", args=[row_of(routine).pk])

    answer = alice_client.post(url, data, headers=HTMX).content.decode()

    assert answer.strip().startswith('<div class="stack-s" id="prescriptions" tabindex="-1">')
    assert answer.count("hx-swap-oob") == 1


def test_htmx_move_says_where_to(alice_client, routine):
    answer = alice_client.post(reverse("routines:move", args=[row_of(routine).pk]), {"steps": 1}, headers=HTMX)

    assert "Plank is now number 2." in answer["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("steps", ["", "up", "9" * 5000])
def test_move_by_nonsense_is_refused(alice_client, routine, steps):
    answer = alice_client.post(reverse("routines:move", args=[row_of(routine).pk]), {"steps": steps})

    assert answer.status_code == 422
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


def test_reorder(alice_client, routine):
    pks = [str(row.pk) for row in routine.prescriptions.all()]

    alice_client.post(reverse("routines:reorder", args=[routine.pk]), {"order": ",".join(reversed(pks))})

    assert names(routine) == ["Bridge", "Cobra", "Plank"]


@pytest.mark.parametrize("order", ["", "1", "a,b", "1,1,1", "9" * 5000, "{0},{0},{1}", "{0},{1}"])
def test_order_that_does_not_name_each_once_is_refused(alice_client, routine, order):
    pks = [row.pk for row in routine.prescriptions.all()]

    answer = alice_client.post(reverse("routines:reorder", args=[routine.pk]), {"order": order.format(*pks)})

    assert answer.status_code == 422
    assert "The routine was changed elsewhere meanwhile." in answer.content.decode()
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


# --- Remove, copy, delete, and back ---


def undo_of(answer):
    return next(iter(get_messages(answer.wsgi_request))).extra_tags


def test_removal_can_be_undone_in_place_with_its_dose(alice_client, routine):
    row = row_of(routine, 1)
    Prescription.objects.filter(pk=row.pk).update(hold_seconds=77, note="gently", sides="left")

    answer = alice_client.post(reverse("routines:remove", args=[row.pk]))
    assert names(routine) == ["Plank", "Bridge"]
    alice_client.post(undo_of(answer))

    assert names(routine) == ["Plank", "Cobra", "Bridge"]
    back = row_of(routine, 1)
    assert (back.hold_seconds, back.note, back.sides) == (77, "gently", "left")


def test_removal_undone_twice_is_undone_once(alice_client, routine):
    answer = alice_client.post(reverse("routines:remove", args=[row_of(routine, 2).pk]))

    alice_client.post(undo_of(answer))
    alice_client.post(undo_of(answer))

    assert names(routine) == ["Plank", "Cobra", "Bridge"]


def test_htmx_removal_leaves_its_undo_in_its_place(alice_client, routine):
    answer = alice_client.post(reverse("routines:remove", args=[row_of(routine, 2).pk]), headers=HTMX)
    gap = answer.context["gap"]
    assert gap["position"] == 2
    assert "Removed Bridge" in answer.content.decode()

    back = alice_client.post(gap["undo"], headers=HTMX)

    assert back.content.decode().strip().startswith('<div class="stack-s" id="prescriptions" tabindex="-1">')
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


def test_undo_into_a_full_routine_is_refused(alice_client, routine):
    answer = alice_client.post(reverse("routines:remove", args=[row_of(routine).pk]))
    Prescription.objects.bulk_create(
        Prescription(routine=routine, exercise=row_of(routine).exercise, position=place) for place in range(2, 60)
    )

    refused = alice_client.post(undo_of(answer))

    assert refused.status_code == 422
    assert routine.prescriptions.count() == 60


def test_undo_is_missing_for_a_stranger(alice_client, bob_client, routine):
    answer = alice_client.post(reverse("routines:remove", args=[row_of(routine).pk]))

    assert bob_client.post(undo_of(answer)).status_code == 404


def test_row_of_a_deleted_routine_is_missing(alice_client, routine):
    routine.delete_softly()

    assert alice_client.post(reverse("routines:remove", args=[row_of(routine).pk])).status_code == 404


def test_copy_has_the_same_doses(alice, alice_client, routine):
    alice_client.post(reverse("routines:copy", args=[routine.pk]))

    twin = alice.routines.exclude(pk=routine.pk).get()
    assert twin.name == "Morning (copy)"
    assert [row.dose for row in twin.prescriptions.all()] == [row.dose for row in routine.prescriptions.all()]


def test_deleted_routine_is_gone_until_it_is_restored(alice_client, routine):
    answer = alice_client.post(reverse("routines:delete", args=[routine.pk]))
    assert alice_client.get(reverse("routines:detail", args=[routine.pk])).status_code == 404

    alice_client.post(undo_of(answer))

    assert alice_client.get(reverse("routines:detail", args=[routine.pk])).status_code == 200
    assert Routine.objects.get().prescriptions.count() == 3


def test_routine_deleted_twice_is_deleted(alice_client, routine):
    for _ in range(2):
        answer = alice_client.post(reverse("routines:delete", args=[routine.pk]))

    assert answer.status_code == 302


def test_copy_can_be_undone(alice, alice_client, routine):
    answer = alice_client.post(reverse("routines:copy", args=[routine.pk]))

    alice_client.post(undo_of(answer))

    assert alice.routines.kept().get() == routine


def test_list_offers_start_copy_and_delete_for_each(alice_client, routine):
    page = alice_client.get(reverse("routines:list")).content.decode()

    assert f'<input type="hidden" name="routine" value="{routine.pk}">' in page
    assert reverse("routines:copy", args=[routine.pk]) in page
    assert reverse("routines:delete", args=[routine.pk]) in page


def test_starts_on_the_list_have_keys_of_their_own(alice, alice_client, routine):
    make_routine(alice, row_of(routine).exercise)

    page = alice_client.get(reverse("routines:list")).content.decode()

    assert len(set(re.findall(r'name="key" value="([0-9a-f-]{36})"', page))) == 2


def test_sheet_has_a_box_for_each_set_and_side(alice, alice_client):
    routine = make_routine(alice, make_exercise(sets=3, sides="each"))

    page = alice_client.get(reverse("routines:print", args=[routine.pk])).content.decode()

    assert page.count('class="paper-tick"') == 6


def test_builder_says_quietly_what_is_one_sided_as_it_changes(alice, alice_client):
    stretch = make_exercise("Twist", kind="stretch")
    routine = make_routine(alice, stretch, stretch, make_exercise("Plank"))
    url = reverse("routines:remove", args=[row_of(routine, 2).pk])

    before = alice_client.get(reverse("routines:edit", args=[routine.pk])).content.decode()
    after = alice_client.post(url, headers=HTMX).content.decode()

    assert (before.count('class="remark"'), after.count('class="remark"')) == (0, 1)


def test_days_stand_on_the_card_and_the_page(alice, alice_client, routine):
    routine.rename("Morning", 3, [2, 0])

    for page in (reverse("routines:list"), routine.get_absolute_url()):
        assert "Mon, Wed" in alice_client.get(page).content.decode()
