"""Static files under names that hold their content's hash, so that browsers may keep them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Also hash the relative imports between our ES modules."""

    support_js_module_import_aggregation = True
