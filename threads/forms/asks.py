"""Questions to people: asking, and what becomes of them."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lines import clean_line, is_legible
from accounts.texts import TextRefused
from accounts.viewer import Viewer
from threads.actions.asks import Question
from threads.forms.tokens import TokenField
from threads.models import Post, Topic
from threads.models.asks import ASK_LENGTH, WORDS_LENGTH
from threads.models.posts import SPEAKING_LENGTH
from threads.queries.addressees import Addressee, addressee, reads
from threads.queries.asks import post_numbered
from threads.queries.speaking import checked_context

BIGGEST = 2**31 - 1


class LineField(forms.CharField):
    """Words on one line, however they were typed; checked for their length as they are stored."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> str:
        """The line."""
        line = clean_line(str(super().clean(value) or ""))
        if self.required and not is_legible(line):
            raise forms.ValidationError(_("Write something that one can read."))
        if len(line) > self.most:
            raise forms.ValidationError(
                _("This can have %(most)s characters; it has %(length)s.")
                % {"most": self.most, "length": len(line)}
            )
        return line if is_legible(line) else ""


class SpeakingField(forms.CharField):
    """What a post speaks from; never a role of this site."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=gettext_lazy("Speaking from"),
            help_text=gettext_lazy("The context of what you say: volunteer group, big firm."),
            # Scripts and screens stop there; what is longer is refused with a sentence.
            widget=forms.TextInput(attrs={"maxlength": SPEAKING_LENGTH, "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> str:
        """The line, as it is stored."""
        try:
            return checked_context(str(super().clean(value) or ""))
        except TextRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class AskForm(forms.Form):
    """A question to somebody: a handle, `panel`, or a name on the panel; `post` is the number of
    the post that it is about."""

    to = forms.CharField(max_length=200, label=gettext_lazy("To whom"))
    text = LineField(
        ASK_LENGTH,
        label=gettext_lazy("Your question"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label=gettext_lazy("A link that it is about"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}),
        validators=[URLValidator(schemes=["http", "https"])],
    )
    post = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput
    )
    token = TokenField(required=False)

    def __init__(self, viewer: Viewer, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.topic = viewer, topic

    def check_chosen(self, post: Post | None) -> None:
        """Say beside the field why whom a link to the form chose would not be reached by a
        question (about that post), before anybody writes one."""
        chosen = self.initial["to"]
        if not chosen:
            return
        try:
            chosen = self.fields["to"].clean(chosen)
            said = self._obstacle(chosen, addressee(self.topic, chosen), post)
        except forms.ValidationError as refused:
            said = " ".join(refused.messages)
        if said:
            self.errors["to"] = self.error_class(
                [said], renderer=self.renderer, field_id=self["to"].auto_id
            )

    def clean_post(self) -> Post | None:
        """The post itself, one that the viewer may read."""
        number = self.cleaned_data["post"]
        if not number:
            return None
        post = post_numbered(self.viewer, self.topic, number)
        if post is None:
            raise forms.ValidationError(
                _("There is no post #%(number)s here that you can read.") % {"number": number}
            )
        return post

    def clean(self) -> dict[str, Any]:
        """Find who is meant, and see that the question would reach them."""
        data = super().clean() or {}
        if "to" in data and "post" in data:
            found = addressee(self.topic, data["to"])
            if obstacle := self._obstacle(data["to"], found, data["post"]):
                self.add_error("to", obstacle)
            elif found and "text" in data and "link" in data:
                data["question"] = Question(found.person, data["text"], data["link"], data["post"])
        return data

    def _obstacle(self, typed: str, found: Addressee | None, post: Post | None) -> str:
        """Why the question would not reach anybody; empty where it would."""
        if found is None:
            return _("Nobody here is called “%(name)s”. Write a handle, or “panel”.") % {
                "name": typed
            }
        if found.plain_name:
            return _(
                "%(name)s has no account here, so a question would not reach them. Write it as a "
                "reply, or ask somebody who has one."
            ) % {"name": found.plain_name}
        if found.is_panel:
            return "" if self._has_panel() else _("Nobody on a panel here has an account.")
        return self._obstacle_of(found, post)

    def _obstacle_of(self, found: Addressee, post: Post | None) -> str:
        person = found.person
        if person is None:
            return ""
        if person.pk == self.viewer.id:
            return _("You cannot ask yourself.")
        if not reads(person, self.topic, post):
            return _("%(name)s cannot read this here, so the question would not reach them.") % {
                "name": person.name
            }
        return ""

    def _has_panel(self) -> bool:
        """Whether somebody else with an account sits on it."""
        return any(
            row["id"] not in {None, self.viewer.id}
            for row in self.topic.panel_rows  # type: ignore[attr-defined]
        )


class AnswerForm(forms.Form):
    """Which post answers an ask; who asked may leave it open (`needs_post` False)."""

    post = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, label=gettext_lazy("Number of the post")
    )

    def __init__(
        self, viewer: Viewer, topic: Topic, *args: Any, needs_post: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.topic, self.needs_post = viewer, topic, needs_post

    def clean_post(self) -> Post | None:
        """The post itself, one that the viewer may read."""
        number = self.cleaned_data["post"]
        if not number:
            if self.needs_post:
                raise forms.ValidationError(_("Say in which post it is answered."))
            return None
        post = post_numbered(self.viewer, self.topic, number)
        if post is None:
            raise forms.ValidationError(
                _("There is no post #%(number)s here that you can read.") % {"number": number}
            )
        return post


class AsideForm(forms.Form):
    """Why an ask is set aside, for whoever wants to say it."""

    words = LineField(WORDS_LENGTH, required=False, label=gettext_lazy("Why, if you like"))
