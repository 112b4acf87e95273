"""Following a programme: the week it is in, the step it offers, and what the person decides."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from routines.models import Kind, Programme, ProgrammePrescription, Routine
from tests.factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
STAGES = [
    {"weeks": "1–2", "change": "As written."},
    {"weeks": "3", "change": "Plank for 40 s.", "changes": [{"exercise": "plank", "hold_seconds": 40}]},
    {
        "weeks": "4",
        "change": "Twice a day, and a new one.",
        "times_a_day": 2,
        "changes": [{"exercise": "cobra", "sets": 0}, {"exercise": "bridge", "becomes": "single-bridge", "sets": 2}],
    },
]


@pytest.fixture
def programme(db):
    programme = Programme.objects.create(
        slug="core",
        name="Core",
        goal="Core",
        difficulty=1,
        minutes=5,
        days_per_week=3,
        weeks=4,
        weekly_progression=STAGES,
    )
    for position, name in enumerate(["Plank", "Cobra", "Bridge"]):
        row = ProgrammePrescription(programme=programme, exercise=make_exercise(name), position=position, section="All")
        row.dose = row.exercise.dose
        row.save()
    make_exercise("Single bridge", slug="single-bridge")
    return programme


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def routine(alice, programme):
    return programme.follow(alice, MONDAY)


def on(clock, week, day=1):
    clock.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(weeks=week - 1, days=day - 1))


def page_of(client, routine):
    client.force_login(routine.person)
    return client.get(routine.get_absolute_url())


def decide(client, routine, choice, stage=None):
    client.force_login(routine.person)
    stage = Routine.objects.get(pk=routine.pk).stage if stage is None else stage
    return client.post(reverse("routines:go_on", args=[routine.pk]), {"choice": choice, "stage": stage})


def doses(routine):
    rows = Routine.objects.get(pk=routine.pk).prescriptions.all()
    return [(row.exercise.name, str(row.dose)) for row in rows]


def test_follow_begins_today(alice, alice_client, programme):
    answer = alice_client.post(reverse("routines:follow", args=["core"]))

    routine = alice.routines.get()
    assert (routine.programme, routine.started_on, routine.stage) == (programme, MONDAY, 0)
    assert answer["Location"] == routine.get_absolute_url()
    assert "Week 1 of 4" in alice_client.get(routine.get_absolute_url()).content.decode()
    alice_client.post(list(get_messages(answer.wsgi_request))[-1].extra_tags)
    assert not alice.routines.kept().exists()


def test_first_stage_counts_from_the_start(alice, programme):
    programme.weekly_progression = [STAGES[2] | {"weeks": "1"}]

    routine = programme.follow(alice, MONDAY)

    assert [name for name, _dose in doses(routine)] == ["Plank", "Single bridge"]
    assert routine.weekly_target == 6


def test_follow_asks_to_sign_in_and_shows_the_programme_again(client, alice_client, programme):
    url = reverse("routines:follow", args=["core"])

    assert client.post(url)["Location"].startswith(reverse("account_login"))
    assert alice_client.get(url)["Location"] == programme.get_absolute_url()


def test_nothing_is_offered_before_its_week(clock, alice_client, routine):
    on(clock, 2, 7)
    page = page_of(alice_client, routine)

    assert page.context["offers"] == []
    assert "Plank for 40 s." in page.content.decode()
    decide(alice_client, routine, "take")
    assert doses(routine)[0] == ("Plank", "30 s")


def test_next_step_is_offered_in_its_week_and_changes_nothing_by_itself(clock, alice_client, routine):
    on(clock, 3)

    page = page_of(alice_client, routine)

    (offer,) = page.context["offers"]
    assert (offer.before.dose.hold_seconds, offer.after.dose.hold_seconds) == (30, 40)
    assert "Week 3 of 4" in page.content.decode()
    assert doses(routine)[0] == ("Plank", "30 s")


def test_step_is_taken_and_can_be_undone(clock, alice_client, routine):
    on(clock, 3)
    before = Routine.objects.get(pk=routine.pk).snapshot()

    answer = decide(alice_client, routine, "take")
    assert doses(routine)[0] == ("Plank", "40 s")
    assert page_of(alice_client, routine).context["offers"] == []

    alice_client.post(list(get_messages(answer.wsgi_request))[-1].extra_tags)

    assert Routine.objects.get(pk=routine.pk).snapshot() == before


def test_exercise_goes_another_takes_a_place_and_the_target_grows(clock, alice_client, routine):
    on(clock, 3)
    decide(alice_client, routine, "take")
    on(clock, 4)
    offers = page_of(alice_client, routine).context["offers"]
    assert [(offer.exercise_before.name, offer.exercise_after and offer.exercise_after.name) for offer in offers] == [
        ("Cobra", None),
        ("Bridge", "Single bridge"),
    ]

    decide(alice_client, routine, "take")

    assert doses(routine) == [("Plank", "40 s"), ("Single bridge", "2 sets × 30 s")]
    assert [row.position for row in routine.prescriptions.all()] == [0, 1]
    routine.refresh_from_db()
    assert routine.weekly_target == 6


def test_second_tap_takes_no_second_step(clock, alice_client, routine):
    on(clock, 4)

    decide(alice_client, routine, "take", stage=0)
    decide(alice_client, routine, "take", stage=0)

    routine.refresh_from_db()
    assert routine.stage == 1


def test_step_taken_from_a_stale_page_is_taken_once(clock, routine):
    on(clock, 4)
    first, second = (Routine.objects.get(pk=routine.pk).following(date(2026, 3, 23)) for _ in range(2))

    first.take()
    second.take()

    routine.refresh_from_db()
    assert routine.stage == 1


def test_whoever_comes_late_begins_the_stage_today(clock, alice_client, routine):
    on(clock, 9)

    decide(alice_client, routine, "take")

    page = page_of(alice_client, routine)
    assert "Week 3 of 4" in page.content.decode()
    assert page.context["offers"] == []


def test_one_more_week_like_this(clock, alice_client, routine):
    on(clock, 3)

    decide(alice_client, routine, "stay")

    assert "Week 2 of 4" in page_of(alice_client, routine).content.decode()
    assert doses(routine)[0] == ("Plank", "30 s")
    assert routine.changes.first().kind == Kind.STAYED


def test_going_on_without_changing(clock, alice_client, routine):
    on(clock, 3)

    decide(alice_client, routine, "skip")

    assert doses(routine)[0] == ("Plank", "30 s")
    assert page_of(alice_client, routine).context["offers"] == []


def test_end_offers_to_keep_it_or_to_begin_again(clock, alice_client, routine):
    for week in (3, 4):
        on(clock, week)
        decide(alice_client, routine, "take")
    on(clock, 5)
    assert "come to the end of the programme" in page_of(alice_client, routine).content.decode()

    decide(alice_client, routine, "restart")

    assert "Week 1 of 4" in page_of(alice_client, routine).content.decode()
    assert doses(routine) == [("Plank", "30 s"), ("Cobra", "30 s"), ("Bridge", "30 s")]


def test_stopping_keeps_the_routine(clock, alice_client, routine):
    decide(alice_client, routine, "stop")

    page = page_of(alice_client, routine)
    assert page.context["following"] is None
    assert len(doses(routine)) == 3


@pytest.mark.parametrize("choice", ["", "delete", "_apply", "__class__"])
def test_other_choices_do_nothing(clock, alice_client, routine, choice):
    on(clock, 3)

    assert decide(alice_client, routine, choice).status_code == 302
    assert Routine.objects.get(pk=routine.pk).stage == 0


def test_decision_is_the_owner_s(client, bob_client, routine):
    url = reverse("routines:go_on", args=[routine.pk])

    assert bob_client.post(url, {"choice": "stop"}).status_code == 404
    assert client.post(url)["Location"].startswith(reverse("account_login"))


def test_routine_that_follows_nothing_decides_nothing(alice, alice_client):
    routine = make_routine(alice, make_exercise())

    assert decide(alice_client, routine, "take").status_code == 302


def test_programme_without_stages_can_be_followed(alice, alice_client, programme):
    programme.weekly_progression = []
    programme.save()

    routine = programme.follow(alice, MONDAY)

    assert page_of(alice_client, routine).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_followed_routine_takes_the_same_queries(
    clock, alice_client, routine, django_assert_num_queries, rows
):
    on(clock, 4)
    Routine.objects.filter(pk=routine.pk).update(stage=1)
    for row in list(routine.prescriptions.all())[: 3 - rows]:
        row.delete()
    alice_client.force_login(routine.person)

    with django_assert_num_queries(6):
        alice_client.get(routine.get_absolute_url())


# --- What it works ---


@pytest.mark.parametrize(
    ("kinds", "movements", "remark"),
    [
        (["stretch", "mobility"], [["neutral"], ["neutral"]], "does not strengthen"),
        (["strengthen", "stretch"], [["flexion"], ["flexion"]], "bends your back forward"),
        (["strengthen", "stretch"], [["extension"], ["extension"]], "arches your back"),
    ],
)
def test_one_sided_routine_gets_a_quiet_remark(alice, alice_client, kinds, movements, remark):
    exercises = [make_exercise(kind=kind, spine_movements=spine) for kind, spine in zip(kinds, movements, strict=True)]
    routine = make_routine(alice, *exercises)

    page = page_of(alice_client, routine).content.decode()

    assert remark in page
    assert page.count('class="remark"') == 1


def test_rounded_routine_gets_no_remark(alice, alice_client):
    routine = make_routine(
        alice, make_exercise(spine_movements=["flexion"]), make_exercise(kind="stretch", spine_movements=["extension"])
    )

    assert 'class="remark"' not in page_of(alice_client, routine).content.decode()


def test_page_key_is_fresh(alice_client, routine):
    fields = [re.search(r'name="key" value="([^"]+)"', page_of(alice_client, routine).text) for _ in range(2)]
    keys = {uuid.UUID(field[1]) for field in fields if field}

    assert len(keys) == 2
