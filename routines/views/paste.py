"""A physiotherapist's sheet, pasted: read, looked through, and made into a routine."""

from typing import Any, cast

from django.contrib import messages
from django.forms.utils import ErrorList
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from backroutine.http import HttpRequest
from backroutine.limits import MINUTE, POSTS, limited
from exercises.models import LibraryFullError
from routines.models import MAX_PRESCRIPTIONS, Routine, RoutineFullError
from routines.models.draft import append, make_routine
from routines.paste import BaseLines, Choices, Lines, SheetForm, TargetForm, lines_of, summary
from routines.views.answers import undo_url

USUAL_TARGET = 3


@require_http_methods(["GET", "HEAD", "POST"])
@limited("paste", 60, 10 * MINUTE, methods=POSTS)
def paste(request: HttpRequest) -> HttpResponse:
    """Show the empty form; POST reads the text, or checks or saves what was made of it. Without script too."""
    if request.method != "POST":
        return render(request, "routines/paste.html", {"form": SheetForm(choices=cast(Choices, None))})
    choices = Choices(request.user)
    if request.POST.get("do") not in {"save", "check"}:
        return _read(request, choices)
    lines = cast(BaseLines, Lines(request.POST, prefix="line", form_kwargs={"choices": choices}, error_class=ErrorList))
    target = TargetForm(request.POST, instance=Routine(person=request.user), routines=request.user.routines.kept())
    if request.POST.get("do") == "check":
        return _show(request, lines, target)
    if not (lines.is_valid() & target.is_valid()):
        return _show(request, lines, target, status=422)
    return _save(request, lines, target)


def _read(request: HttpRequest, choices: Choices) -> HttpResponse:
    form = SheetForm(request.POST, choices=choices)
    if not form.is_valid():
        return render(request, "routines/paste.html", {"form": form}, status=422)
    sheet = form.sheet
    initial = {
        "name": _("From my sheet"),
        "weekly_target": sheet.times_a_week or USUAL_TARGET,
        "days": sheet.days,
        "into": "new",
    }
    target = TargetForm(initial=initial, instance=Routine(person=request.user), routines=request.user.routines.kept())
    return _show(request, lines_of(sheet, choices), target, sheet=sheet)


def _show(
    request: HttpRequest, lines: BaseLines, target: TargetForm, *, sheet: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "lines": lines,
        "target": target,
        "summary": summary(lines),
        "text": request.POST.get("text", ""),
        "said": sheet.about_all if sheet else (),
        "doubts": sheet.doubts if sheet else (),
        "times_a_week": sheet.times_a_week if sheet else None,
        "is_refused": status == 422,
    }
    return render(request, "routines/pasted.html", context, status=status)


def _save(request: HttpRequest, lines: BaseLines, target: TargetForm) -> HttpResponse:
    drafts, routine = lines.drafts(), target.existing
    try:
        if routine is None:
            said = target.cleaned_data
            routine = make_routine(request.user, said["name"], said["weekly_target"], drafts, days=said["days"])
            undo = reverse("routines:delete", args=[routine.pk])
            messages.success(request, _("“%(name)s” is made.") % {"name": routine}, extra_tags=undo)
        else:
            append(routine, drafts)
            words = ngettext("%(n)s exercise is added.", "%(n)s exercises are added.", len(drafts))
            undo = undo_url(routine.change) if routine.change else ""
            messages.success(request, words % {"n": len(drafts)}, extra_tags=undo)
    except RoutineFullError:
        target.add_error("into", _("A routine holds up to %(most)s exercises.") % {"most": MAX_PRESCRIPTIONS})
        return _show(request, lines, target, status=422)
    except LibraryFullError:
        target.add_error("into", _("You keep as many own exercises as fit. Delete some first."))
        return _show(request, lines, target, status=422)
    return redirect(routine)
