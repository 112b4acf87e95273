"""Requests as a phone sends them, and wrk, which sends them as fast as they are answered."""

import itertools
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

SCRIPT = Path(__file__).with_name("wrk.lua")
# Where a request says this, each one sent has a number that none had before it.
NUMBER = "#" * 10
NUMBERS_A_RUN = 1_000_000
_firsts = itertools.count(1_001_000_000, NUMBERS_A_RUN)

PHONE = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.9",
    "Accept-Encoding": "gzip, deflate, br",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}


LONG_SECONDS = 60


@dataclass(frozen=True)
class Request:
    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def all_headers(self, port: int) -> dict[str, str]:
        own = {"Host": f"127.0.0.1:{port}"} | PHONE | self.headers
        if self.method == "POST":
            own |= {"Origin": f"http://127.0.0.1:{port}", "Content-Length": str(len(self.body.encode()))}
        return own

    def raw(self, port: int) -> str:
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in self.all_headers(port).items())]
        return "\r\n".join(lines) + "\r\n\r\n" + self.body


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, request: Request) -> Answer:
    """Send one request and return the answer as it came: compressed, and a redirect not followed."""
    number = str(next(_firsts))
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        path, body = (text.replace(NUMBER, number) for text in (request.path, request.body))
        connection.request(request.method, path, body.encode() or None, request.all_headers(port))
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


@dataclass(frozen=True)
class Run:
    """What wrk found in one run."""

    median_ms: float
    p99_ms: float
    requests: int
    per_second: float


def run(port: int, requests: list[Request], *, connections: int, seconds: int, cpu: int | None = None) -> Run:
    """Send the requests in turn over so many connections, longer where nothing comes. Exits when one was refused."""
    found = run_once(port, requests, connections, seconds, cpu)
    while not found.requests and seconds < LONG_SECONDS:
        seconds *= 4
        found = run_once(port, requests, connections, seconds, cpu)
    return found


def run_once(port: int, requests: list[Request], connections: int, seconds: int, cpu: int | None) -> Run:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\1".join(request.raw(port) for request in requests))
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", SCRIPT]
        command += [f"http://127.0.0.1:{port}", "--", file.name, str(next(_firsts))]
        pinned = ["taskset", "-c", str(cpu)] if cpu is not None else []
        report = subprocess.check_output([str(word) for word in pinned + command], text=True)
    found = json.loads(report.rstrip().splitlines()[-1])
    if found["refused"] or found["failed"]:
        sys.exit(f"{requests[0].method} {requests[0].path}: {found['refused']} refused, {found['failed']} failed")
    per_second = found["requests"] / (found["microseconds"] / 1e6)
    return Run(found["median"] / 1000, found["p99"] / 1000, found["requests"], per_second)


def median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def check_tools() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed; get it with: apt install wrk")
