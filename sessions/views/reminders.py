"""Reminders: e-mail on the planned days, and a calendar feed. Each can be paused and ended with one press."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.http import HttpRequest as DjangoHttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.env import host_of
from backroutine.http import HttpRequest
from backroutine.limits import MINUTE, limited
from sessions.calendar_feed import Planned, feed
from sessions.models import Reminder
from sessions.models.reminder import planned_routines
from sessions.tasks import SIGNER, is_confirmed

PAUSES = {"3": gettext_lazy("3 days"), "7": gettext_lazy("a week"), "14": gettext_lazy("two weeks")}


class MailForm(forms.Form):
    is_mail_on = forms.BooleanField(label=gettext_lazy("Remind me by e-mail on my days"), required=False)
    at = forms.TimeField(
        label=gettext_lazy("At"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("On your own clock. Nothing comes on a day when you are done already."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    reminder = Reminder.objects.of(request.user)
    known = {"is_mail_on": reminder.is_mail_on, "at": reminder.at}
    form = MailForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and request.user.is_guest and form.cleaned_data["is_mail_on"]:
        form.add_error("is_mail_on", _("There is no address to send it to: add an e-mail first."))
    if form.is_valid():
        reminder.set_mail(form.cleaned_data["at"], is_on=form.cleaned_data["is_mail_on"])
        messages.success(request, _("Saved."))
        return redirect("sessions:reminders")
    return _page(request, reminder, form)


def _page(request: HttpRequest, reminder: Reminder, form: MailForm, link: str = "") -> HttpResponse:
    context = {
        "form": form,
        "reminder": reminder,
        "is_paused": reminder.is_paused(timezone.localdate()),
        "pauses": PAUSES.items(),
        "planned": planned_routines(request.user),
        "can_send": settings.CAN_SEND_EMAIL,
        "is_confirmed": is_confirmed(request.user.email),
        "link": link,
    }
    return render(request, "sessions/reminders.html", context, status=422 if form.errors else 200)


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Pause both for some days, or end the pause."""
    reminder = Reminder.objects.of(request.user)
    days = request.POST.get("days", "")
    if days in PAUSES:
        reminder.pause(timezone.localdate(), int(days))
        messages.success(request, _("Paused."))
    else:
        reminder.end_pause()
        messages.success(request, _("The pause is over."))
    return redirect("sessions:reminders")


@require_POST
def feed_link(request: HttpRequest) -> HttpResponse:
    """Make a new link and show it once, or end the one there is."""
    reminder = Reminder.objects.of(request.user)
    if "end" in request.POST:
        reminder.close_feed()
        messages.success(request, _("The calendar link no longer works."))
        return redirect("sessions:reminders")
    link = settings.SITE_URL + reverse("sessions:calendar", args=[reminder.open_feed()])
    form = MailForm(initial={"is_mail_on": reminder.is_mail_on, "at": reminder.at})
    return _page(request, reminder, form, link)


@csrf_exempt  # mail programs press the button themselves (RFC 8058); the signature shows who is meant
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@limited("reminders", 60, MINUTE)
def stop(request: DjangoHttpRequest, signed: str) -> HttpResponse:
    """Ask whether to send no more reminders; a POST stops them. Works without signing in."""
    try:
        reminder = Reminder.objects.filter(pk=int(SIGNER.unsign(signed))).first()
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    if request.method == "POST" and reminder is not None:
        reminder.stop_mail()
    is_stopped = reminder is None or not reminder.is_mail_on
    return render(request, "sessions/stop_reminders.html", {"is_stopped": is_stopped})


@require_safe
@login_not_required
@limited("calendar", 600, MINUTE)
def calendar(request: DjangoHttpRequest, token: str) -> HttpResponse:
    """The planned days as iCalendar, for whoever holds the link."""
    reminder = Reminder.objects.with_feed(token)
    if reminder is None:
        raise Http404
    routines = [
        Planned(
            key=str(routine.key),
            name=routine.name,
            days=tuple(routine.days),
            minutes=max(5, round(routine.seconds() / 60)),
            since=routine.created_at.astimezone(reminder.zone).date(),
            changed_at=routine.updated_at,
            url=settings.SITE_URL + routine.get_absolute_url(),
        )
        for routine in planned_routines(reminder.person)
    ]
    paused = None
    if reminder.paused_from and reminder.paused_until:
        paused = (reminder.paused_from, reminder.paused_until)
    content = feed(
        routines, name="backroutine", at=reminder.at, zone=reminder.zone, pause=paused, host=host_of(settings.SITE_URL)
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Disposition"] = 'inline; filename="backroutine.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
