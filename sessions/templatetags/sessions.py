from django import template
from django.utils.formats import date_format

from backroutine.charts.calendar import Cell
from sessions.progress import minutes_text

register = template.Library()
register.filter("minutes", minutes_text)


@register.filter
def at(place: float) -> str:
    """Return a place in a drawing. A page has thousands: floatformat, which reckons in decimals, is too slow."""
    return f"{place:.2f}".rstrip("0").rstrip(".")


@register.filter
def day_words(cell: Cell) -> str:
    """Return what a day of the calendar says, a line each."""
    return f"{date_format(cell.on, 'D j M Y')}\n{minutes_text(60 * cell.value)}"
