"""Static files under names that hold their content's hash, so that browsers may keep them for a year."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
IMPORT = re.compile(r'^@import url\("([^"]+)"\) layer\(([\w-]+)\);$', re.MULTILINE)


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Also hash the relative imports between our ES modules, serve them minified, and the stylesheet as one.

    Forty small files are good to work in; a phone would wait for each of them before it shows anything. Comments and
    indentation are good to work with; they would be a third of what the player sends.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not dry_run:
            self._join_stylesheet(paths)
        for path in [path for path in paths if path.startswith("js/") and path.endswith(".js") and not dry_run]:
            self._replace(paths, path, jsmin(self._read(paths, path)))
        yield from super().post_process(paths, dry_run, **options)

    def _join_stylesheet(self, paths: dict[str, Any]) -> None:
        """Put what app.css imports in its place, each file in its layer."""

        def layer(found: re.Match[str]) -> str:
            return f"@layer {found[2]} {{\n{self._read(paths, f'css/{found[1]}')}}}"

        self._replace(paths, STYLESHEET, IMPORT.sub(layer, self._read(paths, STYLESHEET)))

    def _read(self, paths: dict[str, Any], path: str) -> str:
        storage, source = paths[path]
        with storage.open(source) as file:
            return str(file.read().decode())

    def _replace(self, paths: dict[str, Any], path: str, text: str) -> None:
        self.delete(path)
        self._save(path, ContentFile(text.encode()))
        paths[path] = (self, path)
