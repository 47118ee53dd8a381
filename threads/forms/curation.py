"""What acts of curating ask: why, and whatever else the act needs to know."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from threads import policies
from threads.actions.moving import MOST_POSTS
from threads.forms.days import ComingDayField, ComingMomentField, end_of
from threads.forms.titles import clean_tags, clean_title, clean_topic
from threads.models import Category, Topic
from threads.models.asks import WORDS_LENGTH
from threads.models.topics import MOST_QUIET_DAYS, TITLE_LENGTH
from threads.queries.lists import categories_for

REASON_LENGTH = 500


class WordsField(forms.CharField):
    """A few lines of words; a line break counts as one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The words with single line breaks."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class ReasonForm(forms.Form):
    """An act of curating with the reason that everybody can read."""

    reason = WordsField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("Why"),
        error_messages={"required": gettext_lazy("Say why: readers will see it.")},
    )


class CurationForm(ReasonForm):
    """An act on topics. `facts()` is what its action takes beside the reason."""

    # Where the act is light, the reason is welcome but not asked for.
    needs_reason = True
    # A sentence where no form would help: nothing that could be chosen.
    dead_end = ""

    def __init__(self, viewer: Viewer, topics: list[Topic], data: Any = None) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.topics = topics
        self.fields["reason"].required = self.needs_reason
        self.order_fields([name for name in self.fields if name != "reason"])
        self.prepare()

    def prepare(self) -> None:
        """Fill the act's own fields from the topics."""

    def facts(self) -> dict[str, Any]:
        """What the action takes beside the reason; call it on a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class LightForm(CurationForm):
    """An act that needs no reason."""

    needs_reason = False


class AsideCurationForm(LightForm):
    """Why a question is set aside, as long as its line takes it."""

    def prepare(self) -> None:
        """Shorter than other reasons are."""
        self.fields["reason"].validators.append(MaxLengthValidator(WORDS_LENGTH))


class PinForm(LightForm):
    """Where a topic is pinned, and until when."""

    pin = forms.ChoiceField(label=gettext_lazy("On top of"))
    until = ComingDayField(
        required=False,
        label=gettext_lazy("Until the end of"),
        help_text=gettext_lazy("Empty: until somebody unpins it."),
    )

    def prepare(self) -> None:
        """Everywhere is for moderators of the whole site."""
        choices = [(Topic.Pin.CATEGORY.value, _("the list of its category"))]
        if self.viewer.moderates_site:
            choices.append((Topic.Pin.SITE.value, _("all lists")))
        self.fields["pin"].choices = choices  # type: ignore[attr-defined]

    def clean_until(self) -> datetime | None:
        """The end of that day, in the zone of the moderator."""
        day = self.cleaned_data["until"]
        return end_of(day) if day else None


class TimerForm(CurationForm):
    """When a topic closes by itself: at a time, or when it has been quiet for so long."""

    closes_at = ComingMomentField(label=gettext_lazy("At a time"))
    quiet_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_QUIET_DAYS,
        label=gettext_lazy("Or after so many days without a new post"),
        help_text=gettext_lazy("Counted from now on, and anew from each post."),
    )

    def prepare(self) -> None:
        """Start from the timer as it is, where one topic is chosen."""
        if len(self.topics) == 1:
            topic = self.topics[0]
            self.initial["closes_at"] = topic.closes_at
            self.initial["quiet_days"] = topic.quiet_days

    def clean(self) -> None:
        """One of the two."""
        if "closes_at" in self.errors or "quiet_days" in self.errors:
            return
        given = [self.cleaned_data.get(name) for name in ("closes_at", "quiet_days")]
        if all(given):
            self.add_error("quiet_days", _("Give a time or a number of days, not both."))
        elif not any(given):
            self.add_error("closes_at", _("Give a time, or a number of days."))


class RenameForm(LightForm):
    """Another title."""

    title = forms.CharField(min_length=2, max_length=TITLE_LENGTH, label=gettext_lazy("Title"))

    def prepare(self) -> None:
        """Start from the title as it is."""
        self.initial["title"] = self.topics[0].title if self.topics else ""

    def clean_title(self) -> str:
        """One line with something in it to read."""
        return clean_title(self.cleaned_data["title"])


class TagForm(LightForm):
    """Other tags."""

    tags = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Tags"),
        help_text=gettext_lazy("Up to five, with commas between them."),
    )

    def prepare(self) -> None:
        """Start from the tags as they are, where one topic is tagged."""
        if len(self.topics) == 1:
            rows = getattr(self.topics[0], "tag_rows", [])
            self.initial["tags"] = ", ".join(row["name"] for row in rows)

    def clean_tags(self) -> list[str]:
        """Up to five tags, separated by commas."""
        return clean_tags(self.cleaned_data["tags"])


class MoveForm(CurationForm):
    """Another category, among those to which the viewer may move at least one of the topics."""

    category = forms.ChoiceField(label=gettext_lazy("Category"))

    def prepare(self) -> None:
        """All but the one where they all are."""
        self.categories = {
            category.slug: category
            for category in categories_for(self.viewer)
            if any(self._goes(topic, category) for topic in self.topics)
        }
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a category")),
            *(
                (slug, f"{category.name} ({category.get_visibility_display()})")
                for slug, category in self.categories.items()
            ),
        ]
        if not self.categories:
            self.dead_end = _("There is no other category to which you could move it.")

    def _goes(self, topic: Topic, category: Category) -> bool:
        if topic.category_id == category.pk:
            # Sent a second time: where it is already, which is no choice but no fault either.
            return self.is_bound
        return policies.may(policies.check_move, self.viewer, topic, category)

    def clean_category(self) -> Category:
        """The category itself."""
        return self.categories[self.cleaned_data["category"]]


class MergeForm(CurationForm):
    """The topic that the chosen ones become part of."""

    target = forms.CharField(
        max_length=300,
        label=gettext_lazy("Into the topic"),
        help_text=gettext_lazy("Its address, or the number in it."),
    )

    def clean_target(self) -> Topic:
        """The topic itself, one that the viewer may read and take apart."""
        return clean_target(self.viewer, self.cleaned_data["target"], self.topics)


class TakeApartForm(ReasonForm):
    """Where chosen posts of a topic go: a title makes a new topic, an address leads to another."""

    title = forms.CharField(
        required=False,
        min_length=2,
        max_length=TITLE_LENGTH,
        label=gettext_lazy("Title of a new topic"),
        help_text=gettext_lazy("The posts become a topic of their own in the same category."),
    )
    target = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("Or another topic"),
        help_text=gettext_lazy("Its address, or the number in it. The posts come to its end."),
    )

    def __init__(self, viewer: Viewer, topic: Topic, posts: list[int], data: Any = None) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.topic = topic
        self.posts = posts
        self.order_fields(["title", "target", "reason"])

    def forget_errors(self) -> None:
        """What was sent only to look at other posts is not wrong yet."""
        self._errors = ErrorDict()

    def clean_title(self) -> str:
        """One line with something in it to read, or empty."""
        title = self.cleaned_data["title"]
        return clean_title(title) if title else ""

    def clean_target(self) -> Topic | None:
        """The topic itself, one that the viewer may read and take apart; None where none is."""
        typed = self.cleaned_data["target"]
        return clean_target(self.viewer, typed, [self.topic]) if typed else None

    def clean(self) -> None:
        """Some posts, and one place for them."""
        if not self.posts:
            self.add_error(None, _("Choose at least one post."))
        if len(self.posts) > MOST_POSTS:
            self.add_error(None, _("Choose at most %(most)d posts at once.") % {"most": MOST_POSTS})
        if self.data.get("title") and self.data.get("target"):
            self.add_error("target", _("Give a title or another topic, not both."))
        elif not self.data.get("title") and not self.data.get("target"):
            self.add_error("title", _("Give a title, or the address of another topic."))


class RangeForm(forms.Form):
    """Posts from one number to another."""

    first = forms.IntegerField(
        required=False, min_value=2, max_value=2**31 - 1, label=gettext_lazy("From number")
    )
    last = forms.IntegerField(
        required=False, min_value=2, max_value=2**31 - 1, label=gettext_lazy("To number")
    )


def clean_target(viewer: Viewer, typed: str, topics: list[Topic]) -> Topic:
    """The topic of that address, another than these, if the viewer may put posts into it."""
    target = clean_topic(viewer, typed)
    if target in topics:
        raise forms.ValidationError(_("Choose another topic than this one."))
    if why_not := policies.reason(policies.check_take_apart, viewer, target):
        raise forms.ValidationError(why_not)
    return target
