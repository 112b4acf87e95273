"""Static files under names that hold their content's hash, so that browsers may keep them for a year."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

from backroutine.joining import joined_script, joined_stylesheet, parts_of_others, squeezed


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Also join what belongs together, without comments and blanks, and hash what our ES modules import later.

    A hundred small files are good to work in; a phone would wait for each of them before it shows anything.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            self._join({path: self._read(paths, path) for path in paths if path.startswith(("css/", "js/"))}, paths)
        yield from super().post_process(paths, dry_run, **options)

    def _join(self, texts: dict[str, str], paths: dict[str, Any]) -> None:
        parts = parts_of_others(texts)
        for path in texts:
            self.delete(path)
            if path in parts:
                del paths[path]
                continue
            join, shrink = (joined_stylesheet, squeezed) if path.endswith(".css") else (joined_script, jsmin)
            text = shrink(join(texts.__getitem__, path))
            self._save(path, ContentFile(text.encode()))
            paths[path] = (self, path)

    def _read(self, paths: dict[str, Any], path: str) -> str:
        storage, source = paths[path]
        with storage.open(source) as file:
            return str(file.read().decode())
