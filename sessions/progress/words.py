"""Numbers and days in words."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MINUTES_SAID_AS_HOURS = 120


def minutes_text(seconds: float) -> str:
    """Say whole minutes, from two hours on hours too; anything under half a minute is "under 1 min"."""
    minutes = round(seconds / 60)
    if seconds and not minutes:
        return _("under 1 min")
    if minutes < MINUTES_SAID_AS_HOURS:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes % 60:
        return _("%(hours)s h") % {"hours": minutes // 60}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}


def day_text(day: date, form: str) -> str:
    """Say a day, as `date_format` does, which is slow: the same days are said to everybody."""
    return _day_text(day, form, get_language())


@lru_cache(maxsize=4096)
def _day_text(day: date, form: str, _language: str) -> str:
    return date_format(day, form)
