"""The ready-made programmes in memory: kept with the edition of the catalogue whose exercises they are made of."""

from itertools import groupby

from django.utils.safestring import SafeString

from exercises import shelf
from exercises.library import drawn, kept
from exercises.models import Equipment
from exercises.search import label
from routines.models import Programme


def programmes() -> dict[str, Programme]:
    """Return all of them by slug, in their order, retired ones too, with prescriptions and exercises: for looking."""
    return shelf.now().kept("programmes", _load)


def _load() -> dict[str, Programme]:
    rows = list(Programme.objects.prefetch_related("prescriptions"))
    shelf.attach(prescription for row in rows for prescription in row.prescriptions.all())
    return {row.slug: row for row in rows}


def cards() -> SafeString:
    """Return the cards of those that are offered, or that there are none."""
    current = [row for row in programmes().values() if row.retired_at is None]
    return kept("programme cards", lambda: drawn("routines/_programme_cards.html", {"programmes": current}))


def page(programme: Programme) -> SafeString:
    """Return what everybody is shown of a programme below its heading."""

    def make() -> SafeString:
        sections = groupby(programme.prescriptions.all(), key=lambda row: row.section)
        context = {
            "programme": programme,
            "sections": [(section, list(rows)) for section, rows in sections],
            "equipment": [label(Equipment, value) for value in programme.equipment],
        }
        return drawn("routines/_programme_page.html", context)

    return kept(("programme", programme.pk), make)
