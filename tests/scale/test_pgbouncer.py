"""Behind PgBouncer in transaction mode: each transaction may be another server process."""

import subprocess
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from backroutine.databases import database_from_url
from sessions.models import LoggedSet, Session
from tests.databases import POSTGRESQL
from tests.factories import make_exercise, make_person, make_routine, make_session
from tests.own_site import clean_environment
from tests.scale.pgbouncer import SERVER_CONNECTIONS, bouncing
from tests.test_sessions_sync import deliver, record_of

PROCESSES = "SELECT pg_backend_pid()"


@pytest.fixture
def pooled(
    database: str, transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """Put PgBouncer between Django and the test's database."""
    if database != POSTGRESQL:
        pytest.skip("PgBouncer is for PostgreSQL.")
    real = connection.settings_dict
    server = {"host": str(real["OPTIONS"]["host"]), "user": real["USER"], "dbname": real["NAME"]}
    monkeypatch.setenv("DATABASE_POOLED", "1")
    monkeypatch.setenv("DATABASE_POOL_SIZE", "20")
    with bouncing(server) as url:
        address = f"{url}/{real['NAME']}"
        use(database_from_url(address, tmp_path / "none"))
        yield {"DATABASE_URL": address, "DATABASE_POOLED": "1"}
        use(real)


def use(database: dict[str, Any]) -> None:
    connections["default"].close()
    connections["default"].close_pool()
    del connections["default"]
    django_settings.DATABASES["default"] = database
    connections.settings = connections.configure_settings(django_settings.DATABASES)


def answers_to(query: str, times: int = 2 * SERVER_CONNECTIONS) -> list[Any]:
    """Return what so many transactions are told."""
    found = []
    for _ in range(times):
        with connection.cursor() as cursor:
            cursor.execute(query)
            found.append(cursor.fetchone()[0])
    return found


def at_once(*jobs: Callable[[], Any]) -> None:
    failures: list[BaseException] = []

    def run(job: Callable[[], Any]) -> None:
        try:
            job()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []


def test_each_transaction_is_another_process_of_the_server(pooled: dict[str, Any]) -> None:
    """What the others test would mean nothing otherwise."""
    found = answers_to(PROCESSES)

    assert len(set(found)) > 1
    assert found[0] != found[1]


def test_the_time_zone_of_a_connection_goes_with_it(pooled: dict[str, Any]) -> None:
    """Django sets it where the server's is another; PgBouncer knows this one setting, and brings it along."""
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'Asia/Tokyo'")
    other = connection.copy()
    other.cursor().execute("SELECT 1")

    assert set(answers_to("SHOW timezone")) == {"Asia/Tokyo"}
    assert other.cursor().execute("SHOW timezone").fetchone()[0] != "Asia/Tokyo"
    other.close()


def test_the_same_statement_a_hundred_times_is_never_prepared(pooled: dict[str, Any]) -> None:
    make_person()

    assert {User.objects.filter(pk__gt=0).count() for _ in range(100)} == {1}
    assert set(answers_to("SELECT count(*) FROM pg_prepared_statements")) == {0}


def test_many_rows_are_read_without_a_cursor_of_the_server(pooled: dict[str, Any]) -> None:
    make_session(make_person(), make_routine(make_person(), *[make_exercise() for _ in range(5)]))

    assert len(list(LoggedSet.objects.iterator(chunk_size=1))) == 5


HOLDING = """
import sys, django
django.setup()
from django.db import connection
from backroutine.locking import alone_with
with alone_with(connection):
    for _ in range(20):
        connection.cursor().execute("SELECT 1")
    print("in", flush=True)
    sys.stdin.readline()
    print("out", flush=True)
"""


def test_one_process_at_a_time_sets_up_the_database(pooled: dict[str, Any], tmp_path: Path) -> None:
    env = clean_environment() | pooled | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "backroutine.settings"}
    command, pipe = [sys.executable, "-c", HOLDING], subprocess.PIPE
    first, second = (
        subprocess.Popen(command, env=env, cwd=django_settings.BASE_DIR, stdin=pipe, stdout=pipe, text=True)
        for _ in range(2)
    )
    said: list[str] = []
    readers = [
        threading.Thread(target=lambda it=it, name=name: said.extend(f"{name} {line.strip()}" for line in it.stdout))
        for it, name in ((first, "first"), (second, "second"))
    ]
    for reader in readers:
        reader.start()
    for process in (first, second):
        process.stdin.write("\n")
        process.stdin.flush()
    for reader in readers:
        reader.join(60)

    assert [process.wait(20) for process in (first, second)] == [0, 0]
    assert [line.split()[1] for line in said] == ["in", "out", "in", "out"]
    assert [line.split()[0] for line in said] in (["first"] * 2 + ["second"] * 2, ["second"] * 2 + ["first"] * 2)


def test_many_people_at_once_use_the_pages_and_log_sessions(pooled: dict[str, Any]) -> None:
    """More threads than the server has connections; all that is asked is answered, and all that is sent is stored."""
    plank, other = make_exercise("Plank", sides="each"), make_exercise(sides="each")
    people = [make_person() for _ in range(3 * SERVER_CONNECTIONS)]
    routines = {person.pk: make_routine(person, plank, other) for person in people}
    for person in people:
        make_session(person, routines[person.pk])
    statuses: Counter[int] = Counter()

    def live(person: User) -> None:
        client = Client()
        client.force_login(person)
        for path in (
            "/",
            "/sessions/",
            "/progress/",
            f"/progress/{plank.slug}/",
            "/routines/",
            "/settings/data/backroutine.json",
        ):
            response = client.get(path)
            body = b"".join(response) if response.streaming else response.content
            statuses[response.status_code] += bool(body)
        row = routines[person.pk].prescriptions.first()
        add = {"key": uuid.uuid4(), "exercise": plank.slug}
        statuses[client.post(reverse("routines:move", args=[row.pk]), {"steps": 1}).status_code] += 1
        statuses[client.post(reverse("routines:add", args=[row.routine_id]), add).status_code] += 1
        key = uuid.uuid4()
        statuses[client.post(reverse("sessions:start"), {"routine": row.routine_id, "key": key}).status_code] += 1
        for version in range(1, 6):
            report = record_of(version, held=version, is_over=version == 5)
            statuses[deliver(client, person, key, report, ratings={} if version == 5 else None).status_code] += 1

    at_once(*[lambda person=person: live(person) for person in people])

    assert set(statuses) <= {200, 302}, statuses
    assert Session.objects.finished().count() == 2 * len(people)
    assert LoggedSet.objects.filter(held_seconds=5).count() == 2 * len(people)
