"""The published schema of a routine's file, and a document held to it, with the place of each fault. Pure.

The schema is the only list of what a file may say: no second one that could differ. It is checked here, for the few
keywords it uses, because the person is to read plain words in their language; the tests hold this to `jsonschema`.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

SCHEMA_FILE = Path(__file__).with_name("routine-1.json")
# Deeper than any part of the format; what is deeper is refused before anything looks at it.
MAX_DEPTH = 8

type Fault = tuple[str, str]


@cache
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return loaded


def faults(value: Any) -> Iterator[Fault]:
    """Yield (place in the document, what is wrong there)."""
    yield from _faults(value, schema(), "")


def _faults(value: Any, rule: Mapping[str, Any], place: str) -> Iterator[Fault]:
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rpartition("/")[2]]
    if "const" in rule and (value != rule["const"] or isinstance(value, bool)):
        yield place, _("“%(wanted)s” is expected here.") % {"wanted": rule["const"]}
        return
    if "type" in rule:
        is_type, words = TYPES[rule["type"]]
        if not is_type(value):
            yield place, str(words())
            return
        yield from CHECKS[rule["type"]](value, rule, place)


def _object_faults(value: dict[str, Any], rule: Mapping[str, Any], place: str) -> Iterator[Fault]:
    inside = f"{place}." if place else ""
    properties = rule["properties"]
    for name in rule["required"]:
        if name not in value:
            yield f"{inside}{name}", _("This is missing.")
    for name, each in value.items():
        if name not in properties:
            yield f"{inside}{name[:40]}", _("This is not known here.")
        else:
            yield from _faults(each, properties[name], f"{inside}{name}")
    if "oneOf" in rule:
        options = [option["required"][0] for option in rule["oneOf"]]
        if sum(option in value for option in options) != 1:
            yield place, _("Exactly one of %(names)s is expected here.") % {"names": ", ".join(options)}


def _array_faults(value: list[Any], rule: Mapping[str, Any], place: str) -> Iterator[Fault]:
    if len(value) > rule["maxItems"]:
        yield place, _("At most %(most)s are possible here.") % {"most": rule["maxItems"]}
        return
    if rule.get("uniqueItems") and any(each in value[:at] for at, each in enumerate(value)):
        yield place, _("Something stands here twice.")
    for number, each in enumerate(value):
        yield from _faults(each, rule["items"], f"{place}[{number}]")


def _integer_faults(value: float, rule: Mapping[str, Any], place: str) -> Iterator[Fault]:
    if not rule["minimum"] <= value <= rule["maximum"]:
        bounds = {"low": rule["minimum"], "high": rule["maximum"]}
        yield place, _("Between %(low)s and %(high)s.") % bounds


def _string_faults(value: str, rule: Mapping[str, Any], place: str) -> Iterator[Fault]:
    if "enum" in rule:
        if value not in rule["enum"]:
            yield place, _("One of these is expected here: %(words)s.") % {"words": ", ".join(rule["enum"])}
    elif len(value) > rule["maxLength"]:
        words = _("At most %(most)s characters; this has %(number)s.")
        yield place, words % {"most": rule["maxLength"], "number": len(value)}
    elif len(value) < rule.get("minLength", 0):
        yield place, _("This is empty.")


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


TYPES: dict[str, tuple[Callable[[Any], bool], Callable[[], str]]] = {
    "object": (lambda value: isinstance(value, dict), lambda: _("An object is expected here.")),
    "array": (lambda value: isinstance(value, list), lambda: _("A list is expected here.")),
    "string": (lambda value: isinstance(value, str), lambda: _("A text is expected here.")),
    "integer": (_is_integer, lambda: _("A whole number is expected here.")),
}
CHECKS: dict[str, Callable[[Any, Mapping[str, Any], str], Iterator[Fault]]] = {
    "object": _object_faults,
    "array": _array_faults,
    "string": _string_faults,
    "integer": _integer_faults,
}
