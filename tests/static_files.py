"""Static files for browsers that open hundreds of pages with nothing kept."""

import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse

from backroutine.staticfiles import STYLESHEET, joined_stylesheet

STATIC = Path(settings.BASE_DIR) / "static"


@cache
def content(path: str) -> bytes:
    return joined_stylesheet(_read).encode() if path == STYLESHEET else (STATIC / path).read_bytes()


def serve_quickly(handler: StaticFilesHandler, request: HttpRequest) -> Any:
    """Serve what the repository holds from memory, the rest as Django would."""
    path = handler.file_path(request.path)
    if path.startswith(("css/", "js/")) and (STATIC / path).is_file():
        return HttpResponse(content(path), content_type=mimetypes.guess_type(path)[0])
    return serve(request, path, insecure=True)


def _read(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8")
