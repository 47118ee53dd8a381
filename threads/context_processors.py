"""What the pages of a sheet leave open (`threads.views.sheets`)."""

from typing import Any

from django.http import HttpRequest


def holes(request: HttpRequest) -> dict[str, Any]:
    """The holes of the sheet in the making, and the mark for the token of its forms."""
    found = getattr(request, "holes", None)
    return {"holes": found, "csrf_token": found.csrf_mark} if found else {}
