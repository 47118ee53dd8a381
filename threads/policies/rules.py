"""What all rules share: how they are asked, who hosts, who moderates, which step is whose."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member, check_writer, reason
from accounts.viewer import Viewer
from threads.models import Category, Post, Topic
from threads.models.states import Machine, Party, find_step


def may(check: Callable[..., object], *args: Any) -> bool:
    """Whether the rule lets it pass."""
    return not reason(check, *args)


def is_host(viewer: Viewer, topic: Topic) -> bool:
    """Whether the viewer hosts the topic, alone or as a co-host (`cohost_ids` comes with a topic
    that was fetched or locked to be acted on)."""
    if viewer.id is None:
        return False
    return viewer.id == topic.host_id or viewer.id in getattr(topic, "cohost_ids", ())


def is_hostless(topic: Topic) -> bool:
    """Whether nobody hosts the topic any more (docs/fishbowl.md, rule 6.4)."""
    return topic.host_id is None and not getattr(topic, "cohost_ids", ())


def parties_to(viewer: Viewer, topic: Topic, *more: Party) -> frozenset[Party]:
    """What the viewer is to a topic; `more` is what they are to the thing in it."""
    parties = set(more)
    if is_host(viewer, topic):
        parties.add(Party.HOST)
    if viewer.moderates(topic.category_id):
        parties.add(Party.MODERATOR)
    if viewer.is_admin:
        parties.add(Party.ADMIN)
    return frozenset(parties)


def check_step(parties: frozenset[Party], machine: Machine, before: str, after: str | None) -> None:
    """A transition is made only where the table of states has it, and by whom it names there."""
    step = find_step(machine, before, after)
    if step is None:
        raise Refusal(_("This cannot be done any more; look at how it stands now."))
    if not step.by & parties:
        raise Refusal(_("This is not yours to decide."))


def require_talk(viewer: Viewer, topic: Topic) -> None:
    """What structures a talk stays as it is once that is closed."""
    check_writer(viewer)
    if topic.merged_into_id:
        raise Refusal(_("This topic was merged into another."))
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its questions stay as they are."))


def check_curate(viewer: Viewer, topic: Topic) -> None:
    """The moderators of a topic's category, and those of the whole site, curate it."""
    check_moderate(viewer, topic.category_id)


def check_moderate(viewer: Viewer, category_id: int) -> None:
    """Moderators act where they are named: in a category, or in the whole site."""
    if viewer.moderates(category_id):
        return
    if viewer.moderates_somewhere:
        raise Refusal(_("You moderate other categories, not this one."))
    raise Refusal(_("This is for moderators."))


def require_right(
    viewer: Viewer, category: Category, who: str, circles: Collection[int], sentence: str
) -> None:
    """A right in a category is of whom it names among its readers, and of its moderators always;
    `sentence` says so to the others."""
    if who == Category.Right.READERS or viewer.moderates(category.pk):
        return
    if who == Category.Right.CIRCLES and not viewer.circle_ids.isdisjoint(circles):
        return
    raise Refusal(sentence)


def check_voice(viewer: Viewer, category: Category) -> None:
    """What is said in topics is said by those to whom their category gives that right. Asked beside
    the rule of each act, which says who may write at all."""
    sentence = _("You can read here; others were chosen to reply in this category.")
    require_right(viewer, category, category.replies, category.reply_circles, sentence)


def require_open(topic: Topic) -> None:
    """Nothing of it in a closed, archived or merged topic."""
    require_not_archived(topic)
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its panel stays as it is."))


def require_host_or_moderator(viewer: Viewer, topic: Topic) -> None:
    """Those who host a topic, and its moderators."""
    check_member(viewer)
    if is_host(viewer, topic) and not viewer.moderates(topic.category_id):
        check_writer(viewer)
    else:
        check_curate(viewer, topic)


def require_not_archived(topic: Topic) -> None:
    """Nothing of it in an archived or merged topic."""
    if topic.merged_into_id:
        raise Refusal(_("This topic was merged into another."))
    if topic.state == Topic.State.ARCHIVED:
        raise Refusal(_("This topic is archived; take it out of the archive first."))


def require_own(viewer: Viewer, post: Post, sentence: str) -> None:
    """Its author alone; `sentence` says so to others."""
    check_member(viewer)
    if post.author_id != viewer.id:
        raise Refusal(sentence)
