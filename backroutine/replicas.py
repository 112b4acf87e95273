"""Reading from a standby: pages that only show are read there, and everybody still sees what they just saved.

A request that only reads takes what is a person's own (routines, sessions and all beneath) from the standby, while that
is hardly behind. Who is signed in is always asked of the primary: a sign-in that was taken back ends at once. After
a write the browser keeps in a cookie how far the primary's log had come; until the standby is there, it reads the
primary.
What is not a request (commands, the worker) reads the primary.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections, models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from backroutine.outage import first_line

PRIMARY, STANDBY = "default", "replica"
READ_THERE = frozenset({"routines", "logbook"})
# How old the newest state of a standby may be that pages are read from; and how often a process asks.
MOST_LAG_SECONDS = 5.0
ASKED_EVERY_SECONDS = 1.0
TRIED_AGAIN_AFTER_SECONDS = 10.0
COOKIE = "__Host-written" if settings.IS_HTTPS else "written"
# By then a standby has it, or is not read.
COOKIE_SECONDS = 30

WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"
SENT = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
REPLAYED = "SELECT pg_is_in_recovery(), pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')"

logger = logging.getLogger(__name__)
_source: ContextVar[str] = ContextVar("source", default=PRIMARY)


class Router:
    """Django's database router: this request's own source for reads, the primary for all else."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        is_there = model._meta.app_label in READ_THERE and not connections[PRIMARY].in_atomic_block
        return _source.get() if is_there else PRIMARY

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return PRIMARY

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


class Standby:
    """What this process knows of the standby: how far it is, since when; and, when it failed, until when it rests."""

    def __init__(self) -> None:
        self.replayed = 0
        self._asked_at = self._rests_until = float("-inf")
        self._is_recent = False
        # When the primary's log was how long.
        self._samples: deque[tuple[float, int]] = deque()

    def has(self, position: int) -> bool:
        """Return whether it may be read by somebody whose last write ended there in the primary's log."""
        now = time.monotonic()
        if now < self._rests_until:
            return False
        if position > self.replayed or now - self._asked_at > ASKED_EVERY_SECONDS:
            # While one thread asks, which may take a while, the others do without.
            self._rests_until = now + TRIED_AGAIN_AFTER_SECONDS
            self._ask(now)
        return self._is_recent and position <= self.replayed

    def rest(self, error: BaseException) -> None:
        logger.warning("The standby is not read for a while: %s", first_line(error))
        self._rests_until = time.monotonic() + TRIED_AGAIN_AFTER_SECONDS
        self._samples.clear()
        connections[STANDBY].close()  # the next to ask shall have another

    def _ask(self, now: float) -> None:
        try:
            is_standby, replayed = _one(STANDBY, REPLAYED)
            (sent,) = _one(PRIMARY, SENT)
        except DatabaseError as error:
            self.rest(error)
            return
        if not is_standby:  # promoted: the primary's address leads to it by now, or it is none of ours
            self.rest(DatabaseError("it is no standby any more"))
            return
        self._samples.append((now, int(sent)))
        while self._samples[0][0] < now - MOST_LAG_SECONDS:
            self._samples.popleft()
        # It has all that the primary had then, which was not long ago.
        self._is_recent = int(replayed) >= self._samples[0][1]
        self.replayed, self._asked_at, self._rests_until = int(replayed), now, float("-inf")


def _one(alias: str, query: str) -> tuple[Any, ...]:
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


standby = Standby()


class Watch:
    """Sees whether a request writes; from there on it reads what it wrote."""

    def __init__(self) -> None:
        self.has_written = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.has_written = True
            _source.set(PRIMARY)
        return execute(sql, params, many, context)


class ReplicaMiddleware:
    """The innermost: around the view alone, so that all the others do is done on the primary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        only_reads = request.method in {"GET", "HEAD"}
        token = _source.set(STANDBY if only_reads and standby.has(_position(request)) else PRIMARY)
        watch = Watch()
        try:
            with connections[PRIMARY].execute_wrapper(watch):
                response = self.get_response(request)
        finally:
            _source.reset(token)
        if watch.has_written:
            _remember(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Ask the primary for a page that the standby could not give: it died, or cancelled the query to keep up."""
        if not isinstance(exception, DatabaseError) or _source.get() != STANDBY or not request.resolver_match:
            return None
        standby.rest(exception)
        _source.set(PRIMARY)
        view, args, kwargs = request.resolver_match
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]


def _position(request: HttpRequest) -> int:
    """Return where the browser's last write ended; it may say what it likes, for it concerns what it sees itself."""
    word = request.COOKIES.get(COOKIE, "")
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 20 else 0


def _remember(response: HttpResponse) -> None:
    try:
        (written,) = _one(PRIMARY, WRITTEN)
    except DatabaseError:
        return  # it wrote, and went: whoever reads next finds what is there
    response.set_cookie(
        COOKIE, str(int(written)), max_age=COOKIE_SECONDS, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
    )
