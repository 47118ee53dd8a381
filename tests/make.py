"""Makes what tests need, through the actions wherever that is cheap."""

from itertools import count

from accounts.models import Circle, Membership, User
from accounts.viewer import Viewer, viewer_of
from moderation.actions.reports import report_post
from moderation.models import Case
from threads.actions.asks import Question, put_ask
from threads.actions.held import hold
from threads.actions.posts import publish_post
from threads.actions.settling import answer_ask
from threads.actions.topics import open_topic
from threads.models import Ask, Category, CategoryCircle, CategoryModerator, HeldPost, Post, Topic
from threads.queries.texts import prepare

numbers = count(1)


def make_person(handle: str = "", **extra) -> User:
    """A member with a confirmed address."""
    handle = handle or f"person{next(numbers)}"
    user = User.objects.create_user(
        handle, f"{handle.lower()}@example.org", "a-good-secret", **extra
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def make_circle(name: str = "Garden", *people: User) -> Circle:
    """A circle of these people."""
    circle = Circle.objects.create(name=name, slug=name.lower())
    for person in people:
        Membership.objects.create(circle=circle, person=person)
    return circle


def make_category(
    slug: str = "", visibility: str = "public", circle: Circle | None = None
) -> Category:
    """A place of conversation."""
    slug = slug or f"place-{next(numbers)}"
    category = Category.objects.create(name=slug.title(), slug=slug, visibility=visibility)
    if circle:
        CategoryCircle.objects.create(category=category, circle=circle)
    return category


def make_moderator(person: User, category: Category) -> Category:
    """Name somebody a moderator of this one category, and answer it."""
    CategoryModerator.objects.create(person=person, category=category)
    return category


def as_viewer(person: User) -> Viewer:
    """The person as a doer, circles read anew."""
    return viewer_of(User.objects.with_rights().get(pk=person.pk))


def make_topic(author: User, category: Category | None = None, **extra) -> Topic:
    """A topic with its opening post."""
    n = next(numbers)
    facts = {"title": f"Topic {n}", "source": f"Opening words {n}."} | extra
    topic = open_topic(as_viewer(author), category or make_category(), **facts)
    assert isinstance(topic, Topic)
    return topic


def make_reply(author: User, topic: Topic, source: str = "", **extra) -> Post:
    """A reply."""
    text = source or f"Reply {next(numbers)}."
    post = publish_post(as_viewer(author), topic, text, **extra).post
    assert post is not None
    return post


def opening(topic: Topic) -> Post:
    """The opening post of a topic, with the topic fetched."""
    return Post.objects.select_related("topic__category").get(topic=topic, number=1)


def make_held(author: User, topic: Topic | None = None, source: str = "", **extra) -> HeldPost:
    """A text that waits: a reply to the topic, or with `category` and `title` a new topic."""
    text = prepare(source or f"Waiting words {next(numbers)}.")
    category = extra.pop("category", None) or Category.objects.get(pk=topic.category_id)
    asked = {"prompts": [], "tags": []} if topic is None else {"reply_to": None, "prompts": []}
    title = extra.pop("title", "") or ("" if topic else f"Waiting topic {next(numbers)}")
    request = asked | extra
    held = hold(as_viewer(author), text, category, topic, title, request, None)
    return HeldPost.objects.select_related("category", "topic__category").get(pk=held.pk)


def make_ask(
    asker: User,
    topic: Topic,
    person: User | None = None,
    text: str = "",
    post: Post | None = None,
    answer: Post | None = None,
) -> Ask:
    """A question to somebody, or to the panel; answered where a post is given."""
    question = Question(person, text or f"Question {next(numbers)}?", post=post)
    ask = put_ask(as_viewer(asker), topic, question)
    if answer:
        answer_ask(as_viewer(asker), ask, answer)
    return Ask.objects.select_related("topic").get(pk=ask.pk)


def make_report(reporter: User, post: Post, reason: str = "spam", words: str = "") -> Case:
    """A report of a post; answers the case that it is part of."""
    report_post(as_viewer(reporter), post, reason, words)
    return open_case(post=post)


def open_case(**what) -> Case:
    """The open case of a `post` or a `held` text, with what it is about."""
    cases = Case.objects.select_related("post__topic__category", "held__topic", "held__category")
    return cases.get(decision="", **what)
