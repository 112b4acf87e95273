"""A flare-up: lower every dose with one tap, check the warning signs, end it with one tap."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backroutine.http import HttpRequest
from sessions.advice import Kind
from sessions.coach_forms import CheckForm
from sessions.coaching import coaching_of
from sessions.flareup import schedule
from sessions.models import Coach
from sessions.views.coach import answer


@require_safe
def flare_up(request: HttpRequest) -> HttpResponse:
    coach, today = Coach.objects.of(request.user), timezone.localdate()
    eased = coach.eased(today)
    first_on = coach.flare_up_on if eased and coach.flare_up_on else today
    context = {
        "coach": coach,
        "eased": eased,
        "days": [
            (each, first_on + timedelta(days=each.day - 1), round(100 * each.share))
            for each in schedule(coach.flare_up_days)
        ],
        "form": CheckForm(),
    }
    return render(request, "sessions/flare_up.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    Coach.objects.of(request.user).start_flare_up(timezone.localdate())
    return redirect("sessions:flare_up")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    Coach.objects.of(request.user).end_flare_up()
    text = _("The flare-up is over: doses are as your routines say.")
    messages.success(request, text, extra_tags=reverse("sessions:flare_up_go_on"))
    return answer(request)


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Undo the end."""
    Coach.objects.of(request.user).go_on_with_flare_up()
    return redirect("home")


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Stop where a warning sign is ticked; otherwise go on."""
    form = CheckForm(request.POST)
    form.is_valid()
    coaching = coaching_of(request.user, timezone.localdate())
    if urgency := form.urgency():
        coaching.coach.stop(urgency)
        return redirect("sessions:flare_up")
    for suggestion in coaching.suggestions:
        if suggestion.kind is Kind.ASK:
            coaching.coach.note_asked(suggestion.basis)
    messages.success(request, _("No warning sign ticked. Go gently, and stop if pain rises sharply."))
    return redirect("home")


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Go on after a warning sign: the person has asked, or it does not apply."""
    Coach.objects.of(request.user).clear()
    messages.success(request, _("Cleared. Begin gently, and stop if pain rises sharply."))
    return redirect("home")
