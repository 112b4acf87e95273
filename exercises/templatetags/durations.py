"""Seconds in words a person would use."""

from django.template import Library
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = Library()


@register.filter
def about_minutes(seconds: int) -> str:
    """Return an estimate such as "about 12 min": whole minutes, seconds below one minute and a half."""
    if seconds < 90:
        return _("about %(seconds)d s") % {"seconds": seconds}
    return _("about %(minutes)d min") % {"minutes": round(seconds / 60)}


@register.filter
def clock(seconds: int) -> str:
    """Return minutes and seconds as a clock shows them: 75 is "1:15"."""
    return f"{seconds // 60}:{seconds % 60:02d}"


@register.filter
def minutes(seconds: int) -> str:
    """Return what was measured, in whole minutes: "12 minutes"."""
    number = round(seconds / 60)
    return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}
