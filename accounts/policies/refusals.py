"""What a refusal is. Each app's `policies` follow the same form."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied


class Refusal(PermissionDenied):
    """Visible but not allowed: answered with 403; the message is a sentence for the person."""


class LostRace(Exception):
    """Somebody was faster: answered with 409; the message says what stands now."""


class Gone(Exception):
    """It was here and is not any more: answered with 410; the message says what became of it."""


class TooFast(Exception):
    """Too much in too short a time: answered with 429; `wait` is in seconds, and the message, where
    there is one, a sentence that says what was too much."""

    def __init__(self, wait: int, message: str = "") -> None:
        super().__init__(message)
        self.wait = wait


def reason(check: Callable[..., object], *args: Any) -> str:
    """The sentence with which the rule refuses, or an empty text when it lets it pass."""
    try:
        check(*args)
    except Refusal as refusal:
        return str(refusal)
    return ""
