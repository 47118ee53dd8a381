"""Who may do what, each rule written once.

`check_…` raises `Refusal` with a sentence for the person; `may(check_…, …)` is the yes or no
that pages ask. Whether something may be seen at all is not asked here: that is `visible_to`.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member
from accounts.viewer import Viewer
from threads.models import Post, Topic


def reason(check: Callable[..., object], *args: Any) -> str:
    """The sentence with which the rule refuses, or an empty text when it lets it pass."""
    try:
        check(*args)
    except Refusal as refusal:
        return str(refusal)
    return ""


def may(check: Callable[..., object], *args: Any) -> bool:
    """Whether the rule lets it pass."""
    return not reason(check, *args)


def check_open_topic(viewer: Viewer) -> None:
    """Members open topics wherever they may read."""
    check_member(viewer)


def check_reply(viewer: Viewer, topic: Topic) -> None:
    """Members reply while the topic is open; moderators may still add a word when it is closed."""
    check_member(viewer)
    if topic.state == Topic.State.CLOSED and not viewer.may_moderate:
        raise Refusal(_("This topic is closed; it takes no more replies."))


def check_edit(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Only its author changes a text, while it stands and the topic is open."""
    _check_own(viewer, post, _("Only its author can change a post."))
    if post.withdrawn_at:
        raise Refusal(_("This post was withdrawn; it cannot be changed any more."))
    if post.hidden_at:
        raise Refusal(_("This post is hidden by moderators; it cannot be changed meanwhile."))
    if topic.state == Topic.State.CLOSED:
        raise Refusal(_("This topic is closed; its posts stay as they are."))


def check_withdraw(viewer: Viewer, post: Post) -> None:
    """Only its author takes a post back."""
    _check_own(viewer, post, _("Only its author can withdraw a post."))


def check_like(viewer: Viewer, post: Post) -> None:
    """Members like what others said, while it stands."""
    check_member(viewer)
    if post.author_id == viewer.id:
        raise Refusal(_("You cannot like your own post."))
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))


def check_read_text(viewer: Viewer, post: Post) -> None:
    """A withdrawn or hidden text, and its versions, are for its author and moderators."""
    if post.is_shown or viewer.may_moderate:
        return
    if not viewer.is_member or post.author_id != viewer.id:
        raise Refusal(_("The text of this post is not shown any more."))


def check_hide(viewer: Viewer, post: Post) -> None:
    """Moderators hide and restore posts, but nobody decides about their own."""
    _check_moderator(viewer)
    if post.author_id == viewer.id:
        raise Refusal(_("Nobody decides about their own post."))


def check_close(viewer: Viewer) -> None:
    """Moderators close and reopen topics."""
    _check_moderator(viewer)


def _check_moderator(viewer: Viewer) -> None:
    if not viewer.may_moderate:
        raise Refusal(_("This is for moderators."))


def _check_own(viewer: Viewer, post: Post, sentence: str) -> None:
    check_member(viewer)
    if post.author_id != viewer.id:
        raise Refusal(sentence)
