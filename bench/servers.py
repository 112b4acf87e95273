"""Measure gunicorn against granian, side by side on the same app, and print their ratios.

    apt install wrk && uv run --with granian --with gunicorn bench/servers.py

Rounds alternate between the two, so that what else the machine does falls on both; the medians are compared.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS, ROUNDS, SECONDS, CONNECTIONS = 2, 4, 5, 4, 16
PAGES = ("/healthz", "/")
PORT = 8107
APP = "backroutine.wsgi:application"
BIN = Path(sys.executable).parent
COMMANDS = {
    "gunicorn": [
        *(BIN / "gunicorn", APP, "--bind", f"127.0.0.1:{PORT}", "--workers", WORKERS, "--worker-class", "gthread"),
        *("--threads", THREADS, "--preload", "--keep-alive", 75, "--log-level", "warning"),
    ],
    "granian": [
        *(BIN / "granian", "--interface", "wsgi", APP, "--host", "127.0.0.1", "--port", PORT, "--workers", WORKERS),
        *("--blocking-threads", THREADS, "--log-level", "warning", "--no-ws"),
    ],
}


@contextmanager
def serving(name, env):
    """Yield (process, seconds until the first answer)."""
    started = time.perf_counter()
    process = subprocess.Popen([str(word) for word in COMMANDS[name]], cwd=ROOT, env=env, start_new_session=True)
    try:
        while True:
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz").read()
                break
            if process.poll() is not None:
                sys.exit(f"{name} ended before it answered")
            time.sleep(0.02)
        yield process, time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def memory_mib(process):
    """Return what the server and its children hold, shared pages counted once (PSS)."""
    pids = subprocess.check_output(["ps", "-o", "pid=", "-s", str(process.pid)], text=True).split()
    total = 0
    for pid in pids:
        total += int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
    return total / 1024


def load(page):
    """Return requests per second and the 99th percentile in milliseconds. Exits if an answer was no success."""
    url = f"http://127.0.0.1:{PORT}{page}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", url]
    report = subprocess.check_output(command, text=True)
    if "Non-2xx" in report or "Socket errors" in report:
        sys.exit(report[-800:])
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", report).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1]), float(value) * {"us": 0.001, "ms": 1, "s": 1000}[
        unit
    ]


def main():
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "backroutine.settings",
            "SITE_URL": "http://127.0.0.1",
        }
        for words in (["migrate"], ["load_catalogue"], ["load_programmes"], ["collectstatic", "--no-input"]):
            command = [sys.executable, "manage.py", *words]
            subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        figures = {name: {} for name in COMMANDS}
        for _ in range(ROUNDS):
            for name in COMMANDS:
                with serving(name, env) as (process, seconds):
                    found = {"start s": seconds}
                    for page in PAGES:
                        load(page)  # warm
                        found[f"{page} req/s"], found[f"{page} p99 ms"] = load(page)
                    found["memory MiB"] = memory_mib(process)
                for key, value in found.items():
                    figures[name].setdefault(key, []).append(value)
    print(f"{'':22}{'gunicorn':>10}{'granian':>10}{'ratio':>8}")
    for key in figures["gunicorn"]:
        one, other = (statistics.median(figures[name][key]) for name in ("gunicorn", "granian"))
        print(f"{key:22}{one:10.1f}{other:10.1f}{other / one:8.2f}")


if __name__ == "__main__":
    main()
