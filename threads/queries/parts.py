"""What a topic can have beside its posts. Most have little of it: the topic says which parts there
are (`PARTS`, the same for everybody), and only these are asked for, in one query (`with_parts`).

Building such a query costs more than running it, so what nobody added costs nothing.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.viewer import Viewer
from threads.models import (
    Ask,
    FormerPlace,
    Harvest,
    Harvester,
    Perspective,
    PostLink,
    Topic,
    TopicRelation,
)
from threads.queries.asks import has_asks, waiting_rows
from threads.queries.bowl_rows import bowl_column
from threads.queries.harvests import harvest_columns
from threads.queries.links import mentions_of_topic
from threads.queries.perspectives import VIEW_ROWS
from threads.queries.relations import offshoot_rows, origin_rows

_HERE = OuterRef("pk")
# Whether there are any, as columns of the topic's query.
PARTS = {
    "any_asks": Exists(Ask.objects.filter(topic=_HERE)),
    "any_harvests": Exists(Harvest.objects.filter(topic=_HERE))
    | Exists(Harvester.objects.filter(topic=_HERE)),
    "any_views": Exists(Perspective.objects.filter(panelist__topic=_HERE)),
    "any_origins": Exists(TopicRelation.objects.filter(Q(topic=_HERE) | Q(origin=_HERE))),
    "any_came": Exists(FormerPlace.objects.filter(post__topic=_HERE)),
    "any_links": Exists(PostLink.objects.filter(Q(topic=_HERE) | Q(target__topic=_HERE))),
}
# What stands for a part that is not there.
NOTHING: dict[str, Any] = {
    "ask_rows": [],
    "has_asks": False,
    "harvest_rows": [],
    "harvest_open": None,
    "harvest_draft": None,
    "harvest_offers": 0,
    "view_rows": [],
    "origin_rows": [],
    "offshoot_rows": [],
    "mention_rows": [],
    "bowl_row": None,
}


def with_parts(viewer: Viewer, topic: Topic) -> Topic:
    """The topic that came with `PARTS`, with what its page prints of them, as far as the viewer may
    read it; one query, none where it has no parts."""
    columns = _columns(viewer, topic)
    found = dict(NOTHING)
    if columns:
        found |= Topic.objects.filter(pk=topic.pk).annotate(**columns).values(*columns).get()
    for name, value in found.items():
        setattr(topic, name, value)
    return topic


def _columns(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    parts = vars(topic)
    columns: dict[str, Any] = {}
    if topic.kind == Topic.Kind.FISHBOWL:
        columns["bowl_row"] = bowl_column(viewer.id)
    if parts["any_asks"]:
        columns |= {"ask_rows": waiting_rows(viewer), "has_asks": has_asks(viewer)}
    if parts["any_harvests"]:
        columns |= harvest_columns(viewer)
    if parts["any_views"]:
        columns["view_rows"] = VIEW_ROWS
    if parts["any_origins"]:
        columns |= {"origin_rows": origin_rows(viewer), "offshoot_rows": offshoot_rows(viewer)}
    if parts["any_links"]:
        columns["mention_rows"] = mentions_of_topic(viewer)
    return columns
