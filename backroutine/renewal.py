"""A new version takes the place of the one that serves, without a moment in which nobody answers.

`kill -HUP` on `manage.py up`: a process of the new version first sets up what it needs, such as migrations, and shows
that it can start. If it cannot, the old one goes on. Then this process becomes the new version (exec: it keeps its
number, so that systemd or Docker see one service, and the socket), starts its own workers, and ends the old ones once
those are there. Who connects in between waits in the socket for a moment.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any

TAKING_OVER = "--taking-over"
# A little more than a worker takes for itself (FINISHES_WITHIN_SECONDS): then it is killed.
ENDS_WITHIN_SECONDS = 12


class Renewal:
    def __init__(self, word: str = "") -> None:
        """Take what the process before left: its socket, and the processes that it had started."""
        self.words = [f"{TAKING_OVER}={word}"] if word else []
        numbers = [int(number) for number in word.split(",") if number]
        self.listener = socket.socket(fileno=numbers[0]) if numbers else None
        self._before = numbers[1:]
        self._is_preparing = threading.Lock()
        self.companions: list[int] = []

    def hear(self, server: Any, listener: socket.socket) -> None:
        """Let SIGHUP start it."""

        def ask(*args: Any) -> None:
            threading.Thread(target=self._prepare, args=(server,), daemon=True).start()

        server.on_startup(lambda: signal.signal(signal.SIGHUP, ask))
        server.on_reload(lambda: take_place(listener, [*server.pids(), *self.companions]))

    def _prepare(self, server: Any) -> None:
        if not self._is_preparing.acquire(blocking=False):
            return  # asked again while it is on its way
        try:
            done = subprocess.run([*same_command(), "--prepare"], check=False)  # noqa: S603
            if done.returncode == 0:
                server.signal_handler_reload()
            else:
                sys.stderr.write("backroutine: The new version cannot start; the old one goes on.\n")
        finally:
            self._is_preparing.release()

    def end_those_before(self) -> None:
        """End the processes of the version before: each finishes what it answers."""
        before, self._before = self._before, []
        for pid in before:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + ENDS_WITHIN_SECONDS
        while before := [pid for pid in before if not is_over(pid)]:
            if time.monotonic() > end:
                for pid in before:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


def is_over(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def same_command() -> list[str]:
    """Return how this process was started, without what only that one start was told."""
    return [sys.executable, *(word for word in sys.orig_argv[1:] if not word.startswith(TAKING_OVER))]


def start_anew(*words: str, environment: dict[str, str] | None = None) -> None:
    """Become the same command, anew, under the same number."""
    # Until the new one hears signals, a second SIGHUP must not kill it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    command = [*same_command(), *words]
    os.execve(command[0], command, os.environ | (environment or {}))  # noqa: S606


def take_place(listener: socket.socket, others: list[int]) -> None:
    """Become the new version, which goes on with this socket and ends these processes once it is ready."""
    start_anew(f"{TAKING_OVER}={','.join(map(str, [listener.fileno(), *others]))}")
