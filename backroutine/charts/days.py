"""Days and weeks; a week starts on Monday."""

from datetime import date, timedelta

DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY
