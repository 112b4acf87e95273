"""The production server as a process group of its own, a person's browser, and a look at what is stored."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.own_site import Site

PEOPLE = 8
MAKE = f"""
import json
from django.test import Client
from exercises.models import Exercise
from tests.factories import make_person, make_prescription, make_routine
people = []
for number in range({PEOPLE}):
    person = make_person(f"person{{number}}@example.net")
    routine = make_routine(person)
    for exercise in Exercise.objects.filter(slug__in=["plank", "side-plank", "cobra", "sphinx"]):
        make_prescription(routine, exercise, sets=10, reps=1, hold_seconds=20, sides="none")
    client = Client()
    client.force_login(person)
    people.append([person.mark, client.cookies["sessionid"].value, routine.pk])
print("DATA", json.dumps(people))
"""


@dataclass
class Answer:
    status: int
    headers: Any
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """Asks as one signed-in person; every request on a connection of its own. Status 0: the connection broke."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Answer:
        body = urllib.parse.urlencode(data or {}, doseq=True).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"} | headers)

    def post_json(self, path: str, data: Any) -> Answer:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return self._ask("POST", path, json.dumps(data).encode(), headers)

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + content + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        extra = {"Cookie": cookies, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        try:
            connection.request(method, path, body, extra | headers)
            response = connection.getresponse()
            content = response.read()
            for name, value in re.findall(r"(\w+)=([^;,]+);", ", ".join(response.headers.get_all("Set-Cookie") or [])):
                if name == "csrftoken":
                    self.cookies[name] = value
            return Answer(response.status, response.headers, content, time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, b"", time.monotonic() - began)
        finally:
            connection.close()


class Served:
    """A running `manage.py up`."""

    def __init__(self, site: Site, database: str, workers: int = 1) -> None:
        self.site, self.database, self.workers = site, database, workers
        self.process: subprocess.Popen[str] | None = None
        self.log = Path(site.env["VAR_DIR"]) / "log"

    def start(self) -> None:
        command = [sys.executable, "manage.py", "up", "--port", str(self.site.port), "--workers", str(self.workers)]
        env = self.site.env | {"SITE_URL": f"http://127.0.0.1:{self.site.port}"}
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=env,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        while line := self.process.stdout.readline():
            if "is ready" in line:
                return
        pytest.fail(f"up ended: {self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()

    def worker_pids(self) -> list[int]:
        """Return the web workers: forks of the one that was started, named like it."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        name = Path(f"/proc/{self.process.pid}/cmdline").read_bytes()
        return [int(pid) for pid in path.read_text().split() if Path(f"/proc/{pid}/cmdline").read_bytes() == name]

    def kill_worker(self) -> None:
        for pid in self.worker_pids():
            os.kill(pid, signal.SIGKILL)

    def sign_in(self) -> None:
        self.people = self.site.ask(MAKE)
        self.mark, cookie, self.routine = self.people[0]
        self.browser = Browser(self.site.port, {"sessionid": cookie})

    def is_ready(self) -> bool:
        return Browser(self.site.port).get("/readyz").status == 200

    def token(self) -> None:
        assert self.browser.get("/sessions/sync/").status == 200


@contextmanager
def serving(site: Site, database: str, workers: int = 1) -> Iterator[Served]:
    served = Served(site, database, workers)
    try:
        served.start()
        served.sign_in()
        served.token()
        yield served
    finally:
        served.stop()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> float:
    """Return how long it took to come true."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            pytest.fail("it did not come to be")
        time.sleep(0.02)
    return time.monotonic() - began


def record(mark: str, key: str, version: int, *, is_over: bool = False, sets: int = 10) -> dict[str, Any]:
    """What the player sends: every set held for as long as the version says, so that a mixture would show."""
    now = int(time.time() * 1000)
    done = [
        {"number": number, "side": "both", "reps": 1, "held_seconds": version % 20, "is_skipped": False}
        for number in range(1, sets + 1)
    ]
    entries = [{"position": position, "duration_seconds": 60, "sets": done} for position in range(4)]
    times = {"sent_at": now, "started_at": now - 600_000, "finished_at": now - 1000 if is_over else None}
    ratings = {"effort": "5"} if is_over else None
    body = {"version": version, "entries": entries} | times
    return {"id": key, "person": mark, "device": "phone", "record": body, "ratings": ratings}
