"""What people send about circles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import ComingDayField, end_of
from accounts.forms.people import PersonField
from accounts.models import Circle, CircleRole
from accounts.queries.community import circle_role_label

WORDS_LENGTH = 500


class CircleForm(forms.ModelForm[Circle]):
    """What a circle is for; for admins also what it is called and what it is part of."""

    class Meta:
        model = Circle
        fields = ["aim", "domain", "takes_requests"]

    def facts(self) -> dict[str, Any]:
        """What the action takes: what was changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class PlacedCircleForm(CircleForm):
    """The same for admins."""

    class Meta(CircleForm.Meta):
        fields = ["name", "slug", "parent", *CircleForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked now: no query begins in a template.
        others = Circle.objects.exclude(pk=self.instance.pk).order_by("name")
        parent: Any = self.fields["parent"]
        parent.choices = [("", _("of no other circle")), *others.values_list("pk", "name")]


class JoinForm(forms.Form):
    """A wish to join a circle."""

    words = forms.CharField(
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Why you want to join"),
        help_text=_("Those who lead the circle read it."),
    )


class DecideForm(forms.Form):
    """Whether somebody is taken in, with words to them."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
    words = forms.CharField(required=False, max_length=WORDS_LENGTH, label=_("A word to them"))


class RemoveForm(forms.Form):
    """Whom to take out, and why."""

    person = PersonField(max_length=60, label=_("Handle"))
    reason = forms.CharField(
        max_length=WORDS_LENGTH,
        label=_("Why"),
        error_messages={"required": _("Say why: they will read it, and the log keeps it.")},
    )


class RoleForm(forms.Form):
    """What a member is to be in a circle, and until when."""

    person = PersonField(max_length=60, label=_("Handle"))
    role = forms.ChoiceField(label=_("Role"))
    until = ComingDayField(
        required=False, label=_("Until the end of"), help_text=_("Empty: without an end.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (str(role), circle_role_label(role)) for role in CircleRole.Role
        ]

    def without_leader(self) -> None:
        """Offer what who leads a circle gives: whom it is led by, an admin says."""
        role: Any = self.fields["role"]
        role.widget.choices = [one for one in role.choices if one[0] != CircleRole.Role.LEADER]

    def clean(self) -> dict[str, Any]:
        """The term ends with its day."""
        data = super().clean() or {}
        if data.get("until"):
            data["until"] = end_of(data["until"])
        return data


class EndRoleForm(forms.Form):
    """A role that ends before its time."""

    person = PersonField(max_length=60)
    role = forms.ChoiceField(choices=CircleRole.Role)
