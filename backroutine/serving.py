"""The production server: granian around the WSGI application (docs/performance.md says why).

All workers, and those of a new version that takes over (backroutine/renewal.py), accept from one socket, which stays
open all the while: nobody who connects meanwhile is refused.
"""

import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from backroutine import draining
from backroutine.renewal import Renewal

THREADS = 4

# Of one worker; granian's own count, 1024 over all workers, is of connections: a thousand idle ones would lock out all.
MOST_CONNECTIONS = 16_384
BACKLOG = 1024
# For so long a worker that was told to end may finish what it answers.
FINISHES_WITHIN_SECONDS = 10

# Through the root logger of settings.LOGGING, to standard error: standard output ends with the address.
LOG: dict[str, Any] = {"handlers": {}, "loggers": {"_granian": {"propagate": True}}}


def listen(address: str, port: int) -> socket.socket:
    """Return the socket that all workers accept from; a process that takes this one's place keeps it."""
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Without, a body waits 40 ms for the other side to acknowledge the headers before it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind((address, port))
    listener.listen(BACKLOG)
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


class Server(MPServer):
    """Granian on a socket that it is given: its own, one a worker, would drop who waits in it when the worker ends."""

    def __init__(self, listener: socket.socket, drain_seconds: int, **options: Any) -> None:
        super().__init__("backroutine.wsgi:application", interface=Interfaces.WSGI, **options)
        self._listener = listener
        self._drain_seconds = drain_seconds
        self.on_startup(self._hear_signals)

    def _init_shared_socket(self) -> None:
        own: Any = self  # its stubs know less than it has
        own._ssp, own._sfd, own._sso = None, self._listener.fileno(), self._listener
        own._shd = SocketHolder(own._sfd, False, BACKLOG)  # type: ignore[call-arg]

    def _drop_shared_socket(self) -> None:
        # Told to end, nobody is to wait in it; otherwise this process starts anew and goes on with it.
        if self.interrupt_signal:
            self._listener.close()

    def _hear_signals(self) -> None:
        # Not to be killed by it before it is understood: a worker takes it to mean that it drains.
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        if self._drain_seconds:
            signal.signal(signal.SIGTERM, self._drain)

    def _drain(self, *args: Any) -> None:
        """Say that no more is wanted, and end a little later; asked twice, at once."""
        signal.signal(signal.SIGTERM, self.signal_handler_interrupt)
        for pid in self.pids():
            os.kill(pid, signal.SIGUSR1)
        ending = threading.Timer(self._drain_seconds, self.signal_handler_interrupt)
        ending.daemon = True
        ending.start()

    def pids(self) -> list[int]:
        return [worker.inner.pid for worker in self.wrks if worker.inner.is_alive()]


def serve(listener: socket.socket, workers: int, drain_seconds: int, renewal: Renewal, *, welcome: str) -> bool:
    """Serve until SIGINT or SIGTERM; write `welcome` once a page has really been answered.

    Return whether it ended because it was told to: granian gives up when a worker dies twice within seconds.
    """
    loaded, tell = multiprocessing.Pipe(duplex=False)
    address, port = listener.getsockname()[:2]
    server = Server(
        listener,
        drain_seconds,
        address=address,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=MOST_CONNECTIONS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=FINISHES_WITHIN_SECONDS,
        log_level=LogLevels.warning,
        log_access=False,  # addresses of pages hold keys, and those of networks lead to people
        log_dictconfig=LOG,
    )
    renewal.hear(server, listener)
    threading.Thread(target=announce, args=(server, loaded, renewal, welcome), daemon=True).start()
    try:
        server.serve(target_loader=partial(load_application, tell), wrap_loader=False)
    except SystemExit:
        if server.interrupt_signal or not server.interrupt_children:
            raise
        return False
    return True


def load_application(tell: Connection) -> WSGIHandler:
    """Return the application to a new worker, which ends when the process that started it is gone, even if killed."""
    # A fork of its parent, it also has its parent's handlers: a signal would be lost until it has its own.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGUSR1, draining.begin)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    from backroutine.wsgi import application  # noqa: PLC0415  # it starts Django, where the worker is a fresh process

    _settle()
    tell.send(None)
    return application


def _settle() -> None:
    """Load what stays until the end, and keep the collector of cycles out of it.

    It would look through it again and again, a tenth of a second each time, while a page waits.
    """
    from backroutine.visitors import shelf_now  # noqa: PLC0415  # it needs Django to be set up

    shelf_now()
    connections.close_all()
    gc.collect()
    gc.freeze()


def _end_with(parent: int) -> None:
    # A pipe would tell sooner, but it also breaks when a new version takes the parent's place, under its number.
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def announce(server: Server, loaded: Connection, renewal: Renewal, welcome: str) -> None:
    # No lock may be held in this thread while the server forks its workers: wait until that is done.
    try:
        for _ in range(server.workers):
            loaded.recv()
    except EOFError:
        return  # it ended before
    renewal.end_those_before()
    while not is_ready(server.bind_addr, server.bind_port):
        time.sleep(0.05)
    sys.stdout.write(f"{welcome}\n")
    sys.stdout.flush()
    with suppress(EOFError):  # until the end, workers that take another's place say so too
        while True:
            loaded.recv()


def is_ready(address: str, port: int) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104
    connection = HTTPConnection(host, port, timeout=15)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
