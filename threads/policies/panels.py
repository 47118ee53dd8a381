"""Who sets a topic up: kind, panel, views, source (docs/fishbowl.md, part 4)."""

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_writer
from accounts.viewer import Viewer
from threads.models import Topic
from threads.models.states import KIND
from threads.policies.rules import (
    check_step,
    is_host,
    parties_to,
    require_host_or_moderator,
    require_not_archived,
    require_open,
)


def check_set_up(viewer: Viewer, topic: Topic) -> None:
    """The host and moderators say what a topic is set up as, and where it comes from, while it
    is open."""
    require_host_or_moderator(viewer, topic)
    require_open(topic)


def check_convert(viewer: Viewer, topic: Topic, kind: str) -> None:
    """They make a topic an ordinary one, a recap or a fishbowl, whatever it was."""
    check_set_up(viewer, topic)
    check_step(parties_to(viewer, topic), KIND, topic.kind, kind)


def check_invite(viewer: Viewer, topic: Topic) -> None:
    """The host chooses who sits on the panel; moderators do where there is no host."""
    check_set_up(viewer, topic)
    if topic.host_id and not is_host(viewer, topic):
        raise Refusal(_("Only who holds a topic asks people onto its panel."))


def check_unseat(viewer: Viewer, topic: Topic, has_answered: bool) -> None:
    """The host and moderators take somebody off the panel; who has answered what the host wrote
    of them is taken off by moderators alone, so that no host wipes out a correction."""
    check_set_up(viewer, topic)
    if has_answered and not viewer.moderates(topic.category_id):
        raise Refusal(
            _("They have answered what was written down of them, so only moderators take them off.")
        )


def check_perspective(viewer: Viewer, topic: Topic, has_answered: bool = False) -> None:
    """Only the host writes down what somebody on the panel said, while the topic is open.

    `has_answered` asks about taking it away: what was answered in public stays.
    """
    check_writer(viewer)
    if not is_host(viewer, topic):
        raise Refusal(_("Only who holds a topic writes down what was said on its panel."))
    require_open(topic)
    if has_answered:
        raise Refusal(_("They have answered this. You can say it otherwise, not take it away."))


def check_respond(viewer: Viewer, topic: Topic, person_id: int | None) -> None:
    """Only the person of whom something was written down answers it; also in a closed topic."""
    if check_writer(viewer) != person_id:
        raise Refusal(_("Only the person of whom this was written down answers it."))
    require_not_archived(topic)
