"""Whether a statement says whose rows it is about: only then one machine of many, spread by person, can answer it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import sqlglot
from django.apps import apps
from sqlglot import exp

from backroutine.ownership import Owned

PERSON_COLUMN = {"accounts_user": "id"}
VALUE = (exp.Literal, exp.Placeholder, exp.Parameter, exp.Cast)


def owned_tables() -> dict[str, str]:
    """Return each table of a person's, and its column that says whose a row is."""
    found = {model._meta.db_table for model in apps.get_models() if issubclass(model, Owned)}
    return dict.fromkeys(found, "person_id") | PERSON_COLUMN


class Pins:
    """Which tables of a statement are held to one person: by a value, or by being equal to one that is."""

    def __init__(self) -> None:
        self.pinned: set[int] = set()
        self.names: dict[int, str] = {}
        self.equals: list[tuple[int, int]] = []

    def add(self, table: str) -> int:
        number = len(self.names)
        self.names[number] = table
        return number

    def unpinned(self) -> set[str]:
        pinned, before = set(self.pinned), -1
        while len(pinned) != before:
            before = len(pinned)
            for one, other in self.equals:
                if one in pinned or other in pinned:
                    pinned |= {one, other}
        return {name for number, name in self.names.items() if number not in pinned and name not in PERSON_COLUMN}


def conditions(clause: exp.Expression | None) -> Iterator[exp.Expression]:
    """Yield what must all be true."""
    while isinstance(clause, exp.Where | exp.Paren):
        clause = clause.this
    if isinstance(clause, exp.And):
        yield from conditions(clause.left)
        yield from conditions(clause.right)
    elif clause is not None:
        yield clause


def own_tables(node: exp.Expression) -> Iterator[exp.Table]:
    """Yield the tables that this SELECT, UPDATE or DELETE names itself."""
    is_read = isinstance(node, exp.Select)
    sources = [node.args.get("from_"), *(node.args.get("joins") or [])] if is_read else [node]
    for source in sources:
        if source is not None and isinstance(source.this, exp.Table):
            yield source.this


def look(node: exp.Expression, outer: Mapping[str, int], pins: Pins) -> None:
    """Note what one SELECT, UPDATE or DELETE names and demands, then those inside it, which see its tables too."""
    columns, seen = owned_tables(), dict(outer)
    for table in own_tables(node):
        if table.name in columns:
            seen[table.alias_or_name] = pins.add(table.name)
        else:
            seen.pop(table.alias_or_name, None)

    def table_of(side: exp.Expression | None) -> int | None:
        side = side.unnest() if side else None
        if not isinstance(side, exp.Column) or (number := seen.get(side.table)) is None:
            return None
        return number if side.name == columns[pins.names[number]] else None

    joins = node.args.get("joins") or []
    for clause in (node.args.get("where"), *(join.args.get("on") for join in joins)):
        for condition in conditions(clause):
            if isinstance(condition, exp.EQ):
                left, right = table_of(condition.left), table_of(condition.right)
                if left is not None and right is not None:
                    pins.equals.append((left, right))
                elif left is not None and isinstance(condition.right, VALUE):
                    pins.pinned.add(left)
            elif isinstance(condition, exp.In) and len(condition.expressions) == 1:
                number = table_of(condition.this)
                pins.pinned |= set() if number is None else {number}
    for inner in node.find_all(exp.Select):
        if inner is not node and inner.parent_select is (node if isinstance(node, exp.Select) else None):
            look(inner, seen, pins)


@lru_cache(maxsize=4096)
def unpinned(sql: str, dialect: str) -> frozenset[str]:
    """Return the owned tables that the statement reads or changes without saying whose rows it means."""
    if not any(table in sql for table in owned_tables()):
        return frozenset()
    tree = sqlglot.parse_one(sql.replace("%s", "1"), dialect=dialect)
    pins = Pins()
    if isinstance(tree, exp.Insert):
        schema = tree.this
        names = {each.name for each in schema.expressions}
        table = schema.this.name
        columns = owned_tables()
        return frozenset({table} if table in columns and columns[table] not in names | {"id"} else ())
    roots = [tree] if isinstance(tree, exp.Select | exp.Update | exp.Delete) else []
    roots = roots or [node for node in tree.find_all(exp.Select) if node.parent_select is None]
    for root in roots:
        look(root, {}, pins)
    return frozenset(pins.unpinned())
