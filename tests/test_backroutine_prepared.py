"""Reads that are put together once say what Django's querysets say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from backroutine.prepared import PERSON, Prepared, Slot
from routines.models import Routine
from sessions.models import Session
from tests.factories import make_exercise, make_person, make_routine, make_session

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ON, KEY, AT = Slot("on", models.DateField()), Slot("key", models.UUIDField()), Slot("at", models.DateTimeField())


def build() -> "models.QuerySet[Session]":
    return Session.objects.filter(person=PERSON, local_on__lte=ON, started_at__lte=AT).with_sizes().newest_first()


@pytest.fixture
def sessions(alice: User) -> list[Session]:
    routine = make_routine(alice, make_exercise(sets=2), make_exercise())
    make_session(make_person(), started_at=NOON)
    return [make_session(alice, routine, started_at=NOON - timedelta(days=ago), effort=ago) for ago in range(3)]


def test_instances_are_those_of_the_queryset(alice: User, sessions: list[Session]) -> None:
    read = Prepared(build)

    for first in sessions:
        found = read.instances(person=alice.pk, on=first.local_on, at=first.started_at)
        wanted = alice.sessions.filter(started_at__lte=first.started_at).with_sizes().newest_first()
        assert found == list(wanted)
        for one, other in zip(found, wanted, strict=True):
            assert {**one.__dict__, "_state": 0} == {**other.__dict__, "_state": 0}
            assert one._state.db == other._state.db
            assert not one._state.adding


def test_rows_are_those_of_values_list(alice: User, sessions: list[Session]) -> None:
    columns = ("pk", "started_at", "local_on", "is_activity", "size", "sets_planned")
    read = Prepared(lambda: build().values_list(*columns))

    rows = read.rows(person=alice.pk, on=NOON.date(), at=NOON)

    assert rows == list(alice.sessions.with_sizes().newest_first().values_list(*columns))


def test_a_number_too_large_for_any_column_is_in_no_row(alice: User, sessions: list[Session]) -> None:
    read = Prepared(lambda: Session.objects.filter(person=PERSON).values_list("pk"))

    assert read.rows(person=10**19) == []
    assert len(read.rows(person=alice.pk)) == 3


def test_what_was_not_read_is_read_when_asked_for(alice: User, sessions: list[Session]) -> None:
    lean = Prepared(lambda: Session.objects.filter(person=PERSON, pk=KEY).lean())

    (found,) = lean.instances(person=alice.pk, key=sessions[0].pk)

    assert found.get_deferred_fields()
    assert found.time_zone == sessions[0].time_zone


def test_nobody_gets_what_another_asked_for(alice: User, sessions: list[Session]) -> None:
    read = Prepared(lambda: Session.objects.filter(person=PERSON).values_list("pk"))

    assert len(read.rows(person=alice.pk)) == 3
    assert read.rows(person=make_person().pk) == []
    assert len(read.rows(person=alice.pk)) == 3


def test_a_slot_may_stand_in_subqueries_and_unions(alice: User, sessions: list[Session]) -> None:
    names = Routine.objects.filter(person=PERSON).order_by().values_list("name")
    others = Session.objects.filter(pk__in=Session.objects.filter(pk=KEY).values("pk"), person=PERSON)
    read = Prepared(lambda: names.union(others.values_list("name"), all=True).order_by("name"))

    assert [name for (name,) in read.rows(person=alice.pk, key=sessions[1].pk)] == ["Morning", "Morning"]


def test_the_statement_is_django_s_own(alice: User, sessions: list[Session]) -> None:
    read = Prepared(build)
    with CaptureQueriesContext(connection) as queries:
        read.instances(person=alice.pk, on=NOON.date(), at=NOON)
        list(
            Session.objects.filter(person=alice.pk, local_on__lte=NOON.date(), started_at__lte=NOON)
            .with_sizes()
            .newest_first()
        )

    assert queries[0]["sql"] == queries[1]["sql"]


def test_a_value_that_is_missing_is_an_error(alice: User) -> None:
    with pytest.raises(KeyError):
        Prepared(build).rows(person=alice.pk)
