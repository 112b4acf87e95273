"""Rounds of wrk over the pages and the floors, in turn, so that what else the machine does falls on all of them."""

import json
import math
import sys
import time
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from bench import load, machine, pages
from bench.load import Run, median

MANY = 8
# So many pages are measured between two looks at the floors.
PAGES_A_FLOOR = 4
# A run lasts so many answers at least, where one takes long.
LEAST_ANSWERS = 4


@dataclass
class Figures:
    """What all rounds found of one page, or of a floor."""

    alone: list[Run] = field(default_factory=list)
    together: list[Run] = field(default_factory=list)
    # Of the floors in the same rounds: medians and requests a second, by name.
    floor_ms: dict[str, list[float]] = field(default_factory=dict)
    floor_per_second: dict[str, list[float]] = field(default_factory=dict)
    cpu_seconds: float = 0
    database_seconds: float = 0
    requests: int = 0
    queries: int = 0
    html_bytes: int = 0
    seconds: int = 1
    # Whole pages, fetched with nothing in the browser's cache: bytes and requests.
    cold: tuple[int, int] | None = None

    @property
    def median_ms(self) -> float:
        return median([run.median_ms for run in self.alone])

    @property
    def p99_ms(self) -> float:
        return median([run.p99_ms for run in self.alone])

    @property
    def per_second(self) -> float:
        return median([run.per_second for run in self.together])

    def times_floor(self, floor: str) -> float:
        return median([run.median_ms / least for run, least in zip(self.alone, self.floor_ms[floor], strict=True)])

    def share_of_floor(self, floor: str) -> float:
        floors = self.floor_per_second[floor]
        return median([run.per_second / most for run, most in zip(self.together, floors, strict=True)])


@dataclass(frozen=True)
class Bench:
    """The servers that are measured, and how long."""

    app: machine.Served
    floor: machine.Served
    postgresql_pid: int
    rounds: int
    seconds: int


def seconds_for(bench: Bench, taken: float) -> int:
    return max(bench.seconds, math.ceil(LEAST_ANSWERS * taken))


def warm(bench: Bench, chosen: list[pages.Page], figures: dict[str, Figures]) -> None:
    """Ask for each page until every worker knows it, and see that the answers are what they should be."""
    for page in chosen:
        for request in page.requests[:4]:
            answer = load.ask(bench.app.port, request)
            is_login = "login" in answer.headers.get("location", "")
            if answer.status >= 400 or (is_login and page.floor == pages.OWN):
                sys.exit(f"{request.method} {request.path} answered {answer.status}: {answer.body[:300]!r}")
        started = time.perf_counter()
        answer = load.ask(bench.app.port, page.requests[0])
        figures[page.name].seconds = seconds_for(bench, time.perf_counter() - started)
        load.run(bench.app.port, page.requests, connections=MANY, seconds=1)
        figures[page.name].html_bytes = len(answer.body)


def conditional(bench: Bench, chosen: list[pages.Page]) -> list[pages.Page]:
    """Return the public pages as a browser asks for them that has them already, where the server knows how."""
    found = []
    for page in chosen:
        request = page.requests[0]
        if page.floor != pages.PUBLIC or request.method != "GET" or not page.is_document:
            continue
        answer = load.ask(bench.app.port, request)
        etag = answer.headers.get("etag")
        if not etag:
            continue
        again = load.Request(request.path, headers=request.headers | {"If-None-Match": etag})
        if load.ask(bench.app.port, again).status == 304:
            found.append(pages.Page(f"{page.name}, unchanged (304)", pages.PUBLIC, [again], is_document=False))
    return found


def measure(
    bench: Bench, chosen: list[pages.Page], floors: dict[str, load.Request]
) -> tuple[dict[str, Figures], float]:
    """Return the figures by name, and what a worker holds in memory (MiB) once it has shown every page."""
    figures = {name: Figures(seconds=bench.seconds) for name in [*(page.name for page in chosen), *floors]}
    warm(bench, [page for page in chosen if page.is_held], figures)
    memory_mib = bench.app.memory_mib()
    warm(bench, [page for page in chosen if not page.is_held], figures)
    for request in floors.values():
        answer = load.ask(bench.floor.port, request)
        if answer.status != 200:
            sys.exit(f"The floor {request.path} answered {answer.status}")
    for number in range(bench.rounds):
        print(f"round {number + 1} of {bench.rounds}", file=sys.stderr, flush=True)
        for some in batched(chosen, PAGES_A_FLOOR, strict=False):
            one_round(bench, some, floors, figures)
    return figures, memory_mib


def one_round(bench, chosen, floors, figures):
    found = {}
    for name, request in floors.items():
        alone = load.run(bench.floor.port, [request], connections=1, seconds=bench.seconds)
        together = counted(bench, bench.floor, [request], figures[name])
        figures[name].alone.append(alone)
        found[name] = alone.median_ms, together.per_second
    for page in chosen:
        it = figures[page.name]
        it.alone.append(load.run(bench.app.port, page.requests, connections=1, seconds=it.seconds))
        counted(bench, bench.app, page.requests, it)
        for name, (median_ms, per_second) in found.items():
            it.floor_ms.setdefault(name, []).append(median_ms)
            it.floor_per_second.setdefault(name, []).append(per_second)


def counted(bench: Bench, server: machine.Served, requests: list[load.Request], it: Figures) -> Run:
    """Send the requests over many connections; add what the server and the database computed meanwhile."""
    before = server.cpu_seconds(), machine.family_cpu_seconds(bench.postgresql_pid)
    run = load.run(server.port, requests, connections=MANY, seconds=it.seconds)
    it.cpu_seconds += server.cpu_seconds() - before[0]
    it.database_seconds += machine.family_cpu_seconds(bench.postgresql_pid) - before[1]
    it.requests += run.requests
    it.together.append(run)
    return run


def inside(module: str, env: dict[str, str], chosen: list[pages.Page]) -> dict[str, Any]:
    """Return what a module of the benchmark finds inside Django of the first request of each page."""
    firsts = [page.requests[0] for page in chosen]
    asked = [{"path": r.path, "method": r.method, "headers": r.headers, "body": r.body} for r in firsts]
    found = json.loads(machine.inside(module, env, stdin=json.dumps(asked)))
    return dict(zip([page.name for page in chosen], found, strict=True))
