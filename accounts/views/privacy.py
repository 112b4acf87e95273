"""What is kept of people, for anybody to read."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.privacy import PARTS, cookies
from backroutine.http import HttpRequest
from backroutine.visitors import same_for_visitors


@same_for_visitors
@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"parts": PARTS, "cookies": cookies(), "guest_days": settings.GUEST_DAYS}
    return render(request, "accounts/privacy.html", context)
