"""A person's data: all of it out as one file, and back in after a look at what that would do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest as DjangoHttpRequest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.events import record
from accounts.forms import UploadForm
from accounts.models import Upload
from accounts.models.event import Kind
from accounts.portability.exporting import export
from accounts.portability.importing import store
from accounts.portability.reading import MAX_BYTES, read
from accounts.portability.schema import schema
from accounts.portability.sheet_reading import read_sheet
from backroutine.datafile import FileError
from backroutine.http import HttpRequest
from backroutine.limits import MINUTE, limited
from backroutine.sizes import takes_file

PARTS = {
    "exercises": gettext_lazy("Own exercises"),
    "routines": gettext_lazy("Routines"),
    "sessions": gettext_lazy("Sessions"),
    "coach": gettext_lazy("What you told the coach"),
    "goals": gettext_lazy("Goals"),
    "reminder": gettext_lazy("Reminders"),
}


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    upload = Upload.objects.filter(person=request.user).only("name", "is_spreadsheet").first()
    return render(request, "accounts/data.html", {"form": UploadForm(), "waiting": upload, "problems": []})


@require_safe
@never_cache
@limited("export", 60, 10 * MINUTE)
def export_file(request: HttpRequest) -> StreamingHttpResponse:
    if request.method == "GET":
        record(Kind.EXPORTED, request.user, request)
    response = StreamingHttpResponse(export(request.user), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="backroutine-{timezone.localdate():%Y-%m-%d}.json"'
    return response


@require_safe
@login_not_required
@cache_control(max_age=86_400, public=True)
def file_schema(request: DjangoHttpRequest) -> JsonResponse:
    return JsonResponse(schema(), content_type="application/schema+json", json_dumps_params={"indent": 2})


@require_POST
@takes_file(MAX_BYTES)
@limited("import", 60, 10 * MINUTE)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in and show what importing it would do."""
    form = UploadForm(request.POST, request.FILES)
    problems: tuple[tuple[str, str], ...] = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        # A data file is one JSON object; whatever does not begin like one is tried as a table.
        is_table = not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
        try:
            if is_table:
                read_sheet(content)
            else:
                store(request.user, read(content), dry_run=True)
        except FileError as error:
            problems = error.problems
        else:
            Upload.keep(request.user, file.name, content, is_spreadsheet=is_table)
            return redirect("accounts:import_table" if is_table else "accounts:import")
    context = {"form": form, "waiting": None, "problems": problems}
    return render(request, "accounts/data.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("import", 60, 10 * MINUTE)
def import_file(request: HttpRequest) -> HttpResponse:
    """Show what the uploaded file would change; a POST does it."""
    upload = get_object_or_404(Upload, person=request.user, is_spreadsheet=False)
    is_sure = request.method == "POST"
    try:
        counts = store(
            request.user,
            read(upload.read()),
            with_settings=not is_sure or "with_settings" in request.POST,
            dry_run=not is_sure,
        )
    except FileError as error:
        context = {"form": UploadForm(), "waiting": None, "problems": error.problems}
        return render(request, "accounts/data.html", context, status=422)
    if not is_sure:
        rows = [(PARTS[name], counted) for name, counted in counts.items()]
        return render(request, "accounts/import.html", {"upload": upload, "counts": rows})
    upload.delete()
    record(Kind.IMPORTED, request.user, request)
    added = sum(counted.added + counted.restored for counted in counts.values())
    messages.success(request, _("Imported: %(added)s new.") % {"added": added})
    return redirect("accounts:data")


@require_POST
def drop_upload(request: HttpRequest) -> HttpResponse:
    Upload.objects.filter(person=request.user).delete()
    messages.success(request, _("Nothing was imported."))
    return redirect("accounts:data")
