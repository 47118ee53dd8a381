"""Who hosts a topic, and what of it its page shows."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from accounts.faces import Face, face, face_of
from accounts.models import User
from accounts.viewer import Viewer, viewer_of
from threads import policies
from threads.models import CoHost, HostOffer, Post, Topic

_COHOSTS = CoHost.objects.filter(topic=OuterRef("pk")).order_by("since", "id")
# The ids of the co-hosts of the topic of an outer query, earliest first: `cohost_ids`.
COHOST_IDS = ArraySubquery(_COHOSTS.values("person_id"))
# How they print: `cohost_rows`.
COHOST_ROWS = ArraySubquery(
    _COHOSTS.values(row=JSONObject(handle="person__username", name="person__display_name"))
)


@dataclass(frozen=True, slots=True)
class Hosts:
    """Those who host a topic; without a first one nobody does. `is_author` says that it is still
    who opened it."""

    first: Face | None
    others: tuple[Face, ...]
    is_author: bool
    # Whether the viewer is one of them.
    is_mine: bool
    may_offer: bool


@dataclass(frozen=True, slots=True)
class HostsPage:
    """The page on which hosting is passed on."""

    topic: Topic
    hosts: Hosts
    offers: tuple[Face, ...]
    has_offered: bool
    may_name: bool
    may_hand_over: bool
    may_leave: bool
    may_confirm: bool


def hosts_of(viewer: Viewer, topic: Topic) -> Hosts:
    """The hosts of a topic that came with `host`, `cohost_ids` and `cohost_rows`."""
    rows: list[dict[str, Any]] = topic.cohost_rows  # type: ignore[attr-defined]
    return Hosts(
        first=face_of(topic.host) if topic.host_id else None,
        others=tuple(face(row["handle"], row["name"]) for row in rows),
        is_author=topic.host_id is not None and topic.host_id == topic.author_id,
        is_mine=policies.is_host(viewer, topic),
        may_offer=policies.may(policies.check_offer_to_host, viewer, topic),
    )


def hosts_page(viewer: Viewer, topic: Topic) -> HostsPage:
    """Who hosts the topic, who offers to, and what the viewer may do about it, in one query."""
    may = policies.may
    offers = HostOffer.objects.filter(topic=topic).order_by("id")
    rows = list(offers.values_list("person_id", "person__username", "person__display_name"))
    return HostsPage(
        topic=topic,
        hosts=hosts_of(viewer, topic),
        offers=tuple(face(handle, name) for _id, handle, name in rows),
        has_offered=viewer.id in {row[0] for row in rows},
        may_name=may(policies.check_host, viewer, topic),
        may_hand_over=may(policies.check_host_alone, viewer, topic),
        may_leave=viewer.is_member and topic.host_id == viewer.id,
        may_confirm=may(policies.check_confirm_host, viewer, topic),
    )


def reads_topic(person: User, topic: Topic) -> bool:
    """Whether somebody may read the topic."""
    return Topic.objects.visible_to(viewer_of(person)).filter(pk=topic.pk).exists()


def with_hosts(post: Post) -> Post:
    """The post, with the co-hosts of its topic known to the rules; its topic was fetched with
    it."""
    cohosts = CoHost.objects.filter(topic=post.topic_id).values_list("person_id", flat=True)
    post.topic.cohost_ids = list(cohosts)  # type: ignore[attr-defined]
    return post
