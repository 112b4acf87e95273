"""Static files under names that hold their content's hash, so that browsers may keep them for a year."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
IMPORT = re.compile(r'^@import url\("([^"]+)"\) layer\(([\w-]+)\);$', re.MULTILINE)


def joined_stylesheet(read: Callable[[str], str]) -> str:
    """Return the stylesheet with what it imports in its place, each file in its layer; `read` gets a file's text."""
    return IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{read(f'css/{found[1]}')}}}", read(STYLESHEET))


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Also hash the relative imports between our ES modules, serve them minified, and the stylesheet as one.

    Forty small files are good to work in; a phone would wait for each of them before it shows anything. Comments and
    indentation are good to work with; they would be a third of what the player sends.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not dry_run:
            self._replace(paths, STYLESHEET, joined_stylesheet(lambda path: self._read(paths, path)))
        for path in [path for path in paths if path.startswith("js/") and path.endswith(".js") and not dry_run]:
            self._replace(paths, path, jsmin(self._read(paths, path)))
        yield from super().post_process(paths, dry_run, **options)

    def _read(self, paths: dict[str, Any], path: str) -> str:
        storage, source = paths[path]
        with storage.open(source) as file:
            return str(file.read().decode())

    def _replace(self, paths: dict[str, Any], path: str, text: str) -> None:
        self.delete(path)
        self._save(path, ContentFile(text.encode()))
        paths[path] = (self, path)
