"""The same finished session sent five times at once: real threads, real transactions, on both databases."""

import json
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exercises.dose import Side
from sessions.models import Entry, LoggedSet, Session
from sessions.record import EntryRecord, Record, SetRecord
from tests.factories import make_exercise, make_person, make_prescription, make_routine

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 5


def at_once(action: Callable[[], Any]) -> list[Any]:
    """Run the action in so many threads that set out together, and return what each gave back."""
    gate = threading.Barrier(TIMES)

    def run() -> Any:
        try:
            gate.wait(timeout=20)
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run) for _ in range(TIMES)]]


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_finishing_five_times_at_once_leaves_one_session() -> None:
    alice = make_person()
    routine = make_routine(alice)
    for _ in range(3):
        make_prescription(routine, make_exercise(), hold_seconds=20, sides="each")
    session = Session.objects.start(alice, routine, uuid.uuid4())
    now = int(timezone.now().timestamp() * 1000)
    sets = [{"number": 1, "side": side, "reps": 1, "held_seconds": 20} for side in ("left", "right")]
    entries = [{"position": position, "duration_seconds": 55, "sets": sets} for position in range(3)]
    record = {"version": 9, "sent_at": now, "started_at": now - 200_000, "finished_at": now - 1000, "entries": entries}
    data = {"record": json.dumps(record), "effort": "5"}
    client = signed_in(alice)
    cookies = client.cookies

    def finish() -> int:
        mine = Client()
        mine.cookies = cookies
        return mine.post(reverse("sessions:finish", args=[session.pk]), data).status_code

    assert at_once(finish) == [302] * TIMES
    session.refresh_from_db()
    assert (Session.objects.count(), Entry.objects.count(), LoggedSet.objects.count()) == (1, 3, 6)
    assert set(LoggedSet.objects.values_list("held_seconds", flat=True)) == {20}
    assert (session.effort, session.duration_seconds, session.record_version) == (5, 165, 9)


def test_an_older_report_waits_for_the_newer_one_and_sees_it() -> None:
    """The newer one is stored, not yet committed, when the older one begins: only a lock on the row keeps it out."""
    alice = make_person()
    session = Session.objects.start(alice, make_routine(alice, make_exercise()), uuid.uuid4())
    has_begun, answers = threading.Event(), []

    def report(version: int) -> bool:
        sets = (SetRecord(1, Side.BOTH, 1, version),)
        return Session.objects.get(pk=session.pk).record(Record(version, (EntryRecord(0, 1, sets),)))

    def older() -> None:
        has_begun.set()
        try:
            answers.append(report(1))
        finally:
            connection.close()

    with transaction.atomic():
        assert report(2)
        thread = threading.Thread(target=older)
        thread.start()
        has_begun.wait(10)
        thread.join(0.5)
        assert answers == []
    thread.join(20)

    assert answers == [False]
    assert LoggedSet.objects.get().held_seconds == 2


def test_starting_five_times_at_once_makes_one_session() -> None:
    alice = make_person()
    routine = make_routine(alice, make_exercise(), make_exercise())
    key = uuid.uuid4()

    sessions = at_once(lambda: Session.objects.start(alice, routine, key))

    assert {session.pk for session in sessions} == {key}
    assert (Session.objects.count(), Entry.objects.count()) == (1, 2)


def test_reports_out_of_order_leave_the_newest() -> None:
    alice = make_person()
    session = Session.objects.start(alice, make_routine(alice, make_exercise()), uuid.uuid4())
    versions = iter([3, 1, 5, 2, 4])
    cookies = signed_in(alice).cookies
    lock = threading.Lock()

    def send() -> int:
        with lock:
            version = next(versions)
        mine = Client()
        mine.cookies = cookies
        now = int(timezone.now().timestamp() * 1000)
        sets = [{"number": 1, "side": "both", "reps": 1, "held_seconds": version}]
        entries = [{"position": 0, "duration_seconds": 1, "sets": sets}]
        record = {"version": version, "sent_at": now, "started_at": now, "entries": entries}
        delivery = {"id": str(session.pk), "person": alice.mark, "device": "phone", "record": record}
        return mine.post(reverse("sessions:sync"), delivery, content_type="application/json").status_code

    assert at_once(send) == [200] * TIMES
    assert LoggedSet.objects.get().held_seconds == 5
