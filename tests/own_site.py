"""A site of a test's own: a database nobody else uses, commands as processes, a server that may be killed."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.databases import POSTGRESQL, URL_VARIABLE, PostgresServer

OURS = {"DATABASE_URL", "SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "VAR_DIR", "BUILD_DIR", "EMAIL_URL"}
READY_WITHIN_SECONDS = 60


class Site:
    """Its environment, and what one does with it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, env=self.env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)

    def manage(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start a command and go on; whoever starts it ends it."""
        command = [sys.executable, "manage.py", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.env, cwd=settings.BASE_DIR, stdout=pipe, stderr=pipe, text=True)

    def ask(self, code: str) -> Any:
        (line,) = [line for line in self.manage("shell", "-c", code).splitlines() if line.startswith("DATA ")]
        return json.loads(line.removeprefix("DATA "))

    def content(self) -> dict[tuple[str, str], Any]:
        """Return every row, as Django's own dumpdata writes it."""
        rows = json.loads(self.manage("dumpdata", "--all"))
        return {(row["model"], str(row["pk"])): row["fields"] for row in rows}

    def start(self) -> None:
        command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{self.port}", "--noreload"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, env=self.env, cwd=settings.BASE_DIR, stdout=quiet, stderr=quiet)
        end = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(20)


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in OURS}


def free_port() -> int:
    """Return a port that is free, from below those the machine gives to whoever asks for any: nobody takes it soon."""
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def own_site(database: str, folder: Path, **env: str) -> Iterator[Site]:
    """Give a site with an empty database; PostgreSQL comes from the run's server, or one for this test alone."""
    site = Site(clean_environment() | {"VAR_DIR": str(folder), "SITE_URL": "http://127.0.0.1:8000"} | env)
    server = None
    if database == POSTGRESQL:
        if URL_VARIABLE not in os.environ:
            server = PostgresServer()
        url = os.environ[URL_VARIABLE]
        name = f"own_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        site.env["DATABASE_URL"] = url.replace("/postgres?", f"/{name}?")
    try:
        yield site
    finally:
        site.kill()
        if server:
            server.stop()
        elif database == POSTGRESQL:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def skip_unless_asked(request: pytest.FixtureRequest, database: str) -> None:
    if (chosen := request.config.getoption("database")) and chosen != database:
        pytest.skip(f"asked for {chosen} alone")
