"""What a session is planned with, as a page carries it: signed, so that a device can start one without a network."""

from dataclasses import asdict, dataclass

from django.core import signing
from django.utils.translation import gettext as _

from exercises.dose import Dose, Sides
from sessions.flareup import Eased
from sessions.record import RecordError

SALT = "sessions.plan"


@dataclass(frozen=True, slots=True)
class Plan:
    """A routine as it was; its row and those of the exercises may be gone by the time the session is delivered."""

    name: str
    routine: int
    doses: tuple[tuple[int, int, Dose], ...]
    eased: Eased | None


def sign_plan(plan: Plan, person: int) -> str:
    doses = [[place, exercise, *asdict(dose).values()] for place, exercise, dose in plan.doses]
    eased = [plan.eased.day, plan.eased.days] if plan.eased else None
    return signing.dumps([person, plan.routine, plan.name, doses, eased], salt=SALT, compress=True)


def read_plan(text: str, person: int) -> Plan:
    """Return the plan this site once gave to this person. Raises RecordError for any other."""
    try:
        owner, routine, name, doses, eased = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise RecordError(_("The plan of the session is not one this site has given out.")) from error
    if owner != person:
        raise RecordError(_("The plan of the session is not one this site has given out."))
    rows = tuple((place, exercise, _dose(*dose)) for place, exercise, *dose in doses)
    return Plan(name, routine, rows, Eased(*eased) if eased else None)


def _dose(sets: int, reps: int, hold: int, sides: str, *others: int) -> Dose:
    return Dose(sets, reps, hold, Sides(sides), *others)
