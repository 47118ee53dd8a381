"""What pages read about moderation: the log is a view of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads.models import Post, Topic
from threads.models.topics import topic_path
from threads.queries.pages import Pager, cut, window

ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the log: who did what to what, when and why."""

    at: datetime
    act: str
    verb: str
    actor: Face
    person: Face | None
    reason: str
    target_title: str
    target_url: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """The page `/moderation/log/`."""

    rows: tuple[LogRow, ...]
    pager: Pager


def log_page(viewer: Viewer, page: int) -> LogPage:
    """What moderators did, newest first, as far as the viewer may read its topics."""
    topics = Topic.objects.visible_to(viewer).values("pk")
    entries = _named(Entry.objects.filter(topic_id__in=topics)).order_by("-id")
    rows = [_row(entry) for entry in entries[window(page, ROWS_PER_PAGE)]]
    return LogPage(*cut("/moderation/log/", page, rows, ROWS_PER_PAGE))


def _named(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries with today's names; the ledger itself keeps ids only."""
    actor = User.objects.filter(pk=OuterRef("actor_id"))
    person = User.objects.filter(pk=OuterRef("person_id"))
    topic = Topic.objects.filter(pk=OuterRef("topic_id"))
    return entries.annotate(
        actor_handle=Subquery(actor.values("username")[:1]),
        actor_name=Subquery(actor.values("display_name")[:1]),
        person_handle=Subquery(person.values("username")[:1]),
        person_name=Subquery(person.values("display_name")[:1]),
        title=Subquery(topic.values("title")[:1]),
        slug=Subquery(topic.values("slug")[:1]),
        number=Subquery(Post.objects.filter(pk=OuterRef("post_id")).values("number")[:1]),
    )


def _row(entry: Entry) -> LogRow:
    facts = vars(entry)
    return LogRow(
        at=entry.at,
        act=entry.act,
        verb=str(Act(entry.act).label),
        actor=face(facts["actor_handle"], facts["actor_name"]),
        person=face(facts["person_handle"], facts["person_name"]) if entry.person_id else None,
        reason=entry.reason,
        target_title=facts["title"],
        target_url=topic_path(facts["slug"], entry.topic_id or 0, facts["number"]),
    )
