"""{% lucide "play" size=20 %}: the package's own tag builds it anew from XML each time; ours draws it once."""

import re
from functools import cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@register.simple_tag
@cache
def lucide(name: str, size: int = 24) -> SafeString:
    """Return an icon as SVG on one line, `size` pixels wide and high."""
    return SafeString(re.sub(r"\s*\n\s*", "", draw(name, size=size)))
