"""Who writes, changes, likes, reads and reports posts, and who hides them."""

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member, check_writer
from accounts.viewer import Viewer
from threads.models import Post, Topic
from threads.policies.rules import check_curate, check_voice, is_host, require_own


def check_reply(viewer: Viewer, topic: Topic) -> None:
    """Members reply while the topic is open, as far as its category lets them; its moderators may
    still add a word when it is closed. Nobody adds to an archived one."""
    check_writer(viewer)
    if topic.state == Topic.State.ARCHIVED:
        raise Refusal(_("This topic is archived; it takes no more replies."))
    if topic.state == Topic.State.CLOSED and not viewer.moderates(topic.category_id):
        raise Refusal(_("This topic is closed; it takes no more replies."))
    check_voice(viewer, topic.category)


def check_edit(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Only its author changes a text, while it stands and the topic is open."""
    require_own(viewer, post, _("Only its author can change a post."))
    check_writer(viewer)
    if post.withdrawn_at:
        raise Refusal(_("This post was withdrawn; it cannot be changed any more."))
    if post.hidden_at:
        raise Refusal(_("This post is hidden by moderators; it cannot be changed meanwhile."))
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its posts stay as they are."))


def check_withdraw(viewer: Viewer, post: Post) -> None:
    """Only its author takes a post back."""
    require_own(viewer, post, _("Only its author can withdraw a post."))


def check_like(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Members like what others said, while it stands and its topic is not archived."""
    check_writer(viewer)
    if post.author_id == viewer.id:
        raise Refusal(_("You cannot like your own post."))
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))
    if topic.state == Topic.State.ARCHIVED:
        raise Refusal(_("This topic is archived; it stays as it is."))


def check_read_text(viewer: Viewer, post: Post, topic: Topic) -> None:
    """A withdrawn or hidden text, and its versions, are for its author and moderators."""
    if post.is_shown or viewer.moderates(topic.category_id):
        return
    if not viewer.is_member or post.author_id != viewer.id:
        raise Refusal(_("The text of this post is not shown any more."))


def check_keep(viewer: Viewer, post: Post) -> None:
    """Members keep what they may read, while it stands; also those who may not write now."""
    check_member(viewer)
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))


def check_report(viewer: Viewer, post: Post) -> None:
    """Members report what others wrote, while it stands; also those who may not write now."""
    check_member(viewer)
    if post.author_id == viewer.id:
        raise Refusal(_("You cannot report your own post; you can withdraw it."))
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))


def check_hide(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Moderators hide and restore posts, but nobody decides about their own."""
    check_curate(viewer, topic)
    if post.author_id == viewer.id:
        raise Refusal(_("Nobody decides about their own post."))


def check_as_host(viewer: Viewer, topic: Topic) -> None:
    """Who hosts a topic may mark a post as the voice of the process (domain §3.3)."""
    if not is_host(viewer, topic):
        raise Refusal(_("Only who holds this topic writes in that role."))
