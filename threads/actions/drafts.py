"""Keeping what somebody has not sent yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.policies import check_member
from accounts.viewer import Viewer
from threads import policies
from threads.models import Draft
from threads.queries.drafts import HARVEST, HARVEST_TOPIC, LINES, id_in, said_in
from threads.queries.harvests import harvest_for, is_drafter, is_harvester
from threads.queries.topics import topic_for

PLACE = re.compile(r"\A(?:new|(?:topic|post|harvest|harvest-topic):[1-9][0-9]{0,17})\Z")
# What the writer sees of a draft; the same of all these twice is no conflict.
SEEN = (*LINES, "kind", "speaking_from")
# More than anybody begins; the oldest go first.
MOST_DRAFTS = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a draft: its number now; `theirs` is the text that stands there instead of a
    text that came late, `facts` what stands beside that one."""

    seq: int
    theirs: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def keep_draft(
    viewer: Viewer, place: str, body: str, seq: int, facts: dict[str, Any] | None = None
) -> Kept:
    """Keep a text for later under its place; an empty one is forgotten.

    `seq` is the writer's count, higher with each change: a text with a number that is not higher
    than the one that stands there came late or from another device, and changes nothing.

    Raises `Http404` and `Refusal` for a harvest that the viewer does not draft.
    """
    person_id = check_member(viewer)
    mine = Draft.objects.filter(person_id=person_id, place=place)
    facts = facts or {}
    if not any(words.strip() for words in (body, *(facts.get(name, "") for name in LINES))):
        mine.filter(seq__lte=seq).delete()
        return Kept(seq)
    _check_place(viewer, place)
    changes = {"body": body, "seq": seq, "facts": facts, "changed_at": timezone.now()}
    if mine.filter(seq__lt=seq).update(**changes):
        return Kept(seq)
    try:
        with transaction.atomic():
            Draft.objects.create(person_id=person_id, place=place, **changes)
    except IntegrityError:
        return _late(mine.get(), body, facts)
    _forget_oldest(person_id)
    return Kept(seq)


def _check_place(viewer: Viewer, place: str) -> None:
    """At a harvest those write who draft it (docs/fishbowl.md, rule 7.7)."""
    if place.startswith(HARVEST):
        harvest = harvest_for(viewer, id_in(place))
        policies.check_harvest(viewer, harvest.topic, is_drafter(harvest))
    elif place.startswith(HARVEST_TOPIC):
        topic = topic_for(viewer, id_in(place))
        policies.check_harvest(viewer, topic, is_harvester(viewer, topic))


def _late(standing: Draft, body: str, facts: dict[str, Any]) -> Kept:
    """The same words twice are no conflict."""
    same = all(standing.facts.get(name) == facts.get(name) for name in SEEN)
    if same and standing.body == body:
        return Kept(standing.seq)
    return Kept(standing.seq, standing.body, standing.facts)


def _forget_oldest(person_id: int) -> None:
    mine = Draft.objects.filter(person_id=person_id).order_by("-changed_at", "-id")
    old = mine.values("pk")[MOST_DRAFTS : MOST_DRAFTS + 100]
    Draft.objects.filter(pk__in=old).delete()


def forget_saved(viewer: Viewer, place: str, said: Mapping[str, str], seq: int) -> None:
    """Forget the draft of a harvest that was saved as `said`, from a form that knew of the drafts
    before `seq`; what another window kept since is not in it, and stays."""
    mine = Draft.objects.filter(person_id=viewer.id, place=place)
    standing = mine.first()
    if standing and (standing.seq < seq or said_in(standing) == said):
        mine.filter(seq=standing.seq).delete()


def discard_draft(viewer: Viewer, place: str) -> None:
    """Forget the draft of a place: it was sent, or is not wanted any more."""
    Draft.objects.filter(person_id=viewer.id, place=place).delete()
