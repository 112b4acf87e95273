"""No page reads a table that grows with the people from end to end: told by PostgreSQL's plans, not by timing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Upload, User
from bench import people
from bench.load import NUMBER, Request
from bench.pages import Page, all_pages
from exercises.models import Exercise
from routines.models import Prescription
from sessions.models import Standing

SESSIONS, CROWD = 20, 400
# What ships with the application, and what is swept before it grows: these stay as large as they are.
SMALL = {
    "exercises_activity",
    "exercises_activity_cautions",
    "exercises_activity_muscles",
    "exercises_caution",
    "exercises_edition",
    "exercises_equipment",
    "exercises_exercisecaution",
    "exercises_exercisemuscle",
    "exercises_level",
    "exercises_muscle",
    "exercises_variation",
    "routines_programme",
    "routines_programmeprescription",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "backroutine_cache",
}
EXPLAINED = ("SELECT", "(SELECT", "UPDATE", "DELETE", "WITH")
INDEX_SCANS = ("Index Scan", "Index Only Scan", "Bitmap Index Scan")


@pytest.fixture
def somebody(database: str, db: None) -> dict[str, Any]:
    """People with histories, the catalogue, and a planner that thinks as it would of a big database."""
    if database == "sqlite":
        pytest.skip("Its plans are not told this way.")
    with connection.cursor() as cursor:
        # A plan is chosen by the pages of a file too, and what other tests rolled back still lies in them.
        cursor.execute(f"TRUNCATE {', '.join(connection.introspection.django_table_names())} RESTART IDENTITY")
    for command in ("load_catalogue", "load_programmes"):
        call_command(command, verbosity=0)
    made = [people.make_person(f"{name}@example.org") for name in ("year", "other")]
    helper = people.make_helper("helper@example.org")
    for person, routine in [*made, helper]:
        people.make_history(person, routine, SESSIONS)
    fill_what_pages_rarely_make()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # As where they hold millions of rows: none is read whole, to look at or to join, while an index knows better.
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return {"year": people.described(made[0][0]), "helpers": [people.described(helper[0])]}


def fill_what_pages_rarely_make() -> None:
    """Store rows where an empty table would be read whole for being empty."""
    crowd = User.objects.bulk_create(User(email=f"crowd{number}@example.org") for number in range(CROWD))
    Upload.objects.bulk_create(Upload(person=one, name="x", is_spreadsheet=False, content=b"x") for one in crowd)
    Exercise.objects.bulk_create(
        Exercise(
            owner=one, slug=f"own-{one.pk}", name="Own", kind="stretch", measure="reps", difficulty=1, steps=["Do it."]
        )
        for one in crowd
    )
    Standing.objects.bulk_create(Standing(prescription=row) for row in Prescription.objects.all())


def big_tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.app_label != "admin"} - SMALL


def statements(client: Client, request: Request, number: int) -> list[str]:
    path, body = (text.replace(NUMBER, str(1_000_000_000 + number)) for text in (request.path, request.body))
    headers = {name: value for name, value in request.headers.items() if name != "Content-Type"}
    kind = request.headers.get("Content-Type", "text/html")
    with CaptureQueriesContext(connection) as captured:
        response = client.generic(request.method, path, body.encode(), content_type=kind, headers=headers)
        if response.streaming:
            b"".join(response.streaming_content)
    client.cookies.clear()
    assert response.status_code < 400, (request, response.content[:300])
    return [query["sql"] for query in captured.captured_queries if query["sql"].startswith(EXPLAINED)]


def plan_of(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"), ())
        (answer,) = cursor.fetchone()
    found: list[dict[str, Any]] = json.loads(answer) if isinstance(answer, str) else answer
    plan: dict[str, Any] = found[0]["Plan"]
    return plan


def whole_reads(plan: dict[str, Any], table: str = "") -> Iterator[str]:
    """Yield the tables that the plan reads from end to end: row by row, or through an index without looking up."""
    kind, table = plan["Node Type"], plan.get("Relation Name", table)
    if kind == "Seq Scan" or (kind in INDEX_SCANS and "Index Cond" not in plan):
        yield f"{table} ({kind})"
    for part in plan.get("Plans", ()):
        yield from whole_reads(part, table)


def offences(page: Page) -> set[str]:
    """Return what the page reads whole of the big tables, with the statement that does."""
    client, found = Client(), set()
    for number in range(2):
        for statement in statements(client, page.requests[0], number):
            reads = [read for read in whole_reads(plan_of(statement)) if read.split(" ")[0] in big_tables()]
            found |= {f"{read}: {statement[:400]}" for read in reads}
    return found


def test_no_page_reads_a_growing_table_from_end_to_end(somebody: dict[str, Any]) -> None:
    found = {page.name: offences(page) for page in all_pages(somebody)}

    assert {name: reads for name, reads in found.items() if reads} == {}


def test_a_question_that_no_index_answers_is_noticed(database: str, db: None) -> None:
    if database == "sqlite":
        pytest.skip("Its plans are not told this way.")

    plan = plan_of("SELECT count(*) FROM logbook_session WHERE note = 'knee' AND duration_seconds > 7")

    assert list(whole_reads(plan)) == ["logbook_session (Seq Scan)"]


def test_a_row_is_removed_without_looking_through_those_that_may_name_it(database: str, db: None) -> None:
    if database == "sqlite":
        pytest.skip("Asked of PostgreSQL's own catalogue.")
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT con.conrelid::regclass::text, att.attname
            FROM pg_constraint con
            JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
            WHERE con.contype = 'f' AND con.connamespace = 'public'::regnamespace AND NOT EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = con.conrelid AND i.indkey[0] = con.conkey[1])
            """)
        unindexed = [f"{table}.{column}" for table, column in cursor.fetchall() if table not in SMALL]

    assert unindexed == []
