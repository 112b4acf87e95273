"""An exercise as schema.org's HowTo, and where it stands in the library: what search engines read."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from exercises.models import Equipment, Exercise
from exercises.search import label


def how_to(exercise: Exercise) -> dict[str, Any]:
    """Return the graph of the exercise's page."""
    address = f"{settings.SITE_URL}{exercise.get_absolute_url()}"
    trail = [
        (_("Exercises"), reverse("exercises:library")),
        (str(exercise.name), exercise.get_absolute_url()),
    ]
    return {
        "@graph": [
            {
                "@type": "HowTo",
                "@id": f"{address}#how-to",
                "name": exercise.name,
                "alternateName": exercise.other_names,
                "url": address,
                "inLanguage": "en",
                "totalTime": f"PT{exercise.dose.seconds()}S",
                "tool": [{"@type": "HowToTool", "name": label(Equipment, it)} for it in exercise.equipment],
                "step": [
                    {"@type": "HowToStep", "position": number, "text": step}
                    for number, step in enumerate(exercise.steps, start=1)
                ],
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": number, "name": name, "item": f"{settings.SITE_URL}{path}"}
                    for number, (name, path) in enumerate(trail, start=1)
                ],
            },
        ]
    }
