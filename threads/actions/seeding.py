"""Fills an empty database with what the demo community says. The counters are counted."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import Circle, CircleRole, Membership, User
from accounts.moments import as_of
from accounts.texts import rendered
from accounts.viewer import Viewer, viewer_of
from notifications.models import Announcement
from threads import demo
from threads.actions.counters import mend
from threads.actions.documents import publish_document
from threads.actions.links import store_links
from threads.actions.mentions import store_mentions
from threads.actions.running.ends import Beginning
from threads.actions.setups import Setup, SourceFacts, set_up
from threads.actions.topics import add_prompts, add_tags
from threads.demo.documents import DOCUMENTS
from threads.models import (
    Answer,
    Category,
    CategoryCircle,
    Like,
    Post,
    PostRevision,
    Prompt,
    SearchText,
    Topic,
)
from threads.models.topics import topic_slug
from threads.queries.texts import prepare

PASSWORD = "fishbowl-demo"  # noqa: S105 - public, and refused outside a demo
# Any constant: two fills at once are one.
LOCK = 6_170_215
EDITED_AFTER = timedelta(minutes=7)
TOLD_DAYS = 21
# What an act of another day stamps with today: the database does, or the default of a field.
STAMPED: tuple[tuple[type[Model], str], ...] = (
    (Post, "created_at"),
    (Topic, "last_post_at"),
    (SearchText, "at"),
    (Announcement, "at"),
)


@dataclass
class Filling:
    """The rows made so far, by the names that the demo's data uses."""

    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)

    def at(self, days_ago: float) -> datetime:
        """The moment so many days ago."""
        return self.now - timedelta(days=days_ago)

    @contextmanager
    def acting(self, at: datetime) -> Iterator[None]:
        """Acts of the day on which they were done: everything that they leave is of that day, and
        people are told where it is news."""
        with as_of(at):
            yield
        for model, field_name in STAMPED:
            rows = model._default_manager.filter(**{f"{field_name}__gt": self.now})  # noqa: SLF001
            rows.update(**{field_name: at})
        Announcement.objects.filter(at__lte=self.now - timedelta(days=TOLD_DAYS)).delete()

    def viewer(self, handle: str) -> Viewer:
        """Somebody as the doer of an act."""
        return viewer_of(self.people[handle])

    def is_news(self, at: datetime) -> bool:
        """Whether people are still told of what was done then."""
        return self.now - at < timedelta(days=TOLD_DAYS)


@transaction.atomic
def fill_threads() -> Filling | None:
    """Fill an empty database with people, places and what they say, and answer the rows; None,
    without a change, when somebody lives in it. What was curated there is told by `moderation`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if User.objects.exists():
        return None
    community = demo.community()
    found_community(community.name, is_demo=True)
    filling = Filling(timezone.now())
    _fill_people(filling, community)
    _fill_places(filling, community)
    for topic in community.topics:
        _fill_topic(filling, topic)
    for kind, text, note in DOCUMENTS:
        publish_document(filling.viewer("root"), kind, text, note=note)
    mend()
    return filling


def _fill_people(filling: Filling, community: demo.Community) -> None:
    """Everybody shares one password, so it is hashed once."""
    password = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(
            username=person.handle,
            email=f"{person.handle.lower()}@example.org",
            display_name=person.display_name,
            about=person.about,
            about_html=rendered(person.about),
            time_zone=person.time_zone,
            is_moderator=person.role == "moderator",
            is_staff=person.role == "admin",
            is_superuser=person.role == "admin",
            is_demo=True,
            date_joined=filling.now - timedelta(days=person.joined_days_ago),
            password=password,
        )
        for person in community.people
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    filling.people = {user.username: user for user in people}


def _fill_places(filling: Filling, community: demo.Community) -> None:
    circles: dict[str, Circle] = {}
    for circle in community.circles:
        circles[circle.slug] = row = Circle.objects.create(
            name=circle.name,
            slug=circle.slug,
            aim=circle.aim,
            domain=circle.domain,
            parent=circles.get(circle.parent),
        )
        members = Membership.objects.bulk_create(
            Membership(circle=row, person=filling.people[handle]) for handle in circle.members
        )
        of = dict(zip(circle.members, members, strict=True))
        CircleRole.objects.bulk_create(
            CircleRole(membership=of[handle], role=role) for handle, role in circle.roles
        )
    for position, category in enumerate(community.categories):
        place = Category.objects.create(
            name=category.name,
            slug=category.slug,
            description=category.description,
            colour=category.colour,
            visibility=category.visibility,
            position=position,
        )
        CategoryCircle.objects.bulk_create(
            CategoryCircle(category=place, circle=circles[slug]) for slug in category.circles
        )
        filling.categories[category.slug] = place


def _fill_topic(filling: Filling, data: demo.Topic) -> None:
    opened = filling.now - timedelta(days=data.days_ago)
    topic = Topic.objects.create(
        category=filling.categories[data.category],
        title=data.title,
        slug=topic_slug(data.title),
        author=filling.people[data.author],
        host=filling.people[data.author],
        kind=data.kind,
        created_at=opened,
        last_post_at=opened,
    )
    add_prompts(topic, data.prompts)
    add_tags(topic, data.tags)
    # Who is on the panel of a fishbowl is invited, on that day.
    with filling.acting(opened) if data.kind == Topic.Kind.FISHBOWL else nullcontext():
        set_up(topic, _setup(filling, data))
    prompts = list(Prompt.objects.filter(topic=topic).order_by("position"))
    Prompt.objects.filter(topic=topic).update(created_at=opened)
    opening = demo.Post(author=data.author, body=data.body, hours_after=0)
    replies = () if data.is_played else data.posts
    posts: list[Post] = []
    for number, said in enumerate((opening, *replies), start=1):
        parent = posts[said.reply_to - 1] if said.reply_to else None
        posts.append(_fill_post(filling, topic, number, said, parent))
        answered = [prompts[position - 1] for position in said.prompts]
        Answer.objects.bulk_create(Answer(post=posts[-1], prompt=prompt) for prompt in answered)
    fill_likes(filling, posts[1:], replies)
    filling.topics[topic.title] = topic


def _setup(filling: Filling, data: demo.Topic) -> Setup:
    beginning = Beginning(data.open_chairs)
    if data.source is None:
        return Setup(data.kind, data.panel, None, beginning)
    day = timezone.localdate(filling.now - timedelta(days=data.source.days_ago))
    source = SourceFacts(data.source.title, data.source.kind, day.isoformat(), data.source.links)
    return Setup(data.kind, data.panel, source, beginning)


def _fill_post(
    filling: Filling, topic: Topic, number: int, said: demo.Post, parent: Post | None
) -> Post:
    text = prepare(said.body)
    at = topic.created_at + timedelta(hours=said.hours_after)
    edited_at = min(at + EDITED_AFTER, filling.now) if said.edited else None
    post = Post.objects.create(
        topic=topic,
        number=number,
        author=filling.people[said.author],
        reply_to=parent,
        version=2 if said.edited else 1,
        created_at=at,
        edited_at=edited_at,
        withdrawn_at=at + EDITED_AFTER if said.withdrawn else None,
        as_host=said.as_host,
        speaking_from=said.speaking_from,
        **text.of_post(),
    )
    if said.edited:
        PostRevision.objects.create(post=post, version=1, source=said.edited, written_at=at)
    store_mentions(post, text)
    store_links(post, text)
    if filling.is_news(at):
        Announcement.objects.create(occasion="post", subject_id=post.pk, at=at)
    return post


def fill_likes(filling: Filling, posts: list[Post], data: tuple[demo.Post, ...]) -> None:
    """Store who likes these posts, and have their authors told where it is news."""
    likes = Like.objects.bulk_create(
        Like(
            post=post,
            person=filling.people[handle],
            created_at=min(post.created_at + timedelta(minutes=11 * n), filling.now),
        )
        for post, said in zip(posts, data, strict=True)
        for n, handle in enumerate(said.likes, start=1)
    )
    Announcement.objects.bulk_create(
        Announcement(occasion="like", subject_id=like.pk, at=like.created_at)
        for like in likes
        if filling.is_news(like.created_at)
    )
