"""What a digest tells of galleries. Notes there mail nobody and move no topic: they come along in a
digest that has news, to who watches their topic or sits in its bowl."""

from collections.abc import Iterable

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import ngettext

from accounts.viewer import Viewer
from notifications.registry import Line, Part, Period, Section, Told
from threads.models import Seat, Topic, TopicReader
from threads.models.fishbowls import SeatState
from threads.models.follows import Level
from threads.models.posts import Lane
from threads.models.topics import topic_path
from threads.queries.digests import MOST_LINES, MOST_LOOKED_AT, told_topics, unread_in


def notes(viewer: Viewer, period: Period, _told: Told) -> Iterable[Part]:
    """Unread notes of the period, a line for each topic, in the order of their first one."""
    near = told_topics(viewer).filter(_beside(viewer))
    heaps = list(
        unread_in(viewer, period, near)
        .filter(lane=Lane.GALLERY)
        .order_by()
        .values("topic")
        .annotate(first=Min("number"), count=Count("pk"), at=Min("created_at"))
        .order_by("at", "topic")
        .values_list("topic", "first", "count")[:MOST_LOOKED_AT]
    )
    shown = heaps[:MOST_LINES]
    topics = Topic.objects.in_bulk([topic_id for topic_id, _first, _count in shown])
    if heaps:
        lines = (_line(topics[pk], first, count) for pk, first, count in shown)
        yield Part(Section.GALLERY, tuple(lines), len(heaps), is_news=False)


def _beside(viewer: Viewer) -> Q:
    """The condition under which the viewer watches a topic, or sits in its bowl."""
    watched: QuerySet[TopicReader] = TopicReader.objects.filter(
        person_id=viewer.id, level=Level.WATCH
    )
    seats = Seat.objects.filter(person_id=viewer.id, state=SeatState.SEATED)
    return Q(pk__in=watched.values("topic")) | Q(pk__in=seats.values("fishbowl__topic"))


def _line(topic: Topic, first: int, count: int) -> Line:
    said = ngettext("%(count)s note from the gallery", "%(count)s notes from the gallery", count)
    return Line(
        title=topic.title,
        url=topic_path(topic.slug, topic.pk, first),
        said=said % {"count": count},
        topic_id=topic.pk,
    )
