from django import template

from sessions.progress import minutes_text

register = template.Library()
register.filter("minutes", minutes_text)
