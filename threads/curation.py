"""The acts on topics as pages offer them: each with its words, its form, its rule and its action.

The topic page, the lists and the admin all go through this table, so an act is the same wherever
it is done. To add one: an action, a rule, a form if it asks for more than why, and a row here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.policies import LostRace, Refusal
from accounts.viewer import Viewer
from threads import policies
from threads.actions import curation as actions
from threads.actions import moving, timers
from threads.forms.curation import (
    CurationForm,
    LightForm,
    MergeForm,
    MoveForm,
    PinForm,
    RenameForm,
    TagForm,
    TimerForm,
)
from threads.models import Topic

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Curation:
    """An act on a topic. `applies` says whether there is something to do, `check` who may."""

    name: str
    title: "StrOrPromise"
    effect: "StrOrPromise"
    act: Callable[..., object]
    check: Callable[[Viewer, Topic], None]
    applies: Callable[[Topic], bool]
    form: type[CurationForm] = CurationForm
    # An act on one topic only: a title belongs to one.
    several: bool = True

    def is_offered(self, viewer: Viewer, topic: Topic) -> bool:
        """Whether the page of this topic shows a way to it."""
        return self.applies(topic) and policies.may(self.check, viewer, topic)

    def problem(self, number: int) -> str:
        """A sentence where the act cannot be asked for about so many topics."""
        if not number:
            return gettext("No topic was chosen. Choose what this is about, then press again.")
        if number > MOST_AT_ONCE:
            text = gettext("Choose at most %(most)d topics at once.")
            return text % {"most": MOST_AT_ONCE}
        if number > 1 and not self.several:
            return gettext("This is done to one topic at a time.")
        return ""

    def look(self, viewer: Viewer, topics: Iterable[Topic]) -> tuple["Chosen", ...]:
        """What would become of each of these topics, before it is done."""
        return tuple(self._chosen(viewer, topic) for topic in topics)

    def _chosen(self, viewer: Viewer, topic: Topic) -> "Chosen":
        if refusal := policies.reason(self.check, viewer, topic):
            return Chosen(topic, refusal, is_refused=True)
        if topic.merged_into_id:
            return Chosen(topic, gettext("It was merged into another topic."))
        return Chosen(topic, "" if self.applies(topic) else gettext("It is so already."))

    def run(self, viewer: Viewer, topics: Iterable[Topic], form: CurationForm) -> "Outcome":
        """Do it to each topic, each in a transaction of its own; where the rule refuses or
        somebody was faster, that topic is left as it is."""
        done: list[Topic] = []
        unchanged: list[Topic] = []
        refused: list[tuple[Topic, str]] = []
        lost = False
        for topic in topics:
            try:
                line = self.act(viewer, topic, form.cleaned_data["reason"], **form.facts())
                (done if line else unchanged).append(topic)
            except (Refusal, LostRace) as refusal:
                refused.append((topic, str(refusal)))
                lost = lost or isinstance(refusal, LostRace)
        return Outcome(tuple(done), tuple(unchanged), tuple(refused), lost)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A topic for which an act was asked, and why it is left as it is; empty where it is not."""

    topic: Topic
    why_not: str
    # By the rule about who may, not because there is nothing to do.
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act on several topics: those done, those where nothing was left to do, and
    those refused with the sentence why.

    `lost` says that somebody was faster with one of them.
    """

    done: tuple[Topic, ...]
    unchanged: tuple[Topic, ...]
    refused: tuple[tuple[Topic, str], ...]
    lost: bool = False

    def sentences(self) -> list[str]:
        """What to say about it when it is over."""
        done = ngettext("Done for %(count)d topic.", "Done for %(count)d topics.", len(self.done))
        left: dict[str, list[str]] = {}
        for topic in self.unchanged:
            left.setdefault(gettext("It was so already."), []).append(topic.title)
        for topic, sentence in self.refused:
            left.setdefault(sentence, []).append(topic.title)
        return [done % {"count": len(self.done)}] * bool(self.done) + [
            gettext("Left as it is: %(titles)s. %(why)s")
            % {"titles": ", ".join(titles), "why": sentence}
            for sentence, titles in left.items()
        ]


def _is(*states: Topic.State) -> Callable[[Topic], bool]:
    return lambda topic: topic.state in states


OPEN, CLOSED, ARCHIVED = Topic.State.OPEN, Topic.State.CLOSED, Topic.State.ARCHIVED
LIVE = _is(OPEN, CLOSED)

CURATIONS: dict[str, Curation] = {
    curation.name: curation
    for curation in (
        Curation(
            "close",
            _("Close"),
            _("It takes no more replies. Your words stand in it for all to read."),
            actions.close_topic,
            policies.check_close,
            _is(OPEN),
        ),
        Curation(
            "reopen",
            _("Reopen"),
            _("It takes replies again. Your words stand in it for all to read."),
            actions.reopen_topic,
            policies.check_reopen,
            _is(CLOSED),
        ),
        Curation(
            "timer",
            _("Close later"),
            _("It closes by itself, with your words. Until then all read when that will be."),
            timers.set_timer,
            policies.check_close,
            _is(OPEN),
            TimerForm,
        ),
        Curation(
            "untimer",
            _("Do not close by itself"),
            _("It stays open until somebody closes it."),
            timers.stop_timer,
            policies.check_close,
            lambda topic: topic.has_timer,
            LightForm,
        ),
        Curation(
            "pin",
            _("Pin"),
            _("It stands on top of a list, whatever else is new."),
            actions.pin_topic,
            policies.check_pin,
            LIVE,
            PinForm,
        ),
        Curation(
            "unpin",
            _("Unpin"),
            _("It stands in the lists where its newest post puts it."),
            actions.unpin_topic,
            policies.check_pin,
            lambda topic: bool(topic.pin),
            LightForm,
        ),
        Curation(
            "unlist",
            _("Take off the lists"),
            _("It is found only by who has its address. Its author and moderators still see it."),
            actions.unlist_topic,
            policies.check_curate,
            lambda topic: topic.is_listed,
        ),
        Curation(
            "relist",
            _("Put back on the lists"),
            _("It stands in the lists again."),
            actions.relist_topic,
            policies.check_curate,
            lambda topic: not topic.is_listed,
            LightForm,
        ),
        Curation(
            "rename",
            _("Rename"),
            _("Old links still lead to it. The title before stays in the log."),
            actions.rename_topic,
            policies.check_rename,
            LIVE,
            RenameForm,
            several=False,
        ),
        Curation(
            "tag",
            _("Change tags"),
            _("It carries exactly these tags."),
            actions.tag_topic,
            policies.check_tag,
            LIVE,
            TagForm,
        ),
        Curation(
            "move",
            _("Move"),
            _(
                "It stands in another category, and is read by whoever reads that one. Where these"
                " are more people than now, all who posted are told."
            ),
            actions.move_topic,
            policies.check_move,
            LIVE,
            MoveForm,
        ),
        Curation(
            "merge",
            _("Merge"),
            _(
                "Its posts, questions and tags come to the end of another topic. Old links lead to"
                " where each post is then. This cannot be taken back in one step."
            ),
            moving.merge_topics,
            policies.check_take_apart,
            LIVE,
            MergeForm,
        ),
        Curation(
            "archive",
            _("Archive"),
            _("It stays to be read: no more replies, edits or likes."),
            actions.archive_topic,
            policies.check_curate,
            LIVE,
        ),
        Curation(
            "unarchive",
            _("Take out of the archive"),
            _("It is as it was before it was archived."),
            actions.unarchive_topic,
            policies.check_curate,
            _is(ARCHIVED),
        ),
    )
}


def for_several() -> tuple[Curation, ...]:
    """The acts that a list offers for all that is chosen in it."""
    return tuple(c for c in CURATIONS.values() if c.several)


def offered(viewer: Viewer, topic: Topic) -> tuple[Curation, ...]:
    """The acts that the page of a topic offers to the viewer."""
    if not viewer.is_member:
        return ()
    return tuple(c for c in CURATIONS.values() if c.is_offered(viewer, topic))
