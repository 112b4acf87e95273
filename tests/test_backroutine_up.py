"""The command of whoever runs backroutine, as they run it: real processes, a folder of its own, no settings of ours."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError

import psycopg
import pytest
from django.conf import settings

from backroutine import serving
from backroutine.network import own_addresses
from tests.databases import URL_VARIABLE, PostgresServer
from tests.mailbox import mailbox
from tests.own_site import free_port

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
SETTINGS = {"DATABASE_URL", "SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG", "VAR_DIR", "BUILD_DIR", "EMAIL_URL"}


class Up:
    """A started `manage.py up`."""

    def __init__(self, env: dict[str, str], *options: str) -> None:
        self.env = env
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [*MANAGE, "up", "--port", str(self.port), *options],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # A shell's background job ignores Ctrl-C, and so would whatever its tests start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        self.lines: list[str] = []

    def wait_until_ready(self) -> None:
        while line := self.process.stdout.readline():
            self.lines.append(line.rstrip("\n"))
            if "is ready" in line:
                return
        pytest.fail(f"up ended: {self.process.stderr.read()}")

    def get(self, path: str, host: str = "localhost") -> bytes:
        request = urllib.request.Request(self.url + path, headers={"Host": host})
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.read()

    def answers(self) -> bool:
        with suppress(OSError):
            return self.get("/healthz") == b"ok\n"
        return False

    def workers(self) -> list[int]:
        """Return the processes that serve; `manage.py worker` runs beside them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"\0worker\0" not in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def companions(self) -> list[int]:
        """Return the `manage.py worker` beside it, whichever of its threads started that."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        children = [int(pid) for task in tasks for pid in task.read_text().split()]
        return [pid for pid in children if pid not in self.workers()]

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def is_gone(self) -> bool:
        """Whether nothing of it runs on: neither itself nor a worker."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, 0)
            return False
        return True


def wait_for(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail("it did not come to be")
        time.sleep(0.05)


@contextmanager
def running(env: dict[str, str], *options: str) -> Iterator[Up]:
    up = Up(env, *options)
    try:
        up.wait_until_ready()
        yield up
    finally:
        with suppress(ProcessLookupError):
            os.killpg(up.process.pid, signal.SIGKILL)
        up.process.communicate()


def test_build_needs_no_database(build_dir: Path) -> None:
    assert sorted(path.name for path in build_dir.parent.iterdir()) == ["build"]
    assert (build_dir / "figures" / "plank.svg").is_file()
    assert (build_dir / "static" / "staticfiles.json").is_file()


def fail(env: dict[str, str], *options: str) -> tuple[int, str]:
    """Return exit code and standard error of an `up` that must not start."""
    done = subprocess.run([*MANAGE, "up", *options], env=env, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stderr


@pytest.fixture
def env(tmp_path: Path, build_dir: Path) -> dict[str, str]:
    return clean_environment(tmp_path, build_dir)


def clean_environment(folder: Path, build_dir: Path) -> dict[str, str]:
    """Return our environment with folders of its own and none of the app's settings."""
    clean = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in SETTINGS}
    return clean | {"VAR_DIR": str(folder / "var"), "BUILD_DIR": str(build_dir)}


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory, build_dir: Path) -> Path:
    """A folder with what the first start leaves behind."""
    folder = tmp_path_factory.mktemp("once")
    with running(clean_environment(folder, build_dir)) as up:
        up.stop()
    return folder


@pytest.fixture
def started_before(tmp_path: Path, set_up_once: Path, build_dir: Path) -> dict[str, str]:
    """An environment in which `up` ran before: a start takes a second, not five."""
    shutil.copytree(set_up_once, tmp_path, dirs_exist_ok=True)
    return clean_environment(tmp_path, build_dir)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, set_up_once: Path, build_dir: Path) -> Iterator[Up]:
    """One that runs for all tests which only look."""
    folder = shutil.copytree(set_up_once, tmp_path_factory.mktemp("served"), dirs_exist_ok=True)
    with running(clean_environment(folder, build_dir)) as up:
        yield up


def test_up_says_where_last(served: Up) -> None:
    assert served.lines[-1] == f"backroutine is ready: {served.url}"


def test_up_loads_the_catalogue(served: Up) -> None:
    with sqlite3.connect(Path(served.env["VAR_DIR"]) / "db.sqlite3") as database:
        assert database.execute("SELECT name FROM exercises_exercise WHERE slug = 'plank'").fetchone() == ("Plank",)


def test_up_serves_an_exercise_with_its_drawn_figure(served: Up) -> None:
    page = served.get("/exercises/plank/").decode()
    figure = next(word for word in page.split('"') if word.startswith("/static/figures/plank"))

    assert served.get(figure).startswith(b"<svg")


def test_up_serves_static_files_to_be_kept_for_good(served: Up) -> None:
    css = served.get("/").split(b'rel="stylesheet" href="')[1].split(b'"')[0].decode()
    with urllib.request.urlopen(served.url + css) as response:
        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_up_keeps_its_secret_key_to_itself(served: Up) -> None:
    assert (Path(served.env["VAR_DIR"]) / "secret-key").stat().st_mode & 0o777 == 0o600


def test_up_refuses_hosts_it_was_not_told_of(served: Up) -> None:
    with pytest.raises(URLError, match="400"):
        served.get("/exercises/", host="evil.example.org")


def test_what_is_sent_in_parts_does_not_wait_for_the_other_side() -> None:
    with (
        serving.listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_worker_has_the_catalogue_before_it_answers_and_never_collects_it(started_before: dict[str, str]) -> None:
    code = """if True:
        import gc
        from multiprocessing import Pipe
        from backroutine import serving
        told, tell = Pipe(duplex=False)
        serving.load_application(tell)
        from exercises import shelf
        print(shelf._keeper.shelf is not None, gc.get_freeze_count() > 50_000)
    """
    env = started_before | {"DJANGO_SETTINGS_MODULE": "backroutine.settings"}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("True True\n", "")


def test_up_twice_refuses_the_second_in_one_sentence(served: Up) -> None:
    assert fail(served.env, "--port", str(served.port)) == (
        2,
        f"backroutine: Port {served.port} is taken by another program; "
        "stop that one or choose another port with --port.\n",
    )


def test_up_again_changes_nothing(started_before: dict[str, str]) -> None:
    def state() -> tuple[list[str], dict[Path, int]]:
        files = [
            path
            for folder in (started_before["VAR_DIR"], started_before["BUILD_DIR"])
            for path in Path(folder).rglob("*")
        ]
        with sqlite3.connect(Path(started_before["VAR_DIR"]) / "db.sqlite3") as database:
            dump = list(database.iterdump())
        return dump, {
            path: path.stat().st_mtime_ns for path in files if path.is_file() and "db.sqlite3" not in path.name
        }

    before = state()
    with running(started_before) as up:
        assert up.lines == [f"backroutine is ready: {up.url}"]
        up.stop()

    assert state() == before


def test_up_demo_says_how_to_sign_in(started_before: dict[str, str]) -> None:
    with running(started_before, "--demo") as up:
        assert "sign in as demo@example.org with the password" in up.lines[-2]
        assert up.lines[-1] == f"backroutine is ready: {up.url}"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_up_ends_cleanly(started_before: dict[str, str], sign: signal.Signals) -> None:
    with running(started_before) as up:
        assert up.stop(sign) == 0
        assert up.is_gone()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("doing", ["Drawing the figures", "Preparing the database"])
def test_up_ends_cleanly_while_it_sets_up(
    env: dict[str, str], tmp_path: Path, sign: signal.Signals, doing: str
) -> None:
    is_built = doing != "Drawing the figures"
    up = Up(env | ({} if is_built else {"BUILD_DIR": str(tmp_path / "build")}))
    assert up.process.stdout.readline().startswith(doing)
    assert up.stop(sign) == 0
    assert up.is_gone()


def test_up_replaces_a_worker_that_died_and_killed_itself_leaves_none(started_before: dict[str, str]) -> None:
    with running(started_before, "--workers", "1") as up:
        (worker,) = up.workers()
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: up.workers() not in ([], [worker]) and up.answers())

        up.stop(signal.SIGKILL)
        wait_for(up.is_gone)


def test_up_starts_anew_on_its_socket_when_workers_die_again_and_again(started_before: dict[str, str]) -> None:
    with running(started_before, "--workers", "1") as up:
        for _ in range(2):
            wait_for(up.workers)
            (worker,) = up.workers()
            os.kill(worker, signal.SIGKILL)
            wait_for(lambda worker=worker: worker not in up.workers())
        up.wait_until_ready()

        assert up.answers()


def test_up_is_renewed_in_its_place(started_before: dict[str, str]) -> None:
    with running(started_before, "--workers", "1") as up:
        before = up.workers()
        up.process.send_signal(signal.SIGHUP)
        up.wait_until_ready()

        assert up.lines[-1] == f"backroutine is ready: {up.url}"
        assert up.answers()
        assert len(up.workers()) == 1
        assert up.workers() != before
        assert up.stop() == 0
        assert up.is_gone()


def test_up_goes_on_when_the_new_version_cannot_start(started_before: dict[str, str]) -> None:
    with running(started_before, "--workers", "1") as up:
        before = up.workers()
        (Path(started_before["VAR_DIR"]) / "secret-key").unlink()
        (Path(started_before["VAR_DIR"]) / "secret-key").mkdir()
        up.process.send_signal(signal.SIGHUP)
        while "goes on" not in (line := up.process.stderr.readline()):
            assert line

        assert up.answers()
        assert up.workers() == before


def test_up_says_that_it_drains_and_serves_on_until_it_ends(started_before: dict[str, str]) -> None:
    with running(started_before | {"DRAIN_SECONDS": "2"}, "--workers", "1") as up:
        up.process.send_signal(signal.SIGTERM)
        wait_for(lambda: not is_wanted(up))
        assert up.answers()

        assert up.process.wait(60) == 0
        wait_for(up.is_gone)


def is_wanted(up: Up) -> bool:
    """Return whether what stands in front would send somebody there."""
    try:
        return up.get("/readyz") == b"ready\n"
    except HTTPError as answer:
        return answer.read() != b"not ready: about to end\n"


def test_up_logs_the_kind_of_a_page_and_never_its_address(started_before: dict[str, str]) -> None:
    secret = "q" * 43
    with running(started_before, "--workers", "1") as up:
        for path in (f"/shared/{secret}/", f"/calendar/{secret}.ics", f"/{secret}/marta@example.org/?{secret}"):
            with suppress(urllib.error.HTTPError):
                up.get(path)
        up.process.send_signal(signal.SIGTERM)
        output = "".join(map(str, up.process.communicate(timeout=60)))

    assert "404 Not Found: GET /shared/<str:token>/" in output
    assert [word for word in (secret, "marta") if word in output] == []


def test_up_lets_a_phone_in(started_before: dict[str, str]) -> None:
    address = own_addresses()[0]
    with running(started_before, "--host", "0.0.0.0") as up:
        assert up.lines[-1] == f"backroutine is ready: http://{address}:{up.port}"
        assert up.get("/healthz", host=f"{address}:{up.port}") == b"ok\n"


def test_up_serves_from_postgresql(env: dict[str, str]) -> None:
    server = None if URL_VARIABLE in os.environ else PostgresServer()
    url = os.environ[URL_VARIABLE]
    name = f"up_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        with running(env | {"DATABASE_URL": url.replace("/postgres?", f"/{name}?")}) as up:
            assert up.get("/readyz") == b"ready\n"
            with psycopg.connect(url, dbname=name) as connection:
                assert connection.execute("SELECT name FROM exercises_exercise WHERE slug = 'plank'").fetchone() == (
                    "Plank",
                )
            assert not (Path(env["VAR_DIR"]) / "db.sqlite3").exists()

            # A database that restarted cuts every connection in the pool; no page may meet a cut one.
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            assert up.get("/readyz") == b"ready\n"

            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            with pytest.raises(HTTPError, match="503") as down:
                up.get("/readyz")
            assert down.value.read() == b"not ready: the database does not answer\n"
            assert up.get("/healthz") == b"ok\n"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if server:
            server.stop()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"DATABASE_URL": "mysql://u@h/d"},
            "DATABASE_URL must start with postgresql:// (or be left out for SQLite), "
            "such as postgresql://user:password@host:5432/backroutine.",
        ),
        ({"DATABASE_URL": "postgresql://u@h:port/d"}, "DATABASE_URL cannot be read: "),
        ({"DATABASE_URL": "postgresql://u@127.0.0.1:1/d?connect_timeout=3"}, "The database d cannot be opened: "),
        ({"DATABASE_URL": "postgresql://u@127.0.0.1"}, "DATABASE_URL names no database"),
        ({"SITE_URL": "back.example.org"}, "SITE_URL must look like https://back.example.org, not 'back.example.org'."),
        ({"SITE_URL": "https://[half"}, "SITE_URL must look like https://back.example.org, not 'https://[half'."),
        ({"VAR_DIR": "/dev/null/var"}, "/dev/null/var cannot be written (Not a directory)"),
        ({"VAR_DIR": "/dev/null/var", "SECRET_KEY": "k" * 60}, "/dev/null/var cannot be written: Not a directory."),
        ({"BUILD_DIR": "/dev/null/build"}, "/dev/null/build"),
        ({"DEBUG": "maybe"}, "DEBUG must be true or false, not 'maybe'."),
    ],
)
def test_up_refuses_a_wrong_setting_in_one_sentence(env: dict[str, str], wrong: dict[str, str], sentence: str) -> None:
    code, error = fail(env | wrong, "--port", str(free_port()))

    assert code == 2
    assert error.startswith(f"backroutine: {sentence}")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--port", "0"), "--port is a number from 1 to 65535, --workers one from 1 to 64."),
        (("--workers", "0"), "--port is a number from 1 to 65535, --workers one from 1 to 64."),
        (("--host", "203.0.113.7"), "--host 203.0.113.7 is no address of this machine."),
        (("--host", "no such host"), "--host no such host is no address of this machine."),
    ],
)
def test_up_refuses_a_wrong_option_in_one_sentence(
    env: dict[str, str], options: tuple[str, ...], sentence: str
) -> None:
    assert fail(env, *options) == (2, f"backroutine: {sentence}\n")


def test_up_refuses_a_database_that_is_none(env: dict[str, str]) -> None:
    Path(env["VAR_DIR"]).mkdir()
    (Path(env["VAR_DIR"]) / "db.sqlite3").write_text("no database at all " * 100)
    code, error = fail(env, "--port", str(free_port()))

    assert code == 2
    assert "cannot be opened: file is not a database" in error
    assert error.count("\n") == 1


# --- Reminders ---


MAKE_DUE = """
from allauth.account.models import EmailAddress
from accounts.models import User
from datetime import timedelta
from django.utils import timezone
from routines.models import Routine
from sessions.models import Reminder
alice = User.objects.create_user("alice@example.org")
EmailAddress.objects.create(user=alice, email=alice.email, verified=True)
Routine.objects.create(person=alice, name="Morning", days=list(range(7)))
Reminder.objects.create(person=alice, is_mail_on=True, next_at=timezone.now() - timedelta(seconds=1))
"""


def test_up_reminds_people_and_ends_with_its_worker(started_before: dict[str, str]) -> None:
    with mailbox() as box, running(started_before | {"EMAIL_URL": box.url}, "--workers", "1") as up:
        wait_for(up.companions, seconds=30)
        os.kill(up.companions()[0], signal.SIGKILL)  # another takes its place
        subprocess.run([*MANAGE, "shell", "-c", MAKE_DUE], env=up.env, check=True, capture_output=True)
        wait_for(lambda: box.letters, seconds=30)

        up.stop()
        wait_for(up.is_gone)

    (letter,) = box.letters
    assert "To: alice@example.org" in letter
