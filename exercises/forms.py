"""The library's filters, as they come in the address."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.models import Equipment, Focus, Kind, Muscle, StartPosition
from exercises.search import FACETS, NO_EQUIPMENT, Filters

MAX_QUERY = 100
EQUIPMENT_CHOICES = [
    (NO_EQUIPMENT, _("nothing but a mat")),
    *((value, label) for value, label in Equipment.choices if value != Equipment.MAT),
]
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


class LibraryForm(forms.Form):
    """Whatever it does not know it leaves out and says so: an old link still leads to exercises."""

    q = forms.CharField(label=_("Search"), max_length=MAX_QUERY, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, required=False)
    focus = forms.ChoiceField(label=_("Part of the body"), choices=Focus, required=False)
    position = forms.ChoiceField(label=_("Start position"), choices=StartPosition, required=False)
    muscle = forms.ChoiceField(label=_("Muscle"), required=False)
    equipment = forms.ChoiceField(label=_("What you need"), choices=EQUIPMENT_CHOICES, required=False)

    def __init__(self, data: Any, *, muscles: Iterable[Muscle]) -> None:
        super().__init__(data)
        rank = {region: place for place, region in enumerate(REGIONS)}
        by_region = sorted(muscles, key=lambda it: (rank.get(it.region, len(rank)), it.region, it.lay_name))
        cast(forms.ChoiceField, self.fields["muscle"]).choices = [
            (REGIONS.get(region, region), [(it.slug, it.lay_name) for it in group])
            for region, group in groupby(by_region, key=lambda it: it.region)
        ]

    def filters(self) -> Filters:
        """Return what was understood."""
        self.is_valid()
        return Filters(**self.cleaned_data)

    def facets(self, filters: Filters, counts: dict[str, Counter[str]]) -> list[Facet]:
        return [
            Facet(name, str(self.fields[name].label), list(self._groups(name, filters, counts[name])))
            for name in FACETS
        ]

    def _groups(self, name: str, filters: Filters, counts: Counter[str]) -> Iterable[tuple[str, list[Option]]]:
        chosen = getattr(filters, name)
        choices = list(cast(Any, self.fields[name]).choices)
        groups = choices if choices and isinstance(choices[0][1], list) else [("", choices)]
        for group, values in groups:
            options = [
                Option(
                    value=value,
                    label=str(label),
                    number=counts[value],
                    is_on=value == chosen,
                    address=filters.but(**{name: "" if value == chosen else value}).query_string(),
                )
                for value, label in values
                if counts[value] or value == chosen or name == "kind"  # the chips of the kinds stay in their places
            ]
            if options:
                yield str(group), options
