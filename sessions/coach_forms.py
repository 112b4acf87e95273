"""What a person tells the coach: the morning after, warning signs, limits of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backroutine.forms import PAIN_WORDS, ScaleField
from exercises import guidance
from sessions.models import Coach, MorningChoices
from sessions.models.coach import BOUNDS


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
