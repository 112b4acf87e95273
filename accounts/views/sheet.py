"""Sessions from somebody's own table: the person says which column is what, sees what comes of it, and says yes."""

import zoneinfo

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.events import record
from accounts.forms import ColumnsForm
from accounts.models import Upload
from accounts.models.event import Kind
from accounts.portability.importing import Counted, store
from accounts.portability.reading import Document
from accounts.portability.sheet_reading import Reader, Sheet, guess, read_sheet
from accounts.portability.spreadsheet import table
from backroutine.datafile import FileError
from backroutine.http import HttpRequest
from backroutine.limits import MINUTE, limited
from exercises.models import Exercise
from exercises.search import normalise

ROWS_SHOWN = 5


@require_safe
@never_cache
@limited("export", 60, 10 * MINUTE)
def export_table(request: HttpRequest) -> StreamingHttpResponse:
    if request.method == "GET":
        record(Kind.EXPORTED, request.user, request)
    response = StreamingHttpResponse(table(request.user), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="backroutine-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@limited("import", 60, 10 * MINUTE)
def import_table(request: HttpRequest) -> HttpResponse:
    """Show which column is taken for what, and what comes of it; a POST tries others, and one that is sure imports."""
    upload = get_object_or_404(Upload, person=request.user, is_spreadsheet=True)
    is_sure = "sure" in request.POST
    sheet = read_sheet(upload.read())
    form = ColumnsForm(request.POST or guess(sheet.headings), headings=sheet.headings)
    counts: dict[str, Counted] = {}
    problems: tuple[tuple[str, str], ...] = ()
    if form.is_valid():
        try:
            parts = _parts(request, sheet, form)
            counts = store(request.user, parts, with_settings=False, dry_run=not is_sure)
        except FileError as error:
            problems = error.problems
        else:
            if is_sure:
                upload.delete()
                record(Kind.IMPORTED, request.user, request)
                messages.success(request, _("Imported: %(added)s new sessions.") % {"added": counts["sessions"].added})
                return redirect("sessions:list")
    context = {
        "upload": upload,
        "form": form,
        "counts": counts,
        "problems": problems,
        "headings": sheet.headings,
        "rows": [cells for _line, cells in sheet.rows[:ROWS_SHOWN]],
        "size": len(sheet.rows),
    }
    return render(request, "accounts/import_table.html", context, status=422 if is_sure or form.errors else 200)


def _parts(request: HttpRequest, sheet: Sheet, form: ColumnsForm) -> Document:
    known: dict[str, str] = {}
    for exercise in Exercise.objects.visible_to(request.user).only("slug", "name", "other_names"):
        known |= {normalise(name): exercise.slug for name in [exercise.slug, *exercise.other_names, exercise.name]}
    zone = zoneinfo.ZoneInfo(request.user.time_zone)
    reader = Reader(form.columns(), zone, request.user.pk, known, is_day_first=form.cleaned_data["order"] == "day")
    return reader.parts(sheet)
