"""The shape of what is sent to the list of notices."""

from django import forms

BIGGEST_ID = 2**63 - 1


class PageForm(forms.Form):
    """Which part of the list."""

    before = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)


class MarkReadForm(forms.Form):
    """One notice, or all."""

    id = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)
