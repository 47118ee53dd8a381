"""Which acts still stand as they were done, so that they can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.http import Http404
from django.utils import timezone

from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from ledger.queries import withheld_from
from moderation import policies
from moderation.models import Case
from moderation.queries import wording
from threads.models import HeldPost, Topic

MOST_SHOWN = 20
# By what a later act of these has the last word: on the post, the text or the person.
OVERRULED: dict[Act, tuple[str, tuple[Act, ...]]] = {
    Act.HIDE: ("post_id", (Act.HIDE, Act.RESTORE)),
    Act.KEEP: ("post_id", (Act.KEEP, Act.HIDE, Act.RESTORE)),
    Act.REFUSE: ("held_id", (Act.REFUSE, Act.APPROVE)),
    Act.SILENCE: ("person_id", (Act.SILENCE, Act.UNSILENCE)),
    Act.SUSPEND: ("person_id", (Act.SUSPEND, Act.UNSUSPEND)),
}


@dataclass(frozen=True, slots=True)
class UndoRow:
    """Something that the viewer did just now, and can take back."""

    id: int
    act: str
    # What was done, in the words before and after the name.
    verb: str
    person: Face | None
    verb_rest: str
    title: str
    at: datetime


def standing(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of these lines, all of the last minutes, that nothing was done about since."""
    since = timezone.now() - policies.UNDO_WITHIN
    later = Entry.objects.filter(at__gte=since, pk__gt=OuterRef("pk")).order_by()
    entries = entries.filter(~Exists(later.filter(reverts_id=OuterRef("pk"))))
    for act, (target, acts) in OVERRULED.items():
        same: dict[str, Any] = {target: OuterRef(target)}
        entries = entries.exclude(Q(Exists(later.filter(act__in=acts, **same))), act=act)
    return entries


def undo_rows(viewer: Viewer) -> tuple[UndoRow, ...]:
    """What the viewer did in the last 15 minutes and can take back, newest first; one query."""
    since = timezone.now() - policies.UNDO_WITHIN
    entries = Entry.objects.filter(
        actor_id=viewer.id or 0, at__gte=since, act__in=policies.UNDOABLE
    )
    person = User.objects.filter(pk=OuterRef("person_id"))
    topics = Topic.objects.visible_to(viewer).filter(pk=OuterRef("topic_id"))
    held = HeldPost.objects.visible_to(viewer).filter(pk=OuterRef("held_id"))
    found = standing(entries).annotate(
        # Deciding about a reported answer that is sealed closes it again, also to who decided.
        is_named=ExpressionWrapper(~withheld_from(viewer), BooleanField()),
        handle=Subquery(person.values("username")),
        name=Subquery(person.values("display_name")),
        topic_title=Subquery(topics.values("title")),
        held_title=Subquery(held.values("title")),
    )
    return tuple(_row(entry) for entry in found.order_by("-id")[:MOST_SHOWN])


def entry_for(viewer: Viewer, entry_id: int) -> Entry:
    """A line of one's own, or for an admin any. Raises `Http404` for others."""
    entries = Entry.objects.filter(pk=entry_id)
    if not viewer.is_admin:
        entries = entries.filter(actor_id=viewer.id or 0)
    entry = entries.first()
    if entry is None:
        raise Http404
    return entry


def open_case_of(entry: Entry) -> int:
    """The id of the open case about what a line speaks of; 0 where none is open."""
    about = Q(post_id=entry.post_id or 0) | Q(held_id=entry.held_id or 0)
    return Case.objects.filter(about, decision="").values_list("pk", flat=True).first() or 0


def _row(entry: Entry) -> UndoRow:
    facts = vars(entry)
    is_named = entry.person_id and facts["is_named"]
    concerned = face(facts["handle"], facts["name"]) if is_named else None
    words = wording.verb_with_person(entry.act) if concerned else (wording.verb(entry.act), "")
    return UndoRow(
        id=entry.pk,
        act=entry.act,
        verb=words[0],
        person=concerned,
        verb_rest=words[1],
        title=facts["topic_title"] or facts["held_title"] or "",
        at=entry.at,
    )
