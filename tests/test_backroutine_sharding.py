"""Every statement of a person's pages and forms names the person, so that one machine of many answers it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from exercises import shelf
from tests.access import Target, World
from tests.databases import DATABASES
from tests.factories import make_exercise, make_routine, make_session
from tests.sharding import unpinned
from tests.test_backroutine_access import request, undone

# They begin without a person: with a secret address, or as the operator.
WITHOUT_A_PERSON = {"everyone", "if-there", "link", "link-in", "staff"}
# Whether a key in a file is somebody else's, all people must be asked.
ASKING_ALL = {"accounts:import", "accounts:import_table"}
# Django removes by key what hangs on a row that goes: found by an index, on each machine.
CASCADE = re.compile(r'DELETE FROM "\w+" WHERE "\w+"\."\w+" IN \((%s(, )?)+\)')
DIALECTS = dict(zip(DATABASES, ("postgres", "sqlite"), strict=True))


class Catcher:
    """Notes each statement whose tables are not held to one person."""

    def __init__(self, database: str) -> None:
        self.dialect = DIALECTS[database]
        self.offences: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if (tables := unpinned(sql, self.dialect)) and not CASCADE.fullmatch(sql):
            self.offences.add(f"{sorted(tables)}: {sql}")
        return execute(sql, params, many, context)


def offences(world: World, target: Target, database: str) -> set[str]:
    client, catcher = world.client("owner"), Catcher(database)
    for method in target.row.methods:
        for is_htmx in (False, True):
            with undone():
                world.prepare(target.row.name)
                with connection.execute_wrapper(catcher):
                    request(client, target, method, is_htmx=is_htmx)
    return catcher.offences


@pytest.mark.django_db
def test_each_statement_of_a_persons_pages_says_whose_rows_it_means(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    everybodys = shelf.now()  # it counts what is popular with all
    monkeypatch.setattr(shelf, "now", lambda: everybodys)
    targets = [target for target in world.targets() if target.row.who not in WITHOUT_A_PERSON]

    found = {target.key: offences(world, target, database) for target in targets if target.key not in ASKING_ALL}

    assert {key: statements for key, statements in found.items() if statements} == {}


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT * FROM logbook_session WHERE person_id = 1", {"logbook_session"}),  # whose column is not said
        ("SELECT * FROM logbook_session s WHERE s.person_id = 1 AND s.name = 'x'", set()),
        ("SELECT * FROM logbook_session s WHERE s.person_id = 1 OR s.name = 'x'", {"logbook_session"}),
        ("SELECT * FROM logbook_session s WHERE s.person_id IN (1)", set()),
        ("SELECT * FROM logbook_session s WHERE s.person_id IN (1, 2)", {"logbook_session"}),
        ("SELECT * FROM logbook_session s WHERE s.id = 1", {"logbook_session"}),
        (
            "SELECT * FROM logbook_session s JOIN logbook_entry e ON e.session_id = s.id WHERE s.person_id = 1",
            {"logbook_entry"},
        ),
        (
            "SELECT * FROM logbook_session s JOIN logbook_entry e "
            "ON (e.session_id = s.id AND e.person_id = (s.person_id)) WHERE s.person_id = 1",
            set(),
        ),
        (
            "SELECT * FROM logbook_entry e WHERE e.session_id IN "
            "(SELECT s.id FROM logbook_session s WHERE s.person_id = 1)",
            {"logbook_entry"},
        ),
        (
            "SELECT (SELECT count(*) FROM logbook_entry e WHERE e.person_id = s.person_id) "
            "FROM logbook_session s WHERE s.person_id = 1",
            set(),
        ),
        ("UPDATE logbook_entry SET position = 1 WHERE logbook_entry.id = 1", {"logbook_entry"}),
        ("UPDATE logbook_entry SET position = 1 WHERE logbook_entry.person_id = 1", set()),
        ("DELETE FROM logbook_entry WHERE logbook_entry.id = 1", {"logbook_entry"}),
        ("INSERT INTO logbook_goal (words) VALUES ('x')", {"logbook_goal"}),
        ("INSERT INTO logbook_goal (words, person_id) VALUES ('x', 1)", set()),
        ("SELECT * FROM exercises_exercise e WHERE e.id = 1", set()),
        (
            "SELECT s.id FROM logbook_session s UNION SELECT g.id FROM logbook_goal g WHERE g.person_id = 1",
            {"logbook_session"},
        ),
    ],
)
def test_a_table_is_held_to_one_person_by_a_value_or_by_one_that_is(sql: str, tables: set[str]) -> None:
    for dialect in DIALECTS.values():
        assert unpinned(sql, dialect) == tables


def test_rows_beneath_a_persons_are_found_through_the_person_alone(alice: User, bob: User) -> None:
    """A row that names another person than the row above it is nobody's."""
    session = make_session(alice, make_routine(alice, make_exercise()))
    entry = session.entries.get()

    type(entry).objects.update(person=bob)

    assert not session.entries.exists()
    assert not type(session).objects.filter(entries__isnull=False).exists()
    assert not type(session).objects.prefetch_related("entries").get().entries.all()
