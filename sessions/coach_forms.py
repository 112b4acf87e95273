"""What a person tells the coach: the morning after, warning signs, limits of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backroutine.forms import PAIN_WORDS, ScaleField, Words
from exercises import guidance
from sessions.models import Coach, Goal, MorningChoices
from sessions.models.coach import BOUNDS

# How well something can be done; own words for the idea of the Patient-Specific Functional Scale (Stratford 1995).
GOAL_WORDS: Words = {
    0: _("not at all"),
    1: _("hardly"),
    2: _("hardly"),
    3: _("with much trouble"),
    4: _("with much trouble"),
    5: _("with some trouble"),
    6: _("with some trouble"),
    7: _("with a little trouble"),
    8: _("with a little trouble"),
    9: _("nearly as ever"),
    10: _("as well as ever"),
}


class MorningForm(forms.Form):
    """The morning after. Where sets were left out it also asks whether that was for pain."""

    morning = forms.ChoiceField(choices=MorningChoices.choices, widget=forms.HiddenInput)
    pain = ScaleField(label=_("Pain that morning"), words=PAIN_WORDS)
    is_left_for_pain = forms.TypedChoiceField(
        label=_("You left some sets out. Was that because of pain?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, asks_about_sets: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_about_sets:
            del self.fields["is_left_for_pain"]


class CheckForm(forms.Form):
    """The self-check of the safety page. Ticked signs are not stored, only how urgent the most urgent one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, check in enumerate(guidance.shipped().safety.self_check):
            self.fields[f"sign-{number}"] = forms.BooleanField(label=check.question, required=False)

    def urgency(self) -> str:
        """Return the urgency of the most urgent sign that was ticked, or nothing."""
        checks = guidance.shipped().safety.self_check
        ticked = {check.urgency for number, check in enumerate(checks) if self.cleaned_data[f"sign-{number}"]}
        return next((urgency for urgency in guidance.URGENCIES if urgency in ticked), "")


class DecisionForm(forms.Form):
    """Which suggestion is answered, and from which page."""

    key = forms.CharField(max_length=40)
    page = forms.ChoiceField(choices=[("home", ""), ("sessions:next", "")], required=False)


class LimitsForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted while running
    """The person's own limits; an empty one is the rule's."""

    class Meta:
        model = Coach
        fields = ["flare_up_days", *BOUNDS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = guidance.shipped().rules.limits
        for name, (low, high) in BOUNDS.items():
            field = self.fields[name]
            field.help_text = _("%(low)s to %(high)s. Empty: the rule’s own, %(value)s.") % {
                "low": low,
                "high": high,
                "value": getattr(shipped, name),
            }


class GoalForm(forms.ModelForm):  # type: ignore[type-arg]  # cannot be subscripted while running
    """A goal in the person's own words."""

    class Meta:
        model = Goal
        fields = ["words"]
        labels = {"words": _("What do you want to do more easily?")}
        error_messages = {"words": {"required": _("Say it in a few words, such as “put on socks”.")}}
        widgets = {"words": forms.TextInput({"placeholder": _("put on socks"), "autocomplete": "off"})}


class RatingForm(forms.Form):
    value = ScaleField(label=_("How well did it go this week?"), words=GOAL_WORDS, required=True)
