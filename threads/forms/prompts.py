"""What is asked of people who ask, suggest, pass, and say what a post answers."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lines import clean_line, is_legible
from threads.actions.prompts import Seal
from threads.forms.curation import REASON_LENGTH, CurationForm, WordsField
from threads.forms.days import ComingDayField, end_of
from threads.forms.talk import IdsField
from threads.models import Prompt
from threads.models.prompts import PROMPT_LENGTH

# What a box that is not ticked may be sent as.
NO = {"", "0", "off", "no", "false"}


class LineField(forms.CharField):
    """One line of words, without what nobody sees."""

    default_error_messages = {"illegible": gettext_lazy("Write something that can be read.")}

    def to_python(self, value: Any) -> str:
        """The words, single spaces between them."""
        return clean_line(str(super().to_python(value) or ""))

    def validate(self, value: str) -> None:
        """Something in it to read."""
        super().validate(value)
        if value and not is_legible(value):
            raise forms.ValidationError(self.error_messages["illegible"], code="illegible")


class QuestionField(LineField):
    """A question: 280 characters at most."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=PROMPT_LENGTH, **kwargs)


class PromptForm(forms.Form):
    """Another question, with a clarification where it needs one."""

    text = QuestionField(
        label=gettext_lazy("Question"),
        error_messages={"required": gettext_lazy("Write the question first.")},
    )
    note = QuestionField(
        required=False,
        label=gettext_lazy("Clarification"),
        help_text=gettext_lazy("One line below the question, where its words alone do not do."),
    )


class EditPromptForm(PromptForm):
    """Other words for a question, and its seal."""

    meaning = forms.BooleanField(
        required=False,
        label=gettext_lazy("It means something else now"),
        help_text=gettext_lazy(
            "Those who answered are told, and decide whether their answer still fits."
        ),
    )
    sealed = forms.BooleanField(
        required=False,
        label=gettext_lazy("First answers are sealed"),
        help_text=gettext_lazy(
            "Others' answers can be read by those who have answered or passed. This can be kept"
            " longer later, but not taken back."
        ),
    )
    sealed_until = ComingDayField(
        required=False,
        label=gettext_lazy("Sealed until the end of"),
        help_text=gettext_lazy("Empty: for good."),
    )
    reason = WordsField(
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=gettext_lazy("Why"),
    )
    version = forms.IntegerField(
        required=False, min_value=1, max_value=2**15 - 1, widget=forms.HiddenInput
    )

    def __init__(self, prompt: Prompt, data: Any = None, *, needs_reason: bool = False) -> None:
        super().__init__(data, initial=_as_it_is(prompt))
        self.prompt = prompt
        if needs_reason:
            self.fields["reason"].required = True
        if prompt.sealed:
            # A seal that was given stays; it can only be given for longer.
            self.fields["sealed"].disabled = prompt.is_sealed

    def clean(self) -> dict[str, Any]:
        """A seal that was given is not taken back."""
        data = super().clean() or {}
        sent = self.data.get("sealed")
        if self.prompt.is_sealed and sent is not None and sent.lower() in NO:
            self.add_error("sealed", _("A seal was a promise: it cannot be taken back."))
        return data

    def seal(self) -> Seal | None:
        """What is wished about the seal; None where that stays as it is. On a valid form."""
        day, prompt = self.cleaned_data["sealed_until"], self.prompt
        if not prompt.is_sealed:
            return Seal(end_of(day) if day else None) if self.cleaned_data["sealed"] else None
        if "sealed_until" not in self.data or day == _day(prompt.sealed_until):
            return None
        return Seal(end_of(day) if day else None)


def _as_it_is(prompt: Prompt) -> dict[str, Any]:
    return {
        "text": prompt.text,
        "note": prompt.note,
        "sealed": prompt.is_sealed,
        "sealed_until": _day(prompt.sealed_until) if prompt.is_sealed else None,
        "version": prompt.version,
    }


def _day(at: datetime | None) -> Any:
    return timezone.localtime(at).date() if at else None


class SuggestionForm(forms.Form):
    """A question that a member would ask."""

    text = QuestionField(
        label=gettext_lazy("Your question"),
        error_messages={"required": gettext_lazy("Write the question first.")},
    )


class DecisionForm(forms.Form):
    """What becomes of a suggested question."""

    decision = forms.ChoiceField(
        choices=[(word, word) for word in ("adopt", "decline", "take_back")]
    )


class OrderForm(forms.Form):
    """The questions of a topic in the order that is wanted."""

    prompts = IdsField()

    def clean_prompts(self) -> list[int]:
        """At least one."""
        return _some(self.cleaned_data["prompts"])


class FilingForm(forms.Form):
    """What a post answers. Without an act, `prompts` are all that it answers; with one, it is
    about these: accept or refuse what was suggested, keep or unlink after a change of wording."""

    act = forms.ChoiceField(
        required=False,
        choices=[(word, word) for word in ("file", "accept", "refuse", "keep", "unlink")],
    )
    prompts = IdsField(required=False)


class SuggestFilingForm(forms.Form):
    """What the host thinks a post answers; `on` 0 takes the suggestion back."""

    prompts = IdsField()
    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], required=False)

    def clean_prompts(self) -> list[int]:
        """At least one."""
        return _some(self.cleaned_data["prompts"])

    @property
    def is_on(self) -> bool:
        """Whether the wish is to suggest."""
        return bool(self.cleaned_data["on"] != "0")


def _some(prompt_ids: list[int]) -> list[int]:
    if not prompt_ids:
        raise forms.ValidationError(_("Choose at least one question."))
    return prompt_ids


class RewordForm(CurationForm):
    """Other words for a question, from the admin, with the reason that everybody can read."""

    text = QuestionField(label=gettext_lazy("Question"))
    note = QuestionField(required=False, label=gettext_lazy("Clarification"))
    meaning = forms.BooleanField(required=False, label=gettext_lazy("It means something else now"))

    def prepare(self) -> None:
        """Start from the words as they are."""
        for prompt in self.topics[:1]:
            self.initial.update(text=prompt.text, note=prompt.note)  # type: ignore[attr-defined]
