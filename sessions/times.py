"""A moment as a person types it: by the clock of one time zone."""

import zoneinfo
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.record import MAX_SESSION_SECONDS

MAX_MINUTES = MAX_SESSION_SECONDS // 60
# Nobody has a session to tell from before; and a year that a time zone can still be applied to.
EARLIEST_YEAR = 1970
NAME_LENGTH = 80

STILL_TO_COME = _("That is still to come: log it once it is done.")


class LocalTimeField(forms.Field):
    """A moment by the clock of one time zone, typed to the minute. An hour that occurs twice means its first time."""

    default_error_messages = {
        "invalid": _("Enter a date and a time, such as 2026-03-02 07:30."),
        "required": _("Enter a date and a time."),
    }

    def __init__(self, *, zone: zoneinfo.ZoneInfo, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}), **kwargs)
        self.zone = zone

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error
        if wall.tzinfo is not None or not EARLIEST_YEAR <= wall.year < datetime.max.year:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.astimezone(self.zone):%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or "").strip().replace(" ", "T")[:16])
