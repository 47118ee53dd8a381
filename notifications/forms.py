"""The shape of what is sent to the list of notices."""

from django import forms

from notifications.queries.stops import WAYS_BACK

BIGGEST_ID = 2**63 - 1


class PageForm(forms.Form):
    """Which part of the list."""

    before = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)


class MarkReadForm(forms.Form):
    """One notice, or all."""

    id = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)


class StopForm(forms.Form):
    """What a mail program sends for one press (RFC 8058), and what our own page sends; `undo` says
    how it came before."""

    undo = forms.ChoiceField(choices=[(way, way) for way in WAYS_BACK], required=False)

    def clean(self) -> None:
        """One of both must be there."""
        if self.data.get("List-Unsubscribe") != "One-Click" and not self.cleaned_data.get("undo"):
            raise forms.ValidationError("Nothing was asked for.")
