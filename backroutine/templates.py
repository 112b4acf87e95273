"""The engine that draws our templates: django-rust-templates, with what its partials lack.

Django's own engine draws the same pages; tests/test_backroutine_templates.py holds them against each other.
"""

from typing import Any

from django_rust_templates import RustTemplates as Templates
from django_rust_templates._nodes import PartialTemplate

__all__ = ["Templates"]


def _engine(partial: Any) -> Any:
    return vars(partial).get("engine") or partial._template.engine


def _keep_engine(partial: Any, engine: Any) -> None:
    vars(partial)["engine"] = engine


# In 0.4 an {% include %} inside a {% partialdef %} asks the partial for its engine, which only a partial that was
# loaded by its own name has been told.
PartialTemplate.engine = property(_engine, _keep_engine)
