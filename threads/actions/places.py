"""Changing the rules of a category and of the community, which circles read a category, and who
moderates it. One line each in the ledger."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Circle, Community, User
from accounts.policies import Refusal, check_rights
from accounts.remembered import forget_on_commit
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads.actions.lines import leave_line
from threads.models import Category, CategoryCircle, CategoryModerator

# What decides who reads and writes there; the other fields are its look.
RULES = ("visibility", "holds")
# What its readers may do there, and the field of the circles that a right names.
RIGHTS = {
    "starts": "start_circles",
    "replies": "reply_circles",
    "attaches": "attach_circles",
}
CIRCLES = Category.Right.CIRCLES


@transaction.atomic
def change_rule(viewer: Viewer, category: Category, rule: str, value: str) -> Entry | None:
    """Change who reads a category or what waits in it; None when it is so already."""
    check_rights(viewer)
    if rule not in RULES:
        raise ValueError(f"no rule of that name: {rule}")
    now = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
    before = getattr(now, rule)
    if before == value:
        return None
    Category.objects.filter(pk=now.pk).update(**{rule: value})
    return leave_line(
        viewer, Act.PLACE, category_id=now.pk, before=f"{rule}: {before}", after=f"{rule}: {value}"
    )


@transaction.atomic
def change_right(
    viewer: Viewer, category: Category, right: str, who: str, circles: Iterable[Circle] = ()
) -> Entry | None:
    """Change to whom of its readers a category gives a right: to all, to the members of circles, or
    to its moderators alone. None when it is so already. Raises `Refusal`."""
    check_rights(viewer)
    if right not in RIGHTS:
        raise ValueError(f"no right of that name: {right}")
    named = sorted(circles, key=lambda circle: circle.name) if who == CIRCLES else []
    if who == CIRCLES and not named:
        raise Refusal(_("Name the circles to which you give this right."))
    now = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
    ids = sorted(circle.pk for circle in named)
    if (getattr(now, right), getattr(now, RIGHTS[right])) == (who, ids):
        return None
    before = _holders(right, getattr(now, right), _circles(getattr(now, RIGHTS[right])))
    Category.objects.filter(pk=now.pk).update(**{right: who, RIGHTS[right]: ids})
    return leave_line(
        viewer, Act.PLACE, category_id=now.pk, before=before, after=_holders(right, who, named)
    )


def _circles(ids: Iterable[int]) -> Iterable[Circle]:
    return Circle.objects.filter(pk__in=ids).order_by("name")


def _holders(right: str, who: str, circles: Iterable[Circle]) -> str:
    """As the ledger keeps it: "starts: circles (Garden, Kitchen)"."""
    names = ", ".join(circle.name for circle in circles)
    return f"{right}: {who} ({names})" if names else f"{right}: {who}"


@transaction.atomic
def change_first_posts(viewer: Viewer, community: Community, number: int) -> Entry | None:
    """Change how many first posts of a new member wait; None when it is so already."""
    check_rights(viewer)
    now = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if now.held_first_posts == number:
        return None
    Community.objects.filter(pk=now.pk).update(held_first_posts=number)
    forget_on_commit()
    return leave_line(viewer, Act.COMMUNITY, before=str(now.held_first_posts), after=str(number))


@transaction.atomic
def change_signup(viewer: Viewer, community: Community, who: str) -> Entry | None:
    """Change who may make an account; None when it is so already."""
    check_rights(viewer)
    now = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if now.signup == who:
        return None
    Community.objects.filter(pk=now.pk).update(signup=who)
    forget_on_commit()
    before, after = f"signup: {now.signup}", f"signup: {who}"
    return leave_line(viewer, Act.COMMUNITY, before=before, after=after)


@transaction.atomic
def admit_circle(viewer: Viewer, circle: Circle, category: Category) -> Entry | None:
    """Let the members of a circle read a category of circles; None when they do already."""
    check_rights(viewer)
    _row, is_new = CategoryCircle.objects.get_or_create(circle=circle, category=category)
    if not is_new:
        return None
    after = f"circle: {circle.name}"
    return leave_line(viewer, Act.PLACE, category_id=category.pk, after=after)


@transaction.atomic
def exclude_circle(viewer: Viewer, circle: Circle, category: Category) -> Entry | None:
    """Let the members of a circle no longer read a category for being in it; None when they do
    not anyway."""
    check_rights(viewer)
    admitted = CategoryCircle.objects.filter(circle=circle, category=category)
    if not admitted.delete()[0]:
        return None
    before = f"circle: {circle.name}"
    return leave_line(viewer, Act.PLACE, category_id=category.pk, before=before)


@transaction.atomic
def appoint_moderator(viewer: Viewer, person: User, category: Category) -> Entry | None:
    """Name a moderator of one category; None when they are already."""
    check_rights(viewer)
    _row, is_new = CategoryModerator.objects.get_or_create(person=person, category=category)
    if not is_new:
        return None
    return leave_line(viewer, Act.APPOINT, category_id=category.pk, person_id=person.pk)


@transaction.atomic
def dismiss_moderator(viewer: Viewer, person: User, category: Category) -> Entry | None:
    """Take the moderation of one category from somebody; None when they have it not."""
    check_rights(viewer)
    named = CategoryModerator.objects.filter(person=person, category=category)
    if not named.delete()[0]:
        return None
    return leave_line(viewer, Act.DISMISS, category_id=category.pk, person_id=person.pk)
