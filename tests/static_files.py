"""Static files for browsers that open hundreds of pages with nothing kept: joined as a build joins them."""

import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse
from whitenoise.base import WhiteNoise

from backroutine.joining import joined_script, joined_stylesheet

STATIC = Path(settings.BASE_DIR) / "static"


@cache
def content(path: str) -> bytes:
    join = joined_stylesheet if path.endswith(".css") else joined_script
    return join(_read, path).encode()


def serve_quickly(handler: StaticFilesHandler, request: HttpRequest) -> Any:
    """Serve what the repository holds from memory, the rest as Django would."""
    path = handler.file_path(request.path)
    if path.startswith(("css/", "js/")) and (STATIC / path).is_file():
        return HttpResponse(content(path), content_type=mimetypes.guess_type(path)[0])
    return serve(request, path, insecure=True)


def look_once(patch: pytest.MonkeyPatch) -> None:
    """Let WhiteNoise read the folder of static files once, not with each client that a test makes."""
    look = WhiteNoise.update_files_dictionary
    known: dict[tuple[str, int | None], dict[str, Any]] = {}

    def update(self: WhiteNoise, root: str, prefix: str) -> None:
        if Path(root) != STATIC:
            look(self, root, prefix)
            return
        key = (prefix, self.max_age)
        if key not in known:
            look(self, root, prefix)
            known[key] = dict(self.files)
        self.files.update(known[key])

    patch.setattr(WhiteNoise, "update_files_dictionary", update)


def _read(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8")
