"""A real server, killed with SIGKILL while it stores reports, and started again: nothing lost, nothing twice."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.databases import POSTGRESQL, SQLITE, URL_VARIABLE, PostgresServer

KEY = "0197a6a0-0000-7000-8000-0000000000aa"
SETS = 40  # enough to be killed in the middle of
MAKE = f"""
import json, uuid
from django.test import Client
from tests.factories import make_exercise, make_person, make_prescription, make_routine
from sessions.models import Session
alice = make_person("alice@example.org")
routine = make_routine(alice)
for _ in range(4):
    make_prescription(routine, make_exercise(), sets=10, hold_seconds=20)
Session.objects.start(alice, routine, uuid.UUID("{KEY}"))
client = Client()
client.force_login(alice)
print("DATA", json.dumps([alice.mark, client.cookies["sessionid"].value]))
"""
LOOK = """
import json
from sessions.models import LoggedSet, Session
session = Session.objects.get()
held = sorted(set(LoggedSet.objects.values_list("held_seconds", flat=True)))
state = [str(session.pk), session.record_version, session.finished_at is not None, LoggedSet.objects.count(), held]
print("DATA", json.dumps(state))
"""


class Server:
    """`manage.py runserver` as one process of its own, on a database of its own."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, env=self.env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, code: str) -> Any:
        (line,) = [line for line in self.manage("shell", "-c", code).splitlines() if line.startswith("DATA ")]
        return json.loads(line.removeprefix("DATA "))

    def start(self) -> None:
        command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{self.port}", "--noreload"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, env=self.env, cwd=settings.BASE_DIR, stdout=quiet, stderr=quiet)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(20)


@pytest.fixture(params=[POSTGRESQL, SQLITE])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    if (chosen := request.config.getoption("database")) and chosen != request.param:
        pytest.skip(f"asked for {chosen} alone")
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"VAR_DIR": str(tmp_path), "DEBUG": "1", "SITE_URL": "http://127.0.0.1:8000"}
    own = None
    if request.param == POSTGRESQL:
        if URL_VARIABLE not in os.environ:
            own = PostgresServer()
        name = f"killed_{uuid.uuid4().hex[:8]}"
        uri = os.environ[URL_VARIABLE]
        import psycopg

        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        base, _slash, rest = uri.partition("?")[0].rpartition("/")
        del rest
        query = f"?{uri.partition('?')[2]}" if "?" in uri else ""
        env["DATABASE_URL"] = f"{base}/{name}{query}"
    server = Server(env)
    try:
        server.manage("migrate", "--verbosity=0")
        yield server
    finally:
        server.kill()
        if own:
            own.stop()
            os.environ.pop(URL_VARIABLE, None)


def document(mark: str, version: int, *, is_over: bool = False) -> bytes:
    """Every set held for as many seconds as the version says, so that a mixture would show."""
    now = int(time.time() * 1000)
    sets = [
        {"number": number, "side": "both", "reps": 1, "held_seconds": version % 20, "is_skipped": False}
        for number in range(1, 11)
    ]
    entries = [{"position": position, "duration_seconds": 60, "sets": sets} for position in range(4)]
    times = {"sent_at": now, "started_at": now - 600_000, "finished_at": now - 1000 if is_over else None}
    record = {"version": version, "entries": entries} | times
    ratings = {"effort": "5"} if is_over else None
    delivery = {"id": KEY, "person": mark, "device": "phone", "record": record, "ratings": ratings}
    return json.dumps(delivery).encode()


class Phone:
    """Sends one report after the other as the player does, and remembers which of them were answered."""

    def __init__(self, port: int, mark: str, cookie: str) -> None:
        self.mark, self.saved = mark, 0
        self._url = f"http://127.0.0.1:{port}/sessions/sync/"
        self._cookie = f"sessionid={cookie}"

    def token(self) -> str:
        request = urllib.request.Request(self._url, headers={"Cookie": self._cookie})
        with urllib.request.urlopen(request, timeout=20) as answer:
            csrf = answer.headers["Set-Cookie"].split("csrftoken=")[1].split(";")[0]
            self._all = {"Cookie": f"{self._cookie}; csrftoken={csrf}", "X-CSRFToken": json.load(answer)["token"]}
        return csrf

    def send(self, body: bytes) -> int:
        headers = self._all | {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self._url, body, headers), timeout=20) as answer:
            return int(json.load(answer)["version"])

    def send_on(self, first: int) -> None:
        """Send until the server is gone."""
        version = first
        try:
            while True:
                self.saved = self.send(document(self.mark, version))
                version += 1
        except (OSError, urllib.error.URLError, ValueError):
            return


def test_a_server_killed_while_it_stores_loses_nothing_and_doubles_nothing(server: Server) -> None:
    mark, cookie = server.ask(MAKE)
    phone = Phone(server.port, mark, cookie)
    version = 1
    for seconds in (0.0, 0.4):
        server.start()
        phone.token()
        sending = threading.Thread(target=phone.send_on, args=(version,))
        sending.start()
        while phone.saved < version and sending.is_alive():
            time.sleep(0.001)
        time.sleep(seconds)
        server.kill()
        sending.join(30)
        key, stored, is_over, count, held = server.ask(LOOK)

        # Whatever was answered is there; the one under way is there whole or not at all.
        assert stored in {phone.saved, phone.saved + 1}
        assert (key, is_over, count, held) == (KEY, False, SETS, [stored % 20])
        version = stored + 1

    server.start()
    phone.token()
    last = document(mark, version, is_over=True)
    for _ in range(2):
        assert phone.send(last) == version
    phone.send(document(mark, version - 1))

    assert server.ask(LOOK) == [KEY, version, True, SETS, [version % 20]]
