"""Who keeps what was said, and who disputes it (docs/fishbowl.md, part 7)."""

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member, check_writer
from accounts.viewer import Viewer
from threads.models import Citation, Harvest, Topic
from threads.models.states import CITATION, HARVEST, Party
from threads.policies.rules import check_step, is_host, parties_to, require_not_archived


def check_name_harvester(viewer: Viewer, topic: Topic) -> None:
    """The host names who drafts the harvests, and accepts who offers to."""
    check_writer(viewer)
    if not is_host(viewer, topic):
        raise Refusal(_("This is for who holds the topic."))
    require_not_archived(topic)


def check_offer_harvest(viewer: Viewer, topic: Topic) -> None:
    """Every member may offer to draft the harvest."""
    check_writer(viewer)
    require_not_archived(topic)


def check_harvest(viewer: Viewer, topic: Topic, is_harvester: bool = False) -> None:
    """The host and those named to harvest draft, also where the topic is closed."""
    check_writer(viewer)
    if not is_harvester and not is_host(viewer, topic):
        raise Refusal(_("Harvests are drafted by who holds the topic and by those they named."))
    require_not_archived(topic)


def check_publish_harvest(viewer: Viewer, topic: Topic, state: str) -> None:
    """The host alone publishes."""
    check_writer(viewer)
    require_not_archived(topic)
    check_step(parties_to(viewer, topic), HARVEST, state, Harvest.State.PUBLISHED)


def check_unpublish_harvest(viewer: Viewer, topic: Topic, state: str) -> None:
    """The host takes a harvest back, and moderators do."""
    check_member(viewer)
    require_not_archived(topic)
    check_step(parties_to(viewer, topic), HARVEST, state, Harvest.State.UNPUBLISHED)


def check_dispute(viewer: Viewer, citation: Citation) -> None:
    """Who is cited says that this is not what they meant; they may say it in other words."""
    check_writer(viewer)
    again = citation.state == Citation.State.DISPUTED
    before = Citation.State.OK if again else citation.state
    check_step(_parties_to_citation(viewer, citation), CITATION, before, Citation.State.DISPUTED)


def check_settle_dispute(viewer: Viewer, citation: Citation) -> None:
    """Who disputed a citation takes it back; nobody else does."""
    check_member(viewer)
    check_step(_parties_to_citation(viewer, citation), CITATION, citation.state, Citation.State.OK)


def _parties_to_citation(viewer: Viewer, citation: Citation) -> frozenset[Party]:
    is_cited = viewer.is_member and citation.post.author_id == viewer.id
    return frozenset({Party.CITED}) if is_cited else frozenset()
