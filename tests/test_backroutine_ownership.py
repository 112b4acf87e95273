"""Every row of a person's names the person, whichever way it was made."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from accounts.merging import merge, people_fields
from accounts.models import User
from accounts.portability.exporting import export
from accounts.portability.importing import store
from accounts.portability.reading import read
from backroutine.ownership import PersonOf
from routines.models import Routine, ShareLink
from sessions.models import Goal, LoggedSet, Session, Standing
from tests.databases import DATABASES
from tests.factories import make_exercise, make_routine, make_session
from tests.own_site import own_site, skip_unless_asked

COPIES = [
    field for model in apps.get_models() for field in model._meta.local_concrete_fields if isinstance(field, PersonOf)
]
# What leads to a person only as what all people share does: an own exercise is a row of the catalogue's tables.
SHARED = {"exercises.Exercise"}


def live(person: User) -> Routine:
    """Bring about a row of each kind."""
    routine = make_routine(person, make_exercise(), make_exercise())
    ShareLink.make(routine, has_notes=True)
    Standing.objects.create(prescription=routine.prescriptions.first())
    make_session(person, routine)
    Goal.objects.add(person, "put on socks").rate(4, date(2026, 3, 4))
    return routine


def owners(field: PersonOf) -> list[tuple[Any, Any]]:
    """Return, for each row, whom it names and whom the row above it names."""
    parent: Any = field.model._meta.get_field(field.above).related_model
    above = parent._base_manager.filter(pk=models.OuterRef(field.above))  # a join would pass over those that differ
    return list(field.model._base_manager.values_list("person", models.Subquery(above.values("person"))))


def test_every_table_of_a_persons_names_the_person() -> None:
    """A table that hangs on one that does not leave out whose its rows are."""
    names_one = {field.model for field in people_fields()} - {apps.get_model(name) for name in SHARED}
    ours = [model for model in apps.get_models() if model._meta.app_label in {"routines", "logbook"}]
    beneath = {
        model
        for model in ours
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in names_one
    }

    assert beneath <= names_one
    assert {field.model._meta.object_name for field in COPIES} == {
        *("Prescription", "Change", "ShareLink", "Entry", "LoggedSet", "Standing", "GoalRating")
    }


@pytest.mark.parametrize("field", COPIES, ids=lambda field: field.model._meta.label)
def test_a_row_names_whom_the_row_above_it_names(field: PersonOf, alice: User, bob: User) -> None:
    live(alice)
    live(bob)

    found = owners(field)

    assert {mine for mine, _above in found} == {alice.pk, bob.pk}
    assert [mine for mine, _above in found] == [above for _mine, above in found]


@pytest.mark.parametrize("field", COPIES, ids=lambda field: field.model._meta.label)
def test_what_a_guest_takes_along_names_the_account(field: PersonOf, alice: User) -> None:
    guest = User.objects.create_guest()
    live(alice)
    live(guest)
    rows = len(owners(field))

    merge(guest, alice)

    assert set(owners(field)) == {(alice.pk, alice.pk)}
    assert len(owners(field)) == rows - (field.model._meta.object_name == "GoalRating")  # both rated the same week


def test_what_is_imported_names_whoever_imports_it(alice: User, bob: User) -> None:
    live(alice)
    document = read("".join(export(alice)).encode())
    alice.sessions.all().erase()
    alice.delete()

    store(bob, document)

    assert LoggedSet.objects.exists()
    for field in COPIES:
        assert set(owners(field)) <= {(bob.pk, bob.pk)}


# In one process, as each start of one takes a second: they live, their rows forget whose they are, and are told again.
FORGET_AND_TELL = """
import json
from django.core.management import call_command
from tests.factories import make_person
from tests.test_backroutine_ownership import COPIES, live, owners

def tell():
    told.append({field.model._meta.label: owners(field) for field in COPIES})

told = []
call_command("migrate", verbosity=0)
live(make_person())
live(make_person())
tell()
for label, name in (("logbook", "0014"), ("routines", "0007")):
    call_command("migrate", label, name, verbosity=0)
for field in COPIES:
    field.model._base_manager.update(person=None)
tell()
call_command("migrate", verbosity=0)
tell()
print("DATA", json.dumps(told))
"""


@pytest.mark.parametrize("database", DATABASES)
def test_rows_of_before_are_given_their_person(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Rows stored by a version that did not know of it."""
    skip_unless_asked(request, database)
    with own_site(database, tmp_path) as site:
        before, forgotten, told = site.ask(FORGET_AND_TELL)

    assert {mine for rows in forgotten.values() for mine, _above in rows} == {None}
    assert told == before
    assert all(mine == above for rows in told.values() for mine, above in rows)


def test_a_row_that_goes_to_another_routine_stays_the_persons(alice: User) -> None:
    routine, other = make_routine(alice, make_exercise(), make_exercise()), make_routine(alice)

    arrived = routine.send(routine.prescriptions.all()[0], other)

    assert (arrived.person_id, routine.change.person_id) == (alice.pk, alice.pk)  # type: ignore[union-attr]
    assert Session.objects.start(alice, other, "6b6d2dfa-8a43-4b4e-9b7e-0d7a6c1f4a11").entries.get().person == alice  # type: ignore[arg-type]
