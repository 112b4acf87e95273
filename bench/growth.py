"""Every page in a database of its own against the same page among 100,000 people and 10 million sessions."""

import json
import sys
import tempfile
from contextlib import ExitStack

from bench import load, machine, measure, pages, table
from tests.postgresql import OwnServer

MOST_TIMES = 1.3
HELPERS = "10"
NAMES = ("alone", "crowded")


def compare(options, say):
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="backroutine-growth-"))
        database = OwnServer(switched_off=())
        stack.callback(database.stop)
        env = machine.environment(folder, database.url, machine.free_port())
        say("filling the database")
        people = json.loads(machine.inside("bench.people", env, [HELPERS]))
        chosen = pages.all_pages(people)
        measure.inside("bench.queries", env, chosen)  # it makes what a first visit makes
        database.run("CREATE DATABASE crowded TEMPLATE postgres")
        urls = dict(zip(NAMES, (database.url, database.url.replace("/postgres?", "/crowded?")), strict=True))
        say("loading the crowd")
        numbers = [str(number) for number in (options.persons, options.sessions, options.sample)]
        crowd = json.loads(machine.inside("bench.crowd", env | {"DATABASE_URL": urls["crowded"]}, numbers))
        servers = {}
        for name, url in urls.items():
            port = machine.free_port()
            own = machine.environment(folder, url, port)
            servers[name] = stack.enter_context(machine.served(machine.up(options.workers, port), own, port))
        say(f"measuring {len(chosen)} pages")
        found = {page.name: times(servers, page, options) for page in chosen}
    report = f"{options.persons:,} people, {words(crowd)}\n\n{drawn(found)}"
    print(report)
    if options.write:
        table.write("growth", report)


def times(servers, page, options):
    """Return the medians of both, in milliseconds, of rounds in turn, and the ratio of each round."""
    runs = {name: [] for name in servers}
    for server in servers.values():
        for request in [*page.requests[:4], page.requests[0]]:
            answer = load.ask(server.port, request)
            if answer.status >= 400:
                sys.exit(f"{request.method} {request.path} answered {answer.status}")
    for _ in range(options.rounds or 3):
        for name, server in servers.items():
            runs[name].append(load.run(server.port, page.requests, connections=1, seconds=options.seconds).median_ms)
    ratios = [many / few for few, many in zip(*runs.values(), strict=True)]
    return [load.median(runs[name]) for name in NAMES], load.median(ratios)


def words(crowd):
    rows, size = crowd["rows"], crowd["bytes"] / 1e9
    named = {"sessions": "logbook_session", "exercises done": "logbook_entry", "sets": "logbook_loggedset"}
    counts = ", ".join(f"{rows[name]:,} {label}" for label, name in named.items())
    return f"{counts} ({size:.1f} GB, loaded in {crowd['seconds']:.0f} s)."


def drawn(found):
    rows = [
        [name, *(f"{each:.1f}" for each in medians), f"{ratio:.2f}", "met" if ratio <= MOST_TIMES else "**missed**"]
        for name, (medians, ratio) in found.items()
    ]
    return table.table(("page", "alone, ms", "among them, ms", "ratio", f"≤ {MOST_TIMES}"), rows)
