"""The production server: granian around the WSGI application (docs/performance.md says why)."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4

# Of one worker; granian's own count, 1024 over all workers, is of connections: a thousand idle ones would lock out all.
MOST_CONNECTIONS = 16_384

# Through the root logger of settings.LOGGING, to standard error: standard output ends with the address.
LOG: dict[str, Any] = {"handlers": {}, "loggers": {"_granian": {"propagate": True}}}


def serve(address: str, port: int, workers: int, *, welcome: str) -> bool:
    """Serve until SIGINT or SIGTERM; write `welcome` once a page has really been answered.

    Return whether it ended because it was told to: granian gives up when a worker dies twice within seconds.
    """
    server = Granian(
        "backroutine.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=MOST_CONNECTIONS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=False,  # addresses of pages hold keys, and those of networks lead to people
        log_dictconfig=LOG,
    )
    threading.Thread(target=announce, args=(server, address, port, welcome), daemon=True).start()
    try:
        server.serve(target_loader=load_application, wrap_loader=False)
    except SystemExit:
        if server.interrupt_signal or not server.interrupt_children:
            raise
        return False
    return True


def load_application() -> WSGIHandler:
    """Return the application to a new worker, which ends when the process that started it is gone, even if killed."""
    # A fork of its parent, it also has its parent's handlers: a signal would be lost until it has its own.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    from backroutine.wsgi import application  # noqa: PLC0415  # it starts Django, where the worker is a fresh process

    return application


def _end_with(parent: Any) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def announce(server: Any, address: str, port: int, welcome: str) -> None:
    # No lock may be held in this thread while the server forks its workers: sleep until that is done.
    while len(server.wrks) < server.workers or not is_ready(address, port):
        time.sleep(0.05)
    sys.stdout.write(f"{welcome}\n")
    sys.stdout.flush()


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
