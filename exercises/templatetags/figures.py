"""{% figure exercise %}: the drawing of an exercise, moving, or still in one of its key poses."""

from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exercises import catalogue, shelf
from exercises.keyposes import telling
from exercises.models import Exercise, StartPosition

register = Library()

# Every drawing is four wide to three high; `size` is its width in CSS pixels.
HEIGHT_PER_WIDTH = 0.75


def drawing_url(path: str) -> str | None:
    """Return the address of a static file, or None when it has not been drawn."""
    try:
        url = staticfiles_storage.url(path)
    except ValueError:  # not in the manifest
        return None
    # A storage without a manifest promises an address for anything.
    return url if hasattr(staticfiles_storage, "manifest_strict") or finders.find(path) else None


def figure_url(slug: str, pose: int = 0) -> str | None:
    """Return the address of the moving figure, or with a pose (from 1) of that still one; None when not drawn."""
    return drawing_url(f"figures/{slug}-{pose}.svg" if pose else f"figures/{slug}.svg")


def telling_pose(slug: str) -> int:
    """Return the number of the key pose that shows best what an exercise is."""
    shipped = catalogue.shipped().exercises.get(slug)
    return telling(shipped.key_poses if shipped else ())


def fallback_url(start_position: str) -> str:
    """Return the plain drawing of a start position, which says no more than we know."""
    known = start_position if start_position in StartPosition.values else StartPosition.STANDING
    return drawing_url(f"figures-fallback/{known}.svg") or ""


@register.simple_tag
def figure(
    exercise: Exercise | str,
    pose: int = 0,
    *,
    size: int = 320,
    alt: str = "",
    eager: bool = False,
    mirrored: bool = False,
    still: bool = False,
    decorative: bool = False,
    moves_on_hover: bool = False,
) -> SafeString:
    """Return the <img> of an exercise (or of its slug); `pose` 0 moves, from 1 stands still, `still` picks one.

    `alt` overrides the text alternative and `decorative` empties it: say so where the name stands beside the figure.
    `mirrored` shows the other side. `moves_on_hover` wraps a still in <moving-figure>, which plays the movement
    while its card is pointed at or focused.
    """
    how: dict[str, Any] = {"pose": pose, "size": size, "alt": alt, "eager": eager, "mirrored": mirrored}
    how |= {"still": still, "decorative": decorative, "moves_on_hover": moves_on_hover}
    if isinstance(exercise, str) or exercise.pk is None or exercise.is_own:
        return _figure(exercise, **how)
    return shelf.now().kept(("figure", exercise.pk, *how.values(), get_language()), lambda: _figure(exercise, **how))


def _figure(
    exercise: Exercise | str,
    *,
    pose: int,
    size: int,
    alt: str,
    eager: bool,
    mirrored: bool,
    still: bool,
    decorative: bool,
    moves_on_hover: bool,
) -> SafeString:
    slug = exercise if isinstance(exercise, str) else exercise.drawn_as
    name = slug.replace("-", " ").capitalize() if isinstance(exercise, str) else exercise.name
    pose = pose or (telling_pose(slug) if still or moves_on_hover else 0)
    url = figure_url(slug, pose) or figure_url(slug)
    is_drawn = url is not None
    image = format_html(
        '<img class="figure{}{}" src="{}" width="{}" height="{}" {} decoding="async"{} alt="{}">',
        "" if is_drawn else " is-position",
        " is-mirrored" if mirrored else "",
        url or fallback_url(getattr(exercise, "start_position", "")),
        size,
        round(size * HEIGHT_PER_WIDTH),
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
        "" if pose or not is_drawn else _for_the_player(slug),
        "" if decorative else alt or _alternative(name, pose, is_drawn=is_drawn),
    )
    moving = figure_url(slug) if moves_on_hover else None
    return format_html('<moving-figure data-src="{}">{}</moving-figure>', moving, image) if moving else image


def _for_the_player(slug: str) -> SafeString:
    """Return the attributes a player goes by: the side that is drawn, and whether a hold goes on moving."""
    shipped = catalogue.shipped().exercises.get(slug)
    side = format_html(' data-side="{}"', shipped.drawn.side) if shipped and shipped.drawn.side else ""
    moves = " data-keeps-moving" if shipped and shipped.drawn.keeps_moving else ""
    return SafeString(side + moves)


def _alternative(name: str, pose: int, *, is_drawn: bool) -> str:
    if not is_drawn:
        return _("%(name)s: the start position") % {"name": name}
    if pose:
        return _("%(name)s: key pose %(number)s") % {"name": name, "number": pose}
    return _("%(name)s: the movement") % {"name": name}
