"""One topic, and its page."""

from collections.abc import Iterable
from dataclasses import dataclass
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
from accounts.faces import Face, face_of
from accounts.models import User
from accounts.viewer import Viewer
from threads import policies
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
    ranges,
)
from threads.models.topics import topic_path
from threads.queries.addressees import REACHED_IDS
from threads.queries.asks import AskHead, head_of
from threads.queries.boards import Coverage, coverage_of
from threads.queries.catching_up import is_behind
from threads.queries.closings import CLOSING_ROW, Closing, closing_of
from threads.queries.drafts import DraftRow, draft_of, draft_row
from threads.queries.harvests import Kept, kept_of, texts_of
from threads.queries.held import WaitingText, has_to_wait, waiting_in
from threads.queries.hosts import COHOST_IDS, COHOST_ROWS, Hosts, hosts_of
from threads.queries.links import Mentions, mentions_in
from threads.queries.pages import Pager
from threads.queries.panels import (
    FISHBOWL_ROW,
    PANEL_ROWS,
    SOURCE_ROW,
    Panel,
    SourceBlock,
    panel_of,
    source_of,
)
from threads.queries.parts import PARTS, with_parts
from threads.queries.perspectives import view_texts, views_of
from threads.queries.prompts import PromptRow, prompt_rows
from threads.queries.relations import Related, related
from threads.queries.streams import Item, first_of, page_of, stream_of
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
    fishbowl_row=FISHBOWL_ROW,
    cohost_ids=COHOST_IDS,
    cohost_rows=COHOST_ROWS,
    closing_row=CLOSING_ROW,
    **PARTS,
)


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag as a topic prints it."""

    name: str
    slug: str

    @property
    def url(self) -> str:
        """The topics that carry it."""
        return f"/tag/{self.slug}/"


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a topic. `target` is the number of the post that the address points at."""

    topic: Topic
    author: Face
    hosts: Hosts
    closing: Closing | None
    url: str
    tags: tuple[TagLink, ...]
    # How many different people were heard.
    voices: int
    source: SourceBlock | None
    panel: Panel | None
    origins: tuple[Related, ...]
    offshoots: tuple[Related, ...]
    # What leads to the topic as a whole.
    mentions: Mentions | None
    prompts: tuple[PromptRow, ...]
    waiting: int
    coverage: Coverage
    # Whether the viewer looks after the questions, or may suggest one to who does.
    may_manage: bool
    may_suggest: bool
    stream: tuple[Item, ...]
    pager: Pager
    # The numbers of the first and the last post on this page.
    first: int
    last: int
    # The numbers of the posts that it shows, as ranges: a sealed place is not read.
    here: str
    # The first post that the viewer has not read; 0 for guests, and where there is none.
    unread: int
    # Whether the viewer is offered what is new on a page of its own.
    may_catch_up: bool
    target: int
    draft: DraftRow | None
    may_reply: bool
    why_not: str
    # Whether a reply would wait for a moderator.
    waits: bool
    may_moderate: bool
    may_take_apart: bool
    may_set_up: bool
    may_see_origins: bool
    # Texts of the viewer that wait to stand here.
    held: tuple[WaitingText, ...]
    # Questions to people; None where there never were any.
    asks: AskHead | None
    may_ask: bool
    # Whether the viewer may write as the host.
    is_host: bool
    # What was kept of it.
    kept: Kept

    @property
    def follow_url(self) -> str:
        """Where the viewer follows it, or mutes it."""
        return f"/t/{self.topic.pk}/follow/"


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


def topic_page(viewer: Viewer, topic: Topic, page: int, target: int = 0) -> TopicPage:
    """Page `page` of the topic. Raises `Http404` past the end."""
    if target:
        page = page_of(target)
    last = page_of(max(topic.last_number, 1))
    if page > last or target > topic.last_number:
        raise Http404
    prompts = prompt_rows(viewer, topic)
    url = topic_path(topic.slug, topic.pk)
    # What was heard elsewhere is read once, above the opening post.
    texts = view_texts(topic) if page == 1 else []
    stream, names = stream_of(viewer, topic, page, [*texts, *texts_of(topic)])
    views = views_of(viewer, topic, names) if page == 1 else {}
    speaker = _speaker(stream, is_last=page == last)
    voices = topic.voices  # type: ignore[attr-defined]
    may_manage = policies.may(policies.check_care_of_prompts, viewer, topic)
    return TopicPage(
        topic=topic,
        author=face_of(topic.author),
        hosts=hosts_of(viewer, topic),
        closing=closing_of(topic),
        url=url,
        tags=tuple(TagLink(**row) for row in topic.tag_rows),  # type: ignore[attr-defined]
        voices=voices,
        panel=panel_of(topic, len(prompts), voices, speaker, views, _askable(viewer, topic)),
        **_around(topic),
        prompts=prompts,
        waiting=sum(prompt.waits for prompt in prompts),
        coverage=coverage_of(prompts),
        may_manage=may_manage,
        may_suggest=not may_manage and policies.may(policies.check_suggest_prompt, viewer, topic),
        stream=stream,
        pager=Pager.of(url, page, has_next=page < last, last=last),
        **_numbers(topic, page, stream),
        **_news(viewer, topic),
        target=target,
        **_writing(viewer, topic),
        **_menu(viewer, topic),
        asks=head_of(viewer, topic),
        kept=kept_of(viewer, topic, prompts, names),
    )


def _numbers(topic: Topic, page: int, stream: tuple[Item, ...]) -> dict[str, Any]:
    """Which numbers a page stands for, and those of the posts on it."""
    here = (item.post.number for item in stream if item.post)
    return {
        "first": first_of(page),
        "last": min(topic.last_number, first_of(page + 1) - 1),
        "here": ranges.write(ranges.with_numbers((), here)),
    }


def _around(topic: Topic) -> dict[str, Any]:
    """Where the topic comes from, and what leads here."""
    return {
        "source": source_of(topic),
        "origins": related(topic.origin_rows),  # type: ignore[attr-defined]
        "offshoots": related(topic.offshoot_rows),  # type: ignore[attr-defined]
        "mentions": mentions_in(topic.mention_rows),  # type: ignore[attr-defined]
    }


def _askable(viewer: Viewer, topic: Topic) -> set[int]:
    """Whom on the panel the viewer may put a question to."""
    if not policies.may(policies.check_ask, viewer, topic):
        return set()
    return {pk for pk in topic.reached_ids if pk != viewer.id}  # type: ignore[attr-defined]


def _writing(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    """Whether and as what the viewer writes here, and what of theirs waits."""
    why_not = policies.reason(policies.check_reply, viewer, topic)
    return {
        "draft": draft_of(topic.draft_row) if viewer.is_member else None,  # type: ignore[attr-defined]
        "may_reply": not why_not,
        "why_not": why_not,
        "waits": not why_not and has_to_wait(viewer, topic.category),
        "held": waiting_in(viewer, topic) if topic.has_held else (),  # type: ignore[attr-defined]
        "may_ask": policies.may(policies.check_ask, viewer, topic),
        "is_host": policies.is_host(viewer, topic),
    }


def _menu(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    """What the menu of the topic offers."""
    may = policies.may
    return {
        "may_moderate": may(policies.check_curate, viewer, topic),
        "may_take_apart": may(policies.check_take_apart, viewer, topic),
        "may_set_up": may(policies.check_set_up, viewer, topic),
        "may_see_origins": may(policies.check_origins, viewer, topic),
    }


def _news(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    """Where what is new to the viewer begins, and whether it has a page of its own."""
    return {"unread": _first_unread(viewer, topic), "may_catch_up": is_behind(viewer, topic)}


def _first_unread(viewer: Viewer, topic: Topic) -> int:
    """The first number that the viewer has not read, once they have been here at all."""
    return (viewer.is_member and topic.first_missing) or 0  # type: ignore[attr-defined]


def _speaker(stream: tuple[Item, ...], *, is_last: bool) -> str:
    """The handle of who wrote last, where the last page is shown."""
    posts = [item.post for item in stream if item.post]
    return posts[-1].author.handle if posts and is_last else ""


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
