"""The primary is killed while people report sessions, and its synchronous standby takes over: nothing is lost."""

import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import close_old_connections, connections
from django.test import Client

from backroutine.databases import database_from_url
from sessions.models import LoggedSet, Session
from tests.factories import make_exercise, make_person, make_routine
from tests.faults.looking import figures
from tests.scale.cluster import NAME, Pair
from tests.scale.using import using
from tests.test_sessions_sync import deliver, record_of

PHONES = 6
SECONDS_BEFORE, SECONDS_AFTER = 4, 4


class Phone(threading.Thread):
    """Sends report after report, each until it is answered, and remembers what was."""

    def __init__(self, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.is_over, self.key, self.acknowledged = is_over, uuid.uuid4(), 0
        self.person = make_person()
        routine = make_routine(self.person, make_exercise(sides="each"))
        Session.objects.start(self.person, routine, self.key)
        self.client = Client(raise_request_exception=False)
        self.client.force_login(self.person)
        self.statuses: Counter[int] = Counter()
        self.answered_at: list[float] = []

    def run(self) -> None:
        while not self.is_over.is_set():
            report = record_of(self.acknowledged + 1, held=self.acknowledged + 1)
            status = deliver(self.client, self.person, self.key, report).status_code
            close_old_connections()  # as at the end of a request; Django's test client leaves it out
            self.statuses[status] += 1
            if status == 200:
                self.acknowledged += 1
                self.answered_at.append(time.monotonic())
            time.sleep(0.3)
        connections.close_all()


def test_no_acknowledged_session_is_lost_when_the_standby_takes_over(
    pair: Pair, django_db_blocker: Any, tmp_path: Path
) -> None:
    pair.primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    pair.primary.ask("SELECT pg_reload_conf()")
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in (pair.primary, pair.standby))
    address = f"postgresql://postgres@{hosts}/{NAME}?target_session_attrs=read-write"
    is_over = threading.Event()
    with django_db_blocker.unblock(), using(default=database_from_url(address, tmp_path)):
        cache.clear()
        phones = [Phone(is_over) for _ in range(PHONES)]
        assert pair.primary.ask("SELECT sync_state FROM pg_stat_replication") == "sync"
        for phone in phones:
            phone.start()
        time.sleep(SECONDS_BEFORE)
        killed_at = time.monotonic()
        pair.primary.kill()
        before = sum(phone.acknowledged for phone in phones)
        time.sleep(1)
        pair.standby.promote()
        promoted_at = time.monotonic()
        time.sleep(SECONDS_AFTER + 4)
        is_over.set()
        for phone in phones:
            phone.join(60)
        after = sum(phone.acknowledged for phone in phones) - before
        connections["default"].close()  # it led to the one that is gone
        stored = dict(Session.objects.values_list("pk", "record_version"))
        sets = Counter(LoggedSet.objects.values_list("entry__session", "held_seconds"))

    statuses = sum((phone.statuses for phone in phones), Counter())
    back_after = min(at for phone in phones for at in phone.answered_at if at > promoted_at) - promoted_at
    figures(
        phones=PHONES,
        acknowledged_before=before,
        acknowledged_after=after,
        answers=dict(statuses),
        promoted_after_s=round(promoted_at - killed_at, 1),
        answering_after_promotion_s=round(back_after, 1),
    )
    with pytest.raises(psycopg.OperationalError):
        pair.primary.ask("SELECT 1")
    assert before >= PHONES
    assert after >= PHONES
    assert set(statuses) <= {200, 503}
    # One more than was answered may be there: the answer did not get through. It is sent again, and is there once.
    for phone in phones:
        assert stored[phone.key] - phone.acknowledged in {0, 1}
        assert sets[phone.key, stored[phone.key]] == 2
