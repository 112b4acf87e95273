"""Connections that ask for nothing, or slowly, beside normal service."""

import resource
import socket
import statistics
import time
from collections.abc import Iterator

import pytest

from backroutine.serving import THREADS
from tests.databases import SQLITE
from tests.faults.looking import figures
from tests.faults.served import Served, wait_for

IDLE = 2000
SLOW = 200


@pytest.fixture(autouse=True)
def on_sqlite_alone(served: Served) -> None:
    if served.database != SQLITE:
        pytest.skip("the database has no part in it")


@pytest.fixture(scope="module", autouse=True)
def many_files() -> Iterator[None]:
    """Two thousand connections are as many open files, here and in the server, which takes over our limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 10_000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(autouse=True)
def warmed(served: Served) -> None:
    for path in ("/healthz", "/routines/"):
        served.browser.get(path)


def connect(served: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.site.port), timeout=20)


def seconds_of(served: Served, path: str, times: int = 20) -> float:
    """Return the median time of an answer."""
    answers = [served.browser.get(path) for _ in range(times)]
    assert {answer.status for answer in answers} == {200}
    return statistics.median(answer.seconds for answer in answers)


def is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_two_thousand_idle_connections_slow_nobody_down(served: Served) -> None:
    alone = seconds_of(served, "/routines/")
    idle = [connect(served) for _ in range(IDLE)]
    try:
        beside = seconds_of(served, "/routines/")
        assert sum(is_closed(connection) for connection in idle) < IDLE / 10
    finally:
        for connection in idle:
            connection.close()
    figures(idle=IDLE, page_alone_ms=round(alone * 1000), page_beside_ms=round(beside * 1000))
    assert beside < alone * 3 + 0.2


def test_half_sent_headers_slow_nobody_down_and_are_cut_off(served: Served) -> None:
    alone = seconds_of(served, "/routines/")
    slow = [connect(served) for _ in range(SLOW)]
    began = time.monotonic()
    try:
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        beside = seconds_of(served, "/routines/")
        # Granian gives the headers of a request thirty seconds.
        wait_for(lambda: all(is_closed(connection) for connection in slow), seconds=60)
        cut_after = time.monotonic() - began
    finally:
        for connection in slow:
            connection.close()
    figures(
        slow=SLOW, page_alone_ms=round(alone * 1000), page_beside_ms=round(beside * 1000), cut_off_after_s=cut_after
    )
    assert beside < alone * 3 + 0.2


def test_half_sent_bodies_hold_no_more_than_their_threads(served: Served) -> None:
    """One thread each, as long as they please: docs/reliability.md says what the proxy must do."""
    head = (
        b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=abcdefghijklmnopqrstuvwxyz012345\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin="
    )
    slow = [connect(served) for _ in range(THREADS - 1)]
    try:
        for connection in slow:
            connection.sendall(head)
        time.sleep(1)
        beside = seconds_of(served, "/healthz", 5)
    finally:
        for connection in slow:
            connection.close()
    wait_for(served.is_ready)
    figures(half_bodies=len(slow), beside_ms=round(beside * 1000))
