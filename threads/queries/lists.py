"""Lists of topics: latest, of a category, of a tag; and the prompts that wait."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.shortcuts import get_object_or_404

from accounts.faces import Face, face_of
from accounts.viewer import Viewer
from threads.models import Answer, Category, Prompt, Tag, Topic, TopicTag
from threads.models.prompts import prompt_path
from threads.models.topics import topic_path
from threads.queries.pages import Pager, cut, window
from threads.queries.prompts import waiting_prompts

ROWS_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in a list. `waiting` counts its prompts that nobody has answered."""

    id: int
    title: str
    url: str
    last_url: str
    category: Category
    author: Face
    last_author: Face
    replies: int
    prompts: int
    waiting: int
    is_closed: bool
    created_at: datetime
    last_post_at: datetime


@dataclass(frozen=True, slots=True)
class TopicList:
    """A page of a list of topics, and the categories that one can go to."""

    rows: tuple[TopicRow, ...]
    pager: Pager
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A prompt that nobody has answered."""

    text: str
    url: str
    topic_title: str
    topic_url: str
    category: Category
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A page of `/waiting/`."""

    rows: tuple[WaitingRow, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category in the list of categories."""

    category: Category
    topics: int


def categories_for(viewer: Viewer) -> QuerySet[Category]:
    """The categories that the viewer may read, in their order."""
    return Category.objects.visible_to(viewer).order_by("position", "name")


def category_for(viewer: Viewer, slug: str) -> Category:
    """The category. Raises `Http404` when not visible."""
    return get_object_or_404(Category.objects.visible_to(viewer), slug=slug)


def tag_for(viewer: Viewer, slug: str) -> Tag:
    """The tag. Raises `Http404` unless a topic that the viewer may read carries it."""
    carried = TopicTag.objects.filter(
        tag=OuterRef("pk"), topic__in=Topic.objects.visible_to(viewer)
    )
    return get_object_or_404(Tag.objects.filter(Exists(carried)), slug=slug)


def latest(viewer: Viewer, page: int) -> TopicList:
    """All topics, the one with the newest post first."""
    return _topic_list(viewer, Topic.objects.visible_to(viewer), "/", page)


def of_category(viewer: Viewer, category: Category, page: int) -> TopicList:
    """The topics of one category."""
    topics = Topic.objects.visible_to(viewer).filter(category=category)
    return _topic_list(viewer, topics, category.get_absolute_url(), page)


def of_tag(viewer: Viewer, tag: Tag, page: int) -> TopicList:
    """The topics that carry a tag."""
    topics = Topic.objects.visible_to(viewer).filter(tags=tag)
    return _topic_list(viewer, topics, tag.get_absolute_url(), page)


def category_list(viewer: Viewer) -> tuple[CategoryRow, ...]:
    """The categories with the number of their topics."""
    rows = categories_for(viewer).annotate(topic_count=Count("topics"))
    return tuple(CategoryRow(category, category.topic_count) for category in rows)


def waiting(viewer: Viewer, page: int) -> WaitingList:
    """Prompts that nobody has answered, the newest first."""
    prompts = waiting_prompts(viewer).select_related("topic__category").order_by("-id")
    found = [
        WaitingRow(
            text=prompt.text,
            url=prompt_path(prompt.topic.slug, prompt.topic_id, prompt.pk),
            topic_title=prompt.topic.title,
            topic_url=prompt.topic.get_absolute_url(),
            category=prompt.topic.category,
            asked_at=prompt.created_at,
        )
        for prompt in prompts[window(page, ROWS_PER_PAGE)]
    ]
    return WaitingList(*cut("/waiting/", page, found, ROWS_PER_PAGE))


def _waiting_count() -> Case:
    """How many open prompts of a topic nobody has answered; not asked where there are none."""
    answered = Answer.objects.filter(
        prompt=OuterRef("pk"), post__hidden_at=None, post__withdrawn_at=None
    )
    unanswered = (
        Prompt.objects.filter(~Exists(answered), topic=OuterRef("pk"), state=Prompt.State.OPEN)
        .order_by()
        .values("topic")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Case(
        When(prompt_count__gt=0, state=Topic.State.OPEN, then=unanswered),
        default=Value(0),
        output_field=IntegerField(),
    )


def _topic_list(viewer: Viewer, topics: QuerySet[Topic], url: str, page: int) -> TopicList:
    """A page of these topics, in two queries; whether there is more is seen, not counted."""
    # The page is chosen by ids alone, from the index; only its rows are fetched whole.
    order = ("-last_post_at", "-id")
    chosen = topics.order_by(*order).values("pk")[window(page, ROWS_PER_PAGE)]
    found = topic_list_rows(Topic.objects.filter(pk__in=chosen).order_by(*order))
    rows, pager = cut(url, page, found, ROWS_PER_PAGE)
    return TopicList(rows, pager, tuple(categories_for(viewer)))


def topic_list_rows(topics: QuerySet[Topic]) -> tuple[TopicRow, ...]:
    """These topics as lists print them, in one query."""
    found = topics.select_related("category", "author", "last_author").annotate(
        waiting=_waiting_count()
    )
    return tuple(
        TopicRow(
            id=topic.pk,
            title=topic.title,
            url=topic.get_absolute_url(),
            last_url=topic_path(topic.slug, topic.pk, topic.last_number),
            category=topic.category,
            author=face_of(topic.author),
            last_author=face_of(topic.last_author),
            replies=max(topic.post_count - 1, 0),
            prompts=topic.prompt_count,
            waiting=topic.waiting or 0,
            is_closed=topic.state == Topic.State.CLOSED,
            created_at=topic.created_at,
            last_post_at=topic.last_post_at,
        )
        for topic in found
    )
