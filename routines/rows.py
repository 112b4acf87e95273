"""A routine's exercises on its pages. What is the same of one for everybody is drawn once, and kept with the catalogue.

A template of a row names what differs by `gaps`; a kept row holds marks there, which are filled in for each request.
"""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from exercises import shelf
from exercises.library import drawn
from exercises.models import Exercise
from routines.forms import DoseForm
from routines.models import Prescription, Priority

# Nothing in the catalogue holds these. A key's mark is a number, as addresses are made of it.
MARKS = {
    "pk": "900719925474099",
    "token": "\ue001",
    "dose": "\ue002",
    "editor": "\ue003",
    "url": "\ue004",
    "key": "\ue005",
}
NAMES = {mark: name for name, mark in MARKS.items()}
ANY_MARK = re.compile("|".join(MARKS.values()))


def drawn_row(template: str, exercise: Exercise, gaps: dict[str, Any], **same: Any) -> SafeString:
    """Return the template drawn of an exercise. The gaps are numbers, addresses of ours or safe text."""
    if exercise.is_own:
        return drawn(template, {"exercise": exercise} | gaps | same)
    key = (template, exercise.pk, *same.values(), get_language())
    kept = shelf.now().kept(key, lambda: drawn(template, {"exercise": exercise} | MARKS | same))
    return mark_safe(ANY_MARK.sub(lambda mark: str(gaps[NAMES[mark[0]]]), kept))  # noqa: S308  # as safe as its parts


def dose_of(prescription: Prescription) -> SafeString:
    """Return how much of it, with its note and its priority if that is not the usual one."""
    parts = [format_html('<p class="dose">{}</p>', prescription.dose.short)]
    if prescription.note:
        parts.append(format_html('<p class="is-soft">{}</p>', prescription.note))
    if prescription.priority != Priority.NORMAL:
        parts.append(format_html('<p class="tag">{}</p>', prescription.get_priority_display()))
    return mark_safe("".join(parts))  # noqa: S308  # escaped above


def plain_row(prescription: Prescription) -> SafeString:
    """Return a row to be looked at: what it is, and how much of it."""
    return drawn_row("routines/_prescription.html", prescription.exercise, {"dose": dose_of(prescription)})


def builder_row(prescription: Prescription, url: str, token: str, editor: str = "") -> SafeString:
    """Return a row of the builder at that address, open with its editor or closed without one."""
    gaps = {"pk": prescription.pk, "token": token, "dose": dose_of(prescription), "url": url, "editor": editor}
    return drawn_row("routines/_builder_row.html", prescription.exercise, gaps, is_open=bool(editor))


def editor_of(prescription: Prescription, form: DoseForm, others: Any, token: str) -> SafeString:
    """Return the levels of an exercise, the fields of its dose, and what else can be done with its prescription."""
    context = {"prescription": prescription, "form": form, "others": others, "token": token}
    return render_to_string("routines/_editor.html", context)
