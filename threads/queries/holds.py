"""A text that the lane refused for which it was written: where else it can be said now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.viewer import Viewer
from threads import policies
from threads.models import Fishbowl, Topic
from threads.models.posts import Lane
from threads.queries.bowl_rows import bowl_rows
from threads.queries.drafts import draft_of
from threads.queries.lanes import Lanes, lanes_of, standing_of

# What a reply says beside its text and its lane.
BESIDE = ("reply_to", "prompts", "speaking_from", "as_host", "ask", "token")

# Where a moderator without a seat wanted to say it.
MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class Hold:
    """Where a text can go: the lanes that are open to its writer. `was_allowed` says that they
    could once have said it where they wanted."""

    topic: Topic
    lanes: tuple[str, ...]
    as_moderator: bool
    was_allowed: bool
    # Their count of drafts here, and everything else that came with the text.
    seq: int
    beside: tuple[tuple[str, str], ...]


def hold_of(viewer: Viewer, topic: Topic, wanted: str, sent: Mapping[str, Any]) -> Hold:
    """What can be done with a text that was refused, in one query. `topic` came with the viewer's
    draft of a reply to it, `sent` is the form."""
    rows = bowl_rows(topic.pk, viewer.id) if topic.kind == Topic.Kind.FISHBOWL else None
    standing = standing_of(rows, viewer.id) if rows else policies.Standing("", "")
    is_open = policies.may(policies.check_reply, viewer, topic)
    lanes = lanes_of(viewer, topic, standing) if rows and is_open else None
    return Hold(
        topic=topic,
        lanes=tuple(lane for lane in (lanes.lane, *lanes.others) if lane) if lanes else (),
        as_moderator=_adds(lanes),
        was_allowed=_was_allowed(viewer, topic, standing, wanted),
        seq=_seq(topic, str(sent.get("seq", ""))),
        beside=_beside(sent),
    )


def _adds(lanes: Lanes | None) -> bool:
    return lanes is not None and lanes.as_moderator


def _was_allowed(viewer: Viewer, topic: Topic, standing: policies.Standing, wanted: str) -> bool:
    """Whether they had a seat or a turn, or the phase in which one wrote there is over."""
    phase = Fishbowl.Phase
    if topic.state != Topic.State.OPEN or standing.phase == phase.CLOSED:
        return True
    if standing.phase == phase.OPEN_FLOOR:
        return wanted != Lane.FLOOR
    if wanted not in {"", Lane.BOWL}:
        return False
    had_place = bool(standing.seat or standing.had_seat or standing.turn)
    return had_place or policies.is_host(viewer, topic)


def _seq(topic: Topic, sent: str) -> int:
    """As the form counted; where it did not, one more than what was kept."""
    if sent.isascii() and sent.isdecimal() and len(sent) < LONGEST_COUNT:
        return int(sent)
    draft = draft_of(topic.draft_row)  # type: ignore[attr-defined]
    return draft.seq + 1 if draft else 1


LONGEST_COUNT = 10


def _beside(sent: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The other fields as they were sent."""
    every = getattr(sent, "getlist", None)
    return tuple(
        (name, str(value))
        for name in BESIDE
        for value in (every(name) if every else [sent.get(name, "")])
        if value
    )
