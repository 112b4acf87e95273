"""A person's data into the file: the same data always gives the same bytes, so two files can be compared."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from accounts.models import User
from accounts.portability.table import Table
from accounts.portability.tables import PERSON, TABLES
from accounts.portability.values import Json, natural_key, to_json

FORMAT, VERSION = "backroutine", 1
ROWS_AT_ONCE = 200


def export(person: User) -> Iterator[str]:
    """Yield the file in pieces, one row a line: a long history never stands in memory as a whole."""
    yield f'{{\n"format": "{FORMAT}",\n"version": {VERSION},\n"person": {_dump(_columns(PERSON, person))}'
    for table in TABLES:
        yield f',\n"{table.name}": ['
        separator = "\n"
        for row in rows_of(table, person):
            yield separator + _dump(document_of(table, row))
            separator = ",\n"
        yield "\n]"
    yield "\n}\n"


def rows_of(table: Table, person: User) -> Iterator[models.Model]:
    """Yield the person's rows of one table with everything beneath them, in the file's order."""
    kept = {table.owner: person} | ({table.deletion: None} if table.deletion else {})
    rows = _loaded(table, table.model._default_manager.filter(**kept)).order_by(*_order(table))
    return rows.iterator(chunk_size=ROWS_AT_ONCE)


def document_of(table: Table, row: models.Model) -> dict[str, Json]:
    """Return one row, with what stands beneath it, as the file holds it."""
    return _columns(table, row) | {
        child.name: [document_of(child, each) for each in _beneath(child, row)] for child in table.children
    }


def _beneath(table: Table, row: models.Model) -> Iterable[models.Model]:
    """Return the loaded rows of a table under a row; of a one-to-one relation there is one at most."""
    if table.model._meta.get_field(table.owner).one_to_one:
        only = getattr(row, _accessor(table), None)
        return [only] if only is not None else []
    return list(getattr(row, _accessor(table)).all())


def _columns(table: Table, row: models.Model) -> dict[str, Json]:
    return {field.name: to_json(field, row) for field in table.fields}


def _loaded(table: Table, rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Load relations and the rows beneath, in as many queries for many rows as for one."""
    single = [field.name for field in table.fields if field.is_relation and not field.many_to_many]
    many = [field.name for field in table.fields if field.many_to_many]
    rows = rows.select_related(*single) if single else rows
    beneath = (
        models.Prefetch(_accessor(child), _loaded(child, child.model._default_manager.order_by(*_order(child))))
        for child in table.children
    )
    return rows.prefetch_related(*many, *beneath)


def _accessor(table: Table) -> str:
    """Return the name by which the row above reaches the rows of this table."""
    return str(table.model._meta.get_field(table.owner).remote_field.get_accessor_name())  # type: ignore[union-attr]


def _order(table: Table) -> tuple[str, ...]:
    """Return an order that does not depend on row numbers, which another site gives anew."""
    names = {field.name for field in table.fields}
    ranks = [name for name in ("started_at", "created_at", "position", "number", "side") if name in names]
    relations = [f"{field.name}__{natural_key(field)}" for field in table.fields if field.name == "muscle"]
    return (*ranks, *([table.identity] if table.identity else []), *relations)


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
