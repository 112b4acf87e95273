"""Trying the site without an account."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from backroutine.http import HttpRequest


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Go on to `next`. GuestMiddleware has made a guest of a visitor; whoever signed in instead comes here too."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect("home")
