"""Who moderates which category: those who are named there, and those who hold the role of moderator
in the circle to which it belongs alone."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import CircleRole, User
from threads.models.categories import Category, CategoryCircle, CategoryModerator


def categories_moderated(person: Any) -> QuerySet[Category]:
    """The categories that somebody moderates: `person` is an id, or a column of an outer query."""
    named = CategoryModerator.objects.filter(category=OuterRef("pk"), person=_outer(person))
    return Category.objects.filter(Exists(named) | _by_role(person))


def who_moderates(category_id: Any) -> Q:
    """The condition of a query on people under which they moderate this one category: an id, or a
    column of an outer query."""
    named = CategoryModerator.objects.filter(category=_outer(category_id), person=OuterRef("pk"))
    homes = _homes().filter(category=_outer(category_id))
    held = _held().filter(membership__person=OuterRef("pk"))
    held = held.filter(membership__circle__in=homes.values("circle"))
    return Q(Exists(named)) | Q(Exists(held))


def moderators_by_role(places: QuerySet[Category]) -> list[tuple[int, User]]:
    """Who moderates which of these categories by their role now, in two queries."""
    homes = list(_homes().filter(category__in=places).values_list("circle_id", "category_id"))
    roles = _held().filter(membership__circle__in={circle_id for circle_id, _place in homes})
    found = roles.filter(membership__person__is_active=True).select_related("membership__person")
    return [
        (place, role.membership.person)
        for role in found.order_by("membership__person__username")
        for circle_id, place in homes
        if circle_id == role.membership.circle_id
    ]


def _by_role(person: Any) -> Q:
    """The condition of a query on categories under which somebody moderates them by a role."""
    held = _held().filter(membership__person=_outer(_outer(person)))
    homes = _homes().filter(category=OuterRef("pk"), circle__in=held.values("membership__circle"))
    return Q(Exists(homes), visibility=Category.Visibility.CIRCLES)


def _held() -> QuerySet[CircleRole]:
    return CircleRole.objects.in_term().filter(role=CircleRole.Role.MODERATOR)


def _homes() -> QuerySet[CategoryCircle]:
    """Which circle is the only one of a category of circles."""
    others = CategoryCircle.objects.filter(category=OuterRef("category")).exclude(
        circle=OuterRef("circle")
    )
    return CategoryCircle.objects.filter(
        ~Exists(others), category__visibility=Category.Visibility.CIRCLES
    )


def _outer(column: Any) -> Any:
    """A column of an outer query, one query further in; an id stays what it is."""
    return OuterRef(column) if isinstance(column, OuterRef) else column
