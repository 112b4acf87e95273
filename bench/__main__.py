"""Measure every page against what no page can be quicker than, on the production server and a real PostgreSQL.

uv run python -m bench                                  all of it, into docs/performance.md
uv run python -m bench --quick --only library,history   a short look at some pages, printed only
uv run python -m bench growth --write                   each page alone and among 10 million sessions
uv run python -m bench front                            what a phone loads and waits for (bench/front.py)
uv run python -m bench lighthouse                       Lighthouse's scores (bench/lighthouse.py)
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime

from bench import browser, front, growth, lighthouse, load, machine, measure, pages, sides, table
from tests.postgresql import OwnServer


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("what", nargs="?", choices=("pages", "growth"), default="pages")
    parser.add_argument("--quick", action="store_true", help="one round of the pages alone; not written down")
    parser.add_argument("--only", default="", help="pages whose names hold one of these words; not written down")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=1, help="of each run of wrk")
    parser.add_argument("--suite", action="store_true", help="run the tests too, for the time they take")
    parser.add_argument("--write", action="store_true", help="write it down all the same")
    for name, number in (("persons", 100_000), ("sessions", 100), ("sample", 5_000)):
        parser.add_argument(f"--{name}", type=int, default=number, help="of the crowd (growth)")
    return parser.parse_args()


def say(words: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {words}", file=sys.stderr, flush=True)


def main() -> None:
    options = arguments()
    load.check_tools()
    if options.what == "growth":
        growth.compare(options, say)
        return
    is_part = options.quick or bool(options.only)
    reports = measured(options, is_part=is_part)
    if not is_part:
        say("SQLite on one core")
        views = sides.on_one_core()
        say("what is done now and then")
        reports["rest"] = f"SQLite, one worker on one core: {views:.0f} page views a second.\n\n{sides.chores()}"
    if options.suite:
        say("the tests")
        reports["suite"] = suite()
    for name, report in reports.items():
        print(f"\n{report}")
        if options.write or not is_part:
            table.write(name, report)


def measured(options: argparse.Namespace, *, is_part: bool) -> dict[str, str]:
    """Start the database, the app and the floor; return what is to be written, by its place."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="backroutine-bench-"))
        database = OwnServer(switched_off=())
        stack.callback(database.stop)
        port, floor_port = machine.free_port(), machine.free_port()
        env = machine.environment(folder, database.url, port)
        say("filling the database")
        people = json.loads(machine.inside("bench.people", env))
        chosen = [page for page in pages.all_pages(people) if is_wanted(page, options.only)]
        say("counting queries")
        queries = measure.inside("bench.queries", env, chosen)
        say("taking pages apart")
        parts = measure.inside("bench.parts", env, [page for page in pages.own_pages(people["year"]) if page in chosen])
        say("starting the servers")
        app = stack.enter_context(machine.served(machine.up(options.workers, port), env, port))
        floor_env = env | {"DJANGO_SETTINGS_MODULE": "bench.floor_settings"}
        floor = stack.enter_context(machine.served(machine.floor(options.workers, floor_port), floor_env, floor_port))
        bench = measure.Bench(app, floor, database.pid, options.rounds or (1 if options.quick else 3), options.seconds)
        chosen += measure.conditional(bench, chosen)
        figures, memory = measure.measure(bench, chosen, pages.floors(people["year"]))
        say("fetching whole pages")
        documents = {page.name: page.requests[0] for page in chosen if page.is_document}
        for name, size in browser.cold_sizes(port, documents).items():
            figures[name].cold = size
        for name, number in queries.items():
            figures[name].queries = number
        words = f"{datetime.now(UTC):%Y-%m-%d}, {machine.versions(database.version())}; {options.workers} workers."
        ending = (
            f"From start to the first answer: {app.first_answer_seconds:.1f} s. Memory of a worker: {memory:.0f} MiB."
        )
        reports = {"pages": f"{words}\n\n{table.pages_table(chosen, figures)}\n\n{ending}"}
        if parts:
            reports["parts"] = table.parts_table(parts, queries)
        if not is_part:
            say("long histories")
            reports["histories"] = sides.histories(bench, people)
            say("after a save")
            reports["saves"] = sides.after_saves(bench, people)
    return reports


def is_wanted(page: pages.Page, only: str) -> bool:
    return any(word.strip() in page.name for word in only.split(","))


def suite() -> str:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=machine.ROOT, check=True, stdout=subprocess.DEVNULL)
    return f"The tests take {time.perf_counter() - started:.0f} s on both databases, with the browser's."


if __name__ == "__main__":
    others = {"front": front.main, "lighthouse": lighthouse.main}
    if sys.argv[1:2] and (other := others.get(sys.argv[1])):
        other(sys.argv[2:])
    else:
        main()
