"""A form with one of each control, for the style guide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from backroutine.forms import EFFORT_WORDS, PAIN_WORDS, ScaleField


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What you will look for in the morning."))
    minutes = forms.IntegerField(label=_("Seconds"), min_value=1, max_value=600, initial=45)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("stretch", _("Stretch")), ("strengthen", _("Strengthen"))])
    sides = forms.ChoiceField(
        label=_("Sides"),
        choices=[("none", _("No sides")), ("each", _("Each side"))],
        widget=forms.RadioSelect,
        initial="each",
    )
    is_sound_on = forms.BooleanField(label=_("Sound"), required=False, initial=True, help_text=_("Three short beeps."))
    started_on = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput({"type": "date"}))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 3}))
    pain = ScaleField(label=_("Pain now"), words=PAIN_WORDS)
    effort = ScaleField(label=_("How hard was it?"), words=EFFORT_WORDS, required=True, initial=4)
