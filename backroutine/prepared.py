"""Reads put together once. Of what a small read costs, making its statement is most, and the database's part a fifth.

    NAMES = Prepared(lambda: Routine.objects.filter(person=PERSON).kept().values_list("pk", "name"))
    NAMES.rows(person=7)          # tuples, as values_list() gives them
    ROUTINES.instances(person=7)  # models, with what select_related() names; nothing is prefetched

A Slot stands where a value comes with each reading. The statement is the one that Django makes of the queryset, and
values are turned into the database's and back as Django does it; only that it is not worked out again and again.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connections, models
from django.db.models import Value
from django.db.models.query import get_related_populators


class Slot(Value):
    """The place of a value named at each reading."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(name, output_field)

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


PERSON: Any = Slot("person", models.BigIntegerField())  # whose rows: the leading key of every read of a person's


class _Statement(NamedTuple):
    sql: str
    params: Sequence[Any]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    # Of models: their columns, where annotations stand, and what fills in related models.
    columns: Sequence[str]
    annotations: Sequence[tuple[str, int]]
    populators: Sequence[Any]


class Prepared[M: models.Model]:
    def __init__(self, build: Callable[[], "models.QuerySet[M, Any]"]) -> None:
        self.build = build
        self._statements: dict[tuple[str, str], _Statement] = {}

    @cached_property
    def queryset(self) -> "models.QuerySet[M, Any]":
        return self.build()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values of the slots."""
        return self._read(values)[2]

    def instances(self, **values: Any) -> list[M]:
        """Return the rows as models."""
        alias, statement, rows = self._read(values)
        found, end = [], len(statement.columns)
        for row in rows:
            one = self.queryset.model.from_db(alias, statement.columns, row[:end])
            for populator in statement.populators:
                populator.populate(row, one)
            for name, place in statement.annotations:
                setattr(one, name, row[place])
            found.append(one)
        return found

    def _read(self, values: dict[str, Any]) -> tuple[str, _Statement, list[tuple[Any, ...]]]:
        alias = self.queryset.db
        connection = connections[alias]
        key = (alias, connection.vendor)
        if (statement := self._statements.get(key)) is None:
            statement = self._statements[key] = _statement(self.queryset, alias)
        params = [
            each.output_field.get_db_prep_value(values[each.value], connection) if isinstance(each, Slot) else each
            for each in statement.params
        ]
        with connection.cursor() as cursor:
            try:
                cursor.execute(statement.sql, params)
            except OverflowError:  # of SQLite: a number that no column can hold is in no row
                return alias, statement, []
            rows = cursor.fetchall()
        return alias, statement, _converted(rows, statement, connection) if statement.converters else rows


def _statement(queryset: "models.QuerySet[Any, Any]", alias: str) -> _Statement:
    compiler = queryset.query.get_compiler(using=alias)
    sql, params = compiler.as_sql()
    columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
    converters = [(place, *rest) for place, rest in compiler.get_converters(columns).items()]
    if (model := compiler.klass_info) is None:
        return _Statement(sql, params, converters, (), (), ())
    names = [columns[place].target.attname for place in model["select_fields"]]
    annotations = list((compiler.annotation_col_map or {}).items())
    populators = get_related_populators(model, compiler.select, alias, queryset._fetch_mode)  # type: ignore[attr-defined]
    return _Statement(sql, params, converters, names, annotations, populators)


def _converted(rows: Sequence[Any], statement: _Statement, connection: Any) -> list[tuple[Any, ...]]:
    found = []
    for row in map(list, rows):
        for place, converters, expression in statement.converters:
            value = row[place]
            for convert in converters:
                value = convert(value, expression, connection)
            row[place] = value
        found.append(tuple(row))
    return found
