"""The database is away, full or locked for the moment: say so, store nothing, and be back by itself."""

import logging
import sqlite3
import sys
from http import HTTPStatus

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from backroutine.tracing import trace_of

RETRY_AFTER_SECONDS = 5

# What passes, by SQLSTATE or the start of one: connection, rolled back for another's sake, resources, the operator,
# the machine; a server that only reads for now; a lock not given.
PASSING_STATES = ("08", "40", "53", "57", "58", "25006", "55P03")
PASSING_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PROTOCOL,
    }
)


def is_outage(error: BaseException | None) -> bool:
    """Return whether the same may work a little later: a fault of the database's state, not of what it was asked."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in PASSING_CODES
    if state := getattr(cause, "sqlstate", None):
        return str(state).startswith(PASSING_STATES)
    return isinstance(error, OperationalError | InterfaceError)  # no answer at all


@requires_csrf_token
def handler500(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database is away, in the way that was asked; else that something broke."""
    if not is_outage(sys.exc_info()[1]):
        trace = trace_of(request)
        page = render_to_string("500.html", {"request_id": trace.id if trace else ""})
        return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415  # the log needs this module before any model

    request.user = AnonymousUser()  # what else this answer passes through must not ask for the person again
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    if request.headers.get("Accept") == "application/json" or request.content_type == "application/json":
        words = {"error": _("The server cannot reach its records for a moment. Nothing is lost; it is tried again.")}
        return JsonResponse(words, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    is_reading = request.method in {"GET", "HEAD"}
    page = render_to_string("503.html", {"is_reading": is_reading})
    return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)


class OutageFilter(logging.Filter):
    """Logs an outage in one line: under load it would be a thousand traces of the same."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_outage(error):
            record.msg, record.args = f"{record.getMessage()} (the database: {first_line(error)})", None
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def first_line(error: object) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
