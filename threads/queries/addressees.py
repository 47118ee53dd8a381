"""Whom a question is put to, as people type it."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.viewer import viewer_of
from threads.models import Category, CategoryCircle, CategoryModerator, Panelist, Post, Topic

_PLACE = {"category": OuterRef("topic__category")}
_IN_CIRCLE = CategoryCircle.objects.filter(circle__memberships__person=OuterRef("person"), **_PLACE)
_MODERATES = CategoryModerator.objects.filter(person=OuterRef("person"), **_PLACE)
# Those on the panel of an outer topic whom a question would reach: the same as `addressee` and
# `reads` say of one, as a column.
REACHED_IDS = ArraySubquery(
    Panelist.objects.filter(topic=OuterRef("pk"), person__is_active=True)
    .filter(
        ~Q(topic__category__visibility=Category.Visibility.CIRCLES)
        | Q(person__is_superuser=True)
        | Exists(_IN_CIRCLE)
        | Exists(_MODERATES)
    )
    .values("person_id")
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is meant by what was typed: the panel, a `person`, or a plain name without an account."""

    person: User | None = None
    is_panel: bool = False
    plain_name: str = ""


def addressee(topic: Topic, typed: str) -> Addressee | None:
    """Whom a line means: `panel`, a handle, or a name on the panel; None for nobody. An account
    that was closed is nobody's."""
    line = " ".join(typed.split())
    if line.casefold() == "panel":
        return Addressee(is_panel=True)
    people = User.objects.with_rights().filter(is_active=True)
    if person := people.filter(username__iexact=line.removeprefix("@")).first():
        return Addressee(person)
    seats = Panelist.objects.filter(topic=topic).filter(
        Q(name__iexact=line) | Q(person__display_name__iexact=line)
    )
    for seat in seats.order_by("position"):
        if seat.person_id is None:
            return Addressee(plain_name=seat.name)
        if person := people.filter(pk=seat.person_id).first():
            return Addressee(person)
    return None


def reads(person: User, topic: Topic, post: Post | None) -> bool:
    """Whether somebody may read a topic, and the post of it that they are asked about."""
    theirs = viewer_of(person)
    if post:
        return Post.objects.visible_to(theirs).filter(pk=post.pk).exists()
    return Topic.objects.visible_to(theirs).filter(pk=topic.pk).exists()
