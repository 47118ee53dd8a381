"""People as others name them in a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries.handles import owner_of_former


class PersonField(forms.CharField):
    """The handle of somebody with an account, with or without an @."""

    widget = forms.TextInput(
        attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
    )

    def clean(self, value: Any) -> Any:
        """The person."""
        handle = str(super().clean(value) or "").removeprefix("@")
        found = User.objects.filter(username__iexact=handle, is_active=True).first()
        found = found or owner_of_former(handle)
        if found is None and (handle or self.required):
            raise forms.ValidationError(_("Nobody here has this handle."), code="nobody")
        return found


class PersonForm(forms.Form):
    """Whom an act is about."""

    person = PersonField(max_length=60, label=gettext_lazy("Handle"))
