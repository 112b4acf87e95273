"""A person's planned days as an iCalendar file (RFC 5545). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
REFRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Planned:
    """A routine on its days of the week, 0 is Monday."""

    key: str
    name: str
    days: tuple[int, ...]
    minutes: int
    # The day the plan begins, and when it was last changed (aware).
    since: date
    changed_at: datetime
    url: str


def feed(
    routines: Iterable[Planned], *, name: str, at: time, zone: ZoneInfo, pause: tuple[date, date] | None, host: str
) -> bytes:
    """Return the calendar: one event a routine, repeated weekly; the days of a pause (both included) are left out."""
    calendar = Calendar()
    calendar.add("prodid", f"-//backroutine//{host}//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for routine in routines:
        if routine.days:
            calendar.add_component(_event(routine, at, zone, pause, host))
    # Named even without an event: a calendar must have at least one component.
    calendar.add_component(Timezone.from_tzid(zone.key))
    return bytes(calendar.to_ical())


def _event(routine: Planned, at: time, zone: ZoneInfo, pause: tuple[date, date] | None, host: str) -> Event:
    first = next(day for day in _from(routine.since) if day.weekday() in routine.days)
    starts_at = datetime.combine(first, at, zone)
    event = Event()
    event.add("uid", f"{routine.key}@{host}")
    event.add("dtstamp", routine.changed_at)
    event.add("summary", routine.name)
    event.add("dtstart", starts_at)
    event.add("duration", timedelta(minutes=routine.minutes))
    event.add("rrule", {"freq": "weekly", "byday": [WEEKDAYS[day] for day in routine.days]})
    event.add("url", routine.url)
    event.add("transp", "TRANSPARENT")
    if pause and (left_out := [day for day in _between(*pause) if day >= first and day.weekday() in routine.days]):
        event.add("exdate", [datetime.combine(day, at, zone) for day in left_out])
    return event


def _from(day: date) -> Iterable[date]:
    return (day + timedelta(days=ahead) for ahead in range(7))


def _between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
