"""One model's place in the file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from accounts.portability.values import AnyField


@dataclass(frozen=True)
class Table:
    """One model's place in the file.

    `owner` is the foreign key to the person or to the row above; it follows from where a row stands.
    `identity` names the field by which a row of the person's is recognised, so that importing twice adds nothing.
    """

    name: str
    model: type[models.Model]
    owner: str
    columns: tuple[str, ...]
    # Field → why the file does without it.
    left_out: dict[str, str]
    identity: str = ""
    most: int = 100_000
    children: tuple["Table", ...] = ()
    # What tells a deleted row that can still be restored; such rows are not in the file.
    deletion: str = ""
    # What a column's values must be beside what its field says.
    checks: Mapping[str, Callable[[Any], None]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> tuple[AnyField, ...]:
        """The columns as fields: asked for at every row of a long history."""
        return tuple(self.model._meta.get_field(column) for column in self.columns)  # type: ignore[misc]  # no reverse relation

    def identity_of(self, row: models.Model) -> str:
        """Return what tells the row from the person's others; nothing where they have one at most."""
        return str(getattr(row, self.identity)) if self.identity else ""

    def below(self) -> Iterator["Table"]:
        """Yield this table and all beneath it."""
        yield self
        for child in self.children:
            yield from child.below()
