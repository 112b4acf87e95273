"""The report for a physiotherapist: choose the days, look, print."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest
from sessions.progress.reads import WEEKLY_TARGETS
from sessions.report import report

SIX_WEEKS = timedelta(weeks=6)
LONGEST = timedelta(days=370)


class ReportForm(forms.Form):
    """The days, both included, and whether the notes are for other eyes too."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    notes = forms.BooleanField(label=_("With my notes"), required=False)

    def clean(self) -> dict[str, object]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            raise ValidationError({"until": _("This is before the first day.")})
        if since and until and until - since > LONGEST:
            raise ValidationError({"since": _("A page holds a year at most.")})
        return self.cleaned_data


@require_safe
def report_page(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    known = {"since": _iso(today - SIX_WEEKS + timedelta(days=1)), "until": _iso(today)}
    form = ReportForm(request.GET if request.GET else known)
    found = None
    if form.is_valid():
        since, until, with_notes = (form.cleaned_data[name] for name in ("since", "until", "notes"))
        found = report(request.user, since, until, with_notes=with_notes)
    target = sum(weekly for (weekly,) in WEEKLY_TARGETS.rows(person=request.user.pk))
    context = {"form": form, "report": found, "target": target, "today": today}
    return render(request, "sessions/report.html", context, status=422 if form.errors else 200)


def _iso(day: date) -> str:
    return day.isoformat()
