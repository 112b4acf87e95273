"""Whose a row is, said by the row itself: all that is a person's can be found, and spread over machines, by person."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ForwardOneToOneDescriptor,
    ReverseManyToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.db.models.lookups import Exact
from django.utils.functional import cached_property

ROWS_AT_ONCE = 10_000


def persons_of(instances: Any) -> set[int]:
    return {instance.person_id for instance in instances}


class _FetchedTogether:
    """A descriptor that names the persons when it fetches what belongs to many rows."""

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        rows = querysets[0].all() if querysets else self.rows()
        rows.query.add_q(models.Q(person__in=persons_of(instances)))  # unlike filter(), before the first few are taken
        return super().get_prefetch_querysets(instances, [rows])  # type: ignore[misc]

    def rows(self) -> Any:
        """Return all rows of what is fetched."""
        raise NotImplementedError


class _Parts(ReverseManyToOneDescriptor):  # type: ignore[type-arg]
    @cached_property
    def related_manager_cls(self) -> Any:
        class PartsManager(_FetchedTogether, super().related_manager_cls):  # type: ignore[misc]
            def __init__(self, instance: Any) -> None:
                super().__init__(instance)
                self.core_filters["person"] = instance.person_id

            def rows(self) -> Any:
                return self.model._default_manager.all()

        return PartsManager


class _Whole(_FetchedTogether, ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    def rows(self) -> Any:
        return self.field.related_model._base_manager.all()


class _OnlyWhole(_Whole, ForwardOneToOneDescriptor):  # type: ignore[type-arg]
    pass


class _OnlyPart(_FetchedTogether, ReverseOneToOneDescriptor):  # type: ignore[type-arg]
    def rows(self) -> Any:
        return self.related.related_model._base_manager.all()


class _Same(Exact):
    """Equal; but never a reason for SQLite, which keeps no numbers, to read all a person has through an index."""

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params


class _SamePerson:
    """A reference between two rows of one person. Every statement that follows it names the person on both sides.

    So PostgreSQL spread over machines by person (docs/scaling.md) asks the one that holds them, and no other.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        plain = models.OneToOneField if isinstance(self, models.OneToOneField) else models.ForeignKey
        return name, f"django.db.models.{plain.__name__}", args, kwargs  # the columns are those of a plain one

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> Any:
        """Return what joins the tables besides the key; `alias` is the table referred to."""
        if alias is None:
            return None
        here, there = (model._meta.get_field("person") for model in (self.model, self.related_model))  # type: ignore[attr-defined]
        return _Same(here.get_col(related_alias), there.get_col(alias))

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, Any]:
        return {} if instance.person_id is None else {"person": instance.person_id}  # it is copied when first stored

    def get_forward_related_filter(self, obj: Any) -> dict[str, Any]:
        filters: dict[str, Any] = super().get_forward_related_filter(obj)  # type: ignore[misc]
        return filters | {"person": obj.person_id}


class PartOf(_SamePerson, models.ForeignKey[Any, Any]):
    related_accessor_class = _Parts
    forward_related_accessor_class = _Whole


class OnlyPartOf(_SamePerson, models.OneToOneField[Any, Any]):
    related_accessor_class = _OnlyPart
    forward_related_accessor_class = _OnlyWhole


class Owned(models.Model):
    """A row of a person's: it is changed, and read anew, by its person and its key."""

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._do_update(base_qs.filter(person=self.person_id), *args, **kwargs)  # type: ignore[attr-defined]

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        rows = type(self)._base_manager.using(using) if from_queryset is None else from_queryset
        if (person := self.__dict__.get("person_id")) is not None:  # else it is what is read now
            rows = rows.filter(person=person)  # type: ignore[misc]
        super().refresh_from_db(using, fields, rows)


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
