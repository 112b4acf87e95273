"""What the pages of routines cost: queries to the number, and bytes as they are sent. A longer routine costs little."""

import gzip

import pytest
from django.urls import reverse

from tests.factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LONG = 30


def packed(answer):
    return len(gzip.compress(answer.content, 6))


@pytest.fixture
def routine(alice):
    exercises = [make_exercise(f"{word} hold", hold_seconds=20 + at) for at, word in enumerate("abcdefghijkl")]
    return make_routine(alice, *exercises)


@pytest.mark.parametrize(
    ("name", "most"),
    [("detail", 7_500), ("edit", 7_500), ("print", 6_000), ("short", 6_000), ("ease", 6_000), ("share", 4_500)],
)
def test_page_of_a_routine_fits_into_the_first_packets(alice_client, routine, name, most):
    assert packed(alice_client.get(reverse(f"routines:{name}", args=[routine.pk]))) < most


@pytest.mark.parametrize(
    ("path", "most"), [("routines:list", 5_000), ("routines:paste", 5_000), ("accounts:settings", 11_500)]
)
def test_page_fits_into_the_first_packets(alice_client, routine, path, most):
    assert packed(alice_client.get(reverse(path))) < most


def test_exercise_more_costs_the_builder_few_bytes(alice, alice_client):
    sizes = []
    for number in (3, 3 + LONG):
        routine = make_routine(alice, *(make_exercise(hold_seconds=20) for _ in range(number)))
        sizes.append(packed(alice_client.get(reverse("routines:edit", args=[routine.pk]))))

    assert (sizes[1] - sizes[0]) / LONG < 120


# A signed-in page asks for the HTTP session and the person. A change locks the routine, reads it, writes, and
# remembers; what it answers is drawn from what it has in hand. Its transaction begins and ends by a statement each
# on both databases, and these are counted where they show.
CHANGES = [
    ("set_dose", {"sets": 2}),
    ("set_level", {"level": 1}),
    ("move", {"steps": 1}),
    ("remove", {}),
    ("duplicate", {}),
]


@pytest.mark.parametrize(("name", "data"), CHANGES)
def test_change_takes_the_same_queries_however_long_the_routine(
    alice, alice_client, django_assert_max_num_queries, name, data
):
    asked = []
    for number in (2, LONG):
        routine = make_routine(alice, *(make_exercise(hold_seconds=20) for _ in range(number)))
        url = reverse(f"routines:{name}", args=[routine.prescriptions.first().pk])
        with django_assert_max_num_queries(16) as queries:
            assert alice_client.post(url, data, headers=HTMX).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]
