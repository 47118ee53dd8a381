"""Closing one's account."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KEEP, WITHDRAW = "keep", "withdraw"
CHOICES = [
    (KEEP, gettext_lazy("They stand, without my name")),
    (WITHDRAW, gettext_lazy("They are taken back, all of them")),
]


class ClosingForm(forms.Form):
    """What becomes of the posts, and one's handle, so that nobody closes it by a slip."""

    posts = forms.ChoiceField(
        label=gettext_lazy("My posts"), choices=CHOICES, widget=forms.RadioSelect
    )
    handle = forms.CharField(
        max_length=60,
        label=gettext_lazy("Your handle, to confirm"),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    def __init__(self, handle: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_handle = handle

    def clean_handle(self) -> str:
        """One's own."""
        typed = str(self.cleaned_data["handle"]).removeprefix("@").strip()
        if typed.lower() != self.own_handle.lower():
            raise forms.ValidationError(_("This is not your handle."))
        return typed

    @property
    def withdraws(self) -> bool:
        """Whether the posts are taken back."""
        return bool(self.cleaned_data["posts"] == WITHDRAW)
