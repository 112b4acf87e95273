"""One value of a model's field, as JSON and back. What a field accepts, its JSON Schema says too."""

import datetime
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
type AnyField = models.Field[Any, Any]

# What a foreign key is called by in the file: a name that means the same on another site, never a row's number.
NATURAL_KEYS = {
    "exercises.Exercise": "slug",
    "exercises.Activity": "slug",
    "exercises.Caution": "slug",
    "exercises.Muscle": "slug",
    "routines.Programme": "slug",
    "routines.Routine": "key",
}
MAX_FREE_JSON = 20_000


def natural_key(field: AnyField) -> str:
    """Return the name of the column by which the file refers to a relation's rows."""
    return NATURAL_KEYS[field.related_model._meta.label]  # type: ignore[union-attr]


def is_sibling(field: AnyField) -> bool:
    """Tell whether a relation leads to another row of the same list; the file names that one by its position."""
    return bool(field.is_relation and field.related_model is field.model)


def to_json(field: AnyField, row: models.Model) -> Json:
    """Return the row's value of this field as it stands in the file."""
    if field.many_to_many:
        key = natural_key(field)
        return [*sorted(str(getattr(each, key)) for each in getattr(row, field.name).all())]
    if is_sibling(field):
        other = getattr(row, field.name)
        return None if other is None else int(other.position)
    if field.is_relation:
        other = getattr(row, field.name)
        is_gone = other is None or getattr(other, "deleted_at", None) is not None
        return None if is_gone else str(getattr(other, natural_key(field)))
    value = field.value_from_object(row)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, str | bool | int | list | dict) or value is None:
        return value
    raise TypeError(f"{field} holds a {type(value).__name__}, which the file has no form for.")


def from_json(field: AnyField, value: Json) -> Any:
    """Return a checked value for a field that is no relation. Raises ValidationError in plain words."""
    if value is None:
        if field.null:
            return None
        raise ValidationError(_("A value is missing."))
    if isinstance(field, models.BooleanField):
        expected: tuple[type, ...] = (bool,)
    elif isinstance(field, models.IntegerField):
        expected = (int,)
    elif isinstance(field, models.JSONField):
        expected = (bool, int, float, str, list, dict)
    else:
        expected = (str,)
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        raise ValidationError(_("%(value)s is not the kind of value expected here."), params={"value": shown(value)})
    if not is_storable(value):
        raise ValidationError(_("This text holds characters that cannot be stored."))
    if isinstance(field, models.JSONField):
        return free_json(field, value)
    cleaned = field.clean(value, None)
    if isinstance(cleaned, datetime.datetime) and cleaned.tzinfo is None:
        raise ValidationError(_("A time needs its offset from UTC, such as 2026-03-02T07:00:00Z."))
    return cleaned


def free_json(field: AnyField, value: Json) -> Json:
    """Return the value of a JSON field if it is of the shape of the field's default, and no novel."""
    default = field.get_default()
    if isinstance(default, list | dict) and not isinstance(value, type(default)):
        raise ValidationError(_("%(value)s is not the kind of value expected here."), params={"value": shown(value)})
    if len(str(value)) > MAX_FREE_JSON:
        raise ValidationError(_("This is too long."))
    return value


def is_storable(value: Json) -> bool:
    """Tell whether a database takes the text: no NUL and no half of a surrogate pair, at any depth."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, list):
        return all(is_storable(each) for each in value)
    if isinstance(value, dict):
        return all(is_storable(name) and is_storable(each) for name, each in value.items())
    return True


def shown(value: Json) -> str:
    """Return a value as an error message quotes it: short, whatever it is."""
    text = value if isinstance(value, str) else type(value).__name__ if isinstance(value, list | dict) else str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def schema_of(field: AnyField) -> dict[str, Json]:
    """Return the JSON Schema of a field's value."""
    if field.many_to_many:
        return {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    schema: dict[str, Any] = {"type": "integer"} if is_sibling(field) else _kind(field)
    for validator in field.validators:
        limit = getattr(validator, "limit_value", None)
        if isinstance(validator, MinValueValidator):
            schema["minimum"] = max(limit, schema.get("minimum", limit))  # type: ignore[type-var]
        elif isinstance(validator, MaxValueValidator):
            schema["maximum"] = min(limit, schema.get("maximum", limit))  # type: ignore[type-var]
        elif isinstance(validator, MaxLengthValidator):
            schema["maxLength"] = limit
    if field.choices and not field.is_relation:
        schema["enum"] = [value for value, _label in field.flatchoices] + ([""] if field.blank else [])
    elif schema.get("type") == "string" and not field.blank and "format" not in schema:
        schema["minLength"] = 1
    if field.null:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _kind(field: AnyField) -> dict[str, Any]:
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.IntegerField):
        return {"type": "integer"}
    if isinstance(field, models.JSONField):
        default = field.get_default()
        return {"type": "array" if isinstance(default, list) else "object"}
    if isinstance(field, models.DateTimeField):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, models.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, models.UUIDField):
        return {"type": "string", "format": "uuid"}
    return {"type": "string"}
