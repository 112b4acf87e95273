"""The library: public, filtered by its address."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url, replace_url

from backroutine.http import HttpRequest
from backroutine.visitors import same_for_visitors
from exercises import library as shelved
from exercises import shelf
from exercises.filters import NOTHING_SAID, Counts, Filters, Own, ways_out
from exercises.forms import LibraryForm
from exercises.models import Exercise, Kind
from exercises.search import Findable, Rows, search

OWN_GROUP = "own"


@same_for_visitors
@require_safe
@login_not_required
@vary_on_headers("HX-Request", "HX-Trigger-Name")
def library(request: HttpRequest) -> HttpResponse:
    rows, own = shelved.rows_for(request.user), _own(request)
    form = LibraryForm.over(rows, request.GET, own) if request.GET else None
    filters = form.filters() if form else Filters(own=own)
    found, counts = shelved.found_and_counted(filters, rows)
    warned = {it.row.pk for it in found.rows if it.cautions & own.cautions}
    context = {
        "filters": filters,
        "address": filters.query_string()[1:] if request.htmx else request.META.get("QUERY_STRING", ""),
        "facets": "" if _is_typing(request) else _facets(request, filters, counts, rows),
        "kinds": [(kind, counts["kind"][kind], _of_kind(filters, kind)) for kind in Kind],
        "chips": form.chips(filters) if form else [],
        "errors": [error for errors in form.errors.values() for error in errors] if form else [],
        "total": len(rows),
        "number": len(found.rows),
        "ignored": found.ignored,
        "groups": [(*named, shelved.cards(group, warned)) for *named, group in _groups(found.rows, filters)],
        "activities": _activities(filters),
        "ways_out": form.ways_out(ways_out(filters, rows)) if form and not found.rows else [],
    }
    response = render(request, "exercises/library.html" + ("#results" if request.htmx else ""), context)
    # The address of what is shown, without the empty fields of the form; typing leaves no trail of half words.
    remember = replace_url if request.htmx.trigger_name == "q" else push_url
    return remember(response, request.path + filters.query_string().rstrip("?")) if request.htmx else response


def _own(request: HttpRequest) -> Own:
    """Return what the person has said of themselves; a visitor says it in the address alone."""
    person = request.user
    return Own(frozenset(person.cautions), frozenset(person.equipment)) if person.is_authenticated else NOTHING_SAID


def _is_typing(request: HttpRequest) -> bool:
    """Whether results alone are wanted: letter by letter, while the filters are folded away (library-search.js)."""
    return request.htmx.trigger_name == "q" and "filters" not in request.GET


def _facets(request: HttpRequest, filters: Filters, counts: Counts, rows: Rows[Exercise]) -> SafeString:
    """Return the filters to choose from. They are made anew only for choices and numbers not met lately."""
    is_person, numbers = request.user.is_authenticated, tuple(tuple(sorted(it.items())) for it in counts.values())

    def make() -> SafeString:
        form = LibraryForm.over(rows, {}, filters.own)
        context = {
            "filters": filters,
            "facets": form.facets(filters, counts),
            "lists": form.lists(filters),
            "is_person": is_person,
            "own": filters.own,
            "here": reverse("exercises:library") + filters.query_string().rstrip("?"),
        }
        return shelved.drawn("exercises/_facets.html", context)

    return shelf.now().lately(("facets", get_language(), is_person, filters, numbers), make)


def _of_kind(filters: Filters, kind: Kind) -> str:
    """Return the address that shows this kind, or no longer this kind alone."""
    return filters.but(kind="" if filters.kind == kind else kind.value).query_string()


def _groups(rows: list[Findable[Exercise]], filters: Filters) -> list[tuple[str, str, list[Exercise]]]:
    """Return the exercises under their kinds, the person's own first; without a heading where some were asked for."""
    exercises = [it.row for it in rows]
    if filters.q or filters.kind:
        return [("", "", exercises)] if exercises else []
    titles = {OWN_GROUP: _("Your own")} | {kind.value: str(kind.label) for kind in Kind}
    order = list(titles)
    exercises.sort(key=lambda it: order.index(_group(it)))
    return [(name, titles[name], list(group)) for name, group in groupby(exercises, key=_group)]


def _group(exercise: Exercise) -> str:
    return OWN_GROUP if exercise.is_own else exercise.kind


def _activities(filters: Filters) -> SafeString | str:
    """Return the activities, which know no filters: all of them beside the whole library, else those searched for."""
    if filters.is_narrowed:
        return ""
    return shelved.activity_cards(search(filters.q, shelved.activities()).rows)
