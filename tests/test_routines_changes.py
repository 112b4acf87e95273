"""Every change of a routine can be undone, from its notice or from the list of recent changes."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from routines.models import Change, Kind, Prescription, Routine
from routines.models.change import KEPT_CHANGES
from tests.factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def routine(alice):
    return make_routine(alice, make_exercise("Plank"), make_exercise("Cobra"), make_exercise("Bridge"))


def row_of(routine, place=0):
    return routine.prescriptions.all()[place]


def whole(routine):
    return Routine.objects.get(pk=routine.pk).snapshot()


def names(routine):
    return [row.exercise.name for row in routine.prescriptions.all()]


def undo_of(answer):
    return list(get_messages(answer.wsgi_request))[-1].extra_tags


DOSE = {"sets": 2, "reps": 1, "hold_seconds": 40, "sides": "left", "note": "slowly", "priority": "must"}
ROW_CHANGES = [
    ("set_dose", DOSE),
    ("set_level", {"level": 2}),
    ("move", {"steps": 1}),
    ("remove", {}),
    ("duplicate", {}),
    ("send", {"routine": "new"}),
]


@pytest.mark.parametrize(("name", "data"), ROW_CHANGES)
def test_change_of_an_exercise_is_undone_by_its_notice(alice_client, routine, name, data):
    row_of(routine).exercise.levels.create(number=2, sets=3, reps=1, hold_seconds=50, change="More")
    before = whole(routine)
    answer = alice_client.post(reverse(f"routines:{name}", args=[row_of(routine).pk]), data)
    assert whole(routine) != before

    alice_client.post(undo_of(answer))

    assert whole(routine) == before


def test_addition_order_and_settings_are_undone_from_the_list(alice_client, routine):
    before = whole(routine)
    alice_client.post(reverse("routines:add", args=[routine.pk]), {"exercise": "plank"})
    order = ",".join(str(row.pk) for row in reversed(routine.prescriptions.all()))
    alice_client.post(reverse("routines:reorder", args=[routine.pk]), {"order": order})
    settings = {"name": "Evening", "weekly_target": 5, "days": [0, 4]}
    alice_client.post(reverse("routines:edit", args=[routine.pk]), settings)
    changes = alice_client.get(reverse("routines:changes", args=[routine.pk])).context["changes"]
    assert [change.kind for change in changes][:3] == [Kind.SETTINGS, Kind.ORDERED, Kind.ADDED]

    for change in changes[:3]:
        alice_client.post(reverse("routines:undo", args=[change.pk]))

    assert whole(routine) == before


def test_undoing_keeps_what_came_later(alice_client, routine):
    removal = undo_of(alice_client.post(reverse("routines:remove", args=[row_of(routine).pk])))
    alice_client.post(reverse("routines:set_dose", args=[row_of(routine).pk]), DOSE)

    alice_client.post(removal)

    assert names(routine) == ["Plank", "Cobra", "Bridge"]
    assert row_of(routine, 1).note == "slowly"


def test_undoing_can_be_undone(alice_client, routine):
    removal = undo_of(alice_client.post(reverse("routines:remove", args=[row_of(routine).pk])))

    again = undo_of(alice_client.post(removal))
    alice_client.post(again)

    assert names(routine) == ["Cobra", "Bridge"]
    assert str(routine.changes.first()) == "Did again: Removed Plank"


def test_undoing_a_move_to_another_routine_takes_it_from_there(alice, alice_client, routine):
    evening = make_routine(alice, name="Evening")
    before = whole(routine), whole(evening)
    data = {"routine": evening.pk}

    answer = alice_client.post(reverse("routines:send", args=[row_of(routine).pk]), data)
    assert (names(routine), names(evening)) == (["Cobra", "Bridge"], ["Plank"])
    alice_client.post(undo_of(answer))

    assert (whole(routine), whole(evening)) == before


def test_move_is_undone_from_where_it_arrived_too(alice, routine):
    evening = make_routine(alice, name="Evening")
    routine.send(row_of(routine), evening)

    evening.changes.first().undo()

    assert (names(routine), names(evening)) == (["Plank", "Cobra", "Bridge"], [])


def test_move_keeps_the_dose_and_takes_a_new_key(alice, routine):
    row_of(routine).set_dose(row_of(routine).dose, "slowly", "must")
    sent = row_of(routine)

    arrived = routine.send(sent, make_routine(alice))

    assert (arrived.dose, arrived.note, arrived.priority) == (sent.dose, "slowly", "must")
    assert arrived.pk != sent.pk


def test_move_into_a_strangers_routine_is_refused(alice_client, bob, routine):
    theirs = make_routine(bob)

    answer = alice_client.post(reverse("routines:send", args=[row_of(routine).pk]), {"routine": theirs.pk})

    assert answer.status_code == 422
    assert names(theirs) == []


@pytest.mark.parametrize("choice", ["", "x", "self", "9" * 30])
def test_move_to_nowhere_is_refused(alice_client, routine, choice):
    choice = routine.pk if choice == "self" else choice

    answer = alice_client.post(reverse("routines:send", args=[row_of(routine).pk]), {"routine": choice})

    assert answer.status_code == 422
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


def test_move_into_a_full_routine_changes_neither(alice, alice_client, routine):
    exercise = row_of(routine).exercise
    full = make_routine(alice, name="Full")
    Prescription.objects.bulk_create(
        Prescription(routine=full, exercise=exercise, position=place) for place in range(60)
    )

    answer = alice_client.post(reverse("routines:send", args=[row_of(routine).pk]), {"routine": full.pk})

    assert answer.status_code == 422
    assert len(names(routine)) == 3


def test_duplicate_stands_behind_its_original(alice_client, routine):
    row_of(routine).set_dose(row_of(routine).dose, "slowly", "must")

    alice_client.post(reverse("routines:duplicate", args=[row_of(routine).pk]))

    assert names(routine) == ["Plank", "Plank", "Cobra", "Bridge"]
    assert (row_of(routine, 1).note, row_of(routine, 1).priority) == ("slowly", "must")


def test_second_tap_on_remove_without_script_is_told_the_same(alice_client, routine):
    url = reverse("routines:remove", args=[row_of(routine).pk])

    alice_client.post(url)
    answer = alice_client.post(url)

    assert answer.status_code == 302
    assert str(next(iter(get_messages(answer.wsgi_request)))) == "Removed Plank"
    assert names(routine) == ["Cobra", "Bridge"]
    alice_client.post(undo_of(answer))
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


def test_removal_of_what_never_was_is_missing(alice_client, bob_client, routine):
    pk = row_of(routine).pk
    alice_client.post(reverse("routines:remove", args=[pk]))

    assert alice_client.post(reverse("routines:remove", args=[10**9])).status_code == 404
    assert bob_client.post(reverse("routines:remove", args=[pk])).status_code == 404


def test_form_sent_twice_without_script_adds_once(alice_client, routine):
    data = {"exercise": "plank", "key": uuid.uuid4()}

    for _ in range(2):
        answer = alice_client.post(reverse("routines:add", args=[routine.pk]), data)

    assert names(routine) == ["Plank", "Cobra", "Bridge", "Plank"]
    alice_client.post(undo_of(answer))
    assert names(routine) == ["Plank", "Cobra", "Bridge"]


def test_page_gives_each_form_a_key_of_its_own(alice_client, routine):
    make_exercise("Clamshell")
    make_exercise("Side plank")

    page = alice_client.get(reverse("routines:edit", args=[routine.pk])).content.decode()

    keys = [part[:36] for part in page.split('name="key" value="')[1:]]
    assert len(set(keys)) == len(keys) == 2


def test_taps_within_a_minute_are_one_change(routine):
    row = row_of(routine)
    with time_machine.travel(datetime(2026, 3, 2, 7, 0, tzinfo=UTC), tick=False) as clock:
        for seconds in (31, 32, 33):
            row.hold_seconds = seconds
            row.set_dose(row.dose)
            clock.shift(20)
        clock.shift(60)
        row.hold_seconds = 60
        row.set_dose(row.dose)

    changes = routine.changes.filter(kind=Kind.DOSED)
    assert [change.before["rows"][0]["dose"]["hold_seconds"] for change in changes] == [33, 30]


def test_there_and_back_is_no_change(routine):
    row = row_of(routine)
    for seconds in (31, 30):
        row.hold_seconds = seconds
        row.set_dose(row.dose)

    assert not routine.changes.filter(kind=Kind.DOSED).exists()
    assert routine.change is None


def test_what_changes_nothing_is_not_remembered(alice_client, routine):
    alice_client.post(reverse("routines:move", args=[row_of(routine).pk]), {"steps": -1})

    assert not routine.changes.filter(kind=Kind.MOVED).exists()


def test_changes_are_forgotten_after_a_week(alice_client, routine):
    routine.remove(row_of(routine))
    change = routine.change
    with time_machine.travel(change.made_at + timedelta(days=7, minutes=1)):
        alice_client.force_login(routine.person)
        assert alice_client.post(reverse("routines:undo", args=[change.pk])).status_code == 404
        routine.remove(row_of(routine))

    assert routine.changes.get() == routine.change


def test_only_so_many_changes_are_kept(routine):
    row = row_of(routine)
    for number in range(KEPT_CHANGES + 5):
        routine.move(row, 1 if number % 2 else -1)
        routine.move(row, -1 if number % 2 else 1)

    assert routine.changes.count() == KEPT_CHANGES


def test_undo_is_missing_for_a_stranger_and_asks_nobody_in(alice_client, bob_client, client, routine):
    routine.remove(row_of(routine))
    url = reverse("routines:undo", args=[routine.change.pk])

    assert bob_client.post(url).status_code == 404
    assert client.post(url)["Location"].startswith(reverse("account_login"))
    assert names(routine) == ["Cobra", "Bridge"]


def test_undo_of_an_exercise_that_is_no_more_is_refused(alice_client, routine):
    exercise = row_of(routine).exercise
    routine.remove(row_of(routine))
    exercise.delete()

    answer = alice_client.post(reverse("routines:undo", args=[routine.change.pk]))

    assert answer.status_code == 422
    assert "That can no longer be undone" in answer.content.decode()
    assert names(routine) == ["Cobra", "Bridge"]


def test_htmx_undo_answers_with_the_list_and_offers_its_own_undo(alice_client, routine):
    routine.remove(row_of(routine))

    answer = alice_client.post(reverse("routines:undo", args=[routine.change.pk]), headers=HTMX)

    assert answer.content.decode().strip().startswith('<div class="stack-s" id="prescriptions"')
    last = Change.objects.first()
    assert reverse("routines:undo", args=[last.pk]) in answer["HX-Trigger-After-Settle"]
    assert "Undid: Removed Plank" in answer["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_changes_takes_the_same_queries(alice_client, routine, django_assert_num_queries, rows):
    for _ in range(rows):
        routine.move(row_of(routine), 1)

    with django_assert_num_queries(4):
        alice_client.get(reverse("routines:changes", args=[routine.pk]))


def test_no_changes_says_so(alice, alice_client):
    page = alice_client.get(reverse("routines:changes", args=[make_routine(alice).pk])).content.decode()

    assert "Nothing was changed in the last week." in page


# --- Days, archive ---


def test_days_are_saved_in_order(alice_client, routine):
    data = {"name": "Morning", "weekly_target": 3, "days": [4, 0, 2]}

    alice_client.post(reverse("routines:edit", args=[routine.pk]), data)

    routine.refresh_from_db()
    assert routine.days == [0, 2, 4]


@pytest.mark.parametrize("day", ["7", "-1", "monday"])
def test_day_that_is_none_is_refused(alice_client, routine, day):
    data = {"name": "Morning", "weekly_target": 3, "days": [day]}

    answer = alice_client.post(reverse("routines:edit", args=[routine.pk]), data)

    assert answer.status_code == 422
    assert "Choose days of the week." in answer.content.decode()


def test_archived_routine_is_out_of_the_way_until_it_is_taken_out(alice, alice_client, routine):
    answer = alice_client.post(reverse("routines:archive", args=[routine.pk]))
    page = alice_client.get(reverse("routines:list"))
    assert (page.context["routines"], page.context["archived"]) == ([], [routine])
    assert alice_client.get(routine.get_absolute_url()).status_code == 200
    assert "Morning" not in alice_client.get(reverse("home")).content.decode()

    alice_client.post(undo_of(answer))

    assert alice.routines.active().get() == routine
