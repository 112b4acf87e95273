"""{% muscle_map … %}: the body from the front and from behind, with muscles lit, or each leading somewhere."""

from collections.abc import Sequence

from django.template import Library
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exercises import catalogue
from exercises.figures.muscle_map import BACK, FRONT
from exercises.figures.muscle_map import muscle_map as drawn
from exercises.forms import Facet
from exercises.models import Muscle

register = Library()


@register.simple_tag
def muscle_map(primary: Sequence[Muscle], secondary: Sequence[Muscle]) -> SafeString:
    """Return the map with an exercise's muscles lit; the lists beside it say the same in words."""
    mapped = [muscle for muscle in (*primary, *secondary) if _is_mapped(muscle.slug)]
    svg = drawn(
        {muscle.slug for muscle in primary if muscle in mapped},
        {muscle.slug for muscle in secondary if muscle in mapped},
        names=lay_names(),
        title=_("Muscles on the body"),
        views=(_("Front"), _("Back")),
    )
    return mark_safe(svg)  # noqa: S308  # muscle_map escapes every word it is given


@register.simple_tag
def muscle_balance(much: frozenset[str], some: frozenset[str]) -> SafeString:
    """Return the map with those muscles (by slug) lit strongly or weakly; a table beside it has the numbers."""
    title, views = _("Muscles on the body"), (_("Front"), _("Back"))
    return mark_safe(drawn(much, some, names=lay_names(), title=title, views=views))  # noqa: S308


@register.simple_tag
def muscle_links(facet: Facet) -> SafeString:
    """Return the map whose regions lead to the exercises for that muscle; the list of the same filter is its twin."""
    options = [option for _group, group in facet.groups for option in group if _is_mapped(option.value)]
    svg = drawn(
        {option.value for option in options if option.is_on},
        set(),
        names=lay_names() | {option.value: f"{option.label} ({option.number})" for option in options},
        links={option.value: option.address for option in options},
        views=(_("Front"), _("Back")),
    )
    return mark_safe(svg)  # noqa: S308


def lay_names() -> dict[str, str]:
    """Return the words people know for each muscle on the map, by slug."""
    muscles = catalogue.shipped().vocabulary.muscles.values()
    return {muscle.slug: muscle.lay_name for muscle in muscles if _is_mapped(muscle.slug)}


def _is_mapped(slug: str) -> bool:
    return slug in FRONT or slug in BACK
