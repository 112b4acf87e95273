"""How much was done of an exercise that a session did not know of yet."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.dose import MAX_HOLD_SECONDS, MAX_REPS, MAX_SETS, Dose
from exercises.models import Exercise
from sessions.models import Session
from sessions.record import MAX_HELD_SECONDS, MAX_SESSION_SECONDS, SWAP_STEP


class DoneForm(forms.Form):
    """Starts from the exercise's own dose; `place` makes a double tap one exercise."""

    place = forms.IntegerField(min_value=0, max_value=SWAP_STEP - 1, widget=forms.HiddenInput)
    sets = forms.IntegerField(label=_("Sets"), min_value=1, max_value=MAX_SETS)
    reps = forms.IntegerField(label=_("Repeats"), min_value=1, max_value=MAX_REPS)
    hold_seconds = forms.IntegerField(label=_("Seconds held each time"), min_value=0, max_value=MAX_HOLD_SECONDS)

    def __init__(self, *args: Any, session: Session, exercise: Exercise, place: int, **kwargs: Any) -> None:
        dose = exercise.dose
        super().__init__(*args, **kwargs)
        self.initial = {"place": place, "sets": dose.sets, "reps": dose.reps, "hold_seconds": dose.hold_seconds}
        self.session, self.exercise = session, exercise

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors:
            if data["reps"] * data["hold_seconds"] > MAX_HELD_SECONDS:
                self.add_error("hold_seconds", _("That would be more than ten hours in one set."))
            elif self.session.duration_seconds + self.dose.seconds() > MAX_SESSION_SECONDS:
                self.add_error(None, _("A session cannot last longer than a day."))
        return data

    @property
    def dose(self) -> Dose:
        return replace(
            self.exercise.dose, **{name: self.cleaned_data[name] for name in ("sets", "reps", "hold_seconds")}
        )
