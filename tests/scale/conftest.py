from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, router

from backroutine import replicas
from backroutine.databases import database_from_url, replica_from_url
from tests.databases import POSTGRESQL, TestDatabases
from tests.scale.cluster import Pair, running_pair
from tests.scale.using import using


@pytest.fixture(scope="module")
def pair(request: pytest.FixtureRequest, _databases: TestDatabases, django_db_blocker: Any) -> Iterator[Pair]:
    """A primary and its standby, for the tests of one file."""
    if request.config.getoption("database") == "sqlite":
        pytest.skip("Replicas are for PostgreSQL.")
    with django_db_blocker.unblock():
        _databases.switch(POSTGRESQL)
    own = connection.settings_dict
    with running_pair(f"host={own['OPTIONS']['host']} user={own['USER']} dbname={own['NAME']}") as both:
        yield both


@pytest.fixture
def replicated(
    pair: Pair, settings: Any, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Pair]:
    """Let Django use them, as DATABASE_URL and DATABASE_REPLICA_URL would."""
    primary = database_from_url(pair.primary.url, tmp_path)
    settings.DATABASE_ROUTERS = ["backroutine.replicas.Router"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "backroutine.replicas.ReplicaMiddleware"]
    monkeypatch.setattr(replicas, "standby", replicas.Standby())
    with django_db_blocker.unblock(), using(default=primary, replica=replica_from_url(pair.standby.url, primary)):
        assert router.routers
        yield pair
