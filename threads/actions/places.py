"""Changing the rules of a category and of the community, which circles read a category, and who
moderates it. One line each in the ledger."""

from django.db import transaction

from accounts.models import Circle, Community, User
from accounts.policies import check_rights
from accounts.remembered import forget_community
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads.actions.lines import leave_line
from threads.models import Category, CategoryCircle, CategoryModerator

# What decides who reads and writes there; the other fields are its look.
RULES = ("visibility", "holds")


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
def change_first_posts(viewer: Viewer, community: Community, number: int) -> Entry | None:
    """Change how many first posts of a new member wait; None when it is so already."""
    check_rights(viewer)
    now = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if now.held_first_posts == number:
        return None
    Community.objects.filter(pk=now.pk).update(held_first_posts=number)
    transaction.on_commit(forget_community)
    return leave_line(viewer, Act.COMMUNITY, before=str(now.held_first_posts), after=str(number))


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
