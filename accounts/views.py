from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import PlayerForm, PreferencesForm
from backroutine.http import HttpRequest


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
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    messages.success(request, _("Saved."))
    return redirect("accounts:settings")


def _settings(request: HttpRequest, form: PreferencesForm, player_form: PlayerForm) -> HttpResponse:
    # Who comes from a session's page goes back there.
    next_url = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "player": player_form, "next": next_url}
    status = 422 if form.errors or player_form.errors else 200
    return render(request, "accounts/settings.html", context, status=status)
