"""Who passes the hosting of a topic on (docs/fishbowl.md, part 6)."""

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_writer
from accounts.viewer import Viewer
from threads.models import Topic
from threads.policies.rules import check_curate, is_host, is_hostless, require_not_archived


def check_host(viewer: Viewer, topic: Topic) -> None:
    """Who hosts a topic, alone or with others, names co-hosts and hands it over; where nobody
    hosts it, its moderators do. Nothing of it in an archived topic."""
    check_writer(viewer)
    require_not_archived(topic)
    if is_hostless(topic) and viewer.moderates(topic.category_id):
        return
    if not is_host(viewer, topic):
        raise Refusal(_("This is for those who hold this topic."))


def check_host_alone(viewer: Viewer, topic: Topic) -> None:
    """Handing a topic over is its host's act, not a co-host's; of one without a host its
    moderators'."""
    check_host(viewer, topic)
    if topic.host_id is not None and topic.host_id != viewer.id:
        raise Refusal(_("Who helps to hold a topic does not hand it over."))


def check_offer_to_host(viewer: Viewer, topic: Topic) -> None:
    """Members offer to host a topic that nobody hosts."""
    check_writer(viewer)
    require_not_archived(topic)
    if not is_hostless(topic):
        raise Refusal(_("Somebody holds this topic already."))


def check_confirm_host(viewer: Viewer, topic: Topic) -> None:
    """Moderators confirm who follows; nobody confirms themselves, but for admins."""
    check_curate(viewer, topic)
    require_not_archived(topic)
    if not is_hostless(topic):
        raise Refusal(_("Somebody holds this topic already."))
