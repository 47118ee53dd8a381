"""What people send about harvests: a draft, a citation, who drafts, a dispute."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lines import clean_line, is_legible
from accounts.models import User
from threads.actions.harvests import Facts
from threads.forms.talk import AskIdField, BodyField, TokenField
from threads.models import Harvest
from threads.models.harvests import EXCERPT_LENGTH, LINE_LENGTH
from threads.models.topics import TITLE_LENGTH

MOST_WORDS = 500
HIGHEST = 2**31 - 1


class LineField(forms.CharField):
    """Words on one line, with something in them to read."""

    def clean(self, value: Any) -> str:
        """The line as it is stored."""
        line = clean_line(super().clean(value))
        if self.required and not is_legible(line):
            raise forms.ValidationError(_("Write something that one can read."), code="required")
        return line


class DraftBodyField(BodyField):
    """The text of a draft, which may still be empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class HarvestForm(forms.Form):
    """A draft of a harvest; `edits` is how often it had been saved when the page came, `base` when
    the writer began what they have not saved."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Harvest.Kind, initial=Harvest.Kind.HARVEST
    )
    title = LineField(label=gettext_lazy("Title"), min_length=2, max_length=TITLE_LENGTH)
    for_whom = LineField(
        label=gettext_lazy("For whom, and for what?"),
        max_length=LINE_LENGTH,
        help_text=gettext_lazy("One line, for example: for the circle meeting, to decide from."),
    )
    goes_to = LineField(
        label=gettext_lazy("Goes to"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=gettext_lazy("Where it is taken from here."),
    )
    body = DraftBodyField(label=gettext_lazy("Text"))
    edits = forms.IntegerField(
        required=False, min_value=1, max_value=HIGHEST, widget=forms.HiddenInput
    )
    base = AskIdField(required=False)
    token = TokenField(required=False)

    @property
    def said(self) -> dict[str, str]:
        """What goes into a draft of it: its text and what stands above."""
        return asdict(self.facts) | {"body": self.cleaned_data["body"]}

    @property
    def facts(self) -> Facts:
        """What stands above the text."""
        data = self.cleaned_data
        return Facts(data["kind"], data["title"], data["for_whom"], data["goes_to"])


class CiteForm(forms.Form):
    """A post to cite, and the words of it; no words cite the whole."""

    post = forms.IntegerField(
        label=gettext_lazy("Number of the post"), min_value=1, max_value=HIGHEST
    )
    words = LineField(
        label=gettext_lazy("Words of it"),
        max_length=EXCERPT_LENGTH,
        required=False,
        help_text=gettext_lazy("Exactly as they stand there."),
    )


class PublishForm(forms.Form):
    """The draft that is published: the one saved so often."""

    edits = forms.IntegerField(min_value=1, max_value=HIGHEST, widget=forms.HiddenInput)


class DisputeForm(forms.Form):
    """What somebody meant who is cited; `on` 0 takes the dispute back, and needs no words."""

    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], required=False)
    words = LineField(
        label=gettext_lazy("What did you mean?"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def is_on(self) -> bool:
        """Whether the wish is to dispute."""
        return bool(self.cleaned_data.get("on") != "0")

    def clean(self) -> dict[str, Any]:
        """A dispute needs words."""
        data = super().clean() or {}
        if data.get("on") != "0" and "words" in data and not is_legible(data["words"]):
            self.add_error("words", _("Say in a few words what you meant."))
        return data


class HarvesterForm(forms.Form):
    """Somebody by handle; `on` 0 no longer names them. Without a handle it is the sender."""

    person = forms.CharField(label=gettext_lazy("Handle"), required=False, max_length=60)
    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], required=False)

    @property
    def is_on(self) -> bool:
        """Whether the wish is to name."""
        return bool(self.cleaned_data["on"] != "0")

    def clean_person(self) -> User | None:
        """The person of that handle, whatever its case."""
        handle = clean_line(self.cleaned_data["person"]).removeprefix("@")
        if not handle:
            return None
        person = User.objects.with_rights().filter(username__iexact=handle).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this handle."))
        return person
