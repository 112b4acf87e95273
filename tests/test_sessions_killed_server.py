"""A real server, killed with SIGKILL while it stores reports, and started again: nothing lost, nothing twice."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import DATABASES
from tests.own_site import Site, own_site, skip_unless_asked

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


@pytest.fixture(params=DATABASES)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    skip_unless_asked(request, request.param)
    with own_site(request.param, tmp_path, DEBUG="1") as site:
        site.manage("migrate", "--verbosity=0")
        yield site


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


def test_a_server_killed_while_it_stores_loses_nothing_and_doubles_nothing(server: Site) -> None:
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
