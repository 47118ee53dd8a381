"""Keeping what somebody has not sent yet."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.policies import check_member
from accounts.viewer import Viewer
from threads.models import Draft

PLACE = re.compile(r"\A(?:new|(?:topic|post):[1-9][0-9]{0,17})\Z")
# More than anybody begins; the oldest go first.
MOST_DRAFTS = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a draft: its number now; `theirs` is the text that stands there instead of a
    text that came late."""

    seq: int
    theirs: str | None = None


def keep_draft(
    viewer: Viewer, place: str, body: str, seq: int, facts: dict[str, Any] | None = None
) -> Kept:
    """Keep a text for later under its place; an empty one is forgotten.

    `seq` is the writer's count, higher with each change: a text with a number that is not higher
    than the one that stands there came late or from another device, and changes nothing.
    """
    person_id = check_member(viewer)
    mine = Draft.objects.filter(person_id=person_id, place=place)
    if not body.strip():
        mine.filter(seq__lte=seq).delete()
        return Kept(seq)
    changes = {"body": body, "seq": seq, "facts": facts or {}, "changed_at": timezone.now()}
    if mine.filter(seq__lt=seq).update(**changes):
        return Kept(seq)
    try:
        with transaction.atomic():
            Draft.objects.create(person_id=person_id, place=place, **changes)
    except IntegrityError:
        return _late(mine.get(), body)
    _forget_oldest(person_id)
    return Kept(seq)


def _late(standing: Draft, body: str) -> Kept:
    """The same text twice is no conflict."""
    return Kept(standing.seq, None if standing.body == body else standing.body)


def _forget_oldest(person_id: int) -> None:
    mine = Draft.objects.filter(person_id=person_id).order_by("-changed_at", "-id")
    old = mine.values("pk")[MOST_DRAFTS : MOST_DRAFTS + 100]
    Draft.objects.filter(pk__in=old).delete()


def discard_draft(viewer: Viewer, place: str) -> None:
    """Forget the draft of a place: it was sent, or is not wanted any more."""
    Draft.objects.filter(person_id=viewer.id, place=place).delete()
