"""Agreeing to what the community asks of its members."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AgreementForm(forms.Form):
    """The box, and up to which version one read."""

    version = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read this and agree to it."),
        error_messages={"required": _("Tick the box to go on, or sign out.")},
    )
