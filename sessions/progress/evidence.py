"""What is published, beside what was done: only where the catalogue has a source for it, and without a verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

from django.utils.translation import gettext as _

from exercises import guidance
from exercises.guidance import Fact
from exercises.models import Exercise, Kind, Measure
from sessions.progress.entries import EntryTable
from sessions.progress.periods import Period
from sessions.progress.rows import ExerciseRow, SlotRow

STRENGTH, FLEXIBILITY, PLANK, WALKING = "acsm-resist", "acsm-flex", "strand-2014", "walkback-2024"
DAYS_A_WEEK = 7
# A number of days a week says little about less.
LEAST_WEEKS = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the person did, in words, and what a source says."""

    done: str
    fact: Fact


def fact(source: str) -> Fact | None:
    """Return what the catalogue quotes from a source; None when it no longer does."""
    facts = (each for topic in guidance.shipped().evidence.topics for each in topic.facts)
    return next((each for each in facts if each.source.id == source), None)


def comparisons(
    rows: Sequence[SlotRow], tables: Iterable[EntryTable], exercises: Mapping[int, ExerciseRow], period: Period
) -> list[Comparison]:
    """Compare the days a week since the first session of the time; wants both by day. Nothing for too short a time."""
    first_on = min((row.on for row in rows if row.on in period), default=period.last_on)
    weeks = ((period.last_on - first_on).days + 1) / DAYS_A_WEEK
    if weeks < LEAST_WEEKS:
        return []
    days: dict[str, set[date]] = {}
    for table in tables:
        for column in table.columns:
            days.setdefault(exercises[column.exercise].kind, set()).update(compress(table.on, column.sets_done))
    walks = [row for row in rows if row.activity == "Walking" and row.on in period]
    lines = [
        (STRENGTH, len(days.get(Kind.STRENGTHEN, ())), _("You had strengthening on %(days)s days a week.")),
        (FLEXIBILITY, len(days.get(Kind.STRETCH, ())), _("You had stretching on %(days)s days a week.")),
        (WALKING, len({row.on for row in walks}), _("You logged walking on %(days)s days a week.")),
    ]
    return [
        Comparison(words % {"days": f"{number / weeks:.1f}"}, found)
        for source, number, words in lines
        if number and (found := fact(source))
    ]


def fact_for(exercise: Exercise) -> Fact | None:
    """Return what is published on how much to do of it, where a source speaks of just that."""
    if exercise.slug == "plank":
        return fact(PLANK)
    if exercise.kind == Kind.STRETCH:
        return fact(FLEXIBILITY)
    return fact(STRENGTH) if exercise.kind == Kind.STRENGTHEN and exercise.measure == Measure.REPS else None
