"""Who may read something: the gates of `visible_to`, asked the other way round.

`visible_to(viewer)` says what one person may read; these conditions of a query on people say who
may read one thing, so that thousands are asked at once. Both must give the same answer for
everybody: tests/threads/test_reach.py compares them.
"""

from django.db.models import Exists, OuterRef, Q

from threads.models import seals
from threads.models.categories import Category, CategoryCircle
from threads.models.moderated import who_moderates
from threads.models.posts import Post
from threads.models.prompts import Answer, Prompt, PromptPass

FILED = Answer.State.FILED


def who_may_enter(category_id: int) -> Q:
    """The condition under which a member may read a category (`CategoryQuerySet.visible_to`)."""
    circles = Category.Visibility.CIRCLES
    for_all = Category.objects.filter(pk=category_id).exclude(visibility=circles)
    in_circle = CategoryCircle.objects.filter(
        category=category_id, circle__memberships__person=OuterRef("pk")
    )
    return (
        Q(Exists(for_all))
        | Q(is_superuser=True)
        | Q(Exists(in_circle))
        | _who_moderates(category_id)
    )


def who_may_know(post: Post) -> Q:
    """The condition under which a member may know the place of a post (`PostQuerySet.known_to`),
    whose topic was fetched with it."""
    place = who_may_enter(post.topic.category_id)
    if post.hidden_at is None:
        return place
    keepers = Q(is_moderator=True) | Q(is_superuser=True) | Q(pk=post.author_id)
    return place & (keepers | _who_moderates(post.topic.category_id))


def who_may_read(post: Post) -> Q:
    """The condition under which a member may read a post (`PostQuerySet.visible_to`), whose
    topic was fetched with it."""
    if post.number == 1:
        return who_may_know(post)
    shut = Prompt.objects.filter(
        seals.in_force(), topic=post.topic_id, answers__post=post.pk, answers__state=FILED
    )
    is_open = ~Q(Exists(shut.exclude(_opened()))) | Q(pk=post.author_id)
    if post.report_count:
        is_open |= Q(is_moderator=True) | _who_moderates(post.topic.category_id)
    return who_may_know(post) & is_open


def _who_moderates(category_id: int) -> Q:
    """The condition under which somebody moderates this one category."""
    return who_moderates(category_id)


def _opened() -> Q:
    """The condition under which the person of the query around has answered a prompt, or passed on
    it."""
    person = OuterRef(OuterRef("pk"))
    answers = Answer.objects.filed().filter(
        prompt=OuterRef("pk"), post__author=person, post__withdrawn_at=None
    )
    passes = PromptPass.objects.filter(prompt=OuterRef("pk"), person=person)
    return Q(Exists(answers)) | Q(Exists(passes))
