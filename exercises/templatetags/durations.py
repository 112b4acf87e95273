"""Seconds in words a person would use."""

from django.template import Library
from django.utils.translation import gettext as _

register = Library()


@register.filter
def about_minutes(seconds: int) -> str:
    """Return an estimate such as "about 12 min": whole minutes, seconds below one minute and a half."""
    if seconds < 90:
        return _("about %(seconds)d s") % {"seconds": seconds}
    return _("about %(minutes)d min") % {"minutes": round(seconds / 60)}
