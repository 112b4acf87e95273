"""An easier order, and what fits into the minutes there are: shown first, done when asked."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from routines.models import Kind, Priority
from sessions.models import Session
from tests.factories import make_exercise, make_prescription, make_routine

pytestmark = pytest.mark.django_db
TEN = uuid.UUID(int=10)


@pytest.fixture
def routine(alice):
    """Strength before a stretch, and up and down all the time: 5 × (10 + 60 s), and changes of position."""
    routine = make_routine(alice)
    for name, kind, position in [
        ("Plank", "strengthen", "prone"),
        ("Twist", "stretch", "supine"),
        ("Cobra", "strengthen", "prone"),
        ("Knee rolls", "mobility", "supine"),
        ("Bridge", "strengthen", "supine"),
    ]:
        make_prescription(routine, make_exercise(name, kind=kind, start_position=position), hold_seconds=60)
    return routine


def names(routine):
    return [row.exercise.name for row in routine.prescriptions.all()]


PAGES = ["ease", "short"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_their_owner_s(alice_client, bob_client, client, routine, name):
    url = reverse(f"routines:{name}", args=[routine.pk])

    assert alice_client.get(url).status_code == 200
    assert bob_client.get(url).status_code == 404
    assert client.get(url)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["ease", "copy_short"])
def test_actions_are_missing_for_a_stranger(bob_client, client, routine, name):
    url = reverse(f"routines:{name}", args=[routine.pk])

    assert bob_client.post(url, {"minutes": 5}).status_code == 404
    assert client.post(url)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_pages_take_the_same_queries(alice, alice_client, django_assert_num_queries, rows, name):
    routine = make_routine(alice, *(make_exercise() for _ in range(rows)))

    with django_assert_num_queries(4):
        alice_client.get(reverse(f"routines:{name}", args=[routine.pk]))


# --- Ease the order ---


def test_easier_order_is_shown_and_nothing_changed(alice_client, routine):
    page = alice_client.get(reverse("routines:ease", args=[routine.pk]))

    assert [row.exercise.name for row in page.context["after"]] == ["Knee rolls", "Twist", "Bridge", "Plank", "Cobra"]
    assert (page.context["changes_before"], page.context["changes_after"]) == (3, 1)
    assert names(routine) == ["Plank", "Twist", "Cobra", "Knee rolls", "Bridge"]


def test_easier_order_is_taken_when_confirmed_and_can_be_undone(alice_client, routine):
    url = reverse("routines:ease", args=[routine.pk])

    answer = alice_client.post(url, {"order": alice_client.get(url).context["order"]})

    assert names(routine) == ["Knee rolls", "Twist", "Bridge", "Plank", "Cobra"]
    assert routine.changes.first().kind == Kind.EASED
    alice_client.post(next(iter(get_messages(answer.wsgi_request))).extra_tags)
    assert names(routine) == ["Plank", "Twist", "Cobra", "Knee rolls", "Bridge"]


def test_order_of_a_routine_changed_meanwhile_is_refused(alice_client, routine):
    url = reverse("routines:ease", args=[routine.pk])
    order = alice_client.get(url).context["order"]
    routine.remove(routine.prescriptions.first())

    answer = alice_client.post(url, {"order": order})

    assert answer.status_code == 422
    assert names(routine) == ["Twist", "Cobra", "Knee rolls", "Bridge"]


def test_good_order_says_so_and_offers_nothing(alice, alice_client):
    routine = make_routine(alice, make_exercise(), make_exercise())

    page = alice_client.get(reverse("routines:ease", args=[routine.pk])).content.decode()

    assert "as easy as it gets already" in page
    assert "Take this order" not in page


# --- Short of time ---


def test_what_fits_and_what_is_left_out_is_shown(alice_client, routine):
    routine.prescriptions.filter(exercise__name="Bridge").update(priority=Priority.MUST)

    page = alice_client.get(reverse("routines:short", args=[routine.pk]), {"minutes": 3})

    assert [row.exercise.name for row, _dose, _less in page.context["kept"]] == ["Plank", "Bridge"]
    assert [row.exercise.name for row in page.context["left_out"]] == ["Twist", "Cobra", "Knee rolls"]
    assert page.context["trimmed"].seconds <= 180


def test_shorter_session_has_only_what_fits_and_leaves_the_routine_alone(alice_client, routine):
    data = {"routine": routine.pk, "key": TEN, "minutes": 3}

    answer = alice_client.post(reverse("sessions:start"), data)

    session = Session.objects.get(pk=TEN)
    assert answer["Location"] == reverse("sessions:play", args=[TEN])
    assert [(it.position, it.exercise.name) for it in session.entries.all()] == [(0, "Plank"), (1, "Twist")]
    assert len(names(routine)) == 5


@pytest.mark.parametrize("minutes", ["0", "181", "x"])
def test_start_with_impossible_minutes_is_missing(alice_client, routine, minutes):
    data = {"routine": routine.pk, "key": TEN, "minutes": minutes}

    assert alice_client.post(reverse("sessions:start"), data).status_code == 404


def test_start_of_nothing_says_so(alice_client, routine):
    routine.prescriptions.update(hold_seconds=600)
    data = {"routine": routine.pk, "key": TEN, "minutes": 1}

    answer = alice_client.post(reverse("sessions:start"), data)

    assert answer["Location"] == routine.get_absolute_url()
    assert not Session.objects.exists()


def test_short_copy_is_a_routine_of_its_own(alice, alice_client, routine):
    routine.prescriptions.filter(exercise__name="Plank").update(sets=3, note="slowly", priority=Priority.MUST)

    answer = alice_client.post(reverse("routines:copy_short", args=[routine.pk]), {"minutes": 3})

    twin = alice.routines.exclude(pk=routine.pk).get()
    assert (twin.name, answer["Location"]) == ("Morning, 3 min", twin.get_absolute_url())
    first = twin.prescriptions.first()
    assert (first.exercise.name, first.sets, first.note, first.priority) == ("Plank", 2, "slowly", "must")
    assert twin.seconds() <= 180
    assert routine.prescriptions.first().sets == 3


@pytest.mark.parametrize("minutes", ["", "0", "999", "soon"])
def test_bad_minutes_are_refused_in_plain_words(alice_client, routine, minutes):
    page = alice_client.get(reverse("routines:short", args=[routine.pk]), {"minutes": minutes})

    assert page.status_code == 422
    assert page.context["form"].errors["minutes"]


def test_copy_of_nothing_says_so(alice, alice_client, routine):
    routine.prescriptions.update(hold_seconds=600)

    answer = alice_client.post(reverse("routines:copy_short", args=[routine.pk]), {"minutes": 1})

    assert answer["Location"] == reverse("routines:short", args=[routine.pk])
    assert alice.routines.get() == routine


def test_time_for_all_starts_the_whole_routine(alice_client, routine):
    page = alice_client.get(reverse("routines:short", args=[routine.pk]), {"minutes": 30})

    assert page.context["trimmed"].is_whole
    assert "All of it fits into 30 min" in page.content.decode()
    assert 'name="minutes" value="30"><button class="button is-primary' not in page.content.decode()
