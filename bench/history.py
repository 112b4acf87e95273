"""Measure Today, history and progress over 30, 365 and 4,000 sessions, side by side, and print the ratios.

    uv run bench/history.py                                  # SQLite, in a folder of its own
    DATABASE_URL=postgresql://… uv run bench/history.py      # in the schema `public` of an empty database

Each session has eight exercises with sets on both sides. Rounds alternate between the people, so that what else the
machine does falls on all; the medians of the time this process computes are compared (with SQLite that is all of it).
365 sessions fill a year and a half: against them 4,000 show what a longer history costs where there is no more to draw.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (30, 365, 4000)
ROUNDS = 15
EXERCISES = (
    "plank",
    "cobra",
    "bird-dog",
    "knee-to-chest",
    "cat-cow",
    "glute-bridge",
    "side-plank",
    "hip-flexor-stretch",
)
PAGES = (
    "/",
    "/next/",
    "/progress/goals/",
    "/sessions/",
    "/sessions/?exercise=plank",
    "/exercises/plank/",
    "/progress/",
    "/progress/?range=week",
    "/progress/?range=year",
    "/progress/?range=all",
    "/progress/plank/",
    "/progress/plank/?range=all",
)


def make_history(person, sessions):
    """Two sessions every three days, the last one today; every seventh is a walk."""
    from exercises.models import Exercise
    from routines.models import Routine
    from sessions.models import Entry, LoggedSet, Session

    exercises = list(Exercise.objects.filter(slug__in=EXERCISES))
    routine = Routine.objects.create(person=person, name="Morning")
    for exercise in exercises:
        routine.add(exercise)
    now = datetime.now(UTC)
    rows, entries, sets = [], [], []
    for number in range(sessions):
        started_at = now - timedelta(days=number * 3 / 2, hours=1)
        session = Session(
            pk=uuid.uuid4(),
            person=person,
            name="Walking" if number % 7 == 6 else "Morning",
            is_activity=number % 7 == 6,
            routine=None if number % 7 == 6 else routine,
            started_at=started_at,
            finished_at=started_at + timedelta(minutes=15),
            local_on=started_at.date(),
            duration_seconds=900,
            pain_before=number % 6,
            pain_after=number % 5,
            effort=4,
        )
        rows.append(session)
        for position, exercise in enumerate([] if session.is_activity else exercises):
            entry = Entry(session=session, exercise=exercise, position=position, duration_seconds=112)
            entry.dose = exercise.dose
            entries.append(entry)
            sets += [
                LoggedSet(entry=entry, number=key, side=side, reps=1, held_seconds=20 + number % 40)
                for key, side in exercise.dose.set_keys()
            ]
    Session.objects.bulk_create(rows, batch_size=500)
    Entry.objects.bulk_create(entries, batch_size=500)
    LoggedSet.objects.bulk_create(sets, batch_size=1000)


def measure():
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    clients = {}
    for sessions in SIZES:
        person = get_user_model().objects.create_user(f"bench{sessions}@example.org", "calm-Spine-7")
        make_history(person, sessions)
        clients[sessions] = Client(headers={"host": "127.0.0.1"})
        clients[sessions].force_login(person)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    # A server computes elsewhere: there only the clock on the wall tells.
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    print(f"{connection.vendor}, medians of {ROUNDS} in milliseconds")
    print(f"{'':28}" + "".join(f"{size:>8}" for size in SIZES) + f"{'÷ 30':>8}{'÷ 365':>8}")
    for page in PAGES:
        found = {sessions: [] for sessions in SIZES}
        for _ in range(ROUNDS):
            for sessions, client in clients.items():
                started = clock()
                response = client.get(page)
                found[sessions].append(1000 * (clock() - started))
                if response.status_code != 200:
                    sys.exit(f"{page} answered {response.status_code}")
        medians = [statistics.median(found[sessions]) for sessions in SIZES]
        ratios = "".join(f"{medians[-1] / each:8.2f}" for each in medians[:-1])
        print(f"{page:28}" + "".join(f"{each:8.1f}" for each in medians) + ratios)


def main():
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "backroutine.settings"}
        env |= {"PYTHONPATH": str(ROOT), "SITE_URL": "http://127.0.0.1", "BENCH": "1"}
        command = [sys.executable, "manage.py", "collectstatic", "--no-input"]
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, __file__], cwd=ROOT, env=env, check=True)


if __name__ == "__main__":
    measure() if os.environ.get("BENCH") else main()
