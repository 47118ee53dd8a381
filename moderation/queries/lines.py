"""Lines of the ledger with today's names, each as far as the viewer may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Audience, Entry
from moderation.queries import wording
from threads.models import Category, HeldPost, Post, Topic
from threads.models.topics import topic_path


@dataclass(frozen=True, slots=True)
class Place:
    """A topic, post, waiting text or category that a line speaks of; `number` is a post's."""

    title: str
    url: str
    number: int = 0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line with nothing in it that the viewer may not know: what they may not is None or empty.

    The dicts hold what is looked up today: names, titles, addresses.
    """

    entry: Entry
    actor: dict[str, Any] | None
    is_full: bool = False
    person: dict[str, Any] | None = None
    topic: dict[str, Any] | None = None
    other_topic: dict[str, Any] | None = None
    post: dict[str, Any] | None = None
    held: dict[str, Any] | None = None
    category: dict[str, Any] | None = None
    other_category: dict[str, Any] | None = None
    before: str = ""
    after: str = ""
    reason: str = ""
    reverts: int | None = None
    is_reverted: bool = False


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line as the log prints it: who did what to what, from what to what, why, until when."""

    id: int
    at: datetime
    act: str
    until: datetime | None
    actor: Face
    is_host: bool
    verb: str
    person: Face | None
    verb_rest: str
    target: Place | None
    other: Place | None
    category: Place | None
    before: str
    after: str
    reason: str
    reverts: int | None
    is_reverted: bool


def named(viewer: Viewer, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries with what they speak of, as far as the viewer may read that, in the same query.

    The ledger keeps ids only; what is gone since has no name any more.
    """
    places = Category.objects.visible_to(viewer)
    topics = Topic.objects.known_to(viewer)
    posts = Post.objects.filter(pk=OuterRef("post_id"), topic__category__in=places)
    held = HeldPost.objects.visible_to(viewer).filter(pk=OuterRef("held_id"))
    return entries.annotate(
        actor=_person("actor_id"),
        person=_person("person_id"),
        topic=_topic(topics, "topic_id"),
        other_topic=_topic(topics, "other_topic_id"),
        category=_category(
            places,
            Coalesce(OuterRef("category_id"), OuterRef("place"), output_field=BigIntegerField()),
        ),
        other_category=_category(places, OuterRef("other_category_id")),
        post=_row(
            posts,
            number="number",
            topic_id="topic_id",
            title="topic__title",
            slug="topic__slug",
            author_id="topic__author_id",
        ),
        # A hidden post has a tombstone in its topic, and no address of its own for readers.
        known_post=Subquery(
            Post.objects.visible_to(viewer).filter(pk=OuterRef("post_id")).values("pk")[:1]
        ),
        held=_row(held, title="title", topic="topic__title"),
        reverted_by=Subquery(Entry.objects.filter(reverts_id=OuterRef("pk")).values("pk")[:1]),
    )


def _row(rows: QuerySet[Any], **columns: str) -> Subquery:
    return Subquery(rows.order_by().values(row=JSONObject(**columns))[:1])


def _person(column: str) -> Subquery:
    people = User.objects.filter(pk=OuterRef(column))
    return _row(people, handle="username", name="display_name")


def _topic(topics: QuerySet[Topic], column: str) -> Subquery:
    found = topics.filter(pk=OuterRef(column))
    return _row(found, id="pk", title="title", slug="slug", author_id="author_id")


def _category(places: QuerySet[Category], of: Any) -> Subquery:
    return _row(places.filter(pk=of), name="name", slug="slug", colour="colour")


def told(entry: Entry) -> Told:
    """What the viewer may know of an entry that was `named` for them.

    In full, or what kind of act it was and by whom: of a sanction not whom it concerned, and of
    what came out of a place that they may not read only where it went: why was said there.
    """
    facts = vars(entry)
    came = entry.other_category_id is not None and facts["other_category"] is None
    if not facts["is_full"]:
        other = facts["other_topic"] if entry.audience == Audience.MEMBERS else None
        return Told(entry, facts["actor"], other_topic=other)
    return Told(
        entry=entry,
        is_full=True,
        before=entry.before,
        after=entry.after,
        reason="" if came else entry.reason,
        reverts=entry.reverts_id,
        is_reverted=facts["reverted_by"] is not None,
        **{
            name: facts[name]
            for name in (
                "actor",
                "person",
                "topic",
                "other_topic",
                "post",
                "held",
                "category",
                "other_category",
            )
        },
    )


def log_line(line: Told) -> LogLine:
    """The line in words."""
    entry, category = line.entry, line.category or {}
    names = line.is_full and entry.person_id and entry.act not in wording.OF_ACTOR
    person = _face(line.person) if names else None
    verb, rest = wording.verb_with_person(entry.act) if person else (wording.verb(entry.act), "")
    before, after = wording.change(
        entry.act,
        line.before,
        line.after,
        category=category.get("name", ""),
        category_before=(line.other_category or {}).get("name", ""),
    )
    return LogLine(
        id=entry.pk,
        at=entry.at,
        act=entry.act,
        until=entry.until,
        actor=_face(line.actor),
        is_host=line.topic is not None and line.topic["author_id"] == entry.actor_id,
        verb=verb,
        person=person,
        verb_rest=rest,
        target=_target(line),
        other=_topic_place(line.other_topic),
        category=_category_place(category),
        before=before,
        after=after,
        reason=line.reason,
        reverts=line.reverts,
        is_reverted=line.is_reverted,
    )


def _face(row: dict[str, Any] | None) -> Face:
    return face(row["handle"], row["name"]) if row else face(None, None)


def _target(line: Told) -> Place | None:
    """What it was done to: the post where it stands today, the waiting text, or the topic."""
    if line.post:
        place = topic_path(line.post["slug"], line.post["topic_id"], line.post["number"])
        url = post_address(line) or place
        return Place(line.post["title"], url, line.post["number"])
    if line.held and not line.entry.post_id:
        title = line.held["title"] or line.held["topic"] or ""
        return Place(title, f"/held/{line.entry.held_id}/")
    return _topic_place(line.topic)


def post_address(line: Told) -> str:
    """The lasting address of the post, which finds it wherever it is; empty where it answers
    nothing to the viewer."""
    known = line.is_full and vars(line.entry)["known_post"]
    return f"/p/{line.entry.post_id}/" if known else ""


def _topic_place(topic: dict[str, Any] | None) -> Place | None:
    return Place(topic["title"], topic_path(topic["slug"], topic["id"])) if topic else None


def _category_place(category: dict[str, Any]) -> Place | None:
    if not category:
        return None
    return Place(category["name"], f"/c/{category['slug']}/", colour=category["colour"])
