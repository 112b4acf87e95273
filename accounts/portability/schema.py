"""The file's JSON Schema, made from the same tables that write and read it, so that it cannot say anything else."""

from typing import Any

from accounts.portability.exporting import FORMAT, VERSION
from accounts.portability.table import Table
from accounts.portability.tables import PERSON, TABLES
from accounts.portability.values import schema_of


def schema() -> dict[str, Any]:
    """Return the schema of the whole file (JSON Schema 2020-12)."""
    tables = {table.name: {"type": "array", "maxItems": table.most, "items": _object(table)} for table in TABLES}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A person's data in backroutine",
        "type": "object",
        "properties": {"format": {"const": FORMAT}, "version": {"const": VERSION}, "person": _object(PERSON)} | tables,
        "required": ["format", "version"],
        "additionalProperties": False,
    }


def _object(table: Table) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for field in table.fields:
        words = str(field.help_text or getattr(field, "verbose_name", ""))
        properties[field.name] = ({"description": words} if words else {}) | schema_of(field)
    for child in table.children:
        properties[child.name] = {"type": "array", "maxItems": child.most, "items": _object(child)}
    needed = [
        field.name
        for field in table.fields
        if field.name == table.identity or not (field.many_to_many or field.has_default() or field.null or field.blank)
    ]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}
