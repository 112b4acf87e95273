"""What runs while it is measured: the production server, the floor, and what each takes of the machine."""

import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
START_SECONDS = 120


@dataclass(frozen=True)
class Served:
    port: int
    process: subprocess.Popen[bytes]
    first_answer_seconds: float

    def workers(self) -> list[int]:
        """Return the processes that answer requests: what the server forked, and not what reminds people."""
        others = {"worker", "from multiprocessing.resource_tracker"}
        pids = descendants(self.process.pid)
        return [pid for pid in pids if not others & {word.split(" import")[0] for word in words(pid)}]

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(pid) for pid in self.workers())

    def memory_mib(self) -> float:
        """Return what a worker holds, pages that it shares counted by its share (PSS)."""
        pids = self.workers()
        found = [re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M) for pid in pids]
        return sum(int(match[1]) for match in found if match) / 1024 / len(pids)


def words(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


def stat(pid: int) -> list[str]:
    """Return the fields of /proc/<pid>/stat after the name, the state being the first."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def descendants(pid: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    parents = {each: int(fields[1]) for each in pids if (fields := stat(each))}
    found, young = [], [pid]
    while young:
        young = [child for child, parent in parents.items() if parent in young]
        found += young
    return found


def cpu_seconds(pid: int, *, of_the_dead: bool = False) -> float:
    """Return the time a process has computed, with that of the children it has buried if asked for."""
    fields = stat(pid)
    return sum(int(ticks) for ticks in fields[11 : 15 if of_the_dead else 13]) / TICK


def family_cpu_seconds(pid: int) -> float:
    return cpu_seconds(pid, of_the_dead=True) + sum(cpu_seconds(child) for child in descendants(pid))


def environment(folder: str, database_url: str, port: int) -> dict[str, str]:
    """Return the environment of an installation of its own; what is built is kept between runs."""
    # Without bytecode a start would be measured that compiles all of Django first.
    unwanted = {
        "PYTHONDONTWRITEBYTECODE",
        "DEBUG",
        "CACHE_URL",
        "EMAIL_URL",
        "DATABASE_REPLICA_URL",
        "DJANGO_SETTINGS_MODULE",
    }
    own = {
        "VAR_DIR": folder,
        "BUILD_DIR": str(ROOT / "var"),
        "SECRET_KEY": "bench" * 12,
        "DATABASE_URL": database_url,
        "SITE_URL": f"http://127.0.0.1:{port}",
        # So that each request to sign in can come from another address, as those of many people do.
        "PROXY_COUNT": "1",
    }
    return {k: v for k, v in os.environ.items() if k not in unwanted} | own


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_answering(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def served(command: list[str], env: dict[str, str], port: int) -> Iterator[Served]:
    """Run a server until the block ends; it has answered before the block begins."""
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            while not is_answering(port):
                if process.poll() is not None or time.perf_counter() - started > START_SECONDS:
                    log.seek(0)
                    sys.exit(f"{' '.join(command)} does not answer:\n{log.read().decode()}")
                time.sleep(0.01)
            yield Served(port, process, time.perf_counter() - started)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def up(workers: int, port: int) -> list[str]:
    words = ["manage.py", "up", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    return [sys.executable, *words]


def floor(workers: int, port: int) -> list[str]:
    return [sys.executable, "-m", "bench.floor", str(port), str(workers)]


def inside(module: str, env: dict[str, str], words: list[str] = [], stdin: str = "") -> str:  # noqa: B006
    """Run a module of the benchmark where Django is set up for this database; return what it prints."""
    command = [sys.executable, "-m", module, *words]
    env = env | {"DJANGO_SETTINGS_MODULE": "backroutine.settings"}
    return subprocess.run(command, cwd=ROOT, env=env, input=stdin, text=True, check=True, stdout=subprocess.PIPE).stdout


def versions(postgresql: str) -> str:
    """Name the machine and the versions of what was measured."""
    cpu = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    wrk = subprocess.run(["wrk", "-v"], text=True, capture_output=True, check=False)
    wrk_version = re.search(r"wrk \S*?([\d.]+)", wrk.stdout + wrk.stderr)
    parts = [
        f"{len(os.sched_getaffinity(0))} cores of {cpu[1] if cpu else platform.machine()}",
        f"Python {platform.python_version()}",
        f"Django {version('django')}",
        f"PostgreSQL {postgresql}",
        f"granian {version('granian')}",
        f"wrk {wrk_version[1] if wrk_version else '?'}",
    ]
    return ", ".join(parts)
