"""Faults that take too long for every run: `uv run pytest tests/faults`. Their figures are in docs/reliability.md."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import DATABASES
from tests.faults.served import Served, serving
from tests.own_site import own_site, skip_unless_asked


@pytest.fixture(scope="module", params=DATABASES)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, build_dir: Path
) -> Iterator[Served]:
    """`manage.py up` with one worker on a database of its own, and a person who is signed in."""
    skip_unless_asked(request, request.param)
    folder = tmp_path_factory.mktemp("served")
    with own_site(request.param, folder, BUILD_DIR=str(build_dir)) as site, serving(site, request.param) as served:
        yield served
