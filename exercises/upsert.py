"""Bring shipped rows into the database: compare in memory, write only what differs, in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone


@dataclass
class Changes:
    """What became of the rows, by slug."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def mark_changed(self, slugs: Iterable[str]) -> None:
        """Count as changed those of the unchanged whose children differed."""
        slugs = set(slugs)
        self.changed += [slug for slug in self.unchanged if slug in slugs]
        self.unchanged = [slug for slug in self.unchanged if slug not in slugs]

    @property
    def are_any(self) -> bool:
        return bool(self.created or self.changed or self.restored or self.retired)

    def report(self, title: str) -> str:
        """Return "Exercises: 1 created (plank), 66 unchanged."; the unchanged are only counted."""
        words = ("created", "changed", "restored", "retired")
        named = [(word, getattr(self, word)) for word in words]
        parts = [f"{len(slugs)} {word} ({', '.join(slugs)})" for word, slugs in named if slugs]
        return f"{title}: {', '.join([*parts, f'{len(self.unchanged)} unchanged'])}."


def upsert(
    model: type[models.Model],
    wanted: Mapping[str, Mapping[str, Any]],
    *,
    step_aside: str = "",
    among: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], Changes]:
    """Make the rows with these slugs have these fields; return the wanted rows by slug, and what was done.

    `among` says which rows there are to compare with: the others are none of our business.

    A row that is not wanted is retired where the model has `retired_at`, else left alone; a retired one that is wanted
    again is restored. `step_aside` names a unique column whose values rows may exchange.
    """
    found: Iterable[Any] = model._default_manager.filter(**among or {})
    rows = {row.slug: row for row in found}
    current = {"retired_at": None} if hasattr(model, "retired_at") else {}
    changes = Changes()
    touched, new = [], []
    for slug, fields in wanted.items():
        if slug not in rows:
            rows[slug] = model(**{"slug": slug, **fields})
            new.append(rows[slug])
            changes.created.append(slug)
            continue
        differs, returns = _assign(rows[slug], fields), _assign(rows[slug], current)
        if differs or returns:
            touched.append(rows[slug])
        outcome = changes.restored if returns else changes.changed if differs else changes.unchanged
        outcome.append(slug)
    if current:
        gone = [row for slug, row in rows.items() if slug not in wanted and row.retired_at is None]
        for row in gone:
            _assign(row, {"retired_at": timezone.now()} | ({step_aside: None} if step_aside else {}))
        changes.retired += [row.slug for row in gone]
        touched += gone
    _write(model, touched, new, step_aside)
    return {slug: rows[slug] for slug in wanted}, changes


def replace_children(
    model: type[models.Model],
    parent: str,
    columns: Sequence[str],
    wanted: Mapping[int, Sequence[tuple[Any, ...]]],
) -> set[int]:
    """Make each parent (by primary key) have just these children, in this order; return the parents that differed."""
    rows = model._default_manager.all()
    found: dict[int, list[tuple[Any, ...]]] = {}
    for pk, *values in rows.order_by("pk").values_list(parent, *columns):
        found.setdefault(pk, []).append(tuple(values))
    different = {pk for pk, children in wanted.items() if list(children) != found.get(pk, [])}
    if different:
        rows.filter(**{f"{parent}__in": different}).delete()
        rows.bulk_create(
            model(**{parent: pk}, **dict(zip(columns, child, strict=True)))
            for pk in sorted(different)
            for child in wanted[pk]
        )
    return different


def _assign(row: models.Model, fields: Mapping[str, Any]) -> bool:
    """Set the fields; return whether any of them was different."""
    different = {name: value for name, value in fields.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _write(model: type[models.Model], touched: list[Any], new: list[Any], step_aside: str) -> None:
    rows = model._default_manager.all()
    if touched:
        if step_aside:
            # Unique at every moment: all step aside before they take their places.
            rows.filter(pk__in=[row.pk for row in touched]).update(**{step_aside: None})
        columns = [column.name for column in model._meta.concrete_fields if not column.primary_key]
        rows.bulk_update(touched, columns)
    rows.bulk_create(new)
