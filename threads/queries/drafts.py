"""What the viewer began to write, and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404

from accounts.viewer import Viewer
from threads import policies
from threads.markup import shorten
from threads.models import CoHost, Draft, Harvest, Harvester, Post, Topic
from threads.queries.pages import Pager, cut, window

DRAFTS_PER_PAGE = 30
EXCERPT = 280
NEW_TOPIC = "new"
# Places of harvests: one that is written at, and the next to begin in a topic.
HARVEST = "harvest:"
HARVEST_TOPIC = "harvest-topic:"
# What a harvest says beside its text: any of these alone is a draft, too.
LINES = ("title", "for_whom", "goes_to")


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as the composer of its place needs it."""

    body: str
    seq: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DraftInList:
    """A draft on the page `/drafts/`; `url` is empty where its place cannot be read any more, or
    a harvest not be written at."""

    id: int
    title: str
    url: str
    is_edit: bool
    is_harvest: bool
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


def said_in(draft: Draft | DraftRow) -> dict[str, str]:
    """What a draft of a harvest puts into each field of its form."""
    return {name: draft.facts.get(name, "") for name in ("kind", *LINES)} | {"body": draft.body}


def in_words(body: str, facts: Mapping[str, Any]) -> str:
    """Everything that was written of a draft, its lines first."""
    return "\n\n".join(words for words in (*(facts.get(name) for name in LINES), body) if words)


def id_in(place: str) -> int:
    """The id that a place names."""
    return int(place.partition(":")[2])


def draft_list(viewer: Viewer, page: int) -> DraftList:
    """One's own drafts, the newest first, in three queries, and one for each kind of place of a
    harvest. Raises `Http404` past the end."""
    mine = Draft.objects.filter(person_id=viewer.id).order_by("-changed_at", "-id")
    found = list(mine[window(page, DRAFTS_PER_PAGE)])
    places = _Places(
        topics=_topics(viewer, _ids(found, "topic:")),
        posts=_posts(viewer, _ids(found, "post:")),
        harvests=_harvests(viewer, _ids(found, HARVEST)),
        harvested=_harvested(viewer, _ids(found, HARVEST_TOPIC)),
    )
    rows = [_in_list(draft, places) for draft in found]
    return DraftList(*cut("/drafts/", page, rows, DRAFTS_PER_PAGE))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the viewer can go on with what they began, by id."""

    topics: dict[int, Topic]
    posts: dict[int, Post]
    harvests: dict[int, Harvest]
    harvested: dict[int, Topic]


def _ids(drafts: Iterable[Draft], kind: str) -> list[int]:
    return [id_in(draft.place) for draft in drafts if draft.place.startswith(kind)]


def _topics(viewer: Viewer, ids: list[int]) -> dict[int, Topic]:
    return {topic.pk: topic for topic in Topic.objects.visible_to(viewer).filter(pk__in=ids)}


def _posts(viewer: Viewer, ids: list[int]) -> dict[int, Post]:
    posts = Post.objects.visible_to(viewer).filter(pk__in=ids).select_related("topic")
    return {post.pk: post for post in posts.only("topic__title", "number")}


def _harvests(viewer: Viewer, ids: list[int]) -> dict[int, Harvest]:
    """Those at which the viewer writes."""
    mine = Harvest.objects.drafted_by(viewer).filter(pk__in=ids).select_related("topic")
    may = policies.may
    return {one.pk: one for one in mine if may(policies.check_harvest, viewer, one.topic, True)}


def _harvested(viewer: Viewer, ids: list[int]) -> dict[int, Topic]:
    """Those topics in which the viewer begins a harvest."""
    here = OuterRef("pk")
    cohosts = CoHost.objects.filter(topic=here).values("person_id")
    named = Harvester.objects.filter(topic=here, person_id=viewer.id, state=Harvester.State.NAMED)
    topics = Topic.objects.visible_to(viewer).filter(pk__in=ids)
    found = topics.annotate(cohost_ids=ArraySubquery(cohosts), is_named=Exists(named))
    may = policies.may
    return {
        topic.pk: topic
        for topic in found
        if may(policies.check_harvest, viewer, topic, topic.is_named)
    }


def _in_list(draft: Draft, places: _Places) -> DraftInList:
    title, url = _place_of(draft, places) or (str(draft.facts.get("title", "")), "")
    words = in_words(draft.body, draft.facts) if _is_harvest(draft) else draft.body
    return DraftInList(
        id=draft.pk,
        title=title,
        url=url,
        is_edit=draft.place.startswith("post:"),
        is_harvest=_is_harvest(draft),
        excerpt=shorten(" ".join(words.split()), EXCERPT),
        body=words,
        changed_at=draft.changed_at,
    )


def _is_harvest(draft: Draft) -> bool:
    return draft.place.startswith((HARVEST, HARVEST_TOPIC))


def _place_of(draft: Draft, places: _Places) -> tuple[str, str] | None:
    """What the place of a draft is called, and where one goes on; None where one cannot."""
    if draft.place == NEW_TOPIC:
        return str(draft.facts.get("title", "")), "/topics/new/"
    kind, pk = draft.place.partition(":")[0], id_in(draft.place)
    if kind == "post" and (post := places.posts.get(pk)):
        return post.topic.title, f"/p/{post.pk}/edit/"
    if kind == "topic" and (topic := places.topics.get(pk)):
        return topic.title, f"{topic.get_absolute_url()}#reply"
    if kind == "harvest" and (harvest := places.harvests.get(pk)):
        return harvest.topic.title, f"/harvests/{harvest.pk}/edit/"
    if kind == "harvest-topic" and (topic := places.harvested.get(pk)):
        return topic.title, f"/t/{topic.pk}/harvest/#begin-title"
    return None
