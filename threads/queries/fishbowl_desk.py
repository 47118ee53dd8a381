"""The page from which a fishbowl is run: what stands, and what the viewer may change of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from accounts.faces import Face, face, face_of
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import policies
from threads.models import Ask, Fishbowl, Prompt, Rest, Seat, Topic, Turn
from threads.models.fishbowls import SeatState
from threads.queries.fishbowls import Running, running_of
from threads.queries.phase_steps import Way, ways_of

# What became of invitations; whoever accepted sits there.
ASKED = (SeatState.INVITED, SeatState.DECLINED, SeatState.EXPIRED, SeatState.WITHDRAWN)
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who was asked onto the panel, and what became of it."""

    face: Face
    label: str
    is_waiting: bool
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Resting:
    """Somebody who rests from the chairs, since when and why."""

    face: Face
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DeskRights:
    """What of it is the viewer's to change."""

    times: bool
    chairs: bool
    gallery: bool
    panel: bool
    free: bool
    rest: bool
    round: bool
    batch: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The page `/t/<id>/fishbowl/`."""

    topic: Topic
    row: Fishbowl
    running: Running
    ways: tuple[Way, ...]
    may: DeskRights
    invitations: tuple[Invitation, ...]
    resting: tuple[Resting, ...]
    # Open questions of the topic, by id, as a round can be on one.
    prompts: tuple[tuple[int, str], ...]
    questions: int

    @property
    def standing(self) -> policies.Standing:
        """What the rules for who runs it ask."""
        return _standing(self.row)

    @property
    def seated(self) -> tuple[tuple[str, str], ...]:
        """Who sits there, by handle and name."""
        faces = (seat.face for seat in self.running.seats)
        return tuple((one.handle, one.name) for one in faces if one)

    @property
    def unheard(self) -> tuple[tuple[str, str], ...]:
        """Whose turn is waited for in the round that runs."""
        turns = self.running.round.turns if self.running.round else ()
        waiting = (turn.face for turn in turns if turn.state == Turn.State.WAITING)
        return tuple((one.handle, one.name) for one in waiting if one.handle)

    @property
    def at_rest(self) -> tuple[tuple[str, str], ...]:
        """Who rests, by handle and name."""
        return tuple((one.face.handle, one.face.name) for one in self.resting)


def fishbowl_desk(viewer: Viewer, topic: Topic) -> DeskPage:
    """What stands in a fishbowl and what the viewer may change, in six queries. Raises `Refusal`
    for who does not run it."""
    policies.check_fishbowl_desk(viewer, topic)
    running = running_of(viewer, topic)
    row = Fishbowl.objects.get(topic=topic)
    if running is None:
        raise Fishbowl.DoesNotExist
    prompts = Prompt.objects.filter(topic=topic, state=Prompt.State.OPEN).order_by("position")
    return DeskPage(
        topic=topic,
        row=row,
        running=running,
        ways=ways_of(viewer, topic, row.phase),
        may=_rights(viewer, topic, row),
        invitations=_invitations(row),
        resting=_resting(row),
        prompts=tuple((one.pk, f"{one.position}. {one.text}") for one in prompts),
        questions=Ask.objects.visible_to(viewer)
        .filter(topic=topic, to_panel=True, state=Ask.State.WAITING, batch=None)
        .count(),
    )


def _standing(row: Fishbowl) -> policies.Standing:
    """Where one sits does not matter for what hosts and moderators do."""
    return policies.Standing(row.phase, row.gallery)


def _rights(viewer: Viewer, topic: Topic, row: Fishbowl) -> DeskRights:
    may, standing = policies.may, _standing(row)
    return DeskRights(
        times=may(policies.check_hold_fishbowl, viewer, topic),
        chairs=may(policies.check_chairs, viewer, topic),
        gallery=may(policies.check_gallery, viewer, topic),
        panel=may(policies.check_set_up, viewer, topic),
        free=may(policies.check_free_seat, viewer, topic),
        rest=may(policies.check_rest, viewer, topic),
        round=may(policies.check_round, viewer, topic, standing),
        batch=may(policies.check_batch, viewer, topic, standing),
    )


def _invitations(row: Fishbowl) -> tuple[Invitation, ...]:
    """The newest of each person: those that wait first."""
    asked = Seat.objects.filter(fishbowl=row, state__in=ASKED).select_related("person")
    seen: set[Any] = set()
    found = []
    for seat in asked.order_by("-pk")[:MOST_SHOWN]:
        if seat.person_id in seen:
            continue
        seen.add(seat.person_id)
        label, is_waiting = str(seat.get_state_display()), seat.state == SeatState.INVITED
        found.append(Invitation(face_of(seat.person), label, is_waiting, seat.asked_at))
    return tuple(sorted(found, key=lambda one: not one.is_waiting))


def _resting(row: Fishbowl) -> tuple[Resting, ...]:
    """Who rests, with the reason that the ledger keeps."""
    lines = Entry.objects.filter(act=Act.REST, person_id=OuterRef("person_id"))
    lines = lines.filter(topic_id=row.topic_id).order_by("-pk")
    rests = Rest.objects.filter(fishbowl=row).order_by("since")
    rows = rests.annotate(why=Subquery(lines.values("reason")[:1])).values_list(
        "person__username", "person__display_name", F("since"), "why"
    )
    return tuple(Resting(face(handle, name), since, why or "") for handle, name, since, why in rows)
