"""What a moderator sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 500


class ReasonForm(forms.Form):
    """An act with the reason that everybody can read."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Why"),
        error_messages={"required": _("Say why: readers will see it.")},
    )
