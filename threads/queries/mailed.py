"""What mail asks of this app: posts as a mail holds them, what things are called, and who has been
in a topic."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.faces import face_of
from accounts.viewer import Viewer
from notifications.registry import PostByMail
from threads import markup
from threads.models import Category, CategoryByMail, Post, Topic, TopicReader
from threads.models.readers import OPENED
from threads.queries.names import names_for

UNPRINTED = (
    "source",
    "text",
    "excerpt",
    "facts",
    *(f"author__{column}" for column in ("password", "about", "about_html", "email")),
)


def posts_by_mail(viewer: Viewer, post_ids: Iterable[int], site: str) -> dict[int, PostByMail]:
    """Those of these posts that the viewer may read, whole, in two queries; `site` is where the
    forum is (`https://…`). In the language and the time zone that are active."""
    posts = Post.objects.visible_to(viewer).shown().filter(pk__in=list(post_ids))
    found = list(posts.select_related("topic__category", "author").defer(*UNPRINTED))
    names = names_for((post.topic.category_id, post.html) for post in found)
    return {post.pk: _mailed(post, names[post.topic.category_id], site) for post in found}


def _mailed(post: Post, names: markup.Names, site: str) -> PostByMail:
    html, text = markup.mailed(markup.fill(post.html, names), site + post.place())
    return PostByMail(
        number=post.number,
        title=post.topic.title,
        author=face_of(post.author).name,
        category_id=post.topic.category_id,
        category=post.topic.category.name,
        html=html,
        text=text,
    )


def titles_of_topics(viewer: Viewer, topic_ids: Iterable[int]) -> dict[int, str]:
    """The titles of those of these topics that the viewer may read."""
    topics = Topic.objects.visible_to(viewer).filter(pk__in=list(topic_ids))
    return dict(topics.values_list("pk", "title"))


def names_of_categories(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """The names of those of these categories that the viewer may read."""
    places = Category.objects.visible_to(viewer).filter(pk__in=list(ids))
    return dict(places.values_list("pk", "name"))


def visits() -> QuerySet[TopicReader, Any]:
    """Who has been in a topic, and when they were there last."""
    return TopicReader.objects.filter(OPENED)


def gets_category(person_id: int, category_id: int) -> bool:
    """Whether somebody gets a category by mail."""
    return CategoryByMail.objects.filter(person=person_id, category=category_id).exists()
