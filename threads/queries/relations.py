"""What a topic grew out of, and what grew out of it; both as columns of the topic's query."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.db.models.lookups import IsNull

from accounts.viewer import Viewer
from threads.models import Topic, TopicRelation
from threads.models.topics import topic_path

# So many of each side stand on the page of a topic.
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Related:
    """The topic at the other end. `continues` says which of the two kinds it is."""

    id: int
    title: str
    url: str
    continues: bool


def origin_rows(viewer: Viewer) -> ArraySubquery:
    """The topics that the topic of an outer query comes from, as far as the viewer may know."""
    return _rows(viewer, TopicRelation.objects.filter(topic=OuterRef("pk")), "origin")


def offshoot_rows(viewer: Viewer) -> ArraySubquery:
    """The topics that come from the topic of an outer query, as far as the viewer may know."""
    return _rows(viewer, TopicRelation.objects.filter(origin=OuterRef("pk")), "topic")


def _rows(viewer: Viewer, found: QuerySet[TopicRelation], end: str) -> ArraySubquery:
    """Asked relation by relation (a limit keeps it so): few are here, and topics are many."""
    topics = Topic.objects.listed_for(viewer).filter(pk=OuterRef(f"{end}_id"))
    found = found.filter(IsNull(Subquery(topics.values("pk")[:1]), False))
    row = JSONObject(
        id="pk", kind="kind", title=f"{end}__title", slug=f"{end}__slug", topic=f"{end}_id"
    )
    return ArraySubquery(found.order_by("pk").values(row=row)[:MOST_SHOWN])


def related(rows: list[dict[str, Any]]) -> tuple[Related, ...]:
    """What came as one of these columns."""
    return tuple(
        Related(
            row["id"],
            row["title"],
            topic_path(row["slug"], row["topic"]),
            row["kind"] == TopicRelation.Kind.CONTINUES,
        )
        for row in rows
    )
