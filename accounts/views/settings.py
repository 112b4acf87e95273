"""A person's preferences."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import CautionsForm, PlayerForm, PreferencesForm
from backroutine.http import HttpRequest
from backroutine.leading import next_of


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=request.user)
    return _kept(request, form) or _settings(request, form, PlayerForm(instance=request.user))


@require_POST
def player(request: HttpRequest) -> HttpResponse:
    """Keep how sessions run and sound. `next` leads back to the player, whose page is drawn anew with it."""
    form = PlayerForm(request.POST, instance=request.user)
    return _kept(request, form) or _settings(request, PreferencesForm(instance=request.user), form)


def _kept(request: HttpRequest, form: PlayerForm | PreferencesForm) -> HttpResponse | None:
    if not form.is_bound or not form.is_valid():
        return None
    form.save()
    if target := next_of(request):
        return redirect(target)
    messages.success(request, _("Saved."))
    return redirect("accounts:settings")


def _settings(request: HttpRequest, form: PreferencesForm, player_form: PlayerForm) -> HttpResponse:
    # Who comes from a session's page goes back there.
    context = {"form": form, "player": player_form, "next": next_of(request)}
    status = 422 if form.errors or player_form.errors else 200
    return render(request, "accounts/settings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cautions(request: HttpRequest) -> HttpResponse:
    """Ask for cautions and equipment, and lead back to where the person came from."""
    back = next_of(request) or reverse("accounts:settings")
    known = {"cautions": request.user.cautions, "equipment": request.user.equipment}
    form = CautionsForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        request.user.remember(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(back)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/cautions.html", {"form": form, "back": back}, status=status)
