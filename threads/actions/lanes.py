"""In which lane a post is said, and what saying it does to a fishbowl (docs/fishbowl.md, part 14).

Checked in the transaction that stores the post, while the topic is locked: what the page showed
when somebody began to write does not count.
"""

from dataclasses import dataclass

from django.utils import timezone

from accounts.viewer import Viewer
from threads import policies
from threads.actions.running.bowl import Bowl
from threads.actions.running.tending import bowl_of, refresh
from threads.actions.running.turns import settle_turn
from threads.models import Fishbowl, Post, Seat, Topic, Turn
from threads.models.fishbowls import SeatState
from threads.models.posts import Lane

FISHBOWL = Topic.Kind.FISHBOWL


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where something is said: the lane, and the fishbowl, where the topic is one."""

    lane: str
    bowl: Bowl | None = None
    as_moderator: bool = False


def check_lane_now(viewer: Viewer, topic: Topic, wanted: str, *, as_moderator: bool) -> None:
    """Ask the rule of the lane before a text is rendered or held; what counts is asked again when
    it is stored. Raises `policies.LaneRefused`."""
    row = Fishbowl.objects.filter(topic=topic).first() if topic.kind == FISHBOWL else None
    if row:
        _check(viewer, Bowl(topic, row, timezone.now()), wanted, as_moderator=as_moderator)


def choose_lane(viewer: Viewer, topic: Topic, wanted: str, *, as_moderator: bool) -> Spoken:
    """Where the viewer says something in a locked topic: in the lane that they chose (`wanted`), or
    where they can, if they chose none. Raises `policies.LaneRefused`."""
    bowl = bowl_of(topic)
    if bowl is None:
        return Spoken(Lane.FLOOR)
    lane = _check(viewer, bowl, wanted, as_moderator=as_moderator)
    return Spoken(lane, bowl, as_moderator and lane == Lane.BOWL)


def _check(viewer: Viewer, bowl: Bowl, wanted: str, *, as_moderator: bool) -> str:
    """The lane that was chosen; else the one that is the viewer's, or that they are refused."""
    standing = bowl.standing_of(viewer.id)
    lane = wanted
    if not lane and not as_moderator:
        lane = policies.lane_for(viewer, bowl.topic, standing)
    lane = lane or Lane.BOWL
    policies.check_lane(viewer, bowl.topic, standing, lane, as_moderator=as_moderator)
    return lane


def take_effect(viewer: Viewer, spoken: Spoken, post: Post) -> int | None:
    """What was said in the bowl holds the speaker's chair, and is their turn in a round; answers
    the id of the prompt that the round is about then."""
    bowl = spoken.bowl
    if bowl is None or spoken.lane != Lane.BOWL or spoken.as_moderator:
        return None
    seats = Seat.objects.filter(fishbowl=bowl.row, person_id=viewer.id, state=SeatState.SEATED)
    seats.update(held_from=bowl.now)
    running = bowl.round
    spoke = running and settle_turn(bowl, running, viewer.id, Turn.State.SPOKEN, post=post)
    refresh(bowl)
    return running.prompt_id if running and spoke else None
