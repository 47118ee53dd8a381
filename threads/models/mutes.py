"""Muted topics: what somebody wants to see in no list, as a condition of a query on topics.

A topic is muted to a person who muted it, and to one who muted its category or one of its tags,
unless they opened it or chose by hand how closely they follow it.
"""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.viewer import Viewer

# As `threads.models.follows` stores them, which is defined on top of topics.
MUTE = "mute"
# Why a topic is one's own, whatever one did with its category and its tags.
DELIBERATE = ("chosen", "opened")


def unmuted(viewer: Viewer, *, category_id: int = 0, tag_id: int = 0) -> Q:
    """The condition under which a topic is not muted to the viewer, who is a member. Who goes to a
    category or to a tag that they muted wants to see it: it is named here."""
    mine = _rows("TopicReader").filter(topic=OuterRef("pk"), person_id=viewer.id)
    muted = _rows("Follow").filter(person_id=viewer.id, level=MUTE)
    # Gathered once, not topic by topic: few things are muted.
    categories = muted.filter(category__isnull=False).exclude(category=category_id)
    tags = muted.filter(tag=OuterRef("tag")).exclude(tag=tag_id)
    tagged = _rows("TopicTag").filter(Exists(tags), topic=OuterRef("pk"))
    of_muted = Q(category__in=categories.values("category")) | Q(Exists(tagged))
    chosen = Exists(mine.filter(why__in=DELIBERATE).exclude(level=""))
    return ~Q(Exists(mine.filter(level=MUTE))) & (~of_muted | Q(chosen))


def _rows(model: str) -> QuerySet[Any]:
    """All rows of a model of this app that is defined on top of topics."""
    found: Any = apps.get_model("threads", model)
    rows: QuerySet[Any] = found.objects.all()
    return rows
