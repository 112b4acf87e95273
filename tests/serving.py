"""What the live server is still working on. A browser that is closed hears no answer, yet its request goes on."""

import threading
import time
from typing import Any

import pytest
from django.core.servers.basehttp import ServerHandler

MOST_SECONDS = 30

_lock = threading.Lock()
_under_way = 0


def count_requests(patch: pytest.MonkeyPatch) -> None:
    run = ServerHandler.run

    def counted(self: ServerHandler, application: Any) -> None:
        _add(1)
        try:
            run(self, application)
        finally:
            _add(-1)

    patch.setattr(ServerHandler, "run", counted)


def wait_until_quiet() -> None:
    """Wait until nothing is being answered, and nothing begins a moment later either."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        if not _under_way:
            time.sleep(0.01)
            if not _under_way:
                return
        time.sleep(0.01)


def _add(number: int) -> None:
    global _under_way  # noqa: PLW0603
    with _lock:
        _under_way += number
