"""One process at a time sets up a database or a folder; the others wait, and then find it done."""

import fcntl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

KEY = 0x6261636B  # of PostgreSQL's advisory lock, in this database alone
LOOKS_EVERY_SECONDS = 0.2
SAYS_SO_AFTER_SECONDS = 3

_held: set[str] = set()


@contextmanager
def alone_with(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Keep out other processes that set up this database; within this one it may be asked for again."""
    name = f"{connection.vendor} {connection.settings_dict['NAME']}"
    if name in _held or (connection.vendor == "sqlite" and connection.is_in_memory_db()):  # type: ignore[attr-defined]
        yield
        return
    with ExitStack() as stack:
        if connection.vendor == "postgresql":
            stack.enter_context(_advisory_lock(connection))
        else:
            stack.enter_context(alone_at(Path(f"{connection.settings_dict['NAME']}.lock")))
        _held.add(name)
        stack.callback(_held.discard, name)
        yield


@contextmanager
def alone_at(path: Path) -> Iterator[None]:
    """Keep out other processes that ask for the same file; it ends with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:

        def is_mine() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _wait(is_mine)
        yield


@contextmanager
def _advisory_lock(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Hold the lock in a transaction of its own: behind a pooler a connection is ours for as long as that lasts."""
    holder = connection.copy()
    holder.settings_dict["OPTIONS"].pop("pool", None)
    holder.set_autocommit(False)

    def is_mine() -> bool:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [KEY])
            return bool(cursor.fetchone()[0])

    try:
        _wait(is_mine)
        yield
    finally:
        holder.close()  # the transaction ends, and the lock with it


def _wait(is_mine: Callable[[], bool]) -> None:
    started, has_said = time.monotonic(), False
    while not is_mine():
        if not has_said and time.monotonic() - started > SAYS_SO_AFTER_SECONDS:
            sys.stderr.write("Another process sets up the same database; waiting for it …\n")
            has_said = True
        time.sleep(LOOKS_EVERY_SECONDS)
