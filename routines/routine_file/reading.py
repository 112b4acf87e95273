"""A file back into a routine: all of it, or nothing and what is wrong where."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from backroutine.datafile import FileError, parse_json
from exercises import catalogue
from exercises.dose import MAX_DOSE_SECONDS, Dose, Sides
from exercises.models import Exercise, Measure, Muscle
from routines.models import Routine
from routines.models.draft import Draft, make_routine
from routines.routine_file.schema import MAX_DEPTH, Fault, faults
from routines.routine_file.writing import FORMAT, OWN_COLUMNS, VERSION

if TYPE_CHECKING:
    from accounts.models import User

MAX_BYTES = 512 * 1024

type Document = dict[str, Any]


def read(content: bytes) -> Document:
    """Return the file's document, held to the schema. Raises FileError."""
    if len(content) > MAX_BYTES:
        raise FileError(("", _("The file is larger than %(limit)s KB.") % {"limit": MAX_BYTES // 1024}))
    document = _parsed(content)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileError(("", _("This is not the file of a routine.")))
    if document.get("version") != VERSION:
        raise FileError(("", _("This site reads version %(ours)s of the file.") % {"ours": VERSION}))
    if found := [*faults(document), *_unstorable(document, "")]:
        raise FileError(*found)
    return document


def _parsed(content: bytes) -> Any:
    document = parse_json(content)
    if _depth_exceeds(document, MAX_DEPTH):
        raise FileError(("", _("The file is nested deeper than any routine.")))
    return document


def _depth_exceeds(value: Any, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_depth_exceeds(each, depth - 1) for each in inside)


def _unstorable(value: Any, place: str) -> list[Fault]:
    """Return where there are characters that no database takes: NUL, and halves of a pair."""
    if isinstance(value, dict):
        return [fault for name, each in value.items() for fault in _unstorable(each, f"{place}.{name}".strip("."))]
    if isinstance(value, list):
        return [fault for at, each in enumerate(value) for fault in _unstorable(each, f"{place}[{at}]")]
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= c <= "\udfff" for c in value)):
        return [(place, _("This text holds characters that cannot be stored."))]
    return []


# --- Into the database ---


@dataclass(frozen=True, slots=True)
class Known:
    """What the file may refer to on this site."""

    exercises: dict[str, Exercise]
    muscles: dict[str, Muscle]

    @classmethod
    def to(cls, person: "User", document: Document) -> "Known":
        slugs = {row["exercise"] for row in document["exercises"] if "exercise" in row}
        muscles = {slug for own in document.get("own_exercises", []) for slug in own.get("muscles", [])}
        exercises = Exercise.objects.filter(owner=None, slug__in=slugs)
        return cls(
            {row.slug: row for row in exercises}, {row.slug: row for row in Muscle.objects.filter(slug__in=muscles)}
        )


@transaction.atomic
def store(person: "User", document: Document) -> Routine:
    """Make a routine of the document. Raises FileError for what this site does not know, LibraryFullError."""
    known = Known.to(person, document)
    if found := _strange(document, known):
        raise FileError(*found)
    own = [_own(person, each, known) for each in document.get("own_exercises", [])]
    drafts = [
        Draft(
            own[row["own"]] if "own" in row else known.exercises[row["exercise"]],
            _dose(row["dose"]),
            row.get("note", ""),
            row.get("priority", "normal"),
        )
        for row in document["exercises"]
    ]
    routine = make_routine(person, document["name"], document["times_a_week"], drafts)
    routine.days = sorted(document.get("days", []))
    routine.save(update_fields=["days"])
    return routine


def _strange(document: Document, known: Known) -> list[Fault]:
    """Return what is well formed and yet cannot be here."""
    found: list[Fault] = []
    owns = document.get("own_exercises", [])
    for at, row in enumerate(document["exercises"]):
        place = f"exercises[{at}]"
        measure = None
        if "own" in row:
            if row["own"] >= len(owns):
                found.append((f"{place}.own", _("There is no such exercise among own_exercises.")))
        elif row["exercise"] in known.exercises:
            measure = known.exercises[row["exercise"]].measure
        else:
            found.append((f"{place}.exercise", _("This site has no exercise of that name.")))
        found += _dose_faults(row["dose"], measure, f"{place}.dose")
    for at, own in enumerate(owns):
        found += _dose_faults(own["dose"], None, f"own_exercises[{at}].dose")
        for number, slug in enumerate(own.get("muscles", [])):
            if slug not in known.muscles:
                found.append((f"own_exercises[{at}].muscles[{number}]", _("This site has no muscle of that name.")))
        if (figure := own.get("figure")) and figure not in catalogue.shipped().exercises:
            found.append((f"own_exercises[{at}].figure", _("This site has no exercise of that name.")))
    return found


def _dose_faults(values: Document, measure: str | None, place: str) -> list[Fault]:
    if measure == Measure.HOLD and not values["hold_seconds"]:
        return [(f"{place}.hold_seconds", _("This exercise is one long hold: give it at least 1 second."))]
    if (seconds := _dose(values).seconds()) > MAX_DOSE_SECONDS:
        words = _("That adds up to %(minutes)s minutes. One exercise can take up to 60.")
        return [(place, words % {"minutes": round(seconds / 60)})]
    return []


def _dose(values: Document) -> Dose:
    return Dose(**values | {"sides": Sides(values["sides"])})


def _own(person: "User", own: Document, known: Known) -> Exercise:
    fields = {column: own[name] for name, column in OWN_COLUMNS.items() if name in own}
    muscles = [known.muscles[slug] for slug in own.get("muscles", [])]
    return Exercise.objects.create_own(person, own["name"], _dose(own["dose"]), muscles=muscles, **fields)
