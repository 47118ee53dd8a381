"""Moving a fishbowl from phase to phase, its dates, and how many chairs are open.

Rules: docs/fishbowl.md, parts 11 and 12. Closing and reopening are acts of the topic, which take
the fishbowl with them.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies import Refusal
from accounts.viewer import Viewer
from ledger.models import Act
from threads import policies
from threads.actions.curation import close_topic, reopen_topic
from threads.actions.running.bowl import Bowl
from threads.actions.running.phases import enter
from threads.actions.running.tending import can_begin, lock_bowl, refresh
from threads.models import Fishbowl, Harvest, Post, Topic
from threads.models.fishbowls import MOST_CHAIRS
from threads.models.posts import Lane


class WordsMissing(Exception):
    """This step takes a sentence; the words are one for the person."""


def move_phase(viewer: Viewer, topic: Topic, to: str, words: str = "") -> bool:
    """Move a fishbowl to another phase; whether it was not there already.

    Raises `Refusal`, and `WordsMissing` where one closes without a harvest, or goes back to the
    panel without saying why."""
    if to == Fishbowl.Phase.CLOSED:
        return _close(viewer, topic, words)
    with transaction.atomic():
        bowl = lock_bowl(topic.pk)
        before = bowl.row.phase
        if before == to:
            return False
        policies.check_phase(viewer, bowl.topic, before, to)
        if before == Fishbowl.Phase.CLOSED:
            return reopen_topic(viewer, bowl.topic, words) is not None
        _check_guards(bowl, before, to, words)
        enter(bowl, to, viewer.id, words)
        refresh(bowl)
        return True


def _close(viewer: Viewer, topic: Topic, words: str) -> bool:
    """With words or a harvest: what trails off leaves people unsettled."""
    with transaction.atomic():
        bowl = lock_bowl(topic.pk)
        if bowl.row.phase == Fishbowl.Phase.CLOSED:
            return False
        policies.check_phase(viewer, bowl.topic, bowl.row.phase, Fishbowl.Phase.CLOSED)
        kept = Harvest.objects.filter(topic=bowl.topic, state=Harvest.State.PUBLISHED)
        if not words.strip() and not kept.exists():
            raise WordsMissing(_("Close with a sentence of your own, or publish a harvest first."))
        return close_topic(viewer, bowl.topic, words) is not None


def _check_guards(bowl: Bowl, before: str, to: str, words: str) -> None:
    """What a step asks beside who makes it (domain §4.1)."""
    phase = Fishbowl.Phase
    if (before, to) == (phase.GATHERING, phase.PANEL) and not can_begin(bowl):
        raise Refusal(_("Nobody sits on the panel yet, and no chair is open. Open a chair first."))
    if (before, to) == (phase.OPEN_FLOOR, phase.PANEL) and not words.strip():
        raise WordsMissing(_("Say in a sentence why the floor closes again."))
    if (before, to) == (phase.PANEL, phase.GATHERING):
        hosts = {bowl.topic.host_id, *bowl.topic.cohost_ids}  # type: ignore[attr-defined]
        spoke = Post.objects.filter(topic=bowl.topic, lane=Lane.BOWL, as_moderator=False)
        if spoke.exclude(author__in=[pk for pk in hosts if pk]).exists():
            raise Refusal(_("The panel has spoken; it does not go back to gathering."))


@transaction.atomic
def set_chairs(viewer: Viewer, topic: Topic, number: int) -> bool:
    """Open so many chairs, 0 to 3. Nobody is removed: where fewer are open than are taken, the next
    that frees is not offered again. Whether anything changed."""
    bowl = lock_bowl(topic.pk)
    policies.check_chairs(viewer, bowl.topic)
    before, number = bowl.row.open_chairs, max(0, min(number, MOST_CHAIRS))
    if before == number:
        return False
    bowl.change(open_chairs=number)
    bowl.line(Act.CHAIRS, viewer.id, before=str(before), after=str(number))
    refresh(bowl)
    return True


@transaction.atomic
def set_gallery(viewer: Viewer, topic: Topic, gallery: str) -> bool:
    """Say what the gallery may write; whether anything changed."""
    bowl = lock_bowl(topic.pk)
    policies.check_gallery(viewer, bowl.topic)
    before = bowl.row.gallery
    if before == gallery:
        return False
    bowl.change(gallery=Fishbowl.Gallery(gallery).value)
    bowl.line(Act.GALLERY, viewer.id, before=before, after=gallery)
    return True


@transaction.atomic
def set_times(
    viewer: Viewer,
    topic: Topic,
    *,
    panel_at: datetime | None,
    floor_at: datetime | None,
    hold_hours: int,
    offer_hours: int,
) -> bool:
    """Say on which dates the phases begin, and how long chairs are held. Offers that stand keep
    their time. Whether anything changed."""
    bowl = lock_bowl(topic.pk)
    policies.check_hold_fishbowl(viewer, bowl.topic)
    row = bowl.row
    wanted = (panel_at, floor_at, hold_hours, offer_hours)
    if (row.panel_at, row.floor_at, row.hold_hours, row.offer_hours) == wanted:
        return False
    if panel_at != row.panel_at and row.phase != Fishbowl.Phase.GATHERING:
        raise Refusal(_("The panel has begun."))
    names = ("panel_at", "floor_at", "hold_hours", "offer_hours")
    bowl.change(**dict(zip(names, wanted, strict=True)))
    bowl.line(Act.DATES, viewer.id)
    refresh(bowl)
    return True
