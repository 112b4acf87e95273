from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import PreferencesForm
from backroutine.http import HttpRequest


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=request.user)
    if not form.is_bound:
        return render(request, "accounts/settings.html", {"form": form})
    if not form.is_valid():
        return render(request, "accounts/settings.html", {"form": form}, status=422)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("accounts:settings")
