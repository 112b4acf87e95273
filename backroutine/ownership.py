"""Whose a row is, said by the row itself: all that is a person's can be found, and spread over machines, by person."""

from typing import Any

from django.conf import settings
from django.db import models

ROWS_AT_ONCE = 10_000


class PersonOf(models.ForeignKey[Any, Any]):
    """The person of the row above, copied whenever the row is stored first: nobody who makes one can forget it.

    The row above leads to the person and goes with them, so the database has nothing to check or to delete here.
    """

    def __init__(self, above: str, **kwargs: Any) -> None:
        self.above = above
        own: dict[str, Any] = {
            "to": settings.AUTH_USER_MODEL,
            "editable": False,
            "blank": True,
            "on_delete": models.DO_NOTHING,
            "related_name": "+",
            "db_constraint": False,
            "db_index": False,
        }
        super().__init__(**own | kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        return name, path, [self.above], kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if add or getattr(model_instance, self.attname) is None:
            above = getattr(model_instance, self.above)
            setattr(model_instance, self.attname, above.person_id)
        return super().pre_save(model_instance, add)


def fill(model: type[models.Model]) -> int:
    """Give a table's rows without a person the one of the row above, some rows at a time; return how many there were.

    Each batch is a transaction of its own where the caller has none: a large table is locked nowhere for long.
    """
    rows = model._base_manager.filter(person=None)
    above = next(field for field in model._meta.concrete_fields if isinstance(field, PersonOf)).above
    person = models.OuterRef(above)
    parent: Any = model._meta.get_field(above).related_model
    persons = models.Subquery(parent._base_manager.filter(pk=person).values("person")[:1])
    done = start = 0
    while (
        last := rows.filter(pk__gte=start)
        .order_by("pk")
        .values_list("pk", flat=True)[:ROWS_AT_ONCE]
        .aggregate(most=models.Max("pk"))["most"]
    ):
        done += rows.filter(pk__range=(start, last)).update(person=persons)
        start = last + 1
    return done
