"""What a digest tells of conversations: who was not heard yet, questions without an answer, what is
new and what is unread. In the order of time: no part knows how many liked or read something.

All of it goes through the gates of who may read it now, without what they muted, what people said
whom they ignore, topics about which they want no mail, and posts of which a mail told them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Window,
)
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.faces import face_of
from accounts.viewer import Viewer
from notifications.models import OF_POST, MailStop, Notice
from notifications.registry import Line, Part, Period, Section, Told
from threads import markup
from threads.models import (
    CategoryReader,
    CoHost,
    Follow,
    Post,
    Prompt,
    Topic,
    TopicReader,
    TopicTag,
)
from threads.models.follows import Level
from threads.models.posts import Lane, PostQuerySet
from threads.models.readers import OPENED
from threads.models.topics import topic_path
from threads.queries.names import names_for
from threads.queries.notices import EXCERPT_LENGTH
from threads.queries.posts import UNPRINTED_IN_LISTS
from threads.queries.prompts import waiting_prompts
from threads.queries.unread import unread_since

# Lines of a part; the page of it has the rest.
MOST_LINES: Final = 5
# So many topics, or questions, are looked at for it.
MOST_LOOKED_AT: Final = 500
CLOSELY: Final = (Level.WATCH, Level.TRACK)


# --- What is left out -----------------------------------------------------------------------------


def without_mail(viewer: Viewer) -> QuerySet[MailStop, Any]:
    """The ids of the topics about which the viewer wants no mail."""
    return MailStop.objects.filter(person=viewer.id).values("topic_id")


def told_topics(viewer: Viewer) -> QuerySet[Topic]:
    """The topics that a digest tells of: those in the lists of the viewer, but where they want no
    mail."""
    topics = Topic.objects.listed_for(viewer).not_muted_by(viewer)
    return topics.exclude(pk__in=without_mail(viewer))


def hosted_by(viewer: Viewer, topic: str = "topic") -> Q:
    """The condition under which the viewer hosts the topic of a row, alone or with others."""
    cohosted = CoHost.objects.filter(person_id=viewer.id).values("topic")
    return Q(**{f"{topic}__host_id": viewer.id}) | Q(**{f"{topic}__in": cohosted})


def _news(viewer: Viewer, period: Period) -> PostQuerySet:
    """What is new to the viewer but for notes from galleries, which stand by themselves."""
    topics = told_topics(viewer).filter(_moved_since(period.since))
    return unread_in(viewer, period, topics).exclude(lane=Lane.GALLERY)


def unread_in(viewer: Viewer, period: Period, topics: QuerySet[Topic]) -> PostQuerySet:
    """The posts of the period in these topics that are unread to the viewer
    (`threads.queries.unread`) and of which nothing keeps them from hearing."""
    mine = TopicReader.objects.filter(topic=OuterRef("topic"), person_id=viewer.id)
    ranges = Func(F("read"), function="threads_ranges")
    is_read = Func(
        OuterRef("number"),
        ranges,
        template="%(expressions)s",
        arg_joiner=" <@ ",
        output_field=BooleanField(),
    )
    swept = CategoryReader.objects.filter(
        category=OuterRef("topic__category"),
        person_id=viewer.id,
        read_until__gte=OuterRef("created_at"),
    )
    mailed = Notice.objects.filter(
        recipient_id=viewer.id, kind__in=OF_POST, subject_id=OuterRef("pk"), mail__isnull=False
    ).exclude(mail_id=period.mail_id)
    is_fresh = Q(~Exists(swept), created_at__gt=unread_since(viewer))
    posts: PostQuerySet = Post.objects.visible_to(viewer).shown()
    return (
        posts.filter(
            is_fresh | Exists(mine.filter(unread_from__lte=OuterRef("number"))),
            ~Exists(mine.filter(is_read)),
            ~Exists(mailed),
            topic__in=topics,
            created_at__gt=period.since,
            created_at__lte=period.until,
        )
        .exclude(author_id=viewer.id)
        .exclude(author_id__in=viewer.ignored_ids)
    )


def _moved_since(at: datetime) -> Q:
    """The condition under which a topic may hold something newer: what is under a seal does not
    move its topic."""
    sealed = Prompt.objects.filter(topic=OuterRef("pk"), sealed=True)
    return Q(last_post_at__gt=at) | Q(Exists(sealed))


# --- Voices and questions -------------------------------------------------------------------------


def voices(viewer: Viewer, period: Period, _told: Told) -> Iterable[Part]:
    """First posts of people, and people none of whose posts of the period has an answer or a like:
    one line each, for the first that is unread to the viewer; first posts first. Where nobody can
    answer any more, nobody is called."""
    earlier = Post.objects.visible_to(viewer).shown().filter(author=OuterRef("author"))
    begins = ~Exists(earlier.filter(pk__lt=OuterRef("pk")))
    news = _news(viewer, period).counted().filter(author__isnull=False)
    news = news.filter(topic__state=Topic.State.OPEN)
    unheard = news.filter(Q(begins) | ~Q(author__in=_heard(viewer, period)))
    ones = unheard.order_by("author_id", "pk").distinct("author_id").values("pk")
    found = list(
        Post.objects.filter(pk__in=ones)
        .annotate(begins=begins, total=Window(Count("pk")))
        .select_related("topic", "author")
        .defer(*UNPRINTED_IN_LISTS)
        .order_by("-begins", "created_at", "pk")[:MOST_LINES]
    )
    names = names_for((post.topic.category_id, post.excerpt) for post in found)
    lines = (_voice(post, names[post.topic.category_id]) for post in found)
    if found:
        yield Part(Section.VOICES, tuple(lines), found[0].total)


def _heard(viewer: Viewer, period: Period) -> QuerySet[Post, Any]:
    """The ids of those of whose posts of the period one has an answer or a like: a reply of another
    person, or of an opening post any other post of its topic."""
    read = Post.objects.visible_to(viewer).shown()
    others = read.exclude(author_id=OuterRef("author_id"))
    is_heard = (
        Q(like_count__gt=0)
        | Q(Exists(others.filter(reply_to=OuterRef("pk"))))
        | Q(Exists(others.filter(topic=OuterRef("topic"))), number=1)
    )
    said = (
        read.counted()
        .filter(
            is_heard,
            topic__last_post_at__gt=period.since,
            created_at__gt=period.since,
            created_at__lte=period.until,
            author__isnull=False,
        )
        .exclude(lane=Lane.GALLERY)
    )
    return said.values("author")


def _voice(post: Post, names: markup.Names) -> Line:
    who = {"who": face_of(post.author).name}
    first: bool = post.begins  # type: ignore[attr-defined]
    said = _("%(who)s wrote here for the first time") if first else _("%(who)s has no answer yet")
    text = markup.fill_excerpt(post.excerpt, names)
    return Line(
        title=post.topic.title,
        url=post.place(),
        said=said % who,
        text=markup.shorten(text, EXCERPT_LENGTH),
        topic_id=post.topic_id,
        post_id=post.pk,
    )


def questions(viewer: Viewer, period: Period, _told: Told) -> Iterable[Part]:
    """Questions of the period that nobody has answered: those of others call for a voice, those in
    topics that the viewer hosts wait for them and are no news."""
    prompts = waiting_prompts(viewer).filter(
        topic__in=told_topics(viewer),
        created_at__gt=period.since,
        created_at__lte=period.until,
    )
    prompts = prompts.exclude(topic__author__in=viewer.ignored_ids)
    found = list(
        prompts.annotate(is_mine=Exists(_hosted(viewer)))
        .select_related("topic")
        .order_by("created_at", "pk")[:MOST_LOOKED_AT]
    )
    mine = [prompt for prompt in found if prompt.is_mine]
    others = [prompt for prompt in found if prompt not in mine]
    if others:
        yield Part(Section.QUESTIONS, _asked(others), len(others), url="/waiting/")
    if mine:
        yield Part(Section.WAITING, _asked(mine), len(mine), is_news=False)


def _hosted(viewer: Viewer) -> QuerySet[Topic]:
    mine = Topic.objects.filter(pk=OuterRef("topic"))
    cohosted = CoHost.objects.filter(person_id=viewer.id).values("topic")
    return mine.filter(Q(host_id=viewer.id) | Q(pk__in=cohosted))


def _asked(prompts: Sequence[Prompt]) -> tuple[Line, ...]:
    return tuple(
        Line(
            title=prompt.text,
            url=prompt.get_absolute_url(),
            said=_("Nobody has answered yet in “%(topic)s”") % {"topic": prompt.topic.title},
            topic_id=prompt.topic_id,
        )
        for prompt in prompts[:MOST_LINES]
    )


# --- Topics ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heap:
    """What is unread in a topic: how many posts, from which number on, since when."""

    topic_id: int
    first: int
    count: int
    at: datetime


def topics(viewer: Viewer, period: Period, told: Told) -> Iterable[Part]:
    """New topics, and those with unread posts that the viewer opened or follows; without topics of
    which a line above tells. In the order of their first such post."""
    news = _news(viewer, period).filter(Q(number=1) | Q(topic__in=_near(viewer)))
    heaps = [
        _Heap(*row)
        for row in news.exclude(topic__in=told.topic_ids)
        .order_by()
        .values("topic")
        .annotate(first=Min("number"), count=Count("pk"), at=Min("created_at"))
        .order_by("at", "topic")
        .values_list("topic", "first", "count", "at")[:MOST_LOOKED_AT]
    ]
    new = [heap for heap in heaps if heap.first == 1]
    rest = [heap for heap in heaps if heap.first > 1]
    shown = [heap.topic_id for heap in (*new[:MOST_LINES], *rest[:MOST_LINES])]
    found = Topic.objects.filter(pk__in=shown).select_related("category", "author").in_bulk()
    if new:
        lines = tuple(_new_topic(found[heap.topic_id]) for heap in new[:MOST_LINES])
        yield Part(Section.TOPICS, lines, len(new), url="/new/")
    if rest:
        lines = tuple(_unread_topic(found[heap.topic_id], heap) for heap in rest[:MOST_LINES])
        yield Part(Section.FOLLOWED, lines, len(rest), url="/unread/")


def _near(viewer: Viewer) -> QuerySet[Topic, Any]:
    """The topics that a member opened or follows, as `threads.queries.unread` defines it."""
    mine = TopicReader.objects.filter(person_id=viewer.id)
    follows = Follow.objects.filter(person_id=viewer.id, level__in=CLOSELY)
    categories = follows.filter(category__isnull=False).values("category")
    tagged = TopicTag.objects.filter(tag__in=follows.filter(tag__isnull=False).values("tag"))
    own = mine.filter(topic=OuterRef("pk")).exclude(level="")
    around = Q(category__in=categories) | Q(pk__in=tagged.values("topic"))
    near = Topic.objects.filter(
        Q(author_id=viewer.id)
        | Q(pk__in=mine.filter(OPENED | Q(level__in=CLOSELY)).values("topic"))
        | Q(~Exists(own), around)
    )
    return near.values("pk")


def _new_topic(topic: Topic) -> Line:
    facts = {"who": face_of(topic.author).name, "category": topic.category.name}
    return Line(
        title=topic.title,
        url=topic.get_absolute_url(),
        said=_("%(who)s in %(category)s") % facts,
        topic_id=topic.pk,
    )


def _unread_topic(topic: Topic, heap: _Heap) -> Line:
    said = ngettext("%(count)s unread post", "%(count)s unread posts", heap.count)
    return Line(
        title=topic.title,
        url=topic_path(topic.slug, topic.pk, heap.first),
        said=said % {"count": heap.count},
        topic_id=topic.pk,
    )
