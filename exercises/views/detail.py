"""The page of one exercise or activity: public, and for whoever is signed in with their own place in it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest
from backroutine.visitors import same_for_visitors
from exercises import catalogue, shelf
from exercises.catalogue import OWN
from exercises.keyposes import beside_the_steps, by_step
from exercises.library import drawn, kept
from exercises.models import Equipment, Exercise, ExerciseCaution, Level, SpineMovement, Variation
from exercises.search import label
from exercises.structured import how_to
from exercises.templatetags.figures import drawing_url

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@same_for_visitors
@require_safe
@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an exercise, or the activity of that name. Retired ones stay reachable: routines and history link there."""
    exercise = shelf.now().by_slug.get(slug) or _own(request.user, slug)
    if exercise is None:
        activity = shelf.now().activities.get(slug)
        if activity is None:
            raise Http404
        return render(request, "exercises/activity.html", {"activity": activity})
    context = _shown(exercise) if exercise.is_own else kept(("page", slug), lambda: _shown(exercise))
    return render(request, "exercises/detail.html", context | _mine(request.user, exercise, context["levels"]))


def _own(person: "User | AnonymousUser", slug: str) -> Exercise | None:
    if not slug.startswith(OWN) or not person.is_authenticated:
        return None
    return next(iter(shelf.own(person.own_exercises.filter(slug=slug).with_muscles())), None)


def _shown(exercise: Exercise) -> dict[str, Any]:
    """Return what everybody is shown of an exercise: much of it drawn already."""
    levels = list(exercise.levels.all())
    shipped = catalogue.shipped().exercises.get(exercise.slug)
    poses = shipped.key_poses if shipped else ()
    works = list(exercise.exercise_muscles.all())
    words = {
        "exercise": exercise,
        "steps": by_step(exercise.steps, poses),
        "variants": beside_the_steps(poses),
        "primary": [row.muscle for row in works if row.is_primary],
        "secondary": [row.muscle for row in works if not row.is_primary],
    }
    return {
        "exercise": exercise,
        "card": drawing_url(f"figures/{exercise.drawn_as}-card.png"),
        "structured": None if exercise.is_own else how_to(exercise),
        "levels": [(level, exercise.dose_at(level)) for level in levels],
        "facts": drawn("exercises/_facts.html", {"exercise": exercise} | _facts(exercise)),
        "words": drawn("exercises/_words.html", words),
        "neighbours": drawn("exercises/_neighbours.html", _around(exercise)),
        "sources": drawn("exercises/_sources.html", {"exercise": exercise}),
    }


def _facts(exercise: Exercise) -> dict[str, list[str]]:
    return {
        "equipment": [label(Equipment, value) for value in exercise.equipment],
        "equipment_optional": [label(Equipment, value) for value in exercise.equipment_optional],
        "spine_movements": [label(SpineMovement, value) for value in exercise.spine_movements],
    }


def _around(exercise: Exercise) -> dict[str, Any]:
    """Return the neighbours that are still offered; an own exercise has none."""
    rows = [row for row in exercise.variations.all() if not row.neighbour.retired_at]
    return {
        "easier": [row.neighbour for row in rows if row.direction == Variation.Direction.EASIER],
        "harder": [row.neighbour for row in rows if row.direction == Variation.Direction.HARDER],
    }


def _mine(person: "User | AnonymousUser", exercise: Exercise, levels: Sequence[tuple[Level, Any]]) -> dict[str, Any]:
    """Return the cautions, those the person named apart; and their routines, history and place on the ladder."""
    cautions = list(exercise.exercise_cautions.all())
    if not person.is_authenticated:
        return {"cautions": cautions, "my_cautions": [], "routines": [], "story": None, "place": None}
    routines = list(person.routines.active().marking(exercise))
    story = person.sessions.story_of(exercise, timezone.localdate())
    held = next((held for routine in routines if (held := routine.holds)), None)  # type: ignore[attr-defined]
    numbers = (held["sets"], held["reps"], held["hold_seconds"]) if held else story.planned if story else None
    return {
        "cautions": _named(cautions, person.cautions, is_named=False),
        "my_cautions": _named(cautions, person.cautions, is_named=True),
        "routines": routines,
        "story": story,
        "place": next((it.number for it, _dose in levels if (it.sets, it.reps, it.hold_seconds) == numbers), None),
    }


def _named(rows: Iterable[ExerciseCaution], slugs: Sequence[str], *, is_named: bool) -> list[ExerciseCaution]:
    return [row for row in rows if (row.caution.slug in slugs) is is_named]
