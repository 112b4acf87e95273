"""A suggestion as the person reads it: what would change, why, and the two answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions.advice import Kind, Suggestion
from sessions.coaching import Judged
from sessions.reasons import sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One exercise's dose, now and then. `how` says in words what the level changes."""

    name: str
    before: str
    after: str
    how: str


@dataclass(frozen=True, slots=True)
class Offer:
    kind: str
    key: str
    title: str
    text: str
    changes: tuple[Change, ...]
    facts: tuple[str, ...]
    accept: str
    decline: str


def offer(suggestion: Suggestion, judged: Mapping[int, Judged]) -> Offer:
    name = suggestion.candidates[0].name if suggestion.candidates else ""
    routine = judged[suggestion.candidates[0].pk].prescription.routine.name if suggestion.candidates else ""
    title, text, accept, decline = _words(suggestion.kind, name, routine)
    changes = tuple(_change(judged[each.pk]) for each in suggestion.candidates if each.target)
    facts = tuple(sentence(fact) for fact in suggestion.because)
    return Offer(suggestion.kind.value, suggestion.key, title, text, changes, facts, accept, decline)


def _change(row: Judged) -> Change:
    target = row.candidate.target
    after = target.rung.on(row.prescription.dose).short if target else ""
    return Change(row.candidate.name, row.prescription.dose.short, after, target.change if target else "")


def _words(kind: Kind, name: str, routine: str) -> tuple[str, str, str, str]:
    """Return title, text and the two answers."""
    names = {"name": name, "routine": routine}
    match kind:
        case Kind.ADVANCE:
            return (
                _("Ready for a little more: %(name)s") % names,
                "",
                _("Take the new dose"),
                _("Keep it as it is"),
            )
        case Kind.EASE:
            return (
                _("A little less for now: %(name)s") % names,
                _("Keep the rest of the routine. After two easy sessions it can grow again."),
                _("Take the lower dose"),
                _("Keep it as it is"),
            )
        case Kind.RESTART:
            return (
                _("Welcome back. Start “%(routine)s” lower?") % names,
                _("After a break the rule starts a level or two down; it grows back in a few sessions."),
                _("Start lower"),
                _("Keep the doses"),
            )
        case Kind.LOWER:
            return (
                _("Lower everything for a few days?"),
                _("Ratings are for the whole session, so nobody can tell which exercise it was."),
                _("Lower every dose"),
                _("Keep the doses"),
            )
        case Kind.PAUSE:
            return (
                _("Pause %(name)s and ask") % names,
                _("A doctor or physiotherapist can say what suits you instead. It stays in the routine, resting."),
                _("Pause it"),
                _("Keep doing it"),
            )
        case Kind.ASK:
            return (
                _("Ask before you go on"),
                _("At 7 or more the rule says to pause and ask a doctor or physiotherapist."),
                _("Check the warning signs"),
                _("I have asked"),
            )
