"""An exercise taken out of a session, as the button that brings it back carries it: signed, nothing is stored. Pure."""

import uuid
from dataclasses import asdict, astuple, dataclass

from django.core import signing

from exercises.dose import Dose, Side, Sides
from sessions.record import EntryRecord, SetRecord

SALT = "sessions.taken_out"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """The time it took off the session, and its rows: (primary key of the exercise, dose, what was done).

    The planned exercise comes first, then what stood in for it.
    """

    seconds: int
    rows: tuple[tuple[int, Dose, EntryRecord], ...]

    @property
    def exercise(self) -> int:
        return self.rows[0][0]

    @property
    def place(self) -> int:
        return self.rows[0][2].position


def sign_taken_out(taken_out: TakenOut, session: uuid.UUID) -> str:
    rows = [
        [
            exercise,
            list(asdict(dose).values()),
            done.position,
            done.duration_seconds,
            [astuple(each) for each in done.sets],
        ]
        for exercise, dose, done in taken_out.rows
    ]
    return signing.dumps([str(session), taken_out.seconds, rows], salt=SALT, compress=True)


def read_taken_out(text: str, session: uuid.UUID) -> TakenOut:
    """Return what was taken out of this session. Raises BadSignature for anything else."""
    owner, seconds, rows = signing.loads(text, salt=SALT)
    if owner != str(session):
        raise signing.BadSignature("That was taken out of another session.")
    done = (
        (exercise, _dose(*dose), EntryRecord(place, took, tuple(_set(*each) for each in sets)))
        for exercise, dose, place, took, sets in rows
    )
    return TakenOut(seconds, tuple(done))


def _dose(sets: int, reps: int, hold: int, sides: str, *others: int) -> Dose:
    return Dose(sets, reps, hold, Sides(sides), *others)


def _set(number: int, side: str, reps: int, held_seconds: int, is_skipped: bool) -> SetRecord:
    return SetRecord(number, Side(side), reps, held_seconds, is_skipped)
