"""What one request, or one task, is known by in the log: a number of its own, its route, and what it asked of the
database. Nothing of it is about a person.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
LONGEST_STATEMENT = 2000

requests_log = logging.getLogger("backroutine.requests")
slow_log = logging.getLogger("backroutine.slow_query")


@dataclass(slots=True)
class Trace:
    id: str
    request: HttpRequest | None = None
    task: str = ""
    queries: int = 0
    database_seconds: float = 0.0

    @property
    def route(self) -> str:
        """Return the name of the page or the task, without what stands in its address."""
        return route_of(self.request) if self.request else self.task


current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def route_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match:
        return match.view_name or match.route
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def trace_of(request: HttpRequest | None) -> Trace | None:
    """Return the trace of a request, also once it is answered; without one, that of what runs now."""
    return getattr(request, "trace", None) or current.get()


def id_of(request: HttpRequest) -> str:
    """Return the number a proxy of ours gave the request, so that its log and this one can be laid side by side."""
    sent = request.headers.get(HEADER, "") if settings.PROXY_COUNT else ""
    return sent if WELL_FORMED.fullmatch(sent) else secrets.token_hex(8)


class TraceMiddleware:
    """Give every request its number, tell it in the answer, and log the request where LOG_REQUESTS asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        trace = request.trace = Trace(id_of(request), request)  # type: ignore[attr-defined]
        token = current.set(trace)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            if settings.LOG_REQUESTS:
                log_request(trace, request, response.status_code, time.perf_counter() - began)
        finally:
            current.reset(token)
        response.headers[HEADER] = trace.id
        return response


def log_request(trace: Trace, request: HttpRequest, status: int, seconds: float) -> None:
    fields = {
        "method": request.method,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "queries": trace.queries,
        "database_ms": round(trace.database_seconds * 1000, 1),
    }
    requests_log.info("answered", extra={"fields": fields})


# --- What happens, for whoever counts it ---

hears: list[Callable[[str], None]] = []


def happened(what: str) -> None:
    """Tell that something happened; a word from the code, never anything of whom it happened to."""
    for hear in hears:
        hear(what)


# --- The database ---


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement, add it to what runs now, and log it when it was slow: without its parameters."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - began
        if trace := current.get():
            trace.queries += 1
            trace.database_seconds += seconds
        if settings.SLOW_QUERY_MS and seconds * 1000 >= settings.SLOW_QUERY_MS:
            words = " ".join(sql.split())[:LONGEST_STATEMENT]
            slow_log.warning("slow statement", extra={"fields": {"ms": round(seconds * 1000, 1), "sql": words}})


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Watch a connection that was just opened; it stays watched when it is opened again."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


# --- Tasks ---


def begin_task(task_result: Any, **kwargs: Any) -> None:
    current.set(Trace(str(task_result.id), task=task_result.task.name))


def end_task(**kwargs: Any) -> None:
    current.set(None)
