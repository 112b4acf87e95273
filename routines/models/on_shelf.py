"""Rows that come with their exercises off the shelf: no join, and all the own ones among them by one query."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models.query import ModelIterable

from exercises import shelf


class OnShelf(ModelIterable):  # type: ignore[type-arg]  # generic for the type checker only
    is_with_muscles = False

    def __iter__(self) -> Iterator[Any]:
        rows = list(super().__iter__())
        shelf.attach(rows, is_with_muscles=self.is_with_muscles)
        return iter(rows)


class OnShelfWithMuscles(OnShelf):
    is_with_muscles = True


def on_shelf[Q: models.QuerySet[Any]](rows: Q, how: type[OnShelf] = OnShelf) -> Q:
    rows = rows.all()
    rows._iterable_class = how
    return rows
