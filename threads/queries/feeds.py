"""What a feed holds: the newest posts of a place, as far as the viewer may read them.

A feed of a list (everything, a category, a tag, a person) is for who would find its topics there:
what was taken off the lists stands in no such feed, whoever asks.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Func, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.faces import Face, face_of
from accounts.models import User
from accounts.viewer import Viewer
from threads import markup
from threads.models import Category, Post, Topic
from threads.models.topics import topic_path
from threads.queries.lists import ORDER, tag_for
from threads.queries.names import names_for
from threads.queries.prompts import UNPRINTED_IN_FEEDS, prompt_answers, prompt_in

MOST_ENTRIES = 30
# The date of a feed in which nothing was ever said; it must not change from one hour to the next.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a feed prints it; `html` is filled and safe, with the addresses of our pages."""

    id: int
    title: str
    url: str
    author: Face
    html: SafeString
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest posts of the page at `url`, newest first. `key` says for good what it is of,
    without any word that may be changed; `title` is empty for everything."""

    key: str
    title: str
    url: str
    entries: tuple[Entry, ...]
    began_at: datetime = LONG_AGO

    @property
    def address(self) -> str:
        """Its own address: below its page."""
        return f"{self.url}feed/"

    @property
    def updated_at(self) -> datetime:
        """When something was last said or edited of what it holds."""
        return max((entry.updated_at for entry in self.entries), default=self.began_at)


def site_feed(viewer: Viewer) -> Feed:
    """The newest posts of everybody, in two queries."""
    return Feed("site", "", "/", _newest_in(viewer, Topic.objects.listed_for(viewer)))


def category_feed(viewer: Viewer, slug: str) -> Feed:
    """The newest posts in a category. Raises `Http404` when it is not visible."""
    category = get_object_or_404(Category.objects.visible_to(viewer), slug=slug)
    topics = Topic.objects.listed_for(viewer).filter(category=category)
    entries = _newest_in(viewer, topics)
    return Feed(f"category/{category.pk}", category.name, category.get_absolute_url(), entries)


def tag_feed(viewer: Viewer, slug: str) -> Feed:
    """The newest posts in topics that carry a tag. Raises `Http404` as its page does."""
    tag = tag_for(viewer, slug)
    title = _("Tagged %(name)s") % {"name": tag.name}
    entries = _newest_in(viewer, Topic.objects.listed_for(viewer).filter(tags=tag))
    return Feed(f"tag/{tag.pk}", title, tag.get_absolute_url(), entries)


def topic_feed(viewer: Viewer, topic: Topic) -> Feed:
    """The newest posts of a topic that the viewer was found to read, also of one in no list."""
    posts = _readable(viewer).filter(topic=topic).order_by("-number")
    entries = _entries(posts)
    return Feed(
        f"topic/{topic.pk}", topic.title, topic.get_absolute_url(), entries, topic.created_at
    )


def prompt_feed(viewer: Viewer, topic: Topic, prompt_id: int) -> Feed:
    """The newest answers to a question of such a topic. Raises `Http404` for one that is not of
    this topic."""
    prompt = prompt_in(topic, prompt_id)
    entries = tuple(
        Entry(
            answer.id,
            _title(topic, answer.number),
            answer.url,
            answer.author,
            answer.html,
            answer.published_at,
            answer.changed_at,
        )
        for answer in prompt_answers(viewer, prompt, MOST_ENTRIES)
    )
    url = prompt.get_absolute_url()
    return Feed(f"prompt/{prompt.pk}", prompt.text, url, entries, prompt.created_at)


def person_feed(viewer: Viewer, person: User) -> Feed:
    """The newest posts of somebody."""
    posts = _readable(viewer).filter(author=person, topic__is_listed=True).order_by("-id")
    entries, began = _entries(posts), person.date_joined
    return Feed(f"person/{person.pk}", person.name, person.get_absolute_url(), entries, began)


def _readable(viewer: Viewer) -> QuerySet[Post]:
    """Posts that the viewer may read and whose text stands, whoever the viewer is."""
    return Post.objects.visible_to(viewer).shown()


def _newest_in(viewer: Viewer, topics: QuerySet[Topic]) -> tuple[Entry, ...]:
    """The newest posts of these topics.

    They stand in the topics with the newest posts, at the end of each: so their number costs
    nothing, neither that of the topics nor that of the posts.
    """
    lately = topics.filter(is_listed=True).order_by(*ORDER).values("pk")[:MOST_ENTRIES]
    ends = Post.objects.open_to(viewer).shown().filter(topic=OuterRef("pk")).order_by("-number")
    newest = Topic.objects.filter(pk__in=lately).annotate(
        end=Func(
            ArraySubquery(ends.values("pk")[:MOST_ENTRIES]),
            function="unnest",
            output_field=BigIntegerField(),
        )
    )
    posts = _readable(viewer).filter(pk__in=newest.values("end"))
    return _entries(posts.order_by("-created_at", "-id"))


def _entries(posts: QuerySet[Post]) -> tuple[Entry, ...]:
    """The first of these posts, in their order, in two queries."""
    found = list(posts.select_related("topic", "author").defer(*UNPRINTED_IN_FEEDS)[:MOST_ENTRIES])
    names = names_for((post.topic.category_id, post.html) for post in found)
    return tuple(
        Entry(
            id=post.pk,
            title=_title(post.topic, post.number),
            url=topic_path(post.topic.slug, post.topic_id, post.number),
            author=face_of(post.author),
            html=markup.fill(post.html, names[post.topic.category_id]),
            published_at=post.created_at,
            updated_at=post.edited_at or post.created_at,
        )
        for post in found
    )


def _title(topic: Topic, number: int) -> str:
    """The title of a topic; of a reply with its number."""
    return topic.title if number == 1 else f"{topic.title} #{number}"
