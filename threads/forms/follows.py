"""How closely something is followed."""

from django import forms

from threads.models.follows import Level


class FollowForm(forms.Form):
    """One of the four levels; `back` says that the list of everything followed is left for it."""

    level = forms.ChoiceField(choices=Level.choices)
    back = forms.BooleanField(required=False)
