"""Measure every page against what no page can be quicker than, on the production server and a real PostgreSQL.

uv run python -m bench                              all of it, into docs/performance.md
uv run python -m bench --quick --only library,history   a short look, printed only
uv run python -m bench front                        what a phone loads and waits for (bench/front.py)
uv run python -m bench lighthouse                   Lighthouse's scores (bench/lighthouse.py)
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime

from bench import browser, front, lighthouse, load, machine, measure, pages, table
from tests.postgresql import OwnServer


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round, and not written down")
    parser.add_argument("--only", default="", help="pages whose names hold one of these words; not written down")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=1, help="of each run of wrk")
    parser.add_argument("--write", action="store_true", help="write it down all the same")
    return parser.parse_args()


def say(words: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {words}", file=sys.stderr, flush=True)


def main() -> None:
    options = arguments()
    load.check_tools()
    is_whole = not (options.quick or options.only)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="backroutine-bench-"))
        database = OwnServer(switched_off=())
        stack.callback(database.stop)
        port, floor_port = machine.free_port(), machine.free_port()
        env = machine.environment(folder, database.url, port)
        say("filling the database")
        people = json.loads(machine.inside("bench.people", env))
        chosen = [
            page
            for page in pages.all_pages(people)
            if not options.only or any(word.strip() in page.name for word in options.only.split(","))
        ]
        say("counting queries")
        queries = measure.count_queries(env, chosen)
        say("starting the servers")
        app = stack.enter_context(machine.served(machine.up(options.workers, port), env, port))
        floor_env = env | {"DJANGO_SETTINGS_MODULE": "bench.floor_settings"}
        floor = stack.enter_context(machine.served(machine.floor(options.workers, floor_port), floor_env, floor_port))
        bench = measure.Bench(app, floor, database.pid, options.rounds or (1 if options.quick else 3), options.seconds)
        chosen += measure.conditional(bench, chosen)
        figures, memory = measure.measure(bench, chosen, pages.floors(people["year"]))
        for name, number in queries.items():
            figures[name].queries = number
        say("fetching whole pages")
        documents = {page.name: page.requests[0] for page in chosen if page.is_document}
        for name, size in browser.cold_sizes(port, documents).items():
            figures[name].cold = size
        postgresql = database.version()
    words = f"{datetime.now(UTC):%Y-%m-%d}, {machine.versions(postgresql)}; {options.workers} workers"
    report = f"{words}.\n\n{table.pages_table(chosen, figures)}\n\n"
    report += f"From start to the first answer: {app.first_answer_seconds:.1f} s. Memory of a worker: {memory:.0f} MiB."
    print(report)
    if is_whole or options.write:
        table.write("pages", report)


if __name__ == "__main__":
    others = {"front": front.main, "lighthouse": lighthouse.main}
    if sys.argv[1:2] and (other := others.get(sys.argv[1])):
        other(sys.argv[2:])
    else:
        main()
