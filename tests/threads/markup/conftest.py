"""These tests need no site: settings only where nobody else has configured any."""

import os

from django.conf import settings


def pytest_configure() -> None:
    """Let translations answer in English when the tests run without the project's settings."""
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure(USE_I18N=False)
