"""Lists of topics: latest, of a category, of a tag."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.faces import Face, face, face_of
from accounts.queries.circles import Place
from accounts.viewer import Viewer
from threads.models import Category, Fishbowl, Post, Tag, Topic, TopicTag
from threads.models.topics import topic_path
from threads.queries.asks import asks_for
from threads.queries.bookmarks import due_for
from threads.queries.bowls import Bowl
from threads.queries.filters import ALL, TopicFilter
from threads.queries.levels import level_at
from threads.queries.pages import Cursor, Pager, Sorted, Stretch, cut_stretch
from threads.queries.panels import FISHBOWL_ROW, PANEL_ROWS, phase_in_words, small_bowl
from threads.queries.prompts import unanswered
from threads.queries.topics import HAS_SEALS, VOICES
from threads.queries.unread import NOTHING, Mark, marks_of

ROWS_PER_PAGE = 30
LATEST = Sorted("last_post_at")
ORDER = LATEST.order
# More on top of a list would push the list itself away.
MOST_PINNED = 12
MOST_RUNNING = 3
# Fishbowls that everybody finds who may read them, and that are not over.
RUNNING = Q(
    kind=Topic.Kind.FISHBOWL,
    state=Topic.State.OPEN,
    is_listed=True,
    fishbowl__phase__in=(
        Fishbowl.Phase.GATHERING,
        Fishbowl.Phase.PANEL,
        Fishbowl.Phase.OPEN_FLOOR,
    ),
)
ALL_RUNNING = TopicFilter(state=Topic.State.OPEN, kind=Topic.Kind.FISHBOWL)
# Faces in a row, and among how many of its newest posts they are looked for.
MOST_FACES = 5
LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody in a row of a list, and their part in the topic."""

    face: Face
    part: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in a list. `waiting` counts its prompts that nobody has answered; `voices` are who
    started it and who wrote lately, each with their part; `bowl` marks a fishbowl. `heard` is how
    many people a fishbowl heard that runs; None where that was not asked, and for any other."""

    id: int
    title: str
    url: str
    last_url: str
    category: Category
    author: Face
    last_author: Face
    voices: tuple[Voice, ...]
    bowl: Bowl | None
    bowl_words: str
    replies: int
    prompts: int
    waiting: int
    state: str
    is_pinned: bool
    is_listed: bool
    may_curate: bool
    created_at: datetime
    last_post_at: datetime
    heard: int | None = None
    has_seals: bool = False
    # What it is to the viewer.
    mark: Mark = NOTHING


@dataclass(frozen=True, slots=True)
class TopicList:
    """A page of a list of topics, and the categories that one can go to; `running` are the
    fishbowls above it, which stand in it as well."""

    rows: tuple[TopicRow, ...]
    pager: Pager
    categories: tuple[Category, ...]
    place: Category | None = None
    filter: TopicFilter = ALL
    # Where this list is, without filter and page.
    base: str = "/"
    # How many asks wait for the viewer; said on the home page.
    asks_for_you: int = 0
    # How many of their bookmarks are due; said there, too.
    bookmarks_due: int = 0
    running: tuple[TopicRow, ...] = ()
    # Where all of them are, once there is more than one: a phone shows no second.
    all_running_url: str = ""

    @property
    def follow_url(self) -> str:
        """Where the viewer follows the category or tag whose list this is."""
        return f"{self.base}follow/"

    @property
    def may_curate(self) -> bool:
        """Whether the viewer moderates any of these topics: several can be curated at once."""
        return any(row.may_curate for row in self.rows)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category in the list of categories."""

    category: Category
    topics: int


def categories_for(viewer: Viewer) -> QuerySet[Category]:
    """The categories that the viewer may read, in their order."""
    return Category.objects.visible_to(viewer).order_by("position", "name")


def places_of_circle(viewer: Viewer, circle_id: int) -> tuple[Place, ...]:
    """The categories that name a circle among their readers, as far as the viewer may read them."""
    rows = categories_for(viewer).filter(circles=circle_id)
    return tuple(Place(one.name, one.get_absolute_url(), one.colour) for one in rows)


def category_for(viewer: Viewer, slug: str) -> Category:
    """The category. Raises `Http404` when it is not visible."""
    return get_object_or_404(categories_for(viewer), slug=slug)


def tag_for(viewer: Viewer, slug: str) -> Tag:
    """The tag, with the viewer's `level`. Raises `Http404` unless a topic that the viewer may read
    carries it."""
    carried = TopicTag.objects.filter(
        tag=OuterRef("pk"), topic__in=Topic.objects.listed_for(viewer)
    )
    tags = Tag.objects.filter(Exists(carried)).annotate(level=level_at(viewer, "tag"))
    return get_object_or_404(tags, slug=slug)


def latest(viewer: Viewer, asked: Stretch, wanted: TopicFilter = ALL) -> TopicList:
    """All topics, the one with the newest post first, and how many asks wait for the viewer and
    bookmarks of theirs are due; above the whole list the fishbowls that run."""
    topics = Topic.objects.listed_for(viewer).not_muted_by(viewer)
    # Counted once, beside the categories: it costs no query of its own.
    waiting = {"asks_for_you": asks_for(viewer)}
    if viewer.is_member:
        waiting["bookmarks_due"] = due_for(viewer)
    places = tuple(categories_for(viewer).annotate(**waiting))
    counts: dict[str, Any] = (
        {name: getattr(places[0], name) or 0 for name in waiting} if places else {}
    )
    found = topic_list(
        viewer,
        topics,
        "/",
        asked,
        Topic.Pin.SITE,
        categories=places,
        wanted=wanted,
        with_running=asked.is_first,
    )
    return replace(found, **counts)


def of_category(viewer: Viewer, slug: str, asked: Stretch, wanted: TopicFilter = ALL) -> TopicList:
    """The topics of one category (`place`), also of one that the viewer muted. Raises `Http404`
    when it is not visible."""
    categories = tuple(categories_for(viewer).annotate(level=level_at(viewer, "category")))
    category = next((place for place in categories if place.slug == slug), None)
    if category is None:
        raise Http404
    topics = Topic.objects.listed_for(viewer).filter(category=category)
    topics = topics.not_muted_by(viewer, category_id=category.pk)
    pins = (Topic.Pin.SITE, Topic.Pin.CATEGORY)
    url = category.get_absolute_url()
    found = topic_list(viewer, topics, url, asked, *pins, categories=categories, wanted=wanted)
    return replace(found, place=category)


def of_tag(viewer: Viewer, tag: Tag, asked: Stretch, wanted: TopicFilter = ALL) -> TopicList:
    """The topics that carry a tag, also one that the viewer muted."""
    topics = Topic.objects.listed_for(viewer).filter(tags=tag)
    topics = topics.not_muted_by(viewer, tag_id=tag.pk)
    return topic_list(viewer, topics, tag.get_absolute_url(), asked, wanted=wanted)


def category_list(viewer: Viewer) -> tuple[CategoryRow, ...]:
    """The categories with the number of their topics that everybody finds in them."""
    listed = Q(topics__merged_into=None, topics__is_listed=True)
    rows = categories_for(viewer).annotate(topic_count=Count("topics", filter=listed))
    return tuple(CategoryRow(category, category.topic_count) for category in rows)


def _waiting_count() -> Case:
    """How many open prompts of a topic nobody has answered; not asked where there are none. Of a
    sealed one nobody is told."""
    waiting = (
        unanswered()
        .filter(topic=OuterRef("pk"))
        .order_by()
        .values("topic")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Case(
        When(prompt_count__gt=0, state=Topic.State.OPEN, then=waiting),
        default=Value(0),
        output_field=IntegerField(),
    )


def topic_list(
    viewer: Viewer,
    topics: QuerySet[Topic],
    url: str,
    asked: Stretch,
    *pins: str,
    categories: tuple[Category, ...] | None = None,
    wanted: TopicFilter = ALL,
    with_running: bool = False,
    sort: Sorted = LATEST,
) -> TopicList:
    """A stretch of these topics, in three queries at most, four for a member; whether there is more
    is seen, not counted.

    Those with one of these pins stand first on the first page, and nowhere else in the list;
    who wants some of the topics only gets them in their order.
    """
    pinned: tuple[TopicRow, ...] = ()
    running: tuple[TopicRow, ...] = ()
    topics = wanted.keep(viewer, topics)
    if pins and not wanted:
        pinned, running = _on_top(viewer, topics, pins, with_running=with_running)
        topics = topics.exclude(pk__in=[row.id for row in pinned])
    # The page is chosen by ids alone, from the index; only its rows are fetched whole.
    chosen = Topic.objects.filter(pk__in=sort.of(topics, asked, ROWS_PER_PAGE))
    found = topic_list_rows(viewer, chosen.order_by(*sort.order))
    placed = [(row, _cursor(row, sort)) for row in found]
    rows, pager = cut_stretch(wanted.url(url), asked, placed, ROWS_PER_PAGE)
    return TopicList(
        rows=with_marks(viewer, (*pinned, *rows) if asked.is_first else rows),
        pager=pager,
        categories=tuple(categories_for(viewer)) if categories is None else categories,
        filter=wanted,
        base=url,
        running=running,
        all_running_url=ALL_RUNNING.url(url) if len(running) > 1 else "",
    )


def _cursor(row: TopicRow, sort: Sorted) -> Cursor:
    """Where a row stands in a list that is sorted so. Lists by posts hold topics with replies."""
    return Cursor(getattr(row, sort.column) if sort.is_moment else row.replies + 1, row.id)


def with_marks(viewer: Viewer, rows: tuple[TopicRow, ...]) -> tuple[TopicRow, ...]:
    """The rows with what they are to the viewer, in one query; none for a guest."""
    has_prompts, has_seals = (any(row.prompts for row in rows), any(row.has_seals for row in rows))
    ids = [row.id for row in rows]
    marks = marks_of(viewer, ids, has_prompts=has_prompts, has_seals=has_seals)
    return tuple(replace(row, mark=marks.get(row.id, NOTHING)) for row in rows) if marks else rows


def _on_top(
    viewer: Viewer, topics: QuerySet[Topic], pins: Collection[str], *, with_running: bool
) -> tuple[tuple[TopicRow, ...], tuple[TopicRow, ...]]:
    """What is pinned above a list, and the fishbowls that run, with the newest posts first: in one
    query, so that a page with them costs what the next page costs."""
    on_top = topics.pinned(*pins).order_by("-pin", *ORDER)[:MOST_PINNED]  # type: ignore[attr-defined]
    if not with_running:
        return topic_list_rows(viewer, on_top, pins=pins), ()
    newest = topics.filter(RUNNING).order_by(*ORDER).values("pk")[:MOST_RUNNING]
    either = Topic.objects.filter(pk__in=on_top.values("pk").union(newest))
    heard = Case(When(RUNNING, then=VOICES), output_field=IntegerField())
    rows = topic_list_rows(viewer, either.annotate(heard=heard).order_by("-pin", *ORDER), pins=pins)
    running = [row for row in rows if row.heard is not None]
    running.sort(key=lambda row: (row.last_post_at, row.id), reverse=True)
    pinned = [row for row in rows if row.is_pinned]
    return tuple(pinned[:MOST_PINNED]), tuple(running[:MOST_RUNNING])


def topic_list_rows(
    viewer: Viewer, topics: QuerySet[Topic], *, pins: Collection[str] = ()
) -> tuple[TopicRow, ...]:
    """These topics as lists print them, in one query; those with one of these pins are marked.

    The last number may have been moved away, so the newest post is looked up."""
    newest = Post.objects.shown().counted().filter(topic=OuterRef("pk")).order_by("-number")
    who = JSONObject(handle="author__username", name="author__display_name")
    found = topics.select_related("category", "author", "last_author").annotate(
        waiting=_waiting_count(),
        newest=Subquery(newest.values("number")[:1]),
        lately=ArraySubquery(newest.values(row=who)[:LOOKED_AT]),
        panel_rows=PANEL_ROWS,
        fishbowl_row=FISHBOWL_ROW,
        # Asked for `marks_of`, which a guest has none of.
        **({"has_seals": HAS_SEALS} if viewer.is_member else {}),
    )
    return tuple(
        TopicRow(
            id=topic.pk,
            title=topic.title,
            url=topic.get_absolute_url(),
            last_url=topic_path(topic.slug, topic.pk, topic.newest),
            category=topic.category,
            author=face_of(topic.author),
            last_author=face_of(topic.last_author),
            voices=_voices(topic),
            **_bowl(topic),
            replies=max(topic.post_count - 1, 0),
            prompts=topic.prompt_count,
            waiting=topic.waiting or 0,
            state=topic.state,
            is_pinned=topic.pin in pins and topic.is_pinned,
            is_listed=topic.is_listed,
            may_curate=viewer.moderates(topic.category_id),
            created_at=topic.created_at,
            last_post_at=topic.last_post_at,
            heard=getattr(topic, "heard", None),
            has_seals=getattr(topic, "has_seals", False),
        )
        for topic in found
    )


def _voices(topic: Topic) -> tuple[Voice, ...]:
    """Who started it, who wrote last, and others who wrote lately: five at most."""
    starter, newest = face_of(topic.author), face_of(topic.last_author)
    if starter == newest:
        voices = {starter: _("started it, and wrote last")}
    else:
        voices = {starter: _("started it"), newest: _("wrote last")}
    for row in topic.lately:  # type: ignore[attr-defined]
        voices.setdefault(face(row["handle"], row["name"]), _("wrote lately"))
    return tuple(Voice(who, part) for who, part in voices.items())[:MOST_FACES]


def _bowl(topic: Topic) -> dict[str, Any]:
    """The small bowl of a fishbowl or a recap with a panel, and what it says in words."""
    rows: list[dict[str, Any]] = topic.panel_rows  # type: ignore[attr-defined]
    running: dict[str, Any] | None = topic.fishbowl_row  # type: ignore[attr-defined]
    if topic.kind != Topic.Kind.FISHBOWL:
        running = None
    if not rows and not running:
        return {"bowl": None, "bowl_words": ""}
    state = running or {"phase": "", "open_chairs": 0}
    faces = tuple(face(row["handle"] or row["name"], row["display_name"]) for row in rows)
    bowl = small_bowl(faces, **state)
    is_ordinary = topic.kind == Topic.Kind.OPEN and not running
    return {"bowl": bowl, "bowl_words": _("Panel") if is_ordinary else phase_in_words(**state)}
