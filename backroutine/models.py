"""The one table that belongs to no app: what all processes of this site remember together for a while."""

from django.db import models


class CacheEntry(models.Model):
    """One entry of Django's cache, in the columns that its database backend reads and writes (backroutine/caches)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "backroutine_cache"

    def __str__(self) -> str:
        return self.cache_key
