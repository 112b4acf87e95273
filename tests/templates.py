"""What tests see of templates: an undefined variable fails them, and a response knows with what it was drawn.

pytest-django and Django's test client do both for Django's own engine alone.
"""

import re
from pathlib import Path
from typing import Any

import django
import pytest
from django.http import HttpRequest
from django.template import engines
from django.template.base import Template
from django.template.context import make_context
from django.test.signals import template_rendered

START, END = "\N{LEFT-POINTING ANGLE BRACKET}undefined: ", "\N{RIGHT-POINTING ANGLE BRACKET}"
UNDEFINED = re.compile(f"{START}(.*?){END}")
LIBRARIES = Path(django.__file__).parent.parent


def watch_templates(patch: pytest.MonkeyPatch, templates: list[dict[str, Any]]) -> None:
    """Let every page, mail or fragment that draws an undefined variable fail the test with the variable's name."""
    for each in templates:
        patch.setitem(each["OPTIONS"], "string_if_invalid", f"{START}%s{END}")
    for engine in engines.all():
        watch(patch, type(engine.from_string("")))


def watch(patch: pytest.MonkeyPatch, backend: type[Any]) -> None:
    """Look at all that templates of this backend draw."""
    render = backend.render

    def watched(self: Any, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        if not isinstance(self.template, Template):
            tell(self.template, context, request)
        text: str = render(self, context, request)
        names = UNDEFINED.findall(text)
        if names and Path(self.origin.name).is_relative_to(LIBRARIES):
            return UNDEFINED.sub("", text)
        if names:
            pytest.fail(f"Undefined in a template: {', '.join(names)} ({self.origin})")
        return text

    patch.setattr(backend, "render", watched)


def tell(template: Any, context: dict[str, Any] | None, request: HttpRequest | None) -> None:
    """Let `response.context` know of what is drawn."""
    known = make_context(context, request)
    with known.bind_template(template):
        template_rendered.send(sender=template, template=template, context=known)
