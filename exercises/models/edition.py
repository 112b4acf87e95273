"""Which catalogue the database holds."""

import secrets

from django.db import models


class EditionQuerySet(models.QuerySet["Edition"]):
    def stamp(self) -> str:
        """Return the stamp of the present edition, "" before the first."""
        return self.values_list("stamp", flat=True).first() or ""

    def begin(self) -> None:
        """Begin a new edition, in one query. By chance, not by number: what is rolled back never comes again."""
        new = Edition(pk=1, stamp=secrets.token_hex(8))
        self.bulk_create([new], update_conflicts=True, unique_fields=["id"], update_fields=["stamp"])


class Edition(models.Model):
    """One row: a stamp that changes with the catalogue, by which processes know what they keep of it (shelf.py)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.CharField(max_length=32)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="exercises_edition_one")]

    def __str__(self) -> str:
        return self.stamp
