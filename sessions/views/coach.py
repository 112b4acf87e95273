"""What next: the suggestions and their answers, the morning after, and the person's own limits."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backroutine.http import HttpRequest
from exercises import guidance
from routines.models import Prescription
from sessions.advice import Kind, Suggestion
from sessions.coach_forms import DecisionForm, LimitsForm, MorningForm
from sessions.coaching import Coaching, coaching_of
from sessions.ladder import Verdict
from sessions.models import Coach, Standing
from sessions.offers import offer
from sessions.overview import groups_of
from sessions.today import today_context


@require_safe
def next_page(request: HttpRequest) -> HttpResponse:
    """Show what the rule says of every exercise, and why."""
    coaching = coaching_of(request.user, timezone.localdate())
    context = {
        "coach": coaching.coach,
        "eased": coaching.eased,
        "offers": [offer(each, coaching.judged) for each in coaching.suggestions],
        "routines": [(routine, groups_of(routine, coaching)) for routine in coaching.routines],
        "limits": coaching.coach.limits(),
        "rules": guidance.shipped().rules,
    }
    return render(request, "sessions/next.html", context)


@require_POST
@transaction.atomic
def follow(request: HttpRequest) -> HttpResponse:
    """Do what was suggested, if it still holds: facts may have changed since the page was drawn."""
    coaching, suggestion = _asked(request)
    if suggestion is None:
        messages.info(request, _("That suggestion no longer holds: something changed meanwhile."))
        return answer(request)
    if suggestion.kind is Kind.LOWER:
        coaching.coach.note_asked(suggestion.basis)
        coaching.coach.start_flare_up(timezone.localdate())
        return redirect("sessions:flare_up")
    if suggestion.kind is not Kind.ASK:
        batch = _follow_each(coaching, suggestion)
        undo = reverse("sessions:undo_decision", args=[batch])
        messages.success(request, _followed(suggestion), extra_tags=undo)
    return answer(request)


@require_POST
@transaction.atomic
def decline(request: HttpRequest) -> HttpResponse:
    """Remember that this is not wanted: it is not asked again on the same facts."""
    coaching, suggestion = _asked(request)
    if suggestion is None:
        return answer(request)
    if suggestion.kind in (Kind.ASK, Kind.LOWER):
        coaching.coach.note_asked(suggestion.basis)
        messages.success(request, _("Noted. It is not asked again about that session."))
        return answer(request)
    batch = uuid.uuid4()
    for each in suggestion.candidates:
        standing = Standing.objects.of(coaching.judged[each.pk].prescription)
        standing.decline(each.judgement.verdict, basis=UUID(each.basis), batch=batch)
    messages.success(
        request,
        _("Kept as it is. It is not suggested again before new sessions speak for it."),
        extra_tags=reverse("sessions:undo_decision", args=[batch]),
    )
    return answer(request)


@require_POST
@transaction.atomic
def undo_decision(request: HttpRequest, batch: UUID) -> HttpResponse:
    Coach.objects.lock(request.user)
    if Standing.objects.undo(request.user, batch):
        messages.success(request, _("Taken back: everything is as it was."))
    else:
        messages.info(request, _("There is nothing to take back."))
    return redirect("home")


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paused exercise back into sessions."""
    prescription = get_object_or_404(Prescription.objects.owned_by(request.user), pk=pk)
    rows = Standing.objects.owned_by(request.user).select_related("prescription__exercise")
    standing = get_object_or_404(rows, prescription=prescription)
    batch = uuid.uuid4()
    standing.resume(batch)
    text = _("%(name)s is back in your sessions.") % {"name": standing.prescription.exercise.name}
    messages.success(request, text, extra_tags=reverse("sessions:undo_decision", args=[batch]))
    return redirect("sessions:next")


@require_POST
def morning(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Store how the back was the morning after a session."""
    session = get_object_or_404(request.user.sessions.finished(), pk=pk)
    form = MorningForm(request.POST)
    if not form.is_valid():
        context = today_context(request.user, timezone.localdate())
        template = "today.html#today" if request.htmx else "today.html"
        return render(request, template, context | {"morning": session, "morning_form": form}, status=422)
    data = form.cleaned_data
    session.tell_morning(data["morning"], data["pain"], is_left_for_pain=data["is_left_for_pain"])
    undo = reverse("sessions:morning_undo", args=[pk])
    messages.success(request, _("Noted: the morning after %(name)s.") % {"name": session.name}, extra_tags=undo)
    return answer(request)


@require_POST
def morning_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    get_object_or_404(request.user.sessions.finished(), pk=pk).tell_morning("")
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Show and change the person's own limits; the sourced ones stand beside them."""
    form = LimitsForm(request.POST or None, instance=Coach.objects.of(request.user))
    if request.method == "POST" and form.is_valid():
        form.instance.set_limits(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("sessions:next")
    context = {"form": form, "rules": guidance.shipped().rules}
    return render(request, "sessions/limits.html", context, status=422 if form.errors else 200)


def answer(request: HttpRequest) -> HttpResponse:
    """Answer htmx with Today as it is now, anyone else by going back to the page the form stood on."""
    if request.htmx:
        return render(request, "today.html#today", today_context(request.user, timezone.localdate()))
    form = DecisionForm(request.POST)
    form.is_valid()
    return redirect(form.cleaned_data.get("page") or "home")


def _asked(request: HttpRequest) -> tuple[Coaching, Suggestion | None]:
    """Return what was answered, if it still holds. A second tap waits for the first and sees what that changed."""
    Coach.objects.lock(request.user)
    coaching = coaching_of(request.user, timezone.localdate())
    form = DecisionForm(request.POST)
    return coaching, coaching.suggestion(form.cleaned_data["key"]) if form.is_valid() else None


def _follow_each(coaching: Coaching, suggestion: Suggestion) -> UUID:
    batch, today = uuid.uuid4(), timezone.localdate()
    for each in suggestion.candidates:
        standing = Standing.objects.of(coaching.judged[each.pk].prescription)
        standing.follow(each.judgement.verdict, each.target, basis=UUID(each.basis), batch=batch, today=today)
    return batch


def _followed(suggestion: Suggestion) -> str:
    one = suggestion.candidates[0]
    if one.judgement.verdict is Verdict.PAUSE:
        return _("%(name)s is paused: sessions leave it out until you resume it.") % {"name": one.name}
    if suggestion.kind is Kind.RESTART:
        return _("The doses are lower now.")
    return _("%(name)s has its new dose.") % {"name": one.name}
