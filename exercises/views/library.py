"""The library: public, filtered by its address."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url, replace_url

from backroutine.http import HttpRequest
from exercises import search
from exercises.filters import NOTHING_SAID, Filters, Own, apply, counts, filterable, ways_out
from exercises.forms import LibraryForm
from exercises.models import Activity, Exercise, Kind
from exercises.search import Findable

OWN_GROUP = "own"


@require_safe
@login_not_required
@vary_on_headers("HX-Request")
def library(request: HttpRequest) -> HttpResponse:
    rows = Exercise.objects.offered_to(request.user).popular_first().with_muscles().with_cautions()
    exercises = [filterable(it) for it in rows]
    form = LibraryForm(request.GET, own=_own(request), **_used(exercises))
    filters = form.filters()
    found = apply(filters, exercises)
    address = filters.query_string().removeprefix("?") if request.htmx else request.META.get("QUERY_STRING", "")
    context = {
        "filters": filters,
        "address": address,
        "facets": form.facets(filters, counts(filters, exercises)),
        "lists": form.lists(filters),
        "chips": form.chips(filters),
        "errors": [error for errors in form.errors.values() for error in errors],
        "total": len(exercises),
        "number": len(found.rows),
        "ignored": found.ignored,
        "groups": _by_kind(found.rows, filters),
        "warned": {it.row.pk for it in found.rows if it.cautions & filters.own.cautions},
        "activities": _activities(filters),
        "ways_out": form.ways_out([] if found.rows else ways_out(filters, exercises)),
    }
    response = render(request, "exercises/library.html" + ("#results" if request.htmx else ""), context)
    # The address of what is shown, without the empty fields of the form; typing leaves no trail of half words.
    remember = replace_url if request.htmx.trigger_name == "q" else push_url
    return remember(response, request.path + filters.query_string().rstrip("?")) if request.htmx else response


def _own(request: HttpRequest) -> Own:
    """Return what the person has said of themselves; a visitor says it in the address alone."""
    person = request.user
    return Own(frozenset(person.cautions), frozenset(person.equipment)) if person.is_authenticated else NOTHING_SAID


def _used(exercises: list[Findable[Exercise]]) -> dict[str, Any]:
    """Return the muscles and the cautions of these exercises: the ones worth filtering by."""
    return {
        "muscles": {row.muscle for it in exercises for row in it.row.exercise_muscles.all()},
        "cautions": {row.caution for it in exercises for row in it.row.exercise_cautions.all()},
    }


def _by_kind(rows: list[Findable[Exercise]], filters: Filters) -> list[tuple[str, list[Exercise]]]:
    """Return the exercises under their kinds, the person's own first; without a heading where some were asked for."""
    exercises = [it.row for it in rows]
    if filters.q or filters.kind:
        return [("", exercises)] if exercises else []
    order = [OWN_GROUP, *Kind.values]
    exercises.sort(key=lambda it: order.index(_group(it)))
    return [(name, list(group)) for name, group in groupby(exercises, key=_group)]


def _group(exercise: Exercise) -> str:
    return OWN_GROUP if exercise.is_own else exercise.kind


def _activities(filters: Filters) -> list[Activity]:
    """Return the activities, which know no filters: all of them beside the whole library, else those searched for."""
    if filters.is_narrowed:
        return []
    findables = [search.findable_activity(it) for it in Activity.objects.current()]
    found = search.search(filters.q, findables)
    return [it.row for it in found.rows]
