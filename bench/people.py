"""The people of the benchmark. Run inside Django: it fills an empty database and prints who they are as JSON.

A person each with a month, a year and ten years of sessions: one a day, ten exercises each, every seventh a walk.
Helpers are copies of the one with a year: what a person may do only so often a minute is done by them in turn.
"""

import json
import sys
import uuid
from datetime import UTC, datetime, timedelta

SIZES = {"month": 30, "year": 365, "decade": 3650}
HELPERS = 40
PASSWORD = "calm-Spine-7"
EXERCISES = (
    *("plank", "cobra", "bird-dog", "knee-to-chest", "cat-cow"),
    *("glute-bridge", "side-plank", "hip-flexor-stretch", "dead-bug", "childs-pose"),
)
PROGRAMMES = ("evening-unwind", "desk-break-5", "stretch-then-strengthen-15")
# What a library of routines is made of, beside the programmes.
ROUTINES = ("Before work", "After a long drive", "On the floor", "Short one", "Hips", "Strength", "Morning")


def make_helper(email):
    """Return a person with the one routine that the sessions are of."""
    from accounts.models import User

    person = User.objects.create_user(email, PASSWORD)
    return person, make_routine(person, ROUTINES[-1], EXERCISES)


def make_routine(person, name, slugs):
    from exercises.models import Exercise
    from routines.models import Routine

    routine = Routine.objects.create(person=person, name=name)
    exercises = Exercise.objects.in_bulk(slugs, field_name="slug")
    for slug in slugs:
        routine.add(exercises[slug])
    return routine


def make_person(email):
    """Return a person with a library of ten routines and two goals, and the routine that the sessions are of."""
    from accounts.models import User
    from routines.models import Programme
    from sessions.models import Goal

    person = User.objects.create_user(email, PASSWORD)
    for programme in Programme.objects.current().with_prescriptions():
        if programme.slug in PROGRAMMES:
            programme.copy_for(person)
    for number, name in enumerate(ROUTINES):
        routine = make_routine(person, name, EXERCISES if name == ROUTINES[-1] else EXERCISES[number : number + 4])
    for words in ("put on socks without sitting down", "sit through a film"):
        goal = Goal.objects.add(person, words)
        for week in range(20):
            goal.rate(3 + (week + len(words)) % 5, datetime.now(UTC).date() - timedelta(days=7 * week))
    return person, routine


def make_history(person, routine, sessions):
    """Store a session a day up to yesterday."""
    from sessions.models import Entry, LoggedSet, Session

    doses = [(row.exercise, row.dose) for row in routine.prescriptions.select_related("exercise")]
    now = datetime.now(UTC)
    rows, entries, sets = [], [], []
    for number in range(sessions):
        started_at, is_walk = now - timedelta(days=number + 1, hours=1), number % 7 == 6
        session = Session(
            pk=uuid.uuid4(),
            person=person,
            name="Walking" if is_walk else routine.name,
            is_activity=is_walk,
            routine=None if is_walk else routine,
            started_at=started_at,
            finished_at=started_at + timedelta(minutes=19),
            local_on=started_at.date(),
            duration_seconds=1120,
            pain_before=number % 6,
            pain_after=number % 5,
            effort=4,
        )
        rows.append(session)
        for position, (exercise, dose) in enumerate([] if is_walk else doses):
            entry = Entry(session=session, exercise=exercise, position=position, duration_seconds=112)
            entry.dose = dose
            entries.append(entry)
            sets += [
                LoggedSet(entry=entry, number=key, side=side, reps=dose.reps, held_seconds=20 + number % 40)
                for key, side in dose.set_keys()
            ]
    Session.objects.bulk_create(rows, batch_size=500)
    Entry.objects.bulk_create(entries, batch_size=500)
    LoggedSet.objects.bulk_create(sets, batch_size=1000)


def cookies(person):
    """Return the cookie of somebody signed in to the app, and that of the same person on the floor."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import Client

    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    floor = SessionStore()
    floor[SESSION_KEY], floor[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    floor[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    floor.create()
    token = {settings.CSRF_COOKIE_NAME: "b" * 32}
    own = {name: morsel.value for name, morsel in client.cookies.items()} | token
    return {
        "cookie": "; ".join(f"{name}={value}" for name, value in own.items()),
        "floor": f"floor={floor.session_key}",
        "token": "b" * 32,
    }


def described(person):
    """Return what the pages need to know of a person: their keys, and a session that has begun."""
    from sessions.models import Session

    routine = person.routines.get(name=ROUTINES[-1])
    finished = person.sessions.finished().filter(is_activity=False).order_by("-started_at").first()
    return cookies(person) | {
        "email": person.email,
        "mark": person.mark,
        "routine": routine.pk,
        "routines": [[row.pk, row.prescriptions.first().pk] for row in person.routines.all()],
        "finished": str(finished.pk) if finished else "",
        "key": str(uuid.uuid4()),
        "sets": [[list(key) for key in row.dose.set_keys()] for row in routine.prescriptions.all()],
        "begun": str(Session.objects.start(person, routine, uuid.uuid4()).pk) if "helper" in person.email else "",
    }


def fill(helpers):
    from django.core.management import call_command
    from django.db import connection

    from bench.copying import copy_person

    for command in ("build", "migrate", "load_catalogue", "load_programmes"):
        call_command(command, verbosity=0)
    people = {}
    for name, sessions in SIZES.items():
        people[name], routine = make_person(f"{name}@example.org")
        make_history(people[name], routine, sessions)
    copies = [make_helper(f"helper{number}@example.org") for number in range(helpers)]
    for helper, routine in copies:
        copy_person(people["year"], helper, routine)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    found = {name: described(person) for name, person in people.items()}
    return found | {"helpers": [described(helper) for helper, _ in copies]}


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(fill(int(sys.argv[1]) if len(sys.argv) > 1 else HELPERS), sys.stdout)
