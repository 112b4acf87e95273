"""Rows for tests: plain functions with sensible defaults; name only what the test is about."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from exercises.dose import Dose
from exercises.models import Exercise, Kind, Level, Measure, StartPosition
from routines.models import Prescription, Routine
from sessions.models import Entry, LoggedSet, Session

_numbers = itertools.count(1)

PASSWORD = "calm-Spine-7"


def make_person(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email or f"person{next(_numbers)}@example.org", PASSWORD, **fields)


def make_exercise(name: str = "", **fields: Any) -> Exercise:
    """A plank-like hold of 30 s with one level, unless told otherwise."""
    number = next(_numbers)
    name = name or f"Exercise {number}"
    exercise = Exercise.objects.create(
        slug=fields.pop("slug", name.lower().replace(" ", "-").replace("/", "-")),
        name=name,
        **{
            "kind": Kind.STRENGTHEN,
            "start_position": StartPosition.PRONE,
            "measure": Measure.HOLD,
            "difficulty": 2,
            "hold_seconds": 30,
            "focus": ["core"],
            "equipment": ["mat"],
            "spine_movements": ["neutral"],
            "steps": ["Get into position.", "Hold."],
        }
        | fields,
    )
    Level.objects.create(
        exercise=exercise,
        number=1,
        sets=exercise.sets,
        reps=exercise.reps,
        hold_seconds=exercise.hold_seconds,
        change="As written",
    )
    return exercise


def make_own_exercise(person: User, name: str = "", **fields: Any) -> Exercise:
    """An exercise of the person's own: ten repeats, standing."""
    dose = fields.pop("dose", Dose(reps=10))
    return Exercise.objects.create_own(person, name or f"Own {next(_numbers)}", dose, **fields)


def make_routine(person: User, *exercises: Exercise, **fields: Any) -> Routine:
    """A routine with the given exercises at their default doses."""
    routine = Routine.objects.create(person=person, **{"name": "Morning"} | fields)
    for exercise in exercises:
        routine.add(exercise)
    return routine


def make_prescription(routine: Routine, exercise: Exercise, **dose: Any) -> Prescription:
    prescription = routine.add(exercise)
    Prescription.objects.filter(pk=prescription.pk).update(**dose)
    prescription.refresh_from_db()
    return prescription


def make_session(person: User, routine: Routine | None = None, **fields: Any) -> Session:
    """A session done in full as planned, finished ten minutes after it started."""
    started_at = fields.pop("started_at", datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    session = Session.objects.create(
        pk=fields.pop("pk", None) or uuid.uuid4(),
        person=person,
        routine=routine,
        **{
            "name": routine.name if routine else "Free session",
            "started_at": started_at,
            "finished_at": started_at + timedelta(minutes=10),
            "local_on": started_at.date(),
            "duration_seconds": 600,
            "is_activity": bool(fields.get("activity")),
        }
        | fields,
    )
    for prescription in routine.prescriptions.all() if routine else []:
        make_entry(session, prescription.exercise, position=prescription.position, dose=prescription.dose)
    return session


def make_entry(session: Session, exercise: Exercise, *, position: int = 0, **fields: Any) -> Entry:
    """An entry with every set of its dose (by default the exercise's) logged as done."""
    dose = fields.pop("dose", exercise.dose)
    entry = Entry(
        session=session, exercise=exercise, position=position, **{"duration_seconds": dose.seconds()} | fields
    )
    entry.dose = dose
    entry.save()
    for number, side in dose.set_keys():
        LoggedSet.objects.create(
            entry=entry, number=number, side=side, reps=dose.reps, held_seconds=dose.reps * dose.hold_seconds
        )
    return entry
