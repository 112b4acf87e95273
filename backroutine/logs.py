"""What the log may say: that something happened, where in the code and at which kind of page, but never about whom.

Addresses of pages hold keys (shared routines, calendars, new passwords), and the values in error messages hold whatever
a person typed. So a request is named by its route, and an exception by its class and the lines it came through.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from backroutine.tracing import Trace, trace_of

LEFT_OUT = "…"
ADDRESS = re.compile(r"[^\s<>\"'()=:,]+@[^\s<>\"'(),]+")
# Long enough to be guessed by nobody, so it may be a key; words and paths of the code are shorter between their dots.
KEY = re.compile(r"[\w=+~-]{22,}")


class PlainFormatter(logging.Formatter):
    """One line, with the number of the request or task it belongs to, and what else was measured."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        trace = _trace(record)
        record.request_id = trace.id if trace else "-"
        words = [super().formatMessage(record), *(f"{name}={value}" for name, value in _fields(record, trace).items())]
        return " ".join(words)


class DiscreetFormatter(PlainFormatter):
    def format(self, record: logging.LogRecord) -> str:
        record.message = _message(record)
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        lines = [self.formatMessage(record)]
        if record.exc_info and record.exc_info[1]:
            lines += _lines(traceback.TracebackException.from_exception(record.exc_info[1]))
        return "\n".join(lines)


class JSONFormatter(logging.Formatter):
    """The same, as one JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        trace = _trace(record)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if trace:
            line |= {"request_id": trace.id, "route": trace.route}
        line |= _fields(record, trace)
        if record.exc_info and record.exc_info[1]:
            error = traceback.TracebackException.from_exception(record.exc_info[1])
            line |= {"error": error.exc_type_str, "stack": _lines(error)}
        return json.dumps(line, ensure_ascii=False, default=str)


def _trace(record: logging.LogRecord) -> Trace | None:
    request = getattr(record, "request", None)
    return trace_of(request if isinstance(request, HttpRequest) else None)


def _fields(record: logging.LogRecord, trace: Trace | None) -> dict[str, Any]:
    """Return what our own code measured (logged with extra={"fields": …}), and where."""
    fields: dict[str, Any] = getattr(record, "fields", None) or {}
    return {"route": trace.route, **fields} if fields and trace else fields


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    return _of_request(record, request) if isinstance(request, HttpRequest) else _of_text(record)


def _of_text(record: logging.LogRecord) -> str:
    return KEY.sub(LEFT_OUT, ADDRESS.sub(LEFT_OUT, record.getMessage()))


def _of_request(record: logging.LogRecord, request: HttpRequest) -> str:
    status = getattr(record, "status_code", None)
    words = f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else "Refused"
    return f"{words}{_reason(record)}: {request.method} {_route(request)}"


def _reason(record: logging.LogRecord) -> str:
    """Return why a form was refused; what follows the dash is an address that somebody came from."""
    if record.name != "django.security.csrf" or not isinstance(record.args, tuple) or not record.args:
        return ""
    return f" ({str(record.args[0]).partition(' - ')[0]})"


def _route(request: HttpRequest) -> str:
    """Return the pattern of the page's address, without what stands in its places."""
    try:
        return f"/{(request.resolver_match or resolve(request.path_info)).route}"
    except Resolver404:
        return "(no such page)"


def _lines(error: traceback.TracebackException) -> list[str]:
    """Return where an exception and what led to it came from, by their classes alone."""
    before: Any = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_lines(before), "which led to"] if before else []
    lines += [line.rstrip("\n") for line in error.stack.format()]
    return [*lines, error.exc_type_str]
