"""Another handle for oneself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import handles


class HandleForm(forms.Form):
    """The handle that one wants to have."""

    username = forms.CharField(
        label=_("Handle"),
        max_length=handles.MAX_LENGTH,
        validators=handles.VALIDATORS,
        help_text=_("Others mention you by it: @handle."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"}
        ),
    )
