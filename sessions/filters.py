"""What the history can be narrowed to: a routine or an activity, an exercise, a kind of exercise."""

from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from backroutine.forms import Select
from exercises import shelf
from exercises.models import Exercise, Kind
from routines.models import Routine
from sessions.listing import own_names
from sessions.models import Session

if TYPE_CHECKING:
    from accounts.models import User

ROUTINE, ACTIVITY = "routine-", "activity-"
FREE, ANY_ACTIVITY = "free", "activity"
ANY = _("Any")


class FilterForm(forms.Form):
    """Three lists of what a person may have done; a value that is on none of them filters nothing."""

    what = forms.ChoiceField(label=_("What"), required=False, widget=Select)
    exercise = forms.ChoiceField(label=_("Exercise"), required=False, widget=Select)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=Select)

    def __init__(self, *args: Any, person: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = own_names(person)
        routines = [(f"{ROUTINE}{pk}", name) for pk, name in own[Routine]]
        activities = [(f"{ACTIVITY}{name}", name) for _key, name in own[Session]]
        groups = [(_("Routines"), routines), (_("Activities"), activities)]
        choices: dict[str, list[Any]] = {
            "what": [("", ANY), *((name, rows) for name, rows in groups if rows), (FREE, _("Without a routine"))],
            "exercise": [("", ANY), *exercise_names(own[Exercise])],
            "kind": [("", ANY), *Kind.choices, (ANY_ACTIVITY, _("Walks, swims, yoga"))],
        }
        for name, each in choices.items():
            self.fields[name].choices = each  # type: ignore[attr-defined]  # a ChoiceField

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Return what is filtered by; anything the lists do not offer is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """Return the filters as the end of an address, each followed by an ampersand."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""

    @cached_property
    def conditions(self) -> dict[str, Any]:
        """Return the reads of sessions that the filters mean, each with what it asks for, if for anything."""
        chosen = self.chosen
        found: dict[str, Any] = {}
        match chosen.get("what", "").partition("-"):
            case ("free", _, _):
                found["free"] = None
            case ("routine", _, pk) if pk:
                found["of_routine"] = int(pk)
            case ("activity", _, name) if name:
                found["of_activity"] = name
        if "exercise" in chosen:
            found["with_exercise"] = chosen["exercise"]
        if chosen.get("kind") == ANY_ACTIVITY:
            found["activities"] = None
        elif "kind" in chosen:
            found["of_kind"] = chosen["kind"]
        return found


def exercise_names(own: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (slug, name) of the catalogue's exercises, retired ones too, and a person's own, in order."""
    catalogue = shelf.now()
    shipped = catalogue.kept("names", lambda: _in_order((row.slug, row.name) for row in catalogue.by_slug.values()))
    return _in_order([*shipped, *own]) if own else shipped


def _in_order(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(names, key=itemgetter(1))
