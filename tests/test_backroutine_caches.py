"""The cache that all processes share: in the database, or in Redis while it answers."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from backroutine.caches import redis
from backroutine.caches.redis import RedisCache
from backroutine.models import CacheEntry
from tests.factories import PASSWORD
from tests.own_site import free_port


@pytest.mark.django_db
def test_database_counts_each_key_for_itself_in_one_statement() -> None:
    cache.count("a", 60)
    cache.count("b", 60)

    with CaptureQueriesContext(connection) as queries:
        assert cache.count("a", 60) == 2
    assert len(queries) == 1


@pytest.mark.django_db
def test_first_of_a_new_key_sweeps_out_what_is_over() -> None:
    cache.count("a", 60)
    cache.set("kept", "by Django", 600)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        cache.count("b", 60)

        assert [entry.cache_key for entry in CacheEntry.objects.order_by("cache_key")] == [":1:b", ":1:kept"]


@pytest.mark.django_db(transaction=True)
def test_many_threads_counting_at_once_lose_nothing() -> None:
    def count() -> None:
        for _ in range(10):
            cache.count("number", 60)
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert cache.count("number", 60) == 41


# --- Redis ---


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """All tests of one process share the memory that stands in for Redis."""
    LocMemCache(redis.OWN_MEMORY, {}).clear()


@pytest.fixture
def nowhere() -> str:
    return f"redis://127.0.0.1:{free_port()}/0"


def test_without_redis_each_process_remembers_for_itself(nowhere: str) -> None:
    absent = RedisCache(nowhere, {})

    absent.set("a", "kept")
    absent.count("number", 60)

    assert (absent.get("a"), absent.count("number", 60), absent.get("none", "nothing")) == ("kept", 2, "nothing")
    absent.delete("a")
    absent.touch("number")
    assert absent.get("a") is None
    absent.clear()
    assert absent.get("number") is None


def test_redis_that_is_gone_is_not_waited_for_again_and_again(
    nowhere: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis, "AWAY_SECONDS", 3600)
    absent = RedisCache(nowhere, {})

    for number in range(100):
        absent.get(f"key-{number}")

    assert len(caplog.messages) == 1  # as each question would say that it had no answer
    assert nowhere not in caplog.text  # it may hold a password


@pytest.mark.django_db
def test_signing_in_works_without_redis(nowhere: str, settings: Any, client: Client, alice: User) -> None:
    settings.CACHES = {"default": {"BACKEND": "backroutine.caches.redis.RedisCache", "LOCATION": nowhere}}

    response = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("No redis-server or valkey-server found; apt install valkey gets one.")
    port = free_port()
    command = [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    yield f"redis://127.0.0.1:{port}/0", process
    process.kill()
    process.wait()


def test_redis_is_shared_until_it_is_killed(redis_server: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    url, process = redis_server
    one, other = RedisCache(url, {}), RedisCache(url, {})

    assert (one.count("number", 60), other.count("number", 60), one.get("number")) == (1, 2, 2)
    process.kill()
    process.wait()

    assert one.get("number") is None
    assert (one.count("number", 60), one.count("number", 60)) == (1, 2)
