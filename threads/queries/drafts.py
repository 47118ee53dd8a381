"""What the viewer began to write, and where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404

from accounts.viewer import Viewer
from threads.markup import shorten
from threads.models import Draft, Post, Topic
from threads.queries.pages import Pager, cut, window

DRAFTS_PER_PAGE = 30
EXCERPT = 280
NEW_TOPIC = "new"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as the composer of its place needs it."""

    body: str
    seq: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DraftInList:
    """A draft on the page `/drafts/`; `url` is empty where its place cannot be read any more."""

    id: int
    title: str
    url: str
    is_edit: bool
    excerpt: str
    body: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DraftList:
    """The page `/drafts/`."""

    rows: tuple[DraftInList, ...]
    pager: Pager


def draft_row(viewer: Viewer, place: Any) -> Subquery:
    """The viewer's draft of a place, as a column of another query; `draft_of` reads it."""
    drafts = Draft.objects.filter(person_id=viewer.id, place=place)
    return Subquery(drafts.values(row=JSONObject(body="body", seq="seq", facts="facts")))


def draft_of(row: dict[str, Any] | None) -> DraftRow | None:
    """The draft of such a column."""
    return DraftRow(**row) if row else None


def draft_at(viewer: Viewer, place: str) -> DraftRow | None:
    """The viewer's draft of a place."""
    found = Draft.objects.filter(person_id=viewer.id, place=place).first()
    return DraftRow(found.body, found.seq, found.facts) if found else None


def draft_for(viewer: Viewer, draft_id: int) -> Draft:
    """A draft of the viewer. Raises `Http404` for everybody else's."""
    return get_object_or_404(Draft, person_id=viewer.id, pk=draft_id)


def draft_list(viewer: Viewer, page: int) -> DraftList:
    """One's own drafts, the newest first, in three queries. Raises `Http404` past the end."""
    mine = Draft.objects.filter(person_id=viewer.id).order_by("-changed_at", "-id")
    found = list(mine[window(page, DRAFTS_PER_PAGE)])
    topics = _topics(viewer, [_id(draft) for draft in found if draft.place.startswith("topic:")])
    posts = _posts(viewer, [_id(draft) for draft in found if draft.place.startswith("post:")])
    rows = [_in_list(draft, topics, posts) for draft in found]
    return DraftList(*cut("/drafts/", page, rows, DRAFTS_PER_PAGE))


def _id(draft: Draft) -> int:
    return int(draft.place.partition(":")[2])


def _topics(viewer: Viewer, ids: list[int]) -> dict[int, Topic]:
    return {topic.pk: topic for topic in Topic.objects.visible_to(viewer).filter(pk__in=ids)}


def _posts(viewer: Viewer, ids: list[int]) -> dict[int, Post]:
    posts = Post.objects.visible_to(viewer).filter(pk__in=ids).select_related("topic")
    return {post.pk: post for post in posts.only("topic__title", "number")}


def _in_list(draft: Draft, topics: dict[int, Topic], posts: dict[int, Post]) -> DraftInList:
    title, url = str(draft.facts.get("title", "")), ""
    is_edit = draft.place.startswith("post:")
    if draft.place == NEW_TOPIC:
        url = "/topics/new/"
    elif is_edit and (post := posts.get(_id(draft))):
        title, url = post.topic.title, f"/p/{post.pk}/edit/"
    elif not is_edit and (topic := topics.get(_id(draft))):
        title, url = topic.title, f"{topic.get_absolute_url()}#reply"
    excerpt = shorten(" ".join(draft.body.split()), EXCERPT)
    return DraftInList(draft.pk, title, url, is_edit, excerpt, draft.body, draft.changed_at)
