import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from routines.models import Prescription, ShareLink
from tests.factories import make_exercise, make_own_exercise, make_routine

pytestmark = pytest.mark.django_db


@pytest.fixture
def routine(alice):
    own = make_own_exercise(alice, "Nerve flossing", steps=["Sit tall.", "Straighten the knee."])
    routine = make_routine(alice, make_exercise("Plank"), own, own, name="Morning", weekly_target=5)
    Prescription.objects.filter(routine=routine, position=0).update(note="since my operation", sets=4)
    return routine


@pytest.fixture
def link(routine):
    return ShareLink.make(routine, has_notes=False)


def rows(routine):
    return [(row.exercise.name, str(row.dose), row.note) for row in routine.prescriptions.all()]


@pytest.mark.parametrize("name", ["share", "unshare"])
def test_sharing_belongs_to_the_owner(client, bob_client, routine, name):
    url = reverse(f"routines:{name}", args=[routine.pk])

    assert bob_client.post(url).status_code == 404
    assert client.post(url)["Location"].startswith(reverse("account_login"))
    assert not ShareLink.objects.exists()


def test_owner_makes_a_link_and_sees_it(alice_client, routine):
    url = reverse("routines:share", args=[routine.pk])
    assert "Make a link" in alice_client.get(url).content.decode()

    alice_client.post(url)

    address = "http://testserver" + ShareLink.objects.get().get_absolute_url()
    assert f'value="{address}"' in alice_client.get(url).content.decode()


def test_making_a_link_twice_keeps_its_address(alice_client, routine, link):
    alice_client.post(reverse("routines:share", args=[routine.pk]), {"has_notes": "on"})

    again = ShareLink.objects.get()
    assert (again.token, again.has_notes) == (link.token, True)


def test_a_link_cannot_be_guessed(alice, routine, link):
    other = ShareLink.make(make_routine(alice), has_notes=False)

    assert len(link.key) >= 22  # 128 bits in base64
    assert link.key != other.key


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.split(".")[0], lambda t: "x" + t])
def test_a_key_without_its_signature_opens_nothing(client, link, spoil):
    assert client.get(reverse("routines:shared", args=[spoil(link.token)])).status_code == 404


def test_what_the_database_knows_opens_nothing(client, link):
    forged = Signer(key="another site's", sep=".", salt="routines.share-link").sign(link.key)

    assert client.get(reverse("routines:shared", args=[forged])).status_code == 404


def test_anybody_sees_a_shared_routine_and_nothing_about_its_owner(client, link):
    answer = client.get(link.get_absolute_url())
    page = answer.content.decode()

    assert [text in page for text in ("Morning", "Plank", "Nerve flossing", "Straighten the knee.", "4 × 30 s")] == [
        True
    ] * 5
    assert [text in page for text in ("alice", "example.org", "since my operation")] == [False] * 3
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_notes_are_shown_if_the_owner_chose_so(client, routine):
    link = ShareLink.make(routine, has_notes=True)

    assert "since my operation" in client.get(link.get_absolute_url()).content.decode()


def test_own_exercise_of_a_shared_routine_is_no_link(client, link):
    own = link.routine.prescriptions.all()[1].exercise

    assert own.get_absolute_url() not in client.get(link.get_absolute_url()).content.decode()


def test_a_link_that_was_taken_back_opens_nothing_and_never_will(alice_client, client, routine, link):
    alice_client.post(reverse("routines:unshare", args=[routine.pk]))

    assert client.get(link.get_absolute_url()).status_code == 404
    ShareLink.make(routine, has_notes=False)
    assert client.get(link.get_absolute_url()).status_code == 404


def test_a_deleted_routine_is_not_shown(client, routine, link):
    routine.delete_softly()

    assert client.get(link.get_absolute_url()).status_code == 404


def test_another_person_copies_a_shared_routine(bob, bob_client, link):
    answer = bob_client.post(reverse("routines:copy_shared", args=[link.token]))

    copy = bob.routines.get()
    assert answer["Location"] == copy.get_absolute_url()
    assert (copy.name, copy.weekly_target) == ("Morning", 5)
    assert rows(copy) == [
        ("Plank", "4 sets × 30 s", ""),
        ("Nerve flossing", "10 repeats", ""),
        ("Nerve flossing", "10 repeats", ""),
    ]
    own = bob.own_exercises.get()
    assert own.steps == ["Sit tall.", "Straighten the knee."]
    assert {row.exercise for row in copy.prescriptions.all()[1:]} == {own}


def test_the_copy_outlives_the_person_it_came_from(alice, bob, bob_client, link):
    bob_client.post(reverse("routines:copy_shared", args=[link.token]))

    alice.delete()

    assert len(rows(bob.routines.get())) == 3


def test_owner_copies_their_own_routine_without_new_exercises(alice, alice_client, link):
    alice_client.post(reverse("routines:copy_shared", args=[link.token]))

    assert alice.routines.count() == 2
    assert alice.own_exercises.count() == 1


def test_visitor_is_led_to_sign_up_and_back(client, bob, link):
    page = client.get(link.get_absolute_url()).content.decode()
    copy = reverse("routines:copy_shared", args=[link.token])

    assert f"{reverse('account_signup')}?next={link.get_absolute_url()}" in page
    assert client.post(copy)["Location"] == f"{reverse('account_login')}?next={copy}"
    signed_in = Client()
    signed_in.force_login(bob)
    assert signed_in.get(copy)["Location"] == link.get_absolute_url()


def test_a_copy_with_a_bad_link_is_missing(bob_client, link):
    assert bob_client.post(reverse("routines:copy_shared", args=["x" + link.token])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_shared_page_takes_the_same_queries_for_any_routine(client, alice, django_assert_num_queries, number):
    routine = make_routine(alice, *[make_exercise() for _ in range(number)])
    address = ShareLink.make(routine, has_notes=True).get_absolute_url()

    with django_assert_num_queries(4):
        client.get(address)
