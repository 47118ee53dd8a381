"""What people say: replies, edits, likes, new topics."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lines import clean_line, is_legible
from accounts.viewer import Viewer
from threads import markup, policies
from threads.actions.posts import Manner
from threads.forms.asks import SpeakingField
from threads.forms.ids import is_id
from threads.forms.titles import clean_tags, clean_title
from threads.forms.tokens import TokenField
from threads.forms.usual import BeginningForm
from threads.models import Category
from threads.models.posts import Lane
from threads.models.prompts import MOST_PROMPTS, PROMPT_LENGTH
from threads.models.topics import TITLE_LENGTH
from threads.queries.held import is_new
from threads.queries.lists import categories_for

# How many empty inputs for prompts a form offers without scripts.
SPARE_PROMPTS = 3


class BodyField(forms.CharField):
    """Words in Markdown: kept as typed, but for line breaks, which become one character."""

    widget = forms.Textarea
    default_error_messages = {"required": gettext_lazy("Write something first.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """The text with single line breaks, checked for its length."""
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > markup.MAX_LENGTH:
            raise forms.ValidationError(
                _("This is %(length)s characters long; %(most)s are the most.")
                % {"length": len(text), "most": markup.MAX_LENGTH},
                code="too_long",
            )
        return text

    def validate(self, value: str) -> None:
        """White space alone is not a text."""
        super().validate(value.strip())


class IdsField(forms.MultipleChoiceField):
    """Ids of rows; whether they exist and may be named is for the action to see."""

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        """The ids; what cannot be one is refused."""
        words = super().to_python(value)
        if any(not is_id(word) for word in words):
            raise forms.ValidationError(_("Choose among the questions of this topic."))
        return [int(word) for word in words]

    def validate(self, value: list[int]) -> None:
        """Nothing further: a prompt that closed meanwhile must not lose the text."""


class AskIdField(forms.IntegerField):
    """The id of an ask; what cannot be one answers none and refuses nothing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int | None:
        """The id, or None."""
        return int(value) if is_id(str(value or "")) else None


class ReplyForm(forms.Form):
    """A reply to a topic, or to one of its posts (`reply_to` is a post number); `ask` is the id of
    a question to the writer that it answers. In a fishbowl `lane` says from where it is said, empty
    for where the writer can, and `as_moderator` that a moderator without a seat writes it there."""

    body = BodyField()
    reply_to = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    prompts = IdsField(required=False)
    speaking_from = SpeakingField()
    as_host = forms.BooleanField(required=False, label=gettext_lazy("As host"))
    ask = AskIdField(required=False)
    lane = forms.ChoiceField(
        required=False,
        choices=Lane,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": gettext_lazy("Choose where to say it.")},
    )
    as_moderator = forms.BooleanField(required=False, label=gettext_lazy("As moderator"))
    token = TokenField(required=False)

    @property
    def manner(self) -> Manner:
        """How it is said."""
        data = self.cleaned_data
        as_moderator = data["as_moderator"]
        # What a moderator adds stands in the bowl, wherever else they could write.
        lane = "" if as_moderator else data["lane"]
        return Manner(data["speaking_from"], data["as_host"], data["ask"], lane, as_moderator)


class EditForm(forms.Form):
    """A new text for one's own post; `version` is the one the editor started from."""

    body = BodyField()
    prompts = IdsField(required=False)
    speaking_from = SpeakingField()
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class LikeForm(forms.Form):
    """A wish: like (1, also when it is not said) or take back (0)."""

    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], required=False)

    @property
    def is_on(self) -> bool:
        """Whether the wish is to like."""
        return bool(self.cleaned_data["on"] != "0")


def with_value(data: Mapping[str, Any], name: str, value: str) -> Mapping[str, Any]:
    """What was sent, with one field set by us."""
    copy = QueryDict(mutable=True)
    copy.update(data)
    copy[name] = value
    return copy


def _choice(viewer: Viewer, category: Category, *, newcomer: bool) -> str:
    """The name of a category; with what happens to a new topic there, where it has to wait."""
    if policies.must_wait(viewer, category, opens_topic=True, is_new=newcomer):
        return _("%(name)s (moderators look at it first)") % {"name": category.name}
    return category.name


class TopicForm(BeginningForm):
    """A new topic. The prompts are a list of inputs of one name, read beside the form's fields."""

    category = forms.ChoiceField(label=gettext_lazy("Category"))
    title = forms.CharField(min_length=2, max_length=TITLE_LENGTH, label=gettext_lazy("Title"))
    body = BodyField(label=gettext_lazy("Text"))
    tags = forms.CharField(required=False, max_length=200, label=gettext_lazy("Tags"))
    speaking_from = SpeakingField()
    move_prompts = forms.BooleanField(
        required=False, label=gettext_lazy("Take these lines out of the text")
    )
    token = TokenField(required=False)

    def __init__(self, viewer: Viewer, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(viewer, data, **kwargs)
        self.categories: dict[str, Category] = {}
        self.closed: dict[str, str] = {}
        for category in categories_for(viewer):
            if why_not := policies.reason(policies.check_start, viewer, category):
                self.closed[category.slug] = why_not
            else:
                self.categories[category.slug] = category
        newcomer = is_new(viewer)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (slug, _choice(viewer, category, newcomer=newcomer))
            for slug, category in self.categories.items()
        ]
        self._say_where_not()
        self.typed_prompts = [text.strip() for text in data.getlist("prompts")] if data else []
        # Indexes of inputs; a question found in the text comes behind those that were typed.
        ticked = {int(n) for n in data.getlist("sealed") if is_id(n) or n == "0"} if data else set()
        self.sealed = {text for n, text in enumerate(self.typed_prompts) if n in ticked}
        self.offered = False

    def _say_where_not(self) -> None:
        """Who chose a category that others start topics in reads so, beside the field."""
        asked = self.data.get("category") if self.is_bound else self.initial.get("category")
        if why_not := self.closed.get(str(asked)):
            self.fields["category"].help_text = "" if self.is_bound else why_not
            self.fields["category"].error_messages["invalid_choice"] = why_not

    @property
    def show_move(self) -> bool:
        """Whether the text still ends in lines that became prompts."""
        return self.offered or bool(self.data.get("move_prompts"))

    def offer_prompts(self) -> None:
        """Put the question lines at the end of the text into the prompt inputs, body untouched."""
        typed = [text for text in self.typed_prompts if text]
        body = str(self.data.get("body", ""))
        found: tuple[str, ...] = ()
        if len(body) <= 2 * markup.MAX_LENGTH:  # a longer text cannot be published anyway
            found = markup.trailing_questions(body).questions
        self.typed_prompts = (typed + [text for text in found if text not in typed])[:MOST_PROMPTS]
        self.offered = bool(found)
        self.data = with_value(self.data, "move_prompts", "on" if found else "")
        self.forget_errors()

    def forget_errors(self) -> None:
        """What was not sent for publishing is not wrong yet."""
        self._errors = ErrorDict()

    def prompt_fields(self) -> list[tuple[str, str]]:
        """What each prompt input holds and what is wrong with it, with some inputs to spare."""
        typed = [text for text in self.typed_prompts if text]
        spare = max(min(SPARE_PROMPTS, MOST_PROMPTS - len(typed)), 0)
        return [(text, self._prompt_error(text)) for text in typed] + [("", "")] * spare

    def sealed_fields(self) -> set[int]:
        """The indexes of those of these inputs whose answers are to be sealed."""
        typed = [text for text in self.typed_prompts if text]
        return {n for n, text in enumerate(typed) if text in self.sealed}

    def _prompt_error(self, text: str) -> str:
        if len(text) <= PROMPT_LENGTH or not self.is_bound:
            return ""
        return _("A question can have %(most)s characters; this one has %(length)s.") % {
            "most": PROMPT_LENGTH,
            "length": len(text),
        }

    def clean_category(self) -> Category:
        """The category itself, one that the viewer may read."""
        return self.categories[self.cleaned_data["category"]]

    def clean_title(self) -> str:
        """One line with something in it to read."""
        return clean_title(self.cleaned_data["title"])

    def clean_tags(self) -> list[str]:
        """Up to five tags, separated by commas."""
        return clean_tags(self.cleaned_data["tags"])

    def clean(self) -> dict[str, Any]:
        """Check the prompts, and take their lines out of the text where that was ticked."""
        data = super().clean() or {}
        lines = [(clean_line(text), text in self.sealed) for text in self.typed_prompts]
        lines = [(line, is_sealed) for line, is_sealed in lines if is_legible(line)]
        prompts = [line for line, _is_sealed in lines]
        data["sealed"] = [n for n, (_line, is_sealed) in enumerate(lines) if is_sealed]
        if len(prompts) > MOST_PROMPTS:
            self.add_error(None, _("Twelve questions are the most."))
        if any("\0" in text for text in self.typed_prompts):
            self.add_error(None, _("A question holds a character that cannot be stored."))
        if any(self._prompt_error(text) for text in prompts):
            self.add_error(None, _("One of the questions is too long."))
        data["prompts"] = prompts
        if data.get("move_prompts") and "body" in data:
            data["body"] = self._without_prompts(data["body"], prompts)
        return data

    def _without_prompts(self, body: str, prompts: list[str]) -> str:
        """The text without those of its last question lines that became prompts.

        With as many prompts as lines, a line that is no prompt was corrected in its input, so it
        goes as well; with fewer, somebody dropped it from the prompts, and it stays in the text.
        """
        trailing = markup.trailing_questions(body)
        gone = set(trailing.questions)
        if len(prompts) < len(trailing.questions):
            gone &= set(prompts)
        lines = body[len(trailing.remainder) :].split("\n")
        kept = [line for line in lines if not any(line.strip().endswith(text) for text in gone)]
        text = trailing.remainder + "\n".join(kept)
        if not text.strip():
            self.add_error("body", _("Besides the questions, write a sentence about what this is."))
            return body
        return text if gone else body
