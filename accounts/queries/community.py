"""What pages read about the community."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import CircleRole, Community, DocumentKind, RoleLabel
from accounts.remembered import recall, remember
from accounts.viewer import Viewer


def community() -> Community | None:
    """The community with its own words for roles (`labels`), or None before `manage.py setup`.

    Every page prints its name, so each process remembers it until the database says that it
    changed (`leadership_forum.memory`), and for 20 seconds at most.
    """
    found: Community | None
    found, is_known, moment = recall()
    if is_known:
        return found
    if found := Community.objects.first():
        rows = RoleLabel.objects.values_list("role", "language", "label")
        found.labels = {(role, language): label for role, language, label in rows}
    remember(found, moment)
    return found


def community_said() -> tuple[object, ...]:
    """What pages print of the community and what its members may do, as this process remembers it:
    pages that are kept are kept by it too, for it may be behind the versions of what they show."""
    found = community()
    if found is None:
        return ()
    labels = sorted(found.labels.items())
    said = (found.name, found.tagline, found.is_demo, found.held_first_posts, found.documents)
    return (*said, labels)


def documents() -> tuple[tuple[str, str], ...]:
    """The documents of the community that stand, each with what it is called."""
    found = community()
    standing = found.documents if found else []
    return tuple((kind, str(DocumentKind(kind).label)) for kind in standing)


def agreement() -> int:
    """The newest version of a document that members are to agree to; 0 where there is none."""
    found = community()
    return found.agreement if found else 0


def unread_days() -> int:
    """For how many days a post can be unread here; what is older counts as read for everybody."""
    found = community()
    return (found or Community()).unread_days


@dataclass(frozen=True, slots=True)
class NewMemberRules:
    """What a new member may do a day, and put into one text."""

    posts: int
    links: int
    mentions: int


def new_member_rules(viewer: Viewer) -> NewMemberRules | None:
    """What holds for the viewer while they are new; None for everybody else, and for those who
    curate."""
    found = community() or Community()
    since = timezone.now() - timedelta(days=found.new_member_days)
    if viewer.joined is None or viewer.joined <= since or viewer.moderates_somewhere:
        return None
    return NewMemberRules(found.new_member_posts, found.new_member_links, found.new_member_mentions)


def host_label() -> str:
    """What who hosts a topic is called in the language of the page: the community's own word, or
    that of the catalogue."""
    return _own_label(RoleLabel.Role.HOST) or _("host")


def circle_role_label(role: str) -> str:
    """What a role in circles is called, likewise."""
    return _own_label(role) or str(dict(CircleRole.Role.choices).get(role, role))


def _own_label(role: str) -> str:
    found = community()
    language = (get_language() or "").split("-")[0]
    return found.labels.get((str(role), language), "") if found else ""


def signup() -> str:
    """Who may make an account."""
    return (community() or Community()).signup
