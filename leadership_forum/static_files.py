"""How static files are named and kept in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ForumStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed, and scripts that import each other find each other's hashed names."""

    support_js_module_import_aggregation = True
