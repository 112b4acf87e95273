"""The keys that Citus asks for, on a plain PostgreSQL: pages and changes go on."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from backroutine.databases import database_from_url
from sessions.models import LoggedSet, Session
from tests.factories import make_person
from tests.scale.cluster import Pair
from tests.scale.using import using
from tests.test_backroutine_ownership import COPIES, live, owners
from tests.test_sessions_sync import KEY

KEYS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('p', 'u') AND conrelid::regclass::text ~ '^(logbook|routines)_'
AND conrelid::regclass::text !~ 'programme'
"""


def test_keys_begin_with_the_person_and_the_app_goes_on(pair: Pair, django_db_blocker: Any, tmp_path: Path) -> None:
    with django_db_blocker.unblock(), using(default=database_from_url(pair.primary.url, tmp_path)):
        with connection.cursor() as cursor:
            cursor.execute((settings.BASE_DIR / "docs" / "sharding.sql").read_text())
            cursor.execute(KEYS)
            keys = cursor.fetchall()

        routine, other = live(make_person()), live(make_person())
        person = routine.person
        client = Client()
        client.force_login(person)
        answers = {client.get(path).status_code for path in ("/", "/routines/", "/sessions/", "/progress/", "/next/")}
        Session.objects.start(person, routine, KEY)
        routine.move(routine.prescriptions.all()[0], 1)
        rows = {field: owners(field) for field in COPIES}
        person.erase()
        left = set(LoggedSet.objects.values_list("person", flat=True))

    assert len(keys) > 20
    assert [key for key in keys if "(person_id" not in key[1]] == []
    assert answers == {200}
    assert all(mine == above for found in rows.values() for mine, above in found)
    assert left == {other.person_id}
