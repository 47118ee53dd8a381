"""How closely something is followed."""

from django import forms

from threads.models.follows import Level


class FollowForm(forms.Form):
    """One of the four levels; `back` says that the list of everything followed is left for it."""

    level = forms.ChoiceField(choices=Level.choices)
    back = forms.BooleanField(required=False)


class EachPostForm(forms.Form):
    """Whether each post of a category is mailed: what it shall be, so that twice is once."""

    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], required=False)
    back = forms.BooleanField(required=False)

    @property
    def is_on(self) -> bool:
        """Whether the wish is to get them."""
        return bool(self.cleaned_data["on"] != "0")
