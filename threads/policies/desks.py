"""Who sees the page from which a fishbowl is run, and how its talk was shared out."""

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member
from accounts.viewer import Viewer
from threads.models import Topic
from threads.policies.rules import is_host


def check_fishbowl_desk(viewer: Viewer, topic: Topic) -> None:
    """Who hosts a fishbowl runs it, and moderators do what is theirs; also once it is closed."""
    check_member(viewer)
    if not is_host(viewer, topic) and not viewer.moderates(topic.category_id):
        raise Refusal(_("This page is for those who hold this fishbowl, and for moderators."))
    if topic.kind != Topic.Kind.FISHBOWL:
        raise Refusal(_("This topic is no fishbowl."))


def check_balance(viewer: Viewer, topic: Topic, *, has_spoken: bool) -> None:
    """How the talk was shared out is nobody's business but their own: those who spoke see what they
    wrote of it, who hosts and moderators see it of each (domain §4.2, row 5)."""
    check_member(viewer)
    if topic.kind != Topic.Kind.FISHBOWL:
        raise Refusal(_("This topic is no fishbowl."))
    if not has_spoken and not sees_all_shares(viewer, topic):
        raise Refusal(_("You have not spoken here yet; until then there is nothing to balance."))


def sees_all_shares(viewer: Viewer, topic: Topic) -> bool:
    """Whether the balance of everybody is theirs to see."""
    return is_host(viewer, topic) or viewer.moderates(topic.category_id)
