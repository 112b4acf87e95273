from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse

from sessions.progress import minutes_text

register = template.Library()
register.filter("minutes", minutes_text)


@register.filter
def progress_url(slug: str) -> str:
    """Return the address of an exercise's progress, which {% url %} works out anew in each line of a list."""
    return _progress_url(slug, get_script_prefix())


@lru_cache(maxsize=1024)
def _progress_url(slug: str, _prefix: str) -> str:
    return reverse("sessions:exercise_progress", args=[slug])
