"""What every template may print about people."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.queries.community import community, documents, host_label
from accounts.viewer import GUEST


def people(request: HttpRequest) -> dict[str, Any]:
    """Who is asking, and whose forum this is."""
    return {
        "viewer": getattr(request, "viewer", GUEST),
        "community": community(),
        "documents": documents(),
        "host_label": host_label(),
        "local": settings.LOCAL,
    }
