"""What stands beside the main table: long histories, the page after a save, and SQLite on one core."""

import json
import tempfile
import time

from bench import load, machine, pages
from bench.measure import Bench
from bench.table import table

SIZES = ("month", "year", "decade")
WITH_HISTORY = {
    "Today": "/",
    "next steps": "/next/",
    "goals": "/progress/goals/",
    "exercise": "/exercises/plank/",
    "history": "/sessions/",
    "history of one exercise": "/sessions/?exercise=plank",
    "progress": "/progress/",
    "progress, a week": "/progress/?range=week",
    "progress, a year": "/progress/?range=year",
    "progress, all": "/progress/?range=all",
    "progress of one exercise": "/progress/plank/",
    "progress of one exercise, all": "/progress/plank/?range=all",
    "progress of walks": "/progress/activity/?name=Walking",
    "report": "/progress/report/",
}
AFTER_SAVE = ("/", "/sessions/", "/progress/", "/progress/plank/")
SAVES = 11
# What somebody looks at on a day with a session.
MIX = ("Today", "library, signed in", "exercise, signed in", "routine", "player", "history", "progress", "settings")
MIX_SECONDS, MIX_CONNECTIONS = 8, 4


def histories(bench: Bench, people) -> str:
    """Hold each page of a year and of ten years against the same of a month."""
    rows = []
    for name, path in WITH_HISTORY.items():
        requests = {size: pages.get(path, people[size]) for size in SIZES}
        for request in requests.values():
            load.ask(bench.app.port, request)
            load.run(bench.app.port, [request], connections=MIX_CONNECTIONS, seconds=1)
        medians = {size: [] for size in SIZES}
        for _ in range(bench.rounds):
            for size, request in requests.items():
                run = load.run(bench.app.port, [request], connections=1, seconds=bench.seconds)
                medians[size].append(run.median_ms)
        month, year, decade = (load.median(medians[size]) for size in SIZES)
        figures = (month, year, decade)
        rows.append([name, *(f"{ms:.1f}" for ms in figures), f"{decade / month:.2f}", f"{decade / year:.2f}"])
    return table(("page", "30 sessions, ms", "365", "3,650", "3,650 ÷ 30", "3,650 ÷ 365"), rows)


def after_saves(bench: Bench, people) -> str:
    """Hold a page right after its person saved a session against the same page before."""
    rows = []
    for size, sessions in (("year", "365"), ("decade", "3,650")):
        person = people[size]
        for path in AFTER_SAVE:
            asked, before, after = pages.get(path, person), [], []
            for _ in range(SAVES):
                before.append(milliseconds(bench, asked))
                load.ask(bench.app.port, pages.save(person, person["finished"]))
                after.append(milliseconds(bench, asked))
            ratio = load.median(after) / load.median(before)
            rows.append([f"`{path}`", sessions, *(f"{load.median(ms):.1f}" for ms in (before, after)), f"{ratio:.2f}"])
    return table(("page", "sessions", "before, ms", "after, ms", "ratio"), rows)


def milliseconds(bench: Bench, request: load.Request) -> float:
    started = time.perf_counter()
    load.ask(bench.app.port, request)
    return 1000 * (time.perf_counter() - started)


def on_one_core() -> float:
    """Return the page views a second of one worker on one core with SQLite, the load coming from another core."""
    with tempfile.TemporaryDirectory(prefix="backroutine-sqlite-") as folder:
        port = machine.free_port()
        env = machine.environment(folder, "", port)
        people = json.loads(machine.inside("bench.people", env, ["0"]))
        mix = [page.requests[0] for page in pages.own_pages(people["year"]) if page.name in MIX]
        with machine.served(["taskset", "-c", "0", *machine.up(1, port)], env, port):
            for request in mix * 2:
                load.ask(port, request)
            run = load.run(port, mix, connections=MIX_CONNECTIONS, seconds=MIX_SECONDS, cpu=1)
    return run.per_second


def chores() -> str:
    return machine.inside("bench.chores", machine.environment(".", "", machine.free_port()))
