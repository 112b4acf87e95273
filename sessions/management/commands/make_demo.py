"""Make a demo person with a lifelike year of sessions that ends today. Running it again changes nothing."""

import random
import uuid
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from exercises.dose import Dose, Side
from exercises.models import Activity
from routines.models import Programme, Routine
from sessions.models import Entry, Goal, LoggedSet, Session
from sessions.record import EntryRecord, SetRecord

if TYPE_CHECKING:
    from accounts.models import User

EMAIL = "demo@example.org"
PASSWORD = "sunny-spine-2"  # noqa: S105  # public on purpose: it is printed, and opens made-up data only
TIME_ZONE = "Europe/Berlin"
SEED = 20260301

MORNING, EVENING, WALK = "stretch-then-strengthen-15", "evening-unwind", "walking"
DAYS = 364
HOLIDAY_WEEKS = {16, 17, 38}
FLARE_UP_WEEKS = {26, 27, 28}
# Holds start at this share of the routine's and reach it after so many weeks.
FIRST_SHARE, WEEKS_TO_FULL = 0.5, 40
STEP_SECONDS = 5
# What the demo person wants to do more easily: in their words, how it began and how it is.
GOALS = (("put on socks without sitting down", 3, 8), ("sit through a film", 5, 7))
GOAL_WEEKS = 26


@dataclass
class Rows:
    """What is inserted at once at the end."""

    sessions: list[Session]
    entries: list[Entry]
    sets: list[LoggedSet]


class Command(BaseCommand):
    help = "Make the demo person (demo@example.org) with a year of sessions, unless it exists."

    def handle(self, *args: Any, **options: Any) -> None:
        if get_user_model().objects.filter(email=EMAIL).exists():
            self.stdout.write(f"The demo person exists already: sign in as {EMAIL} with the password {PASSWORD}")
            return
        with transaction.atomic():
            person = make_person()
            rows = make_year(person, timezone.now())
            make_goals(person, timezone.localdate())
        self.stdout.write(
            f"Made a demo person with {len(rows.sessions)} sessions: sign in as {EMAIL} with the password {PASSWORD}"
        )


def make_person() -> "User":
    """Return the demo person with two routines copied from programmes. Raises CommandError without a catalogue."""
    programmes = {row.slug: row for row in Programme.objects.current().with_prescriptions()}
    if missing := [slug for slug in (MORNING, EVENING) if slug not in programmes]:
        raise CommandError(f"No programme {missing[0]}: run load_catalogue and load_programmes first.")
    person = get_user_model().objects.create_user(EMAIL, PASSWORD, time_zone=TIME_ZONE)
    for slug in (EVENING, MORNING):
        programmes[slug].copy_for(person)
    return person


def make_goals(person: "User", today: date) -> None:
    """Give the demo person two goals, rated over half a year."""
    for words, first, last in GOALS:
        goal = Goal.objects.add(person, words)
        for week in range(0, GOAL_WEEKS, 1 + len(words) % 2):
            value = round(first + (last - first) * week / GOAL_WEEKS) - (week % 5 == 3)
            goal.rate(value, today - timedelta(days=7 * (GOAL_WEEKS - week)))


def make_year(person: "User", now: datetime) -> Rows:
    """Store a year of sessions up to now; the same on any machine for the same now."""
    dice = random.Random(SEED)  # noqa: S311  # not a secret
    routines = {row.programme.slug: row for row in person.routines.select_related("programme").with_prescriptions()}  # type: ignore[union-attr]
    walk = Activity.objects.get(slug=WALK)
    zone = zoneinfo.ZoneInfo(TIME_ZONE)
    today = now.astimezone(zone).date()
    rows = Rows([], [], [])
    for number in range(DAYS + 1):
        day, week = today - timedelta(days=DAYS - number), number // 7
        for slug, minute in _day(dice, day, week):
            started_at = datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)
            session = _session(dice, person, started_at, week, day)
            if slug == WALK:
                _walk(dice, session, walk, week)
            else:
                _exercise(dice, rows, session, routines[slug], week)
            if session.finished_at is not None and session.finished_at <= now:
                rows.sessions.append(session)
    kept = {session.pk for session in rows.sessions}
    Session.objects.bulk_create(rows.sessions, batch_size=500)
    Entry.objects.bulk_create([row for row in rows.entries if row.session_id in kept], batch_size=500)
    LoggedSet.objects.bulk_create([row for row in rows.sets if row.entry.session_id in kept], batch_size=1000)
    return rows


def _day(dice: random.Random, day: date, week: int) -> Iterator[tuple[str, int]]:
    """Yield what is done on a day and the minute of the day it starts: about three or four things a week."""
    if week in HOLIDAY_WEEKS:
        return
    is_sore = week in FLARE_UP_WEEKS
    if day.weekday() in {0, 2, 4} and dice.random() < (0.35 if is_sore else 0.72):
        yield MORNING, 6 * 60 + 40 + dice.randrange(50)
    if day.weekday() in {1, 5} and dice.random() < (0.95 if is_sore else 0.33):
        yield EVENING, 20 * 60 + dice.randrange(80)
    if day.weekday() in {3, 6} and dice.random() < (0.6 if is_sore else 0.25 + week / 200):
        yield WALK, 12 * 60 + dice.randrange(240)


def _session(dice: random.Random, person: "User", started_at: datetime, week: int, day: date) -> Session:
    """Return a session with its ratings; pain eases over the year, with a flare-up on the way."""
    usual = 7 if week in FLARE_UP_WEEKS else 4.8 - 2.4 * min(1, week / 45)
    before = min(10, max(0, round(dice.gauss(usual, 0.9))))
    after = min(10, max(0, before + dice.choice([-2, -1, -1, -1, 0, 0, 0, 0, 1])))
    is_rated = week in FLARE_UP_WEEKS or dice.random() < 0.9
    pk = uuid.UUID(int=dice.getrandbits(128), version=4)
    return Session(
        pk=pk,
        person=person,
        started_at=started_at,
        local_on=day,
        time_zone=TIME_ZONE,
        pain_before=before if is_rated else None,
        pain_after=after if is_rated else None,
        effort=min(10, max(1, round(dice.gauss(4.2, 1.1)))) if is_rated else None,
        note=_note(dice, week),
        morning_after=_morning(pk, week) if is_rated else "",
        record_version=1,
    )


def _morning(pk: uuid.UUID, week: int) -> str:
    """Return how the morning after was: mostly told, mostly the same, worse now and then in a flare-up."""
    if pk.int % 4 == 0:
        return ""
    return "worse" if week in FLARE_UP_WEEKS and pk.int % 4 == 1 else "better" if pk.int % 5 == 0 else "same"


def _note(dice: random.Random, week: int) -> str:
    if week in FLARE_UP_WEEKS and dice.random() < 0.4:
        return "Back is cross today, did less and slower."
    return (
        dice.choice(["Slept badly.", "Long day at the desk.", "Felt easy.", "In the garden."])
        if dice.random() < 0.08
        else ""
    )


def _walk(dice: random.Random, session: Session, walk: Activity, week: int) -> None:
    seconds = 60 * (12 + dice.randrange(10) + week // 5) + dice.randrange(60)
    session.activity, session.is_activity, session.name = walk, True, walk.name
    session.duration_seconds = seconds
    session.finished_at = session.started_at + timedelta(seconds=seconds)
    session.effort = session.effort and min(session.effort, 3)


def _exercise(dice: random.Random, rows: Rows, session: Session, routine: Routine, week: int) -> None:
    session.routine, session.name = routine, routine.name
    prescriptions = list(routine.prescriptions.all())
    # Now and then there is only time for the first half.
    reached = len(prescriptions) if dice.random() < 0.93 else len(prescriptions) // 2
    for position, row in enumerate(prescriptions):
        report = _done(dice, position, _dose(row.dose, week), is_reached=position < reached)
        entry = Entry(
            session=session, exercise=row.exercise, position=position, duration_seconds=report.duration_seconds
        )
        entry.dose = _dose(row.dose, week)
        session.duration_seconds += report.duration_seconds
        rows.entries.append(entry)
        rows.sets += [
            LoggedSet(
                entry=entry,
                number=each.number,
                side=each.side,
                reps=each.reps,
                held_seconds=each.held_seconds,
                is_skipped=each.is_skipped,
            )
            for each in report.sets
        ]
    pauses = dice.choice([0, 0, 20, 45, 130])
    session.finished_at = session.started_at + timedelta(seconds=session.duration_seconds + pauses)


def _dose(dose: Dose, week: int) -> Dose:
    """Return the dose as it was in that week: holds grow in steps, and shrink again for a flare-up."""
    portion = min(1.0, FIRST_SHARE + (1 - FIRST_SHARE) * week / WEEKS_TO_FULL)
    if week in FLARE_UP_WEEKS:
        portion = FIRST_SHARE
    if dose.hold_seconds >= 2 * STEP_SECONDS:
        held = max(STEP_SECONDS, round(dose.hold_seconds * portion / STEP_SECONDS) * STEP_SECONDS)
        return replace(dose, hold_seconds=held)
    return replace(dose, reps=max(1, round(dose.reps * portion)))


def _done(dice: random.Random, position: int, dose: Dose, *, is_reached: bool) -> EntryRecord:
    """Return what was done of a dose: nearly always all of it, the left side a little short at times."""
    sets = []
    for number, side in dose.set_keys():
        is_skipped = not is_reached or (number == dose.sets > 1 and dice.random() < 0.06)
        short = 0.85 if side is Side.LEFT and dice.random() < 0.35 else 1.0
        if is_skipped:
            sets.append(SetRecord(number, side, is_skipped=True))
        elif dose.is_held:
            sets.append(SetRecord(number, side, dose.reps, round(dose.reps * dose.hold_seconds * short)))
        else:
            sets.append(SetRecord(number, side, max(1, round(dose.reps * short))))
    done = sum(not each.is_skipped for each in sets)
    seconds = round(dose.seconds() * done / len(sets)) + (dice.randrange(8, 16) if done else 0)
    return EntryRecord(position, seconds, tuple(sets))
