"""What a topic continues or grew out of."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies import Refusal
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Topic, TopicRelation

MOST_ORIGINS = 12


@transaction.atomic
def relate_topic(viewer: Viewer, topic: Topic, origin: Topic, kind: str) -> Entry | None:
    """Say that a topic continues another, or grew out of it. The caller fetched the other as one
    that the viewer may read.

    None when that is said already, of either kind. Raises `Refusal`.
    """
    now = lock_topic(topic.pk)
    policies.check_relate(viewer, now)
    if origin.pk == now.pk:
        raise Refusal(_("A topic does not come from itself."))
    if TopicRelation.objects.filter(topic=origin, origin=now).exists():
        raise Refusal(_("That topic comes from this one."))
    origins = TopicRelation.objects.filter(topic=now)
    if origins.filter(origin=origin).exists():
        return None
    if origins.count() >= MOST_ORIGINS:
        raise Refusal(_("Twelve topics are the most that one can come from."))
    TopicRelation.objects.create(topic=now, origin=origin, kind=kind)
    return leave_line(viewer, Act.RELATE, now, other_topic_id=origin.pk)


@transaction.atomic
def unrelate_topic(viewer: Viewer, topic: Topic, relation_id: int) -> Entry | None:
    """Take back that a topic comes from another. None when it was taken back already."""
    now = lock_topic(topic.pk)
    policies.check_unrelate(viewer, now)
    found = TopicRelation.objects.filter(pk=relation_id, topic=now).first()
    if found is None:
        return None
    TopicRelation.objects.filter(pk=found.pk).delete()
    return leave_line(viewer, Act.UNRELATE, now, other_topic_id=found.origin_id)


def carry_relations(source: Topic, into: Topic) -> None:
    """What a topic came from and what came from it belongs to the one that it was merged into;
    inside its transaction."""
    found = TopicRelation.objects.filter(topic=source) | TopicRelation.objects.filter(origin=source)
    for one in found.order_by("pk"):
        ends = {"topic_id": one.topic_id, "origin_id": one.origin_id}
        ends = {name: into.pk if pk == source.pk else pk for name, pk in ends.items()}
        is_of_two = ends["topic_id"] != ends["origin_id"]
        if is_of_two and not TopicRelation.objects.filter(**ends).exists():
            TopicRelation.objects.filter(pk=one.pk).update(**ends)
        else:
            TopicRelation.objects.filter(pk=one.pk).delete()
