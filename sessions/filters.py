"""What the history can be narrowed to: a routine or an activity, an exercise, a kind of exercise."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.models import Exercise, Kind
from sessions.models import SessionQuerySet

if TYPE_CHECKING:
    from accounts.models import User

ROUTINE, ACTIVITY = "routine-", "activity-"
FREE, ANY_ACTIVITY = "free", "activity"


class FilterForm(forms.Form):
    """Three lists of what a person may have done; a value that is on none of them filters nothing."""

    what = forms.ChoiceField(label=_("What"), required=False)
    exercise = forms.ChoiceField(label=_("Exercise"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, person: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exercises = Exercise.objects.visible_to(person).order_by("name").values_list("slug", "name")
        choices: dict[str, list[Any]] = {
            "what": self._what_choices(person),
            "exercise": [("", _("Any")), *exercises],
            "kind": [("", _("Any")), *Kind.choices, (ANY_ACTIVITY, _("Walks, swims, yoga"))],
        }
        for name, each in choices.items():
            self.fields[name].choices = each  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def _what_choices(person: "User") -> list[Any]:
        routines = [(f"{ROUTINE}{pk}", name) for pk, name in person.routines.order_by("name").values_list("pk", "name")]
        activities = [(f"{ACTIVITY}{name}", name) for name in person.sessions.kept().activity_names()]
        groups = [(_("Routines"), routines), (_("Activities"), activities)]
        return [("", _("Any")), *((name, group) for name, group in groups if group), (FREE, _("Without a routine"))]

    @property
    def chosen(self) -> dict[str, str]:
        """Return what is filtered by; anything the lists do not offer is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """Return the filters as the end of an address, each followed by an ampersand."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""

    def narrow(self, sessions: SessionQuerySet) -> SessionQuerySet:
        chosen = self.chosen
        match chosen.get("what", "").partition("-"):
            case ("free", _, _):
                sessions = sessions.free()
            case ("routine", _, pk) if pk:
                sessions = sessions.of_routine(int(pk))
            case ("activity", _, name) if name:
                sessions = sessions.of_activity(name)
        if "exercise" in chosen:
            sessions = sessions.with_exercise(chosen["exercise"])
        if "kind" in chosen:
            is_activity = chosen["kind"] == ANY_ACTIVITY
            sessions = sessions.activities() if is_activity else sessions.of_kind(chosen["kind"])
        return sessions
