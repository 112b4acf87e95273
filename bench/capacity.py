"""What many people need: bytes of real rows in PostgreSQL, and from them, and a page's CPU, disk, cores and memory.

uv run python -m bench.capacity [--page-ms 12 --save-ms 7 --database-ms 2.2]
"""

import argparse
import os
import tempfile
import uuid
from pathlib import Path

from tests.postgresql import OwnServer

COPIES = 40
# What a person does on a day they train: three days a week, a session saved by some reports, and pages looked at.
SESSIONS_A_WEEK, PAGES_A_SESSION, REPORTS_A_SESSION = 3, 8, 12
BUSIEST_HOUR = 0.12  # of a day's work
MOST_LOADED = 0.6  # of a core
YEARS = 3
PEOPLE = (1_000_000, 10_000_000, 100_000_000)
GIB, TIB = 2**30, 2**40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page-ms", type=float, default=12.0, help="CPU of the application for a page")
    parser.add_argument("--save-ms", type=float, default=7.0, help="and for a report of a session")
    parser.add_argument("--database-ms", type=float, default=2.2, help="CPU of the database for either")
    given = parser.parse_args()
    sizes = measured()
    print("| of one person with a session a day for a year | bytes |\n| --- | --- |")
    for name, size in sizes.items():
        print(f"| {name} | {size:,.0f} |")
    heads = ("people", "sessions a second, busiest hour", "web cores", "database cores", "disk", "WAL a day")
    print(f"\n| {' | '.join(heads)} |")
    print("| --- | --- | --- | --- | --- | --- |")
    for people in PEOPLE:
        print("| " + " | ".join(needed(people, sizes, given)) + " |")


def needed(people: int, sizes: dict[str, float], given: argparse.Namespace) -> list[str]:
    sessions_a_day = people * SESSIONS_A_WEEK / 7
    busiest = sessions_a_day * BUSIEST_HOUR / 3600
    web_ms = PAGES_A_SESSION * given.page_ms + REPORTS_A_SESSION * given.save_ms
    database_ms = (PAGES_A_SESSION + REPORTS_A_SESSION) * given.database_ms
    a_year = 52 * SESSIONS_A_WEEK * sizes["a session, indexes in it"] + sizes["sums of a year"]
    kept = people * (sizes["a person beside sessions"] + YEARS * a_year)
    return [
        f"{people:,}",
        f"{busiest:,.0f}",
        f"{busiest * web_ms / 1000 / MOST_LOADED:,.0f}",
        f"{busiest * database_ms / 1000 / MOST_LOADED:,.0f}",
        f"{kept / TIB:,.1f} TiB",
        f"{sessions_a_day * REPORTS_A_SESSION * sizes['WAL of one report'] / GIB:,.0f} GiB",
    ]


def measured() -> dict[str, float]:
    server = OwnServer()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATABASE_URL": server.url, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "backroutine.settings"}
        import django

        django.setup()
        try:
            return bytes_of(Path(folder))
        finally:
            from django.db import connection

            connection.close()
            connection.close_pool()
            server.stop()


def bytes_of(folder: Path) -> dict[str, float]:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from bench.copying import copy_person
    from bench.people import make_helper, make_history, make_person
    from sessions.models import Session
    from sessions.progress.past import past_of

    for command in ("migrate", "load_catalogue", "load_programmes"):
        call_command(command, verbosity=0)
    empty = tables()
    source, routine = make_person("source@example.net")
    people = [make_helper(f"{number}@example.net") for number in range(COPIES)]
    without = tables()
    make_history(source, routine, 365)
    for person, its in people:
        copy_person(source, person, its)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    filled = tables()
    sessions = Session.objects.count()
    for person, _its in people:
        past_of(person, timezone.localdate())
    summed = tables()
    names = ("logbook_session", "logbook_entry", "logbook_loggedset")
    found = {f"a session: {name}": (filled[name] - without[name]) / sessions for name in names}
    return {
        "a person beside sessions": sum(without[name] - empty[name] for name in without) / (COPIES + 1),
        **found,
        "a session, indexes in it": sum(found.values()),
        "sums of a year": sum(summed[name] - filled[name] for name in summed if "summed" in name) / COPIES,
        "WAL of one report": wal_of_a_report(source, routine),
    }


def tables() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relname ~ '_'"
        )
        return dict(cursor.fetchall())


def wal_of_a_report(person, routine) -> float:
    """Return what the log of PostgreSQL grows by with each of the reports of a session, its start among them."""
    from django.db import connection
    from django.utils import timezone

    from sessions.models import Session
    from sessions.record import EntryRecord, Record, SetRecord

    def position() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
            return int(cursor.fetchone()[0])

    before = position()
    session = Session.objects.start(person, routine, uuid.uuid4())
    doses = session.doses()
    for version in range(1, REPORTS_A_SESSION + 1):
        done = list(doses.items())[: version * len(doses) // REPORTS_A_SESSION]
        entries = tuple(
            EntryRecord(place, 60, tuple(SetRecord(n, side, dose.reps, 20) for n, side in dose.set_keys()))
            for place, dose in done
        )
        Session.objects.get(pk=session.pk).record(Record(version, entries, timezone.now(), None))
    return (position() - before) / REPORTS_A_SESSION


if __name__ == "__main__":
    main()
