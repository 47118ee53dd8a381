"""Who puts questions to people, and who settles them (docs/fishbowl.md, part 5)."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_writer
from accounts.viewer import Viewer
from threads.models import Ask, Topic
from threads.models.states import ASK, Party
from threads.policies.rules import check_step, check_voice, parties_to


def check_ask(viewer: Viewer, topic: Topic) -> None:
    """Members put questions to people of a topic while it is open (domain §4.2, row 16), where
    they may reply."""
    _require_open(viewer, topic)
    check_voice(viewer, topic.category)


def _require_open(viewer: Viewer, topic: Topic) -> None:
    check_writer(viewer)
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its questions to people stay as they are."))


def check_settle(
    viewer: Viewer, topic: Topic, ask: Ask, after: str, panel_ids: Collection[int] = ()
) -> None:
    """Who is asked, the host and moderators answer an ask and set it aside; the asker says that it
    is answered, and reopens it once (domain §4.1, §4.2 rows 17 to 19). `panel_ids` are the people
    of the panel, who are asked together."""
    _require_open(viewer, topic)
    mine: list[Party] = []
    if ask.author_id == viewer.id:
        mine.append(Party.AUTHOR)
    if ask.to_person_id == viewer.id:
        mine.append(Party.ADDRESSEE)
    if ask.to_panel and viewer.id in panel_ids:
        mine.append(Party.PANELIST)
    check_step(parties_to(viewer, topic, *mine), ASK, ask.state, after)
    if after == Ask.State.WAITING and ask.was_reopened:
        raise Refusal(_("A question can be reopened once; ask another one."))
