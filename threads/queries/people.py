"""People as this app shows them: the directory, a profile with what somebody said."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Func, QuerySet, TextField, Value
from django.db.models.functions import Upper
from django.http import Http404
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.compiled import Compiled, made_once
from accounts.faces import Face, face_of
from accounts.models import FormerHandle, User
from accounts.policies import Gone
from accounts.queries.circles import InCircle, circles_of_person
from accounts.queries.handles import owner_of_former, was_handle
from accounts.viewer import Viewer
from threads import markup
from threads.models import Category, Post, Topic
from threads.models.topics import topic_path
from threads.queries.lists import TopicRow, topic_list_rows
from threads.queries.names import PUBLIC, names_for, names_in
from threads.queries.pages import Pager, cut, window
from threads.queries.posts import UNPRINTED_IN_LISTS

PEOPLE_PER_PAGE = 60
# Stand in a statement for the handles that are looked for.
_HANDLES = ["\u0001handles"]
# The handles of today come after all that people had before.
LATEST = 2**62
POSTS_PER_PROFILE = 20


class _IsAnyOf(Func):
    """Whether a text is among others: one parameter, however many they are."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Said:
    """A post in a list outside its topic."""

    topic_title: str
    url: str
    excerpt: str
    category: Category
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """The page `/u/<username>/`; `posts` or `topics` is filled, after the tab."""

    person: User
    face: Face
    # Empty where nothing was rendered yet: then `person.about` is printed as text.
    about: str
    is_me: bool
    # Whether the viewer ignores them.
    is_ignored: bool
    # Where they take part, as members see it.
    circles: tuple[InCircle, ...]
    tab: str
    posts: tuple[Said, ...]
    topics: tuple[TopicRow, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The page `/people/`."""

    people: tuple[tuple[Face, User], ...]
    pager: Pager
    wanted: str


def person_for(username: str, *, is_open: bool = True) -> User:
    """The active person of that handle, without regard to case, or who had it last. Raises
    `Http404` if there was none, `Gone` if the account was closed, where it has to be open."""
    person = User.objects.filter(username__iexact=username).first() or owner_of_former(username)
    if person is None and not was_handle(username):
        raise Http404
    if person is None or (is_open and not person.is_active):
        raise Gone(_("This account was closed. What was written stays where it stands."))
    return person


def profile_page(viewer: Viewer, person: User, tab: str, page: int) -> ProfilePage:
    """Somebody, and what they said as far as the viewer may read it."""
    url, shown = person.get_absolute_url(), window(page, POSTS_PER_PROFILE)
    posts: tuple[Said, ...] = ()
    topics: tuple[TopicRow, ...] = ()
    if tab == "topics":
        rows = topic_list_rows(viewer, _topics_of(viewer, person)[shown])
        topics, pager = cut(f"{url}?tab=topics", page, rows, POSTS_PER_PROFILE)
    else:
        posts, pager = cut(url, page, _said(_posts_of(viewer, person)[shown]), POSTS_PER_PROFILE)
    about = markup.printed(person.about_html, names_in(PUBLIC, person.about_html))
    is_me = person.pk == viewer.id
    return ProfilePage(
        person=person,
        face=face_of(person),
        about=about,
        is_me=is_me,
        is_ignored=person.pk in viewer.ignored_ids,
        circles=circles_of_person(viewer, person.pk),
        tab=tab,
        posts=posts,
        topics=topics,
        pager=pager,
    )


def _posts_of(viewer: Viewer, person: User) -> QuerySet[Post]:
    posts = Post.objects.visible_to(viewer).shown().filter(author=person)
    return posts.select_related("topic__category").defer(*UNPRINTED_IN_LISTS).order_by("-id")


def _topics_of(viewer: Viewer, person: User) -> QuerySet[Topic]:
    return Topic.objects.listed_for(viewer).filter(author=person).order_by("-id")


def _said(posts: QuerySet[Post]) -> list[Said]:
    """Posts as they stand outside their topics, in two queries."""
    found = list(posts)
    names = names_for((post.topic.category_id, post.excerpt) for post in found)
    return [
        Said(
            topic_title=post.topic.title,
            url=topic_path(post.topic.slug, post.topic_id, post.number),
            excerpt=markup.fill_excerpt(post.excerpt, names[post.topic.category_id]),
            category=post.topic.category,
            created_at=post.created_at,
        )
        for post in found
    ]


def people_page(wanted: str, page: int) -> PeoplePage:
    """The members by handle; `wanted` keeps those whose handle or name holds it."""
    people = User.objects.filter(is_active=True).order_by("username")
    if wanted:
        people = people.filter(username__icontains=wanted) | people.filter(
            display_name__icontains=wanted
        )
    url = f"/people/?{urlencode({'q': wanted})}" if wanted else "/people/"
    found, pager = cut(url, page, list(people[window(page, PEOPLE_PER_PAGE)]), PEOPLE_PER_PAGE)
    return PeoplePage(tuple((face_of(person), person) for person in found), pager, wanted)


def people_called(handles: set[str]) -> dict[str, int]:
    """The ids of the active people of these lower-case handles, by lower-case handle; one that
    nobody has now is that of who had it last."""
    if not handles:
        return {}
    wanted = sorted(handle.upper() for handle in handles)
    rows = _people_called().run(lambda value: wanted if value == _HANDLES else value)
    return {handle.lower(): pk for handle, pk, _rank in sorted(rows, key=itemgetter(2))}


@made_once(1)
def _people_called() -> Compiled:
    wanted = Value(_HANDLES, ArrayField(TextField()))
    people = User.objects.filter(_IsAnyOf(Upper("username"), wanted), is_active=True)
    before = FormerHandle.objects.filter(
        _IsAnyOf(Upper("handle"), wanted), person__is_active=True
    ).values_list("handle", "person_id", "pk")
    latest = Value(LATEST, BigIntegerField())
    return Compiled(people.values_list("username", "pk", latest).union(before, all=True))
