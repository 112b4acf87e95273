"""Django's cache in Redis or Valkey, which may go away at any moment."""

import logging
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# For so long nobody waits again for a server that did not answer.
AWAY_SECONDS = 10
OWN_MEMORY = "while-redis-is-away"
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}


class RedisCache(BaseCache):
    """While the server does not answer, each process remembers for itself: pages work, and limits hold still."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared = DjangoRedisCache(location, params | {"OPTIONS": PATIENCE | params.get("OPTIONS", {})})
        self._own = LocMemCache(OWN_MEMORY, params)
        self._away_until = 0.0

    def _ask(self, verb: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._away_until:
            try:
                return getattr(self._shared, verb)(*args, **kwargs)
            except RedisError as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("The cache of CACHE_URL does not answer (%s).", type(error).__name__)
        return getattr(self._own, verb)(*args, **kwargs)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._ask("add", key, value, timeout=timeout, version=version)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default, version=version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask("set", key, value, timeout=timeout, version=version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._ask("touch", key, timeout=timeout, version=version)

    def delete(self, key: Any, version: int | None = None) -> Any:
        return self._ask("delete", key, version=version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        return self._ask("incr", key, delta, version=version)

    def clear(self) -> None:
        self._ask("clear")

    def count(self, key: str, timeout: int) -> int:
        """Return how often this was called with this key; forgotten after `timeout` s."""
        if self.add(key, 1, timeout):
            return 1
        try:
            return int(self.incr(key))
        except ValueError:  # its time was over between the two
            return 1
