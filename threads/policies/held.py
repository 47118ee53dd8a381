"""Which texts wait for a moderator, and who decides about them."""

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member, check_writer
from accounts.viewer import Viewer
from threads.models import Category, HeldPost
from threads.policies.categories import check_start
from threads.policies.posts import check_reply
from threads.policies.rules import check_moderate


def check_decide_held(viewer: Viewer, held: HeldPost) -> None:
    """Moderators approve and refuse what waits, but nobody their own."""
    check_moderate(viewer, held.category_id)
    if held.author_id == viewer.id:
        raise Refusal(_("Nobody decides about their own post."))


def check_own_held(viewer: Viewer, held: HeldPost) -> None:
    """Only its author changes a waiting text or takes it back."""
    if held.author_id != check_member(viewer):
        raise Refusal(_("Only its author can change this."))


def check_resend(viewer: Viewer, held: HeldPost, reads: bool) -> None:
    """Its author sends a text again, while they could still write it there; `reads` says whether
    they still read that place."""
    check_own_held(viewer, held)
    check_writer(viewer)
    if not reads:
        raise Refusal(_("You cannot read this place any more, so you cannot write there."))
    _check_say(viewer, held)


def check_appear(writer: Viewer, held: HeldPost, signs_in: bool, reads: bool) -> None:
    """A waiting text appears only where its writer could post it now: who may sign in, write and
    read that place. The sentences are for the moderator who approves it."""
    if not signs_in or writer.is_silenced:
        raise Refusal(_("Its writer may not write at present; decide about it afterwards."))
    if not reads:
        raise Refusal(_("Its writer cannot read this place any more, so it cannot appear there."))
    _check_say(writer, held)


def _check_say(writer: Viewer, held: HeldPost) -> None:
    if held.topic:
        check_reply(writer, held.topic)
    else:
        check_start(writer, held.category)


def must_wait(viewer: Viewer, category: Category, *, opens_topic: bool, is_new: bool) -> bool:
    """Whether a text waits for a moderator before it appears; those of moderators never do.

    `is_new` says that its writer has fewer posts than the community wants to see first, or that it
    holds words that wait.
    """
    if viewer.moderates(category.pk):
        return False
    held = {Category.Holds.POSTS} | ({Category.Holds.TOPICS} if opens_topic else set())
    return is_new or category.holds in held
