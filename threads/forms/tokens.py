"""The guard of a form against double submit, as forms of all apps have it."""

from accounts.forms.tokens import TokenField

__all__ = ["TokenField"]
