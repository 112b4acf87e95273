"""The file's rows into an account: checked whole, then stored whole, adding only what is not there yet."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.portability.reading import Document, Problems, as_rows
from accounts.portability.table import Table
from accounts.portability.tables import PERSON, TABLES
from accounts.portability.values import AnyField, Json, from_json, is_sibling, natural_key, shown
from backroutine.datafile import FileError
from exercises.catalogue import OWN
from exercises.models import Exercise

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """What importing does to one table: rows added, brought back from deletion, and left as they are."""

    added: int = 0
    restored: int = 0
    kept: int = 0


@dataclass(slots=True)
class Node:
    """A row as the file describes it, with the rows beneath it by table."""

    row: Any
    name: str = ""
    beneath: list[tuple[Table, list["Node"]]] = field(default_factory=list)


def store(person: User, parts: Document, *, with_settings: bool = True, dry_run: bool = False) -> dict[str, Counted]:
    """Store what the account does not have yet, all or nothing; return the counts by table. Raises FileError.

    A row that is there already stays as it is; one that was deleted comes back. A dry run does all of it and then
    takes it back, so what it promises is what happens.
    """
    # A copy of the person: a run that is taken back leaves the caller's as it was.
    person = User.objects.get(pk=person.pk)
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=person.pk)
            counts = _Import(person).run(parts, with_settings=with_settings)
            if dry_run:
                transaction.set_rollback(True)
    except IntegrityError as error:
        words = _("The file contradicts itself: it breaks the rule “%(rule)s”.") % {"rule": _rule(error)}
        raise FileError(("", words)) from error
    return counts


class _Import:
    """One run: what the names in the file stand for here, and what is wrong with it."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.problems = Problems()
        self._rows_by_name: dict[type[models.Model], dict[str, models.Model]] = {}

    def run(self, parts: Document, *, with_settings: bool) -> dict[str, Counted]:
        counts = {table.name: self._store(table, cast("list[Document]", parts.get(table.name, []))) for table in TABLES}
        settings = cast("Document", parts["person"])
        if with_settings and settings:
            self._fill(PERSON, self.person, settings, "person")
            self.problems.raise_any()
            self.person.save(update_fields=[each.name for each in PERSON.fields if not each.many_to_many])
            for each in PERSON.fields:
                if each.many_to_many and each.name in settings:
                    getattr(self.person, each.name).set(self._many(each, settings[each.name], f"person.{each.name}"))
        self.problems.raise_any()
        return counts

    # --- Reading: documents into rows that are not stored yet ---

    def _node(self, table: Table, document: Document, place: str, above: models.Model) -> Node:
        row = table.model(**{table.owner: above})
        self._fill(table, row, document, place)
        node = Node(row, str(document.get(table.identity, "")))
        for child in table.children:
            documents = as_rows(document.get(child.name, []), f"{place}.{child.name}", child.most)
            nodes = [
                self._node(child, each, f"{place}.{child.name}[{number}]", row) for number, each in enumerate(documents)
            ]
            self._join_siblings(child, nodes, documents, f"{place}.{child.name}")
            node.beneath.append((child, nodes))
        return node

    def _join_siblings(self, table: Table, nodes: list[Node], documents: list[Document], place: str) -> None:
        """Let rows point at others of their own list, named by position."""
        for each in filter(is_sibling, table.fields):
            # Only at rows that point at none themselves: none stands in for itself, directly or round about.
            plain = {
                node.row.position: node.row
                for node, document in zip(nodes, documents, strict=True)
                if document.get(each.name) is None
            }
            for number, (node, document) in enumerate(zip(nodes, documents, strict=True)):
                position = document.get(each.name)
                if position is not None and (type(position) is not int or position not in plain):
                    self.problems.add(f"{place}[{number}].{each.name}", _("The list has no such place."))
                elif position is not None:
                    setattr(node.row, each.name, plain[position])

    def _fill(self, table: Table, row: models.Model, document: Document, place: str) -> None:
        """Set the row's fields, each checked as a form would; what is wrong is noted with its place."""
        for strange in sorted(set(document) - set(table.columns) - {child.name for child in table.children}):
            self.problems.add(f"{place}.{strange[:40]}", _("This site does not know this name."))
        for each in table.fields:
            if each.many_to_many or is_sibling(each):
                continue
            is_needed = each.name == table.identity or not (each.has_default() or each.null or each.blank)
            try:
                if each.name in document:
                    value = self._value(each, document[each.name])
                    if check := table.checks.get(each.name):
                        check(value)
                    setattr(row, each.name, value)
                elif is_needed:
                    raise ValidationError(_("A value is missing."))
            except ValidationError as error:
                self.problems.add(f"{place}.{each.name}", error)

    def _value(self, each: AnyField, value: Json) -> Any:
        if each.is_relation and (value is not None or not each.null):
            return self._related(each, value)
        return from_json(each, value)

    def _many(self, each: AnyField, value: Json, place: str) -> list[models.Model]:
        try:
            return [self._related(each, name) for name in value] if isinstance(value, list) else []
        except ValidationError as error:
            self.problems.add(place, error)
            return []

    def _related(self, each: AnyField, value: Json) -> models.Model:
        """Return the row that a name in the file stands for. Raises ValidationError."""
        model = cast("type[models.Model]", each.related_model)
        row = self._named(model, natural_key(each)).get(value) if isinstance(value, str) else None
        if row is None:
            words = _("%(value)s is neither in the file nor on this site.")
            raise ValidationError(words, params={"value": shown(value)})
        return row

    def _named(self, model: type[models.Model], key: str) -> dict[str, models.Model]:
        """Return the rows of a model that the person's may point at, by name. One query a model."""
        if model not in self._rows_by_name:
            self._rows_by_name[model] = {str(getattr(row, key)): row for row in self._visible(model)}
        return self._rows_by_name[model]

    def _visible(self, model: type[models.Model]) -> Iterable[models.Model]:
        if model is Exercise:
            return Exercise.objects.visible_to(self.person)
        mine = {table.model: table.owner for table in TABLES}
        rows = model._default_manager.all()
        return rows.filter(**{mine[model]: self.person}) if model in mine else rows

    # --- Storing ---

    def _store(self, table: Table, documents: list[Document]) -> Counted:
        """Store one table of the person's with everything beneath its new rows."""
        nodes = [
            self._node(table, document, f"{table.name}[{number}]", self.person)
            for number, document in enumerate(documents)
        ]
        self._refuse_twins(table, nodes)
        self.problems.raise_any()
        there = {table.identity_of(row): row for row in self._mine(table)}
        if table.identity:
            self._rename_strangers(table, [node for node in nodes if node.name not in there])
        new, restored = [], []
        for node in nodes:
            known = there.get(table.identity_of(node.row))
            if known is None:
                new.append(node)
            elif table.deletion and getattr(known, table.deletion) is not None:
                restored.append(known.pk)
            node.row = known or node.row
        if restored:
            table.model._default_manager.filter(pk__in=restored).update(**{table.deletion: None})
        self._create(table, new)
        if table.identity:
            self._named(table.model, table.identity).update({node.name: node.row for node in nodes})
        return Counted(len(new), len(restored), len(nodes) - len(new) - len(restored))

    def _create(self, table: Table, nodes: list[Node]) -> None:
        """Insert the rows, then those beneath them: as many queries for one level as its rows need batches."""
        siblings = [each.name for each in table.fields if is_sibling(each)]
        pointing = [node.row for node in nodes if any(getattr(node.row, name) for name in siblings)]
        plain = [node.row for node in nodes if not any(getattr(node.row, name) for name in siblings)]
        for rows in (plain, pointing):
            table.model._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        for place, child in enumerate(table.children):
            for node in nodes:
                for below in node.beneath[place][1]:
                    # Said again now that the row above has the identity it is stored under.
                    setattr(below.row, child.owner, node.row)
            self._create(child, [below for node in nodes for below in node.beneath[place][1]])

    def _mine(self, table: Table) -> "models.QuerySet[Any]":
        return table.model._default_manager.filter(**{table.owner: self.person})

    def _refuse_twins(self, table: Table, nodes: list[Node]) -> None:
        seen = set()
        for number, node in enumerate(nodes):
            if node.name in seen:
                self.problems.add(f"{table.name}[{number}].{table.identity}", _("The file names this twice."))
            seen.add(node.name)

    def _rename_strangers(self, table: Table, nodes: list[Node]) -> None:
        """Give a name of its own to a row whose name is somebody else's here: always the same, so twice is once."""
        names = [getattr(node.row, table.identity) for node in nodes]
        taken = set()
        for start in range(0, len(names), ROWS_AT_ONCE):
            wanted = {f"{table.identity}__in": names[start : start + ROWS_AT_ONCE]}
            taken |= set(table.model._default_manager.filter(**wanted).values_list(table.identity, flat=True))
        for node, name in zip(nodes, names, strict=True):
            if name in taken:
                mine = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.person.pk}/{name}")
                setattr(node.row, table.identity, mine if isinstance(name, uuid.UUID) else f"{OWN}{mine.hex[:16]}")


def _rule(error: IntegrityError) -> str:
    """Return the name of the broken constraint, as far as the database tells it."""
    tables = [each for table in TABLES for each in table.below()]
    names = [constraint.name for table in tables for constraint in table.model._meta.constraints]
    return next((name for name in names if name in str(error)), str(error).splitlines()[0][:80])
