"""What was done: the list by month and one session."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from backroutine.http import HttpRequest


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    return render(request, "sessions/list.html", {"sessions": request.user.sessions.finished().newest_first()})


@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = get_object_or_404(request.user.sessions.kept().with_entries(), pk=pk)
    return render(request, "sessions/detail.html", {"session": session})
