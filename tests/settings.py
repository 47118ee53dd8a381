"""The settings of the suite: the real ones, with what only tests change."""

import os

os.environ.setdefault("DEBUG", "on")

from django.db.models.fetch_modes import FETCH_RAISE

from leadership_forum.settings import *  # noqa: F403

FETCH_MODE = FETCH_RAISE
SEAL_TEMPLATES = True
# Off unless a test asks; the same people act in all of them.
RATE_LIMITS = ACCOUNT_RATE_LIMITS = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests that need no database clear it as well. A copy, for what the site itself sets is tried, too.
CACHES = {
    **CACHES,  # noqa: F405
    "shared": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shared"},
}
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# Development reads templates anew for each page; a suite need not.
TEMPLATES[0]["OPTIONS"]["loaders"] = [  # noqa: F405
    ("django.template.loaders.cached.Loader", TEMPLATES[0]["OPTIONS"]["loaders"])  # noqa: F405
]
OWN_HOSTS = {"testserver"}
