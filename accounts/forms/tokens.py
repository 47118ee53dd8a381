"""The guard of a form against double submit."""

from typing import Any
from uuid import UUID

from django import forms


class TokenField(forms.UUIDField):
    """The guard against double submit; what cannot be one guards nothing and refuses nothing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID | None:
        """The token, or None."""
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None
