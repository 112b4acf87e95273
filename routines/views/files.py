"""A routine as a file, out and in; and the schema of that file, for whoever writes one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest as DjangoHttpRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backroutine.datafile import FileError
from backroutine.http import HttpRequest
from backroutine.limits import MINUTE, POSTS, limited
from backroutine.sizes import takes_file
from exercises.models import LibraryFullError
from routines.routine_file.reading import MAX_BYTES, read, store
from routines.routine_file.schema import schema
from routines.routine_file.writing import text_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput({"accept": ".json,application/json"}),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def clean_file(self) -> bytes:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        content: bytes = file.read(MAX_BYTES + 1)
        return content


@require_safe
@never_cache
@limited("export", 60, 10 * MINUTE)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    routine = get_object_or_404(request.user.routines.kept().with_muscles(), pk=pk)
    response = HttpResponse(text_of(routine), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{slugify(routine.name) or "routine"}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(MAX_BYTES)
@limited("import", 60, 10 * MINUTE, methods=POSTS)
def import_routine(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "routines/import.html", {"form": FileForm(), "faults": ()})
    form = FileForm(request.POST, request.FILES)
    faults: tuple[tuple[str, str], ...] = ()
    if form.is_valid():
        try:
            routine = store(request.user, read(form.cleaned_data["file"]))
        except FileError as error:
            faults = error.problems
        except LibraryFullError:
            faults = (("own_exercises", _("You keep as many own exercises as fit. Delete some first.")),)
        else:
            undo = reverse("routines:delete", args=[routine.pk])
            messages.success(request, _("“%(name)s” is made.") % {"name": routine}, extra_tags=undo)
            return redirect(routine)
    return render(request, "routines/import.html", {"form": form, "faults": faults}, status=422)


@require_safe
@login_not_required
@cache_control(max_age=86_400, public=True)
def file_schema(request: DjangoHttpRequest) -> JsonResponse:
    response = JsonResponse(
        schema() | {"$id": request.build_absolute_uri()},
        content_type="application/schema+json",
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response
