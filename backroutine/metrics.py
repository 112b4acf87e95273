"""Numbers for Prometheus, of all worker processes together; loaded only where METRICS_TOKEN is set.

Their labels are names from the code: a page's route, a status, an error's class. Never an address or anything of a
person. docs/operations.md says what each of them means.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.signals import got_request_exception
from django.db import DatabaseError, connections
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from backroutine import tracing
from sessions.models import Reminder

disable_created_metrics()  # type: ignore[no-untyped-call]  # as many lines again, which nothing asks for

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("backroutine_requests", "Answers", ["route", "method", "status"])
LATENCY = Histogram("backroutine_request_seconds", "Time until the answer", ["route"], buckets=SECONDS)
QUERIES = Counter("backroutine_request_queries", "Statements to the database", ["route"])
DATABASE = Counter("backroutine_request_database_seconds", "Time the database took", ["route"])
RUNNING = Gauge("backroutine_requests_running", "Requests being answered", multiprocess_mode="livesum")
EXCEPTIONS = Counter("backroutine_exceptions", "Requests that broke", ["error"])
HAPPENED = Counter("backroutine_happened", "What people did, and what failed beside them", ["what"])
POOL = Gauge("backroutine_database_pool", "Connections", ["database", "what"], multiprocess_mode="livesum")

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class MetricsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        got_request_exception.connect(_count_exception)
        if _count not in tracing.hears:
            tracing.hears.append(_count)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with RUNNING.track_inprogress():
            response = self.get_response(request)
        seconds = time.perf_counter() - began
        route = tracing.route_of(request)
        method = request.method if request.method in METHODS else "other"  # anybody may send any word
        REQUESTS.labels(route, method, response.status_code).inc()
        LATENCY.labels(route).observe(seconds)
        if trace := tracing.current.get():
            QUERIES.labels(route).inc(trace.queries)
            DATABASE.labels(route).inc(trace.database_seconds)
        _measure_pools()
        return response


def _count(what: str) -> None:
    HAPPENED.labels(what).inc()


def _count_exception(**kwargs: Any) -> None:
    EXCEPTIONS.labels(type(sys.exception()).__name__).inc()


def _measure_pools() -> None:
    for alias in connections:
        pool = getattr(connections[alias], "pool", None)
        if pool is None:
            continue
        stats = pool.get_stats()
        POOL.labels(alias, "open").set(stats["pool_size"])
        POOL.labels(alias, "idle").set(stats["pool_available"])
        POOL.labels(alias, "waiting").set(stats["requests_waiting"])


class Work(Collector):
    """What the database says of work outside of requests, asked when Prometheus asks."""

    def collect(self) -> Iterator[Metric]:
        with suppress(DatabaseError):  # the rest is worth the more when it is away
            yield from list(self._ask())

    def _ask(self) -> Iterator[Metric]:
        now = timezone.now()
        tasks = GaugeMetricFamily("backroutine_tasks", "Tasks kept in the database", labels=["status"])
        found = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
        for status in ("READY", "RUNNING", "FAILED"):
            tasks.add_metric([status.lower()], found.get(status, 0))
        yield tasks
        oldest = DBTaskResult.objects.ready().order_by().aggregate(at=Min("enqueued_at"))["at"]
        yield GaugeMetricFamily("backroutine_task_oldest_seconds", "Age of the oldest that waits", _age(oldest, now))
        due = Reminder.objects.filter(is_mail_on=True, next_at__lte=now).aggregate(at=Min("next_at"))["at"]
        yield GaugeMetricFamily("backroutine_reminder_late_seconds", "How late the latest reminder is", _age(due, now))


def _age(moment: Any, now: Any) -> float:
    return (now - moment).total_seconds() if moment else 0.0


def text() -> bytes:
    """Return what Prometheus reads, of all processes of this server."""
    registry = CollectorRegistry()
    try:
        folder = Path(MultiProcessCollector(registry)._path)  # type: ignore[no-untyped-call]
    except ValueError:  # one process alone, as under runserver
        own = generate_latest(REGISTRY)
    else:
        _forget_the_dead(folder)
        own = generate_latest(registry)
    work = CollectorRegistry()
    work.register(Work())
    return own + generate_latest(work)


def _forget_the_dead(folder: Path) -> None:
    """Leave out what workers were just doing when they were killed; what they had counted stays."""
    for path in folder.glob("gauge_live*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
        except PermissionError:
            pass
