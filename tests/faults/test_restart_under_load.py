"""A restart under load: in place by SIGHUP, with a new version and its migration, and behind a proxy, one by one.

No request may fail, and none may meet a half-changed version: every answer is 200.
"""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import DATABASES, SQLITE
from tests.faults.looking import connected, figures
from tests.faults.served import Browser, Served, serving, wait_for
from tests.faults.test_postgresql_away import Reader, Sender
from tests.own_site import free_port, own_site, skip_unless_asked

MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("logbook", "{latest}")]
    operations = [
        migrations.AddField("session", "renewed", models.TextField(null=True)),
        migrations.RunPython(lambda apps, editor: __import__("time").sleep(2), migrations.RunPython.noop),
    ]
"""
SENDERS = 3
PAGES = ("/routines/", "/progress/", "/sessions/", "/exercises/plank/")


class Visitor(threading.Thread):
    """Asks without a pause, on a new connection each time: whoever connects in the worst moment."""

    def __init__(self, port: int, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.browser, self.is_over = Browser(port), is_over
        self.statuses: Counter[int] = Counter()
        self.longest = 0.0
        self.seen: list[str] = []

    def run(self) -> None:
        while not self.is_over.is_set():
            answer = self.browser.get("/healthz")
            self.statuses[answer.status] += 1
            self.longest = max(self.longest, answer.seconds)
            if answer.status == 200 and answer.text not in self.seen:
                self.seen.append(answer.text)


@contextmanager
def load(served: Served, port: int | None = None) -> Iterator[list[Visitor]]:
    """Let phones report, people read and visitors come all the while; then hold all answers to be 200."""
    is_over = threading.Event()
    if port:  # by way of the proxy
        served.site.port = port
    visitors = [Visitor(served.site.port, is_over) for _ in range(2)]
    senders = [Sender(served, number, is_over) for number in range(SENDERS)]
    readers = [Reader(served, is_over, path) for path in PAGES]
    threads = [*visitors, *senders, *readers]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    try:
        time.sleep(2)
        yield visitors
        time.sleep(2)
    finally:
        is_over.set()
        for thread in threads:
            thread.join(60)
    statuses = sum((thread.statuses for thread in threads), Counter())
    figures(
        seconds=round(time.monotonic() - began, 1),
        answers=dict(statuses),
        slowest_s=round(max(thread.longest for thread in threads), 2),
    )
    assert [wrong for thread in (*senders, *readers) for wrong in thread.wrong] == []
    assert set(statuses) == {200}
    with connected(served) as connection:  # what was acknowledged is there
        found = {str(key).replace("-", ""): version for key, version in connection.execute(VERSIONS)}
    assert all(found[sender.key.replace("-", "")] >= sender.acknowledged for sender in senders)


VERSIONS = "SELECT id, record_version FROM logbook_session"


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with this version, in which another can be laid over it."""
    folder = tmp_path / "release"
    leave_out = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "node_modules")
    shutil.copytree(settings.BASE_DIR, folder, ignore=leave_out)
    monkeypatch.setattr(settings, "BASE_DIR", folder)  # where `up` is started
    return folder


def lay_over(release: Path) -> None:
    """Make it the next version: with a migration that takes a while, and another answer."""
    views = release / "backroutine" / "views.py"
    views.write_text(views.read_text().replace('"ok\\n"', '"ok, anew\\n"'))
    migrations = release / "sessions" / "migrations"
    latest = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "0999_renewed.py").write_text(MIGRATION.format(latest=latest))


@pytest.mark.parametrize("database", DATABASES)
def test_a_new_version_with_a_migration_takes_over_in_place(
    database: str, release: Path, tmp_path: Path, build_dir: Path, request: pytest.FixtureRequest
) -> None:
    skip_unless_asked(request, database)
    shutil.copytree(build_dir, tmp_path / "build", dirs_exist_ok=True)
    env = {"BUILD_DIR": str(tmp_path / "build")}
    with own_site(database, tmp_path / "var", **env) as site, serving(site, database, workers=2) as served:
        before = served.worker_pids()
        with load(served) as visitors:
            lay_over(release)
            began = time.monotonic()
            os.kill(served.process.pid, signal.SIGHUP)
            wait_for(lambda: all("ok, anew\n" in visitor.seen for visitor in visitors), 120)
            wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in before))
            figures(renewed_after_s=round(time.monotonic() - began, 1))

        assert all(visitor.seen == ["ok\n", "ok, anew\n"] for visitor in visitors)
        assert served.process.poll() is None
        with connected(served) as connection:
            assert connection.execute("SELECT COUNT(renewed) FROM logbook_session").fetchone()[0] == 0


@pytest.mark.parametrize("database", DATABASES)
def test_the_same_version_is_renewed_again_and_again(
    database: str, tmp_path: Path, build_dir: Path, request: pytest.FixtureRequest
) -> None:
    skip_unless_asked(request, database)
    with (
        own_site(database, tmp_path, BUILD_DIR=str(build_dir)) as site,
        serving(site, database, workers=1) as served,
        load(served),
    ):
        for _ in range(3):
            before = served.worker_pids()
            os.kill(served.process.pid, signal.SIGHUP)
            wait_for(lambda before=before: not set(before) & set(served.worker_pids()), 60)


CADDYFILE = Path(settings.BASE_DIR) / "deploy" / "Caddyfile"


@contextmanager
def caddy(folder: Path, port: int, upstreams: list[int]) -> Iterator[None]:
    """Run the proxy of compose.yaml's profile, on a port of this test and in front of these servers."""
    program = shutil.which("caddy")
    if not program:
        pytest.skip("needs caddy: apt install caddy")
    text = CADDYFILE.read_text()
    text = text.replace("{$SITE_URL}", f"http://127.0.0.1:{port}")
    if version(program) < (2, 7):
        text = text.replace("request_buffers 1MiB", "buffer_requests")  # its older name
    text = re.sub(r"\bweb1:8000 web2:8000\b", " ".join(f"127.0.0.1:{each}" for each in upstreams), text)
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{text}")
    env = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("w") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        wait_for(lambda: Browser(port).get("/healthz").status == 200)
        yield
    finally:
        process.terminate()
        process.wait(20)


def version(program: str) -> tuple[int, ...]:
    words = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", words)[:2])


def test_two_behind_a_proxy_are_restarted_one_after_the_other(
    tmp_path: Path, build_dir: Path, request: pytest.FixtureRequest
) -> None:
    skip_unless_asked(request, SQLITE)
    port = free_port()
    env = {"BUILD_DIR": str(build_dir), "DRAIN_SECONDS": "5", "PROXY_COUNT": "1"}
    with own_site(SQLITE, tmp_path, **env) as site, ExitStack() as stack:
        first = stack.enter_context(serving(site, SQLITE))
        second = Served(type(site)(site.env), SQLITE)
        second.start()
        stack.callback(second.stop)
        ports = [first.site.port, second.site.port]
        stack.enter_context(caddy(tmp_path, port, ports))
        with load(first, port):
            for served, own_port in zip((first, second), ports, strict=True):
                served.process.terminate()
                assert served.process.wait(60) == 0
                served.site.port = own_port
                served.start()
                time.sleep(6)  # until the proxy has seen that it is back
