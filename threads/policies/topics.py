"""Who opens topics, and who curates them."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_writer
from accounts.viewer import Viewer
from threads.models import Category, Topic
from threads.policies.rules import (
    check_curate,
    check_moderate,
    is_host,
    may,
    require_host_or_moderator,
    require_not_archived,
)

# How long the host of a topic may take back their own closing of it.
HOST_REOPENS = timedelta(days=30)


def check_open_topic(viewer: Viewer) -> None:
    """Members open topics; in which categories says `check_start`."""
    check_writer(viewer)


def check_close(viewer: Viewer, topic: Topic) -> None:
    """Moderators close topics, and the host of a topic its own."""
    require_host_or_moderator(viewer, topic)
    require_not_archived(topic)


def check_reopen(viewer: Viewer, topic: Topic) -> None:
    """Moderators reopen topics; the host takes an own closing back within 30 days."""
    require_host_or_moderator(viewer, topic)
    require_not_archived(topic)
    if viewer.moderates(topic.category_id):
        return
    if topic.closed_by_id != viewer.id:
        raise Refusal(_("Moderators closed this topic; they can reopen it."))
    if topic.closed_at and timezone.now() - topic.closed_at > HOST_REOPENS:
        raise Refusal(_("You closed this topic more than 30 days ago; moderators can reopen it."))


def check_rename(viewer: Viewer, topic: Topic) -> None:
    """Moderators and the host give a topic another title; the ledger keeps the one before."""
    require_host_or_moderator(viewer, topic)
    require_not_archived(topic)


def check_tag(viewer: Viewer, topic: Topic) -> None:
    """Moderators and the host choose the tags of a topic."""
    require_host_or_moderator(viewer, topic)
    require_not_archived(topic)


def check_pin(viewer: Viewer, topic: Topic, pin: str = Topic.Pin.CATEGORY) -> None:
    """Moderators pin a topic in its category; those of the whole site pin it everywhere."""
    check_curate(viewer, topic)
    require_not_archived(topic)
    if Topic.Pin.SITE in {pin, topic.pin} and not viewer.moderates_site:
        raise Refusal(_("Only moderators of the whole site pin a topic everywhere."))


def check_move(viewer: Viewer, topic: Topic, category: Category | None = None) -> None:
    """Moderators of both categories move a topic; its host may move it to fewer readers.

    Without a category it is asked whether the viewer moves this topic at all.
    """
    require_host_or_moderator(viewer, topic)
    require_not_archived(topic)
    if category is None:
        return
    if viewer.moderates(topic.category_id):
        check_moderate(viewer, category.pk)
    elif category.visibility == topic.category.visibility or topic.category.opens(category):
        raise Refusal(_("You can move your topic only to where fewer people read it."))


def check_take_apart(viewer: Viewer, topic: Topic) -> None:
    """Moderators split and merge topics and move posts, where nothing is archived."""
    check_curate(viewer, topic)
    require_not_archived(topic)


def check_relate(viewer: Viewer, topic: Topic) -> None:
    """The host and the author of a topic say which other topics it comes from."""
    check_writer(viewer)
    if not is_host(viewer, topic) and topic.author_id != viewer.id:
        raise Refusal(_("Only its author and who holds a topic say where it comes from."))
    require_not_archived(topic)


def check_unrelate(viewer: Viewer, topic: Topic) -> None:
    """The host takes that back, and moderators do."""
    require_host_or_moderator(viewer, topic)
    require_not_archived(topic)


def check_origins(viewer: Viewer, topic: Topic) -> None:
    """Whoever may add or take back something reads the page about it."""
    if not may(check_unrelate, viewer, topic):
        check_relate(viewer, topic)
