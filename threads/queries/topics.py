"""One topic, and its page."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.compiled import FIRST, SECOND, Door, made_once
from accounts.models import User
from accounts.viewer import Viewer
from threads.models import (
    Category,
    CategoryCircle,
    CategoryModerator,
    FormerPlace,
    HeldPost,
    Post,
    Prompt,
    Topic,
    TopicReader,
    TopicTag,
)
from threads.queries.addressees import REACHED_IDS
from threads.queries.closings import CLOSING_ROW
from threads.queries.drafts import draft_row
from threads.queries.hosts import COHOST_IDS, COHOST_ROWS
from threads.queries.panels import (
    PANEL_ROWS,
    SOURCE_ROW,
)
from threads.queries.parts import PARTS, with_parts
from threads.queries.unread import first_missing

TAG_ROWS = ArraySubquery(
    TopicTag.objects.filter(topic=OuterRef("pk"))
    .order_by("tag__slug")
    .values(row=JSONObject(name="tag__name", slug="tag__slug"))
)

HAS_SEALS = Exists(Prompt.objects.filter(topic=OuterRef("pk"), sealed=True))


def _voices_of(posts: QuerySet[Post]) -> Subquery:
    here = posts.filter(topic=OuterRef("pk")).order_by().values("topic")
    return Subquery(here.annotate(number=Count("author", distinct=True)).values("number"))


# How many people with an account were heard in a topic; in answers under a seal nobody was yet.
VOICES = Coalesce(
    Case(
        When(HAS_SEALS, then=_voices_of(Post.objects.shown().counted())),
        default=_voices_of(Post.objects.shown()),
    ),
    0,
)


# A topic with what its header prints and what is the same for everybody: built once.
_WITH_HEADER = Topic.objects.select_related("category", "author", "host").annotate(
    tag_rows=TAG_ROWS,
    has_left=Exists(FormerPlace.objects.filter(topic=OuterRef("pk"))),
    has_seals=HAS_SEALS,
    voices=VOICES,
    panel_rows=PANEL_ROWS,
    source_row=SOURCE_ROW,
    cohost_ids=COHOST_IDS,
    cohost_rows=COHOST_ROWS,
    closing_row=CLOSING_ROW,
    **PARTS,
)


def topic_for(viewer: Viewer, topic_id: int) -> Topic:
    """The topic with category and author, and with what its header prints; of a merged one the
    topic that it became part of.

    Raises `Http404` when that is not visible.
    """
    mine = TopicReader.objects.filter(topic=OuterRef("pk"), person_id=viewer.id)
    found = _WITH_HEADER.visible_to(viewer).annotate(
        has_held=Exists(HeldPost.objects.filter(topic=OuterRef("pk"), author_id=viewer.id)),
        read=Subquery(mine.values("read")),
        unread_from=Subquery(mine.values("unread_from")),
        draft_row=draft_row(viewer, _place(OuterRef("pk"))),
    )
    if viewer.is_member:
        found = found.annotate(
            reached_ids=REACHED_IDS,
            level=Subquery(mine.values("level")),
            why=Subquery(mine.values("why")),
            first_missing=first_missing(viewer),
        )
    topic = get_object_or_404(found, pk=_became(topic_id))
    return with_parts(viewer, topic)


def topic_to_answer(viewer: Viewer, topic_id: int) -> Topic:
    """The same topic with what replying to it asks alone: its category, who cares for it, and the
    viewer's draft. Its page costs several times as much. Raises `Http404` likewise."""
    return _door_to_answer(viewer.rights(SECOND)).to(topic_id, viewer.id)


@made_once(100)
def _door_to_answer(viewer: Viewer) -> Door[Topic]:
    found = Topic.objects.visible_to(viewer).select_related("category")
    draft = draft_row(viewer, _place(OuterRef("pk")))
    found = found.annotate(cohost_ids=COHOST_IDS, draft_row=draft)
    return Door(found.filter(pk=_became(FIRST)))


def _became(topic_id: int) -> Coalesce:
    """The id of the topic that a merged one became part of; its own otherwise."""
    merged = Topic.objects.filter(pk=topic_id).values("merged_into")
    return Coalesce(Subquery(merged), topic_id)


def _place(topic_id: Any) -> Concat:
    """Where drafts of replies to a topic are kept."""
    return Concat(Value("topic:"), Cast(topic_id, CharField()))


def topics_for(viewer: Viewer, topic_ids: Iterable[int]) -> list[Topic]:
    """These topics as they are, in this order, without those that are not visible; a merged one is
    as visible as what it became part of. Raises `Http404` when none is left."""
    wanted = list(topic_ids)
    topics = (
        Topic.objects.known_to(viewer).filter(pk__in=wanted).select_related("category", "author")
    )
    rows = topics.annotate(tag_rows=TAG_ROWS, cohost_ids=COHOST_IDS)
    found = {topic.pk: topic for topic in rows}
    if not found:
        raise Http404
    return [found[pk] for pk in wanted if pk in found]


def moved_from(viewer: Viewer, topic: Topic, topic_id: int, number: int) -> Post | None:
    """The post that was moved away from this address; None, without a query, where none left.

    `topic_id` is the address's, `topic` what it is now part of. Raises `Http404` when the viewer
    may not read the topic where the post is now. Of a hidden post the tombstone is found.
    """
    if topic_id == topic.pk and not topic.has_left:  # type: ignore[attr-defined]
        return None
    left = FormerPlace.objects.filter(topic_id=topic_id, number=number)
    if topic_id == topic.pk and not left.exists():
        return None
    return left_from(viewer, topic_id, number)


def left_from(viewer: Viewer, topic_id: int, number: int) -> Post:
    """The post that was moved away from this address, wherever it is now; the topic that it left
    need not be readable any more. Raises `Http404` when there is none that the viewer may know."""
    left = FormerPlace.objects.filter(topic_id=topic_id, number=number).values("post")
    posts = Post.objects.filter(topic__in=Topic.objects.visible_to(viewer))
    return get_object_or_404(posts.select_related("topic"), pk__in=left)


def numbers_now(topic: Topic, came_from: int, numbers: Iterable[int]) -> list[int]:
    """The numbers in a topic of what had these in the topic `came_from`, which became part of it;
    the same, without a query, where that is the topic itself."""
    if came_from == topic.pk:
        return list(numbers)
    places = FormerPlace.objects.filter(topic=came_from, number__in=list(numbers))
    return list(places.filter(post__topic=topic).values_list("post__number", flat=True))


def cannot_hear(viewer: Viewer, topic: Topic) -> list[str]:
    """The handles of people named in the viewer's newest post who may not read its topic.

    Costs a query only where the category is for circles; elsewhere every member may read.
    """
    if topic.category.visibility != Category.Visibility.CIRCLES:
        return []
    newest = Post.objects.filter(topic=topic, author_id=viewer.id).order_by("-number")
    circles = CategoryCircle.objects.filter(category_id=topic.category_id).values("circle")
    named = User.objects.filter(mentions__post__in=newest.values("pk")[:1], is_superuser=False)
    moderators = CategoryModerator.objects.filter(category_id=topic.category_id).values("person")
    deaf = named.exclude(memberships__circle__in=circles).exclude(pk__in=moderators)
    return list(deaf.order_by("username").values_list("username", flat=True))
