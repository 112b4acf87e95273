"""Days and weeks; a week starts on Monday."""

from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def monday_of(day: date) -> date:
    return day - day.weekday() * DAY
