"""The shape of what moderators and members send; rules about who may do it live in `policies`."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from ledger.models import Act
from moderation.models import WORDS_LENGTH, Case, Report
from moderation.queries.cases import ADDRESS as QUEUE
from moderation.queries.cases import Wish
from moderation.queries.log import Wanted, people_of
from threads.forms.curation import REASON_LENGTH, CurationForm, WordsField
from threads.forms.days import ComingDayField, DayField, end_of, start_of
from threads.forms.titles import clean_topic
from threads.models import Topic
from threads.queries.lists import categories_for

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# The acts as the log offers them; those between moderators are for moderators.
ACT_GROUPS: tuple[tuple["StrOrPromise", tuple[Act, ...]], ...] = (
    (gettext_lazy("Posts"), (Act.HIDE, Act.RESTORE, Act.KEEP)),
    (
        gettext_lazy("Topics"),
        (
            Act.CLOSE, Act.REOPEN, Act.TIMER, Act.UNTIMER, Act.ARCHIVE, Act.UNARCHIVE, Act.PIN,
            Act.UNPIN, Act.UNLIST, Act.RELIST, Act.RENAME, Act.TAG, Act.MOVE, Act.SPLIT,
            Act.MOVE_POSTS, Act.MERGE,
        ),
    ),
    (
        gettext_lazy("Questions"),
        (
            Act.PROMPT_ADD, Act.PROMPT_ADOPT, Act.PROMPT_EDIT, Act.PROMPT_ORDER, Act.PROMPT_CLOSE,
            Act.PROMPT_REOPEN, Act.PROMPT_WITHDRAW, Act.PROMPT_RESTORE, Act.PROMPT_DELETE,
            Act.PROMPT_SEAL, Act.PROMPT_OPEN, Act.FILE,
        ),
    ),
    (
        gettext_lazy("Panel and questions to people"),
        (
            Act.CONVERT, Act.PANEL, Act.SOURCE, Act.RELATE, Act.UNRELATE, Act.PERSPECTIVE,
            Act.RESPOND, Act.ASK_SET_ASIDE, Act.ASK_ANSWERED, Act.ASK_REOPEN,
        ),
    ),
    (
        gettext_lazy("Harvest"),
        (
            Act.HARVESTER, Act.UNHARVESTER, Act.HARVEST, Act.UNHARVEST, Act.DISPUTE, Act.SETTLE,
        ),
    ),
    (
        gettext_lazy("Care of topics"),
        (Act.COHOST, Act.UNCOHOST, Act.HAND_OVER, Act.HOSTLESS),
    ),
    (
        gettext_lazy("Fishbowl"),
        (
            Act.GATHER, Act.PANEL_BEGIN, Act.FLOOR_OPEN, Act.CHAIRS, Act.GALLERY, Act.DATES,
            Act.SEAT_JOIN, Act.CHAIR_TAKE, Act.CHAIR_BACK, Act.CHAIR_GIFT, Act.CHAIR_FREE,
            Act.CHAIR_TIME, Act.SEAT_GONE, Act.REST, Act.UNREST, Act.ROUND_START, Act.ROUND_END,
            Act.ROUND_DONE, Act.TURN_SKIP,
        ),
    ),
    (gettext_lazy("Waiting texts"), (Act.APPROVE, Act.REFUSE)),
    (
        gettext_lazy("Members"),
        (
            Act.WARN, Act.UNWARN, Act.SILENCE, Act.UNSILENCE, Act.SUSPEND, Act.UNSUSPEND,
            Act.ANONYMISE,
        ),
    ),
    (
        gettext_lazy("Rights and rules"),
        (Act.APPOINT, Act.DISMISS, Act.PLACE, Act.COMMUNITY, Act.LABEL),
    ),
    (
        gettext_lazy("Circles"),
        (
            Act.CIRCLE, Act.CIRCLE_ADD, Act.CIRCLE_REMOVE, Act.CIRCLE_JOIN, Act.CIRCLE_LEAVE,
            Act.CIRCLE_DECLINE, Act.CIRCLE_ROLE, Act.CIRCLE_UNROLE,
        ),
    ),
    (gettext_lazy("Appeals"), (Act.UPHOLD, Act.OVERTURN)),
    (
        gettext_lazy("Cases"),
        (Act.TAKE, Act.RELEASE, Act.NOTE, Act.RECONSIDER, Act.APPEAL),
    ),
)  # fmt: skip


class LogForm(forms.Form):
    """Which lines of the log somebody wants to read; every field may be empty."""

    act = forms.ChoiceField(required=False, label=gettext_lazy("What was done"))
    actor = forms.CharField(required=False, max_length=60, label=gettext_lazy("By whom"))
    person = forms.CharField(required=False, max_length=60, label=gettext_lazy("Whom it concerned"))
    category = forms.ChoiceField(required=False, label=gettext_lazy("In the category"))
    topic = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("In the topic"),
        help_text=gettext_lazy("Its address, or the number in it."),
    )
    since = DayField(required=False, label=gettext_lazy("From"))
    until = DayField(required=False, label=gettext_lazy("To the end of"))

    def __init__(self, viewer: Viewer, data: QueryDict) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.categories = {category.slug: category for category in categories_for(viewer)}
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", _("anywhere")),
            *((slug, category.name) for slug, category in self.categories.items()),
        ]
        self.fields["act"].choices = [  # type: ignore[attr-defined]
            ("", _("anything")),
            *(
                (title, [(act.value, act.label) for act in acts])
                for title, acts in ACT_GROUPS
                if viewer.moderates_somewhere or Act.TAKE not in acts
            ),
        ]
        for name in ("actor", "person"):
            self.fields[name].widget.attrs["placeholder"] = _("handle")

    @property
    def kept(self) -> str:
        """The query of an address that asks for the same."""
        typed = ((name, self.data.get(name, "").strip()) for name in self.fields)
        return urlencode([(name, value) for name, value in typed if value])

    def clean_topic(self) -> Topic | None:
        """The topic itself, one that the viewer may read."""
        typed = self.cleaned_data["topic"]
        return clean_topic(self.viewer, typed) if typed else None

    def clean(self) -> dict[str, Any]:
        """Find the people by their handles, and see that the days are in order."""
        data = super().clean() or {}
        typed = {name: data.get(name, "").removeprefix("@") for name in ("actor", "person")}
        people = people_of(set(typed.values()))
        for name, handle in typed.items():
            data[name] = people.get(handle.upper())
            if handle and not data[name]:
                self.add_error(name, _("Nobody here has this handle."))
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return data

    @property
    def wanted(self) -> Wanted:
        """The lines that a valid form asks for; a day begins and ends where the viewer is."""
        data = self.cleaned_data
        since, until = data["since"], data["until"]
        category = self.categories.get(data["category"])
        return Wanted(
            act=data["act"],
            actor_id=data["actor"] and data["actor"].pk,
            person_id=data["person"] and data["person"].pk,
            category_id=category.pk if category else None,
            topic_id=data["topic"] and data["topic"].pk,
            since=since and start_of(since),
            until=until and end_of(until),
        )

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """What a valid form asks for, in words: the name of each field that is not empty, and what
        was chosen there."""
        data = self.cleaned_data
        category = self.categories.get(data["category"])
        words = {
            "act": str(Act(data["act"]).label) if data["act"] else "",
            "actor": data["actor"] and data["actor"].name,
            "person": data["person"] and data["person"].name,
            "category": category and category.name,
            "topic": data["topic"] and data["topic"].title,
            "since": data["since"] and date_format(data["since"]),
            "until": data["until"] and date_format(data["until"]),
        }
        return tuple((str(self.fields[name].label), word) for name, word in words.items() if word)


class ReportForm(forms.Form):
    """Why a post should not stand as it does; words alone are a reason of their own."""

    reason = forms.ChoiceField(
        required=False,
        choices=Report.Reason,
        error_messages={"invalid_choice": gettext_lazy("Choose one of these reasons.")},
    )
    words = WordsField(required=False, max_length=WORDS_LENGTH)

    def clean(self) -> dict[str, Any]:
        """One of the reasons, or own words."""
        data = super().clean() or {}
        if "reason" not in data or "words" not in data:
            return data
        reason, words = data["reason"], data["words"]
        data["reason"] = reason or Report.Reason.OTHER
        if not reason and not words:
            self.add_error("reason", _("Choose why."))
        elif data["reason"] == Report.Reason.OTHER and not words:
            self.add_error("words", _("Say it in your own words."))
        return data


class AppealForm(forms.Form):
    """Why a decision should be looked at again."""

    words = WordsField(
        max_length=WORDS_LENGTH,
        label=gettext_lazy("Why it should be looked at again"),
        error_messages={"required": gettext_lazy("Say it in your own words.")},
    )


class AnswerForm(forms.Form):
    """What who appealed reads."""

    reason = WordsField(
        max_length=REASON_LENGTH,
        error_messages={"required": gettext_lazy("Say why: the person will read it.")},
    )


class WishForm(forms.Form):
    """Which cases somebody wants to see; what is not understood is not wished for."""

    kind = forms.ChoiceField(required=False, choices=[("reports", ""), ("waiting", "")])
    state = forms.ChoiceField(required=False, choices=[("mine", ""), ("resolved", "")])
    category = forms.SlugField(required=False)
    post = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    sort = forms.ChoiceField(required=False, choices=[("reports", "")])

    def wish(self) -> Wish:
        """The wish itself."""
        self.is_valid()
        return Wish(**{name: value for name, value in self.cleaned_data.items() if value})


class CaseForm(forms.Form):
    """An act on a case: the words that go with it, the version of the text that was looked at,
    and where to go on (`next`, and the case that comes `after`)."""

    reason = WordsField(max_length=REASON_LENGTH)
    version = forms.IntegerField(required=False, min_value=1)
    next = forms.CharField(required=False, max_length=500)
    after = forms.IntegerField(required=False, min_value=0)

    def __init__(self, data: QueryDict, required: str = "", *, long: bool = False) -> None:
        """`required` is what to say when there are no words; empty where they may be missing."""
        super().__init__(data)
        words = self.fields["reason"]
        words.required = bool(required)
        words.error_messages["required"] = required
        if long:
            self.fields["reason"] = WordsField(
                max_length=WORDS_LENGTH, error_messages={"required": required}
            )

    @property
    def queue_url(self) -> str:
        """The page of the queue where the act was done, or an empty text."""
        url = self.data.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        path = url.partition("?")[0]
        return url if is_ours and path == QUEUE and "#" not in url else ""

    def way_on(self, case: Case, *, is_closed: bool) -> str:
        """The address to go on: to the case that comes next, or the same while it is open."""
        if not self.queue_url:
            return QUEUE if is_closed else case.get_absolute_url()
        following = self.cleaned_data["after"] if is_closed else case.pk
        return f"{self.queue_url}#case-{following}" if following else self.queue_url


class SanctionForm(CurationForm):
    """Until when somebody may not write or sign in, and why; they read both."""

    OWN = "own"

    until = forms.ChoiceField(
        label=gettext_lazy("For how long"),
        choices=[
            ("1", gettext_lazy("1 day")),
            ("3", gettext_lazy("3 days")),
            ("7", gettext_lazy("1 week")),
            ("30", gettext_lazy("1 month")),
            ("90", gettext_lazy("3 months")),
            (OWN, gettext_lazy("until the end of a day that I choose")),
        ],
        initial="7",
        widget=forms.RadioSelect,
    )
    day = ComingDayField(required=False, label=gettext_lazy("Until the end of"))

    def prepare(self) -> None:
        """The person reads the reason."""
        self.fields["reason"].error_messages["required"] = _("Say why: the person will read it.")

    def clean(self) -> dict[str, Any]:
        """A day of one's own, or none."""
        data = super().clean() or {}
        if "until" not in data or "day" not in data:
            return data
        if data["until"] != self.OWN:
            if data["day"]:
                self.add_error("day", _("Choose this day as the end above, or leave it empty."))
        elif data["day"] is None:
            self.add_error("day", _("Choose the day."))
        return data

    def facts(self) -> dict[str, Any]:
        """The moment when it ends, in the zone of the moderator."""
        chosen = self.cleaned_data["until"]
        if chosen == self.OWN:
            return {"until": end_of(self.cleaned_data["day"])}
        return {"until": timezone.now() + timedelta(days=int(chosen))}


class WarnForm(CurationForm):
    """What must not happen again."""

    def prepare(self) -> None:
        """The person reads it."""
        self.fields["reason"].label = _("What must not happen again")
        self.fields["reason"].error_messages["required"] = _("Say it: the person will read it.")
