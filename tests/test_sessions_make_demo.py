from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import Avg, Max, Sum
from django.test import Client

from accounts.models import User
from sessions.management.commands.make_demo import EMAIL, EVENING, FLARE_UP_WEEKS, MORNING, PASSWORD
from sessions.models import Entry, LoggedSet, Session
from sessions.progress import Step, entry_columns, entry_rows, session_columns, session_rows, slot_rows

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def make_demo() -> str:
    out = StringIO()
    call_command("make_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(db: None) -> User:
    call_command("load_catalogue", stdout=StringIO())
    call_command("load_programmes", stdout=StringIO())
    with time_machine.travel(NOW, tick=False):
        make_demo()
    return User.objects.get(email=EMAIL)


def test_the_demo_is_a_year_that_ends_today_and_adds_up(demo: User) -> None:
    sessions = demo.sessions.finished()
    days = slot_rows(session_rows(session_columns(sessions)), Step.DAY)

    assert 120 < sessions.count() < 260
    assert days[0].on < (NOW - timedelta(days=350)).date()
    assert (NOW - timedelta(days=7)).date() < days[-1].on <= NOW.date()
    assert sessions.aggregate(last=Max("finished_at"))["last"] <= NOW
    exercised = sum(row.seconds for row in entry_rows(entry_columns(sessions.entries()), Step.DAY))
    assert sum(row.seconds for row in days if not row.activity) == exercised
    assert {routine.programme.slug for routine in demo.routines.all() if routine.programme} == {MORNING, EVENING}


def test_holds_grow_weeks_are_missed_and_one_stretch_hurts(demo: User) -> None:
    def pain(first: int, last: int) -> float:
        start = NOW.date() - timedelta(days=364)
        within = demo.sessions.between(start + timedelta(weeks=first), start + timedelta(weeks=last, days=6))
        return within.aggregate(mean=Avg("pain_before"))["mean"]

    holds = list(
        Entry.objects.filter(exercise__slug="plank").order_by("session__started_at").values_list("hold_seconds")
    )
    weeks = {
        (NOW.date() - row.on).days // 7
        for row in slot_rows(session_rows(session_columns(demo.sessions.finished())), Step.DAY)
    }
    assert holds[0] < holds[-1]
    assert len(weeks) < 52
    assert pain(min(FLARE_UP_WEEKS), max(FLARE_UP_WEEKS)) > pain(0, 4) > pain(46, 51)


def test_making_the_demo_again_changes_nothing(demo: User) -> None:
    def stored() -> list:
        return [Session.objects.count(), *LoggedSet.objects.aggregate(Sum("held_seconds"), Max("pk")).values()]

    before = stored()

    words = make_demo()

    assert words == f"The demo person exists already: sign in as {EMAIL} with the password {PASSWORD}\n"
    assert stored() == before


def test_the_demo_person_signs_in_and_sees_every_chart(demo: User, client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        page = client.get("/progress/?range=year").content.decode()

    assert page.count("<figure") == 9


def test_the_demo_wants_a_catalogue(db: None) -> None:
    with pytest.raises(CommandError, match="run load_catalogue and load_programmes first"):
        make_demo()

    assert not User.objects.exists()
