"""The library as everybody finds it: what is searched and the cards it is shown by, made once from each shelf."""

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from exercises import shelf
from exercises.filters import Counts, Filters, apply, counts, filterable
from exercises.models import Activity, Caution, Exercise, Muscle
from exercises.search import Findable, Found, Rows, findable_activity

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def rows_for(person: "User | AnonymousUser") -> Rows[Exercise]:
    """Return what a person finds: their own exercises, by one query, before the catalogue's."""
    catalogue: Rows[Exercise] = kept("library", lambda: Rows(map(filterable, shelf.now().offered)))
    if not person.is_authenticated:
        return catalogue
    own = shelf.own(person.own_exercises.filter(retired_at=None).in_order().with_muscles())
    return catalogue.after([filterable(exercise) for exercise in own]) if own else catalogue


def activities() -> Rows[Activity]:
    return kept("activities", lambda: Rows(map(findable_activity, shelf.now().current_activities)))


def found_and_counted(filters: Filters, rows: Rows[Exercise]) -> tuple[Found[Exercise], Counts]:
    """Return what fits, and how many each other choice would show; where nothing is the person's own, as lately."""

    def make() -> tuple[Found[Exercise], Counts]:
        return apply(filters, rows), counts(filters, rows)

    return make() if rows.first else shelf.now().lately(("found", get_language(), filters), make)


def muscles_and_cautions(rows: Rows[Exercise]) -> tuple[set[Muscle], set[Caution]]:
    """Return those of these exercises: the ones worth filtering by."""
    muscles, cautions = shelf.now().kept("words", lambda: (shelf.now().muscles, shelf.now().cautions))
    own = {work.muscle for it in rows.first for work in it.row.exercise_muscles.all()}
    return (muscles | own if own else muscles), cautions


def cards(exercises: Iterable[Exercise], warned: set[int]) -> SafeString:
    """Return the cards of these exercises; on those that are `warned` of stands why."""
    return mark_safe("".join([_card(it, is_warned=it.pk in warned) for it in exercises]))  # noqa: S308  # our templates'


def _card(exercise: Exercise, *, is_warned: bool) -> str:
    def make() -> str:
        return drawn("exercises/_card.html", {"exercise": exercise, "is_warned": is_warned})

    return make() if exercise.is_own else kept(("card", exercise.pk, is_warned), make)


def activity_cards(found: Iterable[Findable[Activity]]) -> SafeString:
    def make(activity: Activity) -> str:
        return drawn("exercises/_activity_card.html", {"activity": activity})

    return mark_safe("".join([kept(("activity", it.row.pk), partial(make, it.row)) for it in found]))  # noqa: S308


def drawn(template: str, context: dict[str, Any]) -> SafeString:
    """Return the template filled in, without the white space at the ends of its lines: it is kept, and sent often."""
    lines = (line.strip() for line in render_to_string(template, context).splitlines())
    return mark_safe("\n".join([line for line in lines if line]))  # noqa: S308  # as safe as before


def kept[T](key: Hashable, make: Callable[[], T]) -> T:
    return shelf.now().kept((key, get_language()), make)
