"""One suggestion confirmed five times at once: it is followed once, on both databases."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exercises.models import Level
from sessions.models import Standing
from tests.factories import make_exercise, make_person, make_prescription, make_routine, make_session
from tests.test_sessions_concurrency import TIMES, at_once, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("morning", "kind", "easings", "hold_seconds"), [("same", "advance", 0, 45), ("worse", "ease", 1, 15)]
)
def test_confirming_five_times_at_once_follows_once(morning: str, kind: str, easings: int, hold_seconds: int) -> None:
    exercise = make_exercise(hold_seconds=15)
    for number in (2, 3):
        Level.objects.create(exercise=exercise, number=number, sets=1, reps=1, hold_seconds=15 * number, change="+15 s")
    plank = make_prescription(make_routine(make_person()), exercise, hold_seconds=30)
    for days_ago in (3, 1):
        make_session(
            plank.routine.person,
            plank.routine,
            started_at=timezone.now() - timedelta(days=days_ago),
            pain_before=3,
            pain_after=3,
            effort=3,
            morning_after=morning,
        )
    if kind == "ease":
        Standing.objects.create(prescription=plank, advanced_on=timezone.now().date() - timedelta(days=2))
    cookies = signed_in(plank.routine.person).cookies

    def follow() -> int:
        mine = Client()
        mine.cookies = cookies
        return mine.post(reverse("sessions:follow"), {"key": f"{kind}-{plank.pk}"}).status_code

    assert at_once(follow) == [302] * TIMES
    plank.refresh_from_db()
    assert plank.hold_seconds == hold_seconds
    assert Standing.objects.get().easings == easings

    assert Standing.objects.undo(plank.routine.person, Standing.objects.get().batch) == 1
    plank.refresh_from_db()
    assert plank.hold_seconds == 30
