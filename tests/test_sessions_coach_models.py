"""What a person told the coach, and what it does to the next session and to a prescription."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import User
from exercises import guidance
from exercises.dose import Sides
from exercises.models import Level
from routines.models import Prescription
from sessions.ladder import Memory, Verdict
from sessions.models import Coach, Session, Source, Standing
from sessions.models.coach import BOUNDS
from sessions.rungs import Rung, Target
from tests.factories import make_exercise, make_prescription, make_routine, make_session

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()
BASIS, BATCH = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def plank(alice: User) -> Prescription:
    """A plank of 15 s, on the lowest of three levels."""
    exercise = make_exercise("Plank", hold_seconds=15)
    for number in (2, 3):
        Level.objects.create(exercise=exercise, number=number, sets=1, reps=1, hold_seconds=15 * number, change="+15 s")
    return make_routine(alice, exercise).prescriptions.get()


def start(person: User, routine, at: datetime = MONDAY) -> Session:  # type: ignore[no-untyped-def]
    with time_machine.travel(at, tick=False):
        return Session.objects.start(person, routine, uuid.uuid4())


# --- A flare-up ---


@pytest.mark.parametrize(
    ("days_later", "reps", "hold", "day"),
    [(-1, 9, 30, None), (0, 6, 20, 1), (2, 7, 23, 3), (3, 8, 27, 4), (4, 9, 30, None)],
)
def test_a_session_of_a_flare_up_is_planned_lower_and_says_so(
    alice: User, days_later: int, reps: int, hold: int, day: int | None
) -> None:
    routine = make_routine(alice)
    make_prescription(routine, make_exercise(), sets=2, reps=9, hold_seconds=5, sides=Sides.EACH)
    make_prescription(routine, make_exercise(), hold_seconds=30)
    Coach.objects.of(alice).start_flare_up(TODAY)

    session = start(alice, routine, MONDAY + timedelta(days=days_later))

    assert [entry.dose.reps for entry in session.entries.all()] == [reps, 1]
    assert [entry.dose.hold_seconds for entry in session.entries.all()] == [5, hold]
    assert session.eased_day == day
    assert session.entries.get(position=0).sides == Sides.EACH


def test_a_flare_up_leaves_the_routine_alone(alice: User, plank: Prescription) -> None:
    Coach.objects.of(alice).start_flare_up(TODAY)
    start(alice, plank.routine)
    plank.refresh_from_db()

    assert plank.hold_seconds == 15


def test_a_flare_up_lowers_what_is_told_afterwards_too(alice: User, plank: Prescription) -> None:
    Coach.objects.of(alice).start_flare_up(TODAY)

    source = Source.of_routine(plank.routine)
    session = Session.objects.log_by_hand(alice, source, uuid.uuid4(), started_at=MONDAY, minutes=5)

    assert session.entries.get().hold_seconds == 10


def test_a_flare_up_ended_early_lowers_nothing_until_that_is_undone(alice: User, plank: Prescription) -> None:
    coach = Coach.objects.of(alice)
    coach.start_flare_up(TODAY)
    coach.end_flare_up()
    assert start(alice, plank.routine).eased is None

    coach.go_on_with_flare_up()

    assert start(alice, plank.routine).eased_day == 1


def test_a_second_tap_does_not_start_a_flare_up_anew(alice: User) -> None:
    Coach.objects.of(alice).start_flare_up(TODAY)
    Coach.objects.of(alice).start_flare_up(TODAY + timedelta(days=2))

    assert Coach.objects.get().flare_up_on == TODAY


def test_a_new_flare_up_begins_where_an_old_one_is_over(alice: User) -> None:
    Coach.objects.of(alice).start_flare_up(TODAY)
    Coach.objects.of(alice).start_flare_up(TODAY + timedelta(days=4))

    assert Coach.objects.get().eased(TODAY + timedelta(days=4)).day == 1  # type: ignore[union-attr]


def test_a_flare_up_goes_by_the_persons_own_calendar(db: None) -> None:
    person = make_person_in("Pacific/Auckland")
    routine = make_routine(person, make_exercise())
    Coach.objects.of(person).start_flare_up(date(2026, 3, 3))

    assert start(person, routine, datetime(2026, 3, 2, 10, 30, tzinfo=UTC)).eased is None
    assert start(person, routine, datetime(2026, 3, 2, 11, 30, tzinfo=UTC)).eased_day == 1


def make_person_in(zone: str) -> User:
    return User.objects.create_user("far@example.org", "x", time_zone=zone)


# --- Limits ---


def test_an_empty_limit_is_the_sourced_one(alice: User) -> None:
    assert Coach.objects.of(alice).limits() == guidance.shipped().rules.limits


def test_a_limit_of_ones_own_counts_alone(alice: User) -> None:
    coach = Coach.objects.of(alice)
    coach.set_limits(pain_rise_ok_max=0)

    limits = Coach.objects.of(alice).limits()

    assert (limits.pain_rise_ok_max, limits.effort_easy_max) == (0, 4)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_limit_has_bounds_and_the_sourced_one_is_within(alice: User, name: str) -> None:
    low, high = BOUNDS[name]

    assert low <= getattr(guidance.shipped().rules.limits, name) <= high
    with pytest.raises(IntegrityError), transaction.atomic():
        Coach.objects.of(alice).set_limits(**{name: high + 1})


# --- What was decided ---


def follow(prescription: Prescription, verdict: Verdict, target: Target | None, day: date = TODAY) -> Standing:
    standing = Standing.objects.of(prescription)
    standing.follow(verdict, target, basis=BASIS, batch=BATCH, today=day)
    return standing


def test_following_takes_the_dose_and_remembers(alice: User, plank: Prescription) -> None:
    follow(plank, Verdict.ADVANCE, Target(Rung(1, 1, 30), 2))
    plank.refresh_from_db()
    standing = Standing.objects.get()

    assert (plank.sets, plank.reps, plank.hold_seconds) == (1, 1, 30)
    assert standing.memory() == Memory(Verdict.ADVANCE, True, str(BASIS), TODAY, None, 0)
    assert standing.level_of(Rung(1, 1, 30)) == 2
    assert standing.level_of(Rung(1, 1, 31)) is None


def test_easing_is_counted_until_the_next_rise(alice: User, plank: Prescription) -> None:
    follow(plank, Verdict.EASE, Target(Rung(1, 1, 10), 0))
    assert follow(plank, Verdict.EASE, Target(Rung(1, 1, 7), 0)).easings == 2

    assert follow(plank, Verdict.ADVANCE, Target(Rung(1, 1, 15), 1)).easings == 0


def test_declining_remembers_and_changes_no_dose(alice: User, plank: Prescription) -> None:
    Standing.objects.of(plank).decline(Verdict.ADVANCE, basis=BASIS, batch=BATCH)
    plank.refresh_from_db()

    assert plank.hold_seconds == 15
    assert Standing.objects.get().memory() == Memory(Verdict.ADVANCE, False, str(BASIS))


def test_the_same_numbers_in_a_harder_way_are_told_in_the_note(alice: User, plank: Prescription) -> None:
    follow(plank, Verdict.ADVANCE, Target(Rung(1, 1, 15), 2, "One leg up"))
    plank.refresh_from_db()

    assert plank.note == "One leg up"


def test_a_note_of_ones_own_stays(alice: User, plank: Prescription) -> None:
    plank.set_dose(plank.dose, "On the sofa")

    follow(plank, Verdict.ADVANCE, Target(Rung(1, 1, 15), 2, "One leg up"))
    plank.refresh_from_db()

    assert plank.note == "On the sofa"


def test_an_undo_brings_back_dose_note_and_memory(alice: User, plank: Prescription) -> None:
    follow(plank, Verdict.EASE, Target(Rung(1, 1, 10), 0), TODAY - timedelta(days=9))
    before = Standing.objects.get().memory()
    second = uuid.uuid4()
    Standing.objects.get().follow(
        Verdict.ADVANCE, Target(Rung(1, 1, 15), 1, "Back up"), basis=BASIS, batch=second, today=TODAY
    )

    assert Standing.objects.undo(alice, second) == 1
    plank.refresh_from_db()

    assert (plank.hold_seconds, plank.note) == (10, "")
    assert Standing.objects.get().memory() == before
    assert Standing.objects.undo(alice, second) == 0


def test_an_undo_leaves_a_dose_alone_that_was_changed_since(alice: User, plank: Prescription) -> None:
    follow(plank, Verdict.ADVANCE, Target(Rung(1, 1, 30), 2))
    plank.refresh_from_db()
    Prescription.objects.filter(pk=plank.pk).update(hold_seconds=40)

    Standing.objects.undo(alice, BATCH)
    plank.refresh_from_db()

    assert plank.hold_seconds == 40


def test_nobody_undoes_what_another_decided(alice: User, bob: User, plank: Prescription) -> None:
    follow(plank, Verdict.ADVANCE, Target(Rung(1, 1, 30), 2))

    assert Standing.objects.undo(bob, BATCH) == 0


def test_what_is_paused_is_left_out_of_sessions_until_resumed(alice: User, plank: Prescription) -> None:
    make_prescription(plank.routine, make_exercise("Cobra"))
    standing = follow(plank, Verdict.PAUSE, None)
    assert [entry.exercise.name for entry in start(alice, plank.routine).entries.all()] == ["Cobra"]

    standing.resume(uuid.uuid4())

    assert start(alice, plank.routine).entries.count() == 2


# --- The morning after ---


def test_the_morning_after_is_told_and_taken_back(alice: User) -> None:
    session = make_session(alice)
    session.tell_morning("worse", 6, is_left_for_pain=True)
    session.refresh_from_db()
    assert (session.morning_after, session.morning_pain, session.is_left_for_pain) == ("worse", 6, True)

    session.tell_morning("")
    session.refresh_from_db()

    assert (session.morning_after, session.morning_pain, session.is_left_for_pain) == ("", None, None)
