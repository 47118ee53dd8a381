"""Who is told of something because they follow it, and who wants to hear nothing of it.

Nobody hears of a topic that they muted. Who muted a category or a tag hears of its topics only what
is said to them, and what is said in those that they opened or chose to follow.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.viewer import Viewer
from notifications.models import Kind
from notifications.registry import Crowd
from threads.models import (
    Answer,
    Ask,
    CategoryByMail,
    Fishbowl,
    Follow,
    Post,
    Prompt,
    Topic,
    TopicReader,
    TopicTag,
    Turn,
    reach,
)
from threads.models.follows import Level
from threads.models.mutes import DELIBERATE
from threads.models.posts import Lane

type Followers = tuple[tuple[Kind, QuerySet[Any, Any]], ...]


def crowd_of_post(post_id: int) -> Crowd | None:
    """Who watches the topic of a new post or a question that it answers; of an opening post, who
    watches its category or a tag of it; of each, who gets its category by mail. None where it no
    longer stands, and of a note from a gallery."""
    post = _standing(post_id)
    if post is None:
        return None
    filed = Answer.objects.filed().filter(post=post).order_by("prompt__position")
    prompts = list(filed.values_list("prompt_id", flat=True))
    tag_ids = _tags_of(post.topic)
    unmuted = _unmuted(post.topic, tag_ids)
    watching = _watching_topic(post.topic, unmuted)
    if prompts:
        watching = watching.filter(~_mutes(Q(prompt__in=prompts)))
    followers: Followers = (*_of_prompts(prompts), (Kind.WATCHED, watching))
    if post.number == 1 and post.topic.is_listed:
        followers += (
            (Kind.NEW_TOPIC, _watching(category=post.topic.category_id).filter(unmuted)),
            *((Kind.NEW_TAGGED, _watching(tag=tag).filter(unmuted)) for tag in tag_ids),
        )
    if post.topic.is_listed:
        by_mail = _by_mail(post, is_filed=bool(prompts)).filter(unmuted)
        followers += ((Kind.EACH_POST, by_mail),)
    return _crowd(post, followers)


def crowd_of_topic(kind: Kind, subject_id: int, actor_id: int, topic: Topic) -> Crowd:
    """Who watches a topic, to be told of something else in it than a post: all who may read it."""
    watching = _watching_topic(topic, _unmuted(topic, _tags_of(topic)))
    readers = reach.who_may_enter(topic.category_id)
    people = User.objects.filter(~_mutes_topic(topic.pk), readers, is_active=True)
    return Crowd(subject_id, actor_id, topic.pk, ((kind, watching),), people)


def _tags_of(topic: Topic) -> list[int]:
    tags = TopicTag.objects.filter(topic=topic.pk).order_by("tag_id")
    return list(tags.values_list("tag_id", flat=True))


def _unmuted(topic: Topic, tag_ids: list[int]) -> Q:
    return ~_mutes(Q(category=topic.category_id) | Q(tag__in=tag_ids))


def _watching_topic(topic: Topic, unmuted: Q) -> QuerySet[TopicReader]:
    watching = TopicReader.objects.filter(topic=topic.pk, level=Level.WATCH)
    return watching.filter(unmuted | Q(why__in=DELIBERATE))


def _by_mail(post: Post, *, is_filed: bool) -> QuerySet[CategoryByMail]:
    """Who gets the category of a post by mail. What is sealed to them they are not sent, also not
    when it opens: it is on the site then, and the mails after it were sent."""
    rows = CategoryByMail.objects.filter(category=post.topic.category_id)
    if not is_filed:
        return rows
    readers = User.objects.filter(reach.who_may_read(post), pk=OuterRef("person"))
    return rows.filter(Exists(readers))


def crowd_of_answer(answer_id: int) -> Crowd | None:
    """Who watches a question under which a post was filed later. None where that was taken back,
    and where the post no longer stands."""
    answer = Answer.objects.filed().filter(pk=answer_id).first()
    post = _standing(answer.post_id) if answer else None
    if answer is None or post is None:
        return None
    return _crowd(post, _of_prompts([answer.prompt_id]))


def _standing(post_id: int) -> Post | None:
    """The post with its topic, while its text stands and it has an author. What is noted in a
    gallery concerns nobody who only follows."""
    posts = Post.objects.shown().exclude(lane=Lane.GALLERY).select_related("topic")
    return posts.filter(pk=post_id, author__isnull=False).first()


def _crowd(post: Post, followers: Followers) -> Crowd:
    """Those of them who may know of the post, now: a notice of what is sealed to them waits until
    it opens, like every other."""
    muted = _mutes_topic(post.topic_id)
    people = User.objects.filter(~muted, reach.who_may_know(post), is_active=True)
    author_id = post.author_id or 0
    return Crowd(post.pk, author_id, post.topic_id, followers, people)


def _mutes_topic(topic_id: int) -> Q:
    """The condition under which somebody muted a topic."""
    rows = TopicReader.objects.filter(topic=topic_id, person=OuterRef("pk"), level=Level.MUTE)
    return Q(Exists(rows))


def _of_prompts(prompt_ids: list[int]) -> Followers:
    return tuple((Kind.WATCHED_PROMPT, _watching(prompt=pk)) for pk in prompt_ids)


def _watching(**thing: int) -> QuerySet[Follow]:
    """The rows of those who watch a category, a tag or a question, found through its index."""
    return Follow.objects.filter(level=Level.WATCH, **thing)


def _mutes(things: Q) -> Q:
    """The condition under which the person of a row muted one of these things."""
    return Q(Exists(Follow.objects.filter(things, person=OuterRef("person"), level=Level.MUTE)))


def muted_posts(viewer: Viewer) -> QuerySet[Post, Any]:
    """The posts in topics that the viewer muted."""
    return Post.objects.filter(topic__in=_muted_topics(viewer))


def muted_asks(viewer: Viewer) -> QuerySet[Ask, Any]:
    """The asks in topics that the viewer muted."""
    return Ask.objects.filter(topic__in=_muted_topics(viewer))


def muted_prompts(viewer: Viewer) -> QuerySet[Prompt, Any]:
    """The questions that the viewer muted, and those of topics that they muted."""
    muted = Follow.objects.filter(person_id=viewer.id, level=Level.MUTE, prompt=OuterRef("pk"))
    return Prompt.objects.filter(Exists(muted) | Q(topic__in=_muted_topics(viewer)))


def muted_bowls(viewer: Viewer) -> QuerySet[Fishbowl, Any]:
    """The fishbowls that the viewer muted."""
    return Fishbowl.objects.filter(topic__in=_muted_topics(viewer))


def muted_turns(viewer: Viewer) -> QuerySet[Turn, Any]:
    """The turns in fishbowls that the viewer muted."""
    return Turn.objects.filter(round__fishbowl__topic__in=_muted_topics(viewer))


def _muted_topics(viewer: Viewer) -> QuerySet[Topic, Any]:
    rows = TopicReader.objects.filter(person_id=viewer.id, level=Level.MUTE)
    return Topic.objects.filter(pk__in=rows.values("topic"))
