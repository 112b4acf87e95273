"""What was changed in a routine lately, and taking it back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backroutine.http import HttpRequest
from routines.models import CannotUndoError, Change, RoutineFullError
from routines.views.answers import changed, full, refuse


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept(), pk=pk)
    return render(request, "routines/changes.html", {"routine": routine, "changes": routine.changes.recent()})


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(Change.objects.owned_by(request.user).recent(), pk=pk)
    try:
        change.undo()
    except RoutineFullError:
        return refuse(request, change.routine, full())
    except CannotUndoError:
        return refuse(request, change.routine, _("That can no longer be undone: its exercise is no more."))
    return changed(request, change.routine, str(change.routine.change or _("Undone.")), change=change.routine.change)
