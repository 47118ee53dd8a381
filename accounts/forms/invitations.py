"""What people send to invite others."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.tokens import TokenField
from accounts.lines import clean_line
from accounts.models import Circle

DAYS = (("1", _("one day")), ("7", _("a week")), ("30", _("30 days")), ("90", _("90 days")))
MOST_PEOPLE = 200


class InvitationForm(forms.Form):
    """An invitation: into the community, or into one of these circles as well."""

    circle = forms.ChoiceField(required=False, label=_("To"))
    most_uses = forms.IntegerField(
        min_value=1, max_value=MOST_PEOPLE, initial=1, label=_("For how many people")
    )
    days = forms.TypedChoiceField(
        choices=DAYS, coerce=int, initial="7", label=_("How long the link leads in")
    )
    note = forms.CharField(
        required=False,
        max_length=120,
        label=_("For whom"),
        help_text=_("For yourself and moderators; who follows the link does not read it."),
    )
    token = TokenField(required=False)

    def __init__(self, circles: Iterable[Circle], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.circles = {circle.slug: circle for circle in circles}
        self.fields["circle"].choices = [  # type: ignore[attr-defined]
            ("", _("the community")),
            *((slug, circle.name) for slug, circle in self.circles.items()),
        ]

    def clean_circle(self) -> Circle | None:
        """The circle itself."""
        return self.circles.get(self.cleaned_data["circle"])

    def clean_note(self) -> str:
        """One line."""
        return clean_line(self.cleaned_data["note"])
