"""Django's connections, lent for a test to other servers than the suite's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections


@contextmanager
def using(**databases: dict[str, Any]) -> Iterator[None]:
    before = dict(settings.DATABASES)
    _switch(before | databases)
    try:
        yield
    finally:
        _switch(before)


def _switch(databases: dict[str, Any]) -> None:
    for alias in list(settings.DATABASES):
        connections[alias].close()
        if getattr(connections[alias], "pool", None):
            connections[alias].close_pool()
        del connections[alias]
    settings.DATABASES = databases
    connections.settings = connections.configure_settings(databases)
