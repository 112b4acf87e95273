"""Django's cache in the database, with a count that any number of processes can raise at once."""

from datetime import timedelta

from django.core.cache.backends.db import DatabaseCache as DjangoDatabaseCache
from django.db import connection
from django.utils import timezone

from backroutine.models import CacheEntry

# One statement, so that no two processes read the same number. Only count() reads these entries: Django's are pickled.
COUNT = """
INSERT INTO backroutine_cache (cache_key, value, expires) VALUES (%s, '1', %s)
ON CONFLICT (cache_key) DO UPDATE SET value = CAST(CAST(backroutine_cache.value AS integer) + 1 AS text)
RETURNING value
"""


class DatabaseCache(DjangoDatabaseCache):
    def count(self, key: str, timeout: int) -> int:
        """Return how often this was called with this key, which nothing else may use; forgotten after `timeout` s."""
        now = timezone.now()
        expires = connection.ops.adapt_datetimefield_value(now + timedelta(seconds=timeout))
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self.make_and_validate_key(key), expires])
            number = int(cursor.fetchone()[0])
        if number == 1:
            CacheEntry.objects.filter(expires__lt=now).delete()
        return number
