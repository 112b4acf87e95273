"""The library's filters, as they come in the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exercises.filters import FACETS, LISTS, MINE, Counts, Filters, Own, WayOut
from exercises.library import muscles_and_cautions
from exercises.models import Caution, Equipment, Exercise, Focus, Kind, Muscle, SpineMovement, StartPosition
from exercises.search import NO_EQUIPMENT, TIMES, Rows

MAX_QUERY = 100
EQUIPMENT = [(value, label) for value, label in Equipment.choices if value != Equipment.MAT]
EQUIPMENT_CHOICES = [(NO_EQUIPMENT, _("nothing but a mat")), *EQUIPMENT]
LEVELS = [("1", _("very easy")), ("2", _("easy")), ("3", _("moderate")), ("4", _("hard")), ("5", _("very hard"))]
REGIONS = {
    "back": _("Back"),
    "core": _("Core"),
    "hip": _("Hips and buttocks"),
    "leg": _("Legs"),
    "neck": _("Neck"),
    "shoulder": _("Shoulders"),
    "chest": _("Chest"),
    "arm": _("Arms"),
}


def in_regions(muscles: Iterable[Muscle]) -> list[Muscle]:
    rank = {region: place for place, region in enumerate(REGIONS)}
    return sorted(muscles, key=lambda it: (rank.get(it.region, len(rank)), it.region, it.lay_name))


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter: how many exercises it would show, and the address that turns it on, or off again."""

    value: str
    label: str
    number: int
    is_on: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: its values by group; ("", all of them) where they have none."""

    name: str
    label: str
    groups: list[tuple[str, list[Option]]]

    @property
    def chosen(self) -> Option | None:
        return next((option for _group, options in self.groups for option in options if option.is_on), None)


@dataclass(frozen=True, slots=True)
class Box:
    """One value of a filter that takes several: a box to tick."""

    value: str
    label: str
    is_on: bool

    @property
    def is_mine(self) -> bool:
        return self.value == MINE


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice, in words, and the address without it."""

    filter: str
    label: str
    address: str


class LibraryForm(forms.Form):
    """Whatever it does not know it leaves out and says so: an old link still leads to exercises."""

    q = forms.CharField(label=_("Search"), max_length=MAX_QUERY, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, required=False)
    focus = forms.ChoiceField(label=_("Part of the body"), choices=Focus, required=False)
    position = forms.ChoiceField(label=_("Start position"), choices=StartPosition, required=False)
    muscle = forms.ChoiceField(label=_("Muscle"), required=False)
    equipment = forms.ChoiceField(label=_("What you need"), choices=EQUIPMENT_CHOICES, required=False)
    level = forms.ChoiceField(label=_("How hard"), choices=LEVELS, required=False)
    spine = forms.ChoiceField(label=_("Your spine"), choices=SpineMovement, required=False)
    time = forms.ChoiceField(
        label=_("Time"),
        choices=[(str(seconds), format_lazy(_("up to {minutes} min"), minutes=seconds // 60)) for seconds in TIMES],
        required=False,
    )
    without = forms.MultipleChoiceField(label=_("Cautions"), required=False)
    have = forms.MultipleChoiceField(label=_("Equipment at hand"), required=False)

    def __init__(self, data: Any, *, muscles: Iterable[Muscle], cautions: Iterable[Caution], own: Own) -> None:
        super().__init__(data)
        self.own = own
        by_region = in_regions(muscles)
        self._choose_among(
            "muscle",
            [
                (REGIONS.get(region, region), [(it.slug, it.lay_name) for it in group])
                for region, group in groupby(by_region, key=lambda it: it.region)
            ],
        )
        mine = [(MINE, _("what my cautions say"))] if own.cautions else []
        self._choose_among("without", [*mine, *((it.slug, it.short) for it in sorted(cautions, key=lambda it: it.pk))])
        mine = [(MINE, _("what I have"))] if own.equipment else []
        self._choose_among("have", [*mine, *EQUIPMENT])

    @classmethod
    def over(cls, rows: Rows[Exercise], data: Any, own: Own) -> "LibraryForm":
        """Return the form of a library that has these exercises."""
        muscles, cautions = muscles_and_cautions(rows)
        return cls(data, muscles=muscles, cautions=cautions, own=own)

    def _choose_among(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def filters(self) -> Filters:
        """Return what was understood."""
        self.is_valid()
        lists = {name: self._known(name) for name in LISTS}
        return Filters(**self.cleaned_data | lists, own=self.own)

    def _known(self, name: str) -> tuple[str, ...]:
        """Return those values of a list that there are, in their own order."""
        sent = set(self[name].data or ())
        return tuple(value for value, _label in cast(Any, self.fields[name]).choices if value in sent)

    def facets(self, filters: Filters, counts: Counts) -> list[Facet]:
        return [Facet(name, str(self.fields[name].label), list(self._groups(name, filters, counts))) for name in FACETS]

    def lists(self, filters: Filters) -> dict[str, list[Box]]:
        """Return the boxes to tick of the filters that take several values."""
        return {
            name: [
                Box(value, str(label), value in getattr(filters, name))
                for value, label in cast(Any, self.fields[name]).choices
            ]
            for name in LISTS
        }

    def chips(self, filters: Filters) -> list[Chip]:
        """Return the choices that can be taken back one by one; words and kinds have places of their own."""
        return [
            Chip(self._label(name), self._words(name, value), filters.dropping(name, value).query_string())
            for name, value in filters.chosen
            if name not in {"q", "kind"}
        ]

    def ways_out(self, ways: Iterable[WayOut]) -> list[dict[str, Any]]:
        return [
            {
                "label": way.value if way.name == "q" else self._words(way.name, way.value),
                "address": way.filters.query_string(),
                "number": way.number,
            }
            for way in ways
        ]

    def _label(self, name: str) -> str:
        return str(self.fields[name].label)

    def _words(self, name: str, value: str) -> str:
        """Return what a choice is called where nothing else stands beside it."""
        choices = [
            choice
            for key, label in cast(Any, self.fields[name]).choices
            for choice in (label if isinstance(label, list) else [(key, label)])
        ]
        label = str(dict(choices)[value])
        if name == "without":
            return _("Without %(what)s") % {"what": label} if value == MINE else _("Left out: %(who)s") % {"who": label}
        if name == "have":
            return _("Only %(what)s") % {"what": label} if value == MINE else _("I have: %(what)s") % {"what": label}
        return label

    def _groups(self, name: str, filters: Filters, counts: Counts) -> Iterable[tuple[str, list[Option]]]:
        chosen = getattr(filters, name)
        choices = list(cast(Any, self.fields[name]).choices)
        groups = choices if choices and isinstance(choices[0][1], list) else [("", choices)]
        for group, values in groups:
            options = [
                Option(
                    value=value,
                    label=str(label),
                    number=counts[name][value],
                    is_on=value == chosen,
                    address=filters.but(**{name: "" if value == chosen else value}).query_string(),
                )
                for value, label in values
                if counts[name][value] or value == chosen or name == "kind"  # the kinds stay in their places
            ]
            if options:
                yield str(group), options
