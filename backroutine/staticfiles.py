"""Static files under names that hold their content's hash, so that browsers may keep them for a year."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
IMPORT = re.compile(r'^@import url\("([^"]+)"\) layer\(([\w-]+)\);$', re.MULTILINE)


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Also hash the relative imports between our ES modules, and serve the stylesheet as one file.

    Forty small files are good to work in; a phone would wait for each of them before it shows anything.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not dry_run:
            self._join_stylesheet(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _join_stylesheet(self, paths: dict[str, Any]) -> None:
        """Put what app.css imports in its place, each file in its layer."""

        def read(path: str) -> str:
            storage, source = paths[path]
            with storage.open(source) as file:
                return str(file.read().decode())

        joined = IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{read(f'css/{found[1]}')}}}", read(STYLESHEET))
        self.delete(STYLESHEET)
        self._save(STYLESHEET, ContentFile(joined.encode()))
        paths[STYLESHEET] = (self, STYLESHEET)
