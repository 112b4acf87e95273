"""Many other people in the same database, copied within PostgreSQL from one of the benchmark's. Run inside Django.

`python -m bench.crowd PERSONS SESSIONS SAMPLE`: so many people, with so many sessions each; the first SAMPLE of them
also have the exercises and sets of their sessions, which would be hundreds of gigabytes of all.
"""

import json
import sys
import time
from contextlib import contextmanager

from bench.copying import columns

# Above every key that the benchmark's own rows have.
FIRST = 10_000_000
NEW_UUID = "md5(s.id::text || '-crowd-' || n)::uuid"
SAMPLED_ENTRIES = 5


def statements(persons, sessions, sample):
    """Yield (table, SQL) in the order in which the rows may be stored."""
    from accounts.models import Device, SecurityEvent, User
    from routines.models import Prescription, Routine
    from sessions.models import Entry, LoggedSet, Session
    from sessions.models.sums import SummedActivity, SummedDose, SummedMonth

    year = User.objects.get(email="year@example.org")
    routine = year.routines.get(name="Morning")
    crowd, some = (f"generate_series(1, {number}) n" for number in (persons, sample))
    them = f"{FIRST} + n"
    own = columns(User, id=them, email="'crowd' || n || '@example.org'")
    yield User, f"{own} FROM accounts_user s, {crowd} WHERE s.id = {year.pk}"
    own = columns(Routine, id=them, key="md5('routine' || n)::uuid", person_id=them)
    yield Routine, f"{own} FROM routines_routine s, {crowd} WHERE s.id = {routine.pk}"
    own = columns(Prescription, id=None, routine_id=them, person_id=them)
    yield Prescription, f"{own} FROM routines_prescription s, {crowd} WHERE s.routine_id = {routine.pk}"
    own = columns(
        Session,
        id=NEW_UUID,
        person_id=them,
        routine_id=f"CASE WHEN s.is_activity THEN NULL ELSE {them} END",
        local_on="s.local_on - n % 700",
        started_at="s.started_at - (n % 700) * interval '1 day'",
        finished_at="s.finished_at - (n % 700) * interval '1 day'",
        stamp="(random() * 1e15)::bigint",
    )
    latest = f"(SELECT * FROM logbook_session WHERE person_id = {year.pk} AND finished_at IS NOT NULL"
    latest += f" ORDER BY started_at DESC LIMIT {sessions}) s"
    yield Session, f"{own} FROM {latest}, {crowd}"
    own = columns(Entry, "e", id=None, person_id=them, session_id=NEW_UUID)
    of_latest = f"FROM {latest} JOIN logbook_entry e ON e.session_id = s.id AND e.position < {SAMPLED_ENTRIES}"
    yield Entry, f"{own} {of_latest}, {some}"
    own = columns(LoggedSet, "l", id=None, person_id="o.person_id", entry_id="o.id")
    yield (
        LoggedSet,
        (
            f"{own} {of_latest} JOIN logbook_loggedset l ON l.entry_id = e.id CROSS JOIN {some}"
            f" JOIN logbook_entry o ON o.session_id = {NEW_UUID} AND o.position = e.position"
        ),
    )
    for model in (SummedMonth, SummedActivity, SummedDose):
        own = columns(model, id=None, person_id=them)
        yield model, f"{own} FROM {model._meta.db_table} s, {some} WHERE s.person_id = {year.pk}"
    own = columns(Device, id=None, person_id=them, session_key="md5('device' || n)")
    yield Device, f"{own} FROM (SELECT * FROM accounts_device WHERE person_id = {year.pk} LIMIT 1) s, {crowd}"
    yield (
        SecurityEvent,
        (
            "(person_id, kind, at, browser, system) SELECT"
            f" {them}, 'signed-in', now() - d * interval '9 day', 'Firefox', 'Android'"
            f" FROM {crowd}, generate_series(1, 5) d"
        ),
    )
    from django.contrib.sessions.models import Session as BrowserSession

    yield (
        BrowserSession,
        (
            "(session_key, session_data, expire_date) SELECT md5('device' || n), repeat(md5(n::text), 9),"
            f" now() + interval '60 day' FROM {crowd}"
        ),
    )


@contextmanager
def without_indexes(cursor, tables):
    """Drop what would be kept right with every row, and make it anew at the end."""
    names = "', '".join(tables)
    of_tables = f"conrelid::regclass::text IN ('{names}') OR confrelid::regclass::text IN ('{names}')"
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype FROM pg_constraint"
        f" WHERE contype IN ('f', 'p', 'u') AND ({of_tables}) ORDER BY contype = 'f' DESC"
    )
    constraints = [row for row in cursor.fetchall() if row[3] == "f" or row[0] in tables]
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        f" AND tablename IN ('{names}') AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    indexes = cursor.fetchall()
    for table, name, _definition, _kind in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition, _kind in reversed(constraints):
        # What was there before is right, and so is what was made from it.
        unchecked = " NOT VALID" if definition.startswith("FOREIGN") else ""
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}{unchecked}')


def load(persons, sessions, sample):
    from django.db import connection

    started, rows = time.perf_counter(), {}
    steps = list(statements(persons, sessions, sample))
    with connection.cursor() as cursor:
        for option in ("maintenance_work_mem = '1GB'", "synchronous_commit = off", "work_mem = '256MB'"):
            cursor.execute(f"SET {option}")
        for model, statement in steps:
            table = model._meta.db_table
            print(f"{time.perf_counter() - started:6.0f} s  {table}", file=sys.stderr, flush=True)
            with without_indexes(cursor, [table]):
                # Sets look their exercises up: these have their indexes again by then.
                cursor.execute(f"INSERT INTO {table} {statement}")
                rows[table] = cursor.rowcount
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    json.dump({"rows": rows, "bytes": size, "seconds": time.perf_counter() - started}, sys.stdout)


if __name__ == "__main__":
    import django

    django.setup()
    load(*(int(word) for word in sys.argv[1:]))
