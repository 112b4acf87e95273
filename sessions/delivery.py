"""One session as a device delivers it, at each step, at its end, or long after. Pure.

{"id": "0197…", "person": "7-1767225600", "device": "k3f9…", "is_taking": false, "plan": signed text or null,
 "record": {…, see record.py}, "ratings": {"effort": 5, …} or null}

Ratings end the session. A plan comes from a session that was started without a network; the server may not have it yet.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sessions.record import RecordError

MAX_DEVICE = 40


@dataclass(frozen=True, slots=True)
class Delivery:
    key: uuid.UUID
    person: str
    device: str
    is_taking: bool
    plan: str
    record: dict[str, Any]
    ratings: dict[str, Any] | None

    def repeats(self, device: str, version: int) -> bool:
        """Return whether the same device has delivered as much, or more, before."""
        told = self.record.get("version")
        return self.device == device and type(told) is int and told <= version


def parse_delivery(text: str | bytes) -> Delivery:
    """Return the delivery, its record not yet held against a plan. Raises RecordError."""
    try:
        data = json.loads(text)
        key = uuid.UUID(data["id"])
        delivery = Delivery(
            key,
            _text(data["person"]),
            _text(data["device"])[:MAX_DEVICE],
            data.get("is_taking") is True,
            _text(data.get("plan") or ""),
            _object(data["record"]),
            None if data.get("ratings") is None else _storable(_object(data["ratings"])),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise RecordError(_("The report is not readable JSON.")) from error
    if not delivery.device:
        raise RecordError(_("The report does not say which device it comes from."))
    return delivery


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError  # no database keeps these
    return value


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _storable(ratings: dict[str, Any]) -> dict[str, Any]:
    """Put "?" for half a pair, as in an emoji that a phone cut in two: the session must not be lost for it."""
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in ratings.items()
    }
