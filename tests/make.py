"""Makes what tests need, through the actions wherever that is cheap."""

from itertools import count

from accounts.models import Circle, Membership, User
from accounts.viewer import Viewer, viewer_of
from threads.actions.posts import publish_post
from threads.actions.topics import open_topic
from threads.models import Category, CategoryCircle, Post, Topic

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


def as_viewer(person: User) -> Viewer:
    """The person as a doer, circles read anew."""
    return viewer_of(User.objects.with_circles().get(pk=person.pk))


def make_topic(author: User, category: Category | None = None, **extra) -> Topic:
    """A topic with its opening post."""
    n = next(numbers)
    facts = {"title": f"Topic {n}", "source": f"Opening words {n}."} | extra
    return open_topic(as_viewer(author), category or make_category(), **facts)


def make_reply(author: User, topic: Topic, source: str = "", **extra) -> Post:
    """A reply."""
    text = source or f"Reply {next(numbers)}."
    return publish_post(as_viewer(author), topic, text, **extra).post


def opening(topic: Topic) -> Post:
    """The opening post of a topic, with the topic fetched."""
    return Post.objects.select_related("topic__category").get(topic=topic, number=1)
