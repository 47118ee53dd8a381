"""Who drafts the harvests of a topic: named by its host, or somebody who offered."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import Refusal, check_member
from accounts.viewer import Viewer, viewer_of
from ledger.models import Act, Entry
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Harvester, Topic
from threads.models.harvests import MOST_HARVESTERS


@transaction.atomic
def name_harvester(viewer: Viewer, topic: Topic, person: User) -> Entry | None:
    """Name somebody to draft harvests, or accept their offer; None when they are named already.

    Raises `Refusal`, also for the sixth, and for somebody who cannot read the topic.
    """
    now = lock_topic(topic.pk)
    policies.check_name_harvester(viewer, now)
    rows = Harvester.objects.filter(topic=now)
    named = rows.filter(state=Harvester.State.NAMED)
    if named.filter(person=person).exists():
        return None
    if not Topic.objects.visible_to(viewer_of(person)).filter(pk=now.pk).exists():
        raise Refusal(_("They cannot read this topic."))
    if named.count() >= MOST_HARVESTERS:
        raise Refusal(_("%(most)d harvesters are the most.") % {"most": MOST_HARVESTERS})
    Harvester.objects.update_or_create(
        topic=now, person=person, defaults={"state": Harvester.State.NAMED}
    )
    return leave_line(viewer, Act.HARVESTER, now, person_id=person.pk)


@transaction.atomic
def offer_to_harvest(viewer: Viewer, topic: Topic) -> bool:
    """Offer to draft the harvest; the host accepts or not. False when one has already."""
    now = lock_topic(topic.pk)
    policies.check_offer_harvest(viewer, now)
    _row, is_new = Harvester.objects.get_or_create(
        topic=now, person_id=viewer.id, defaults={"state": Harvester.State.OFFERED}
    )
    return is_new


@transaction.atomic
def drop_harvester(viewer: Viewer, topic: Topic, person_id: int | None) -> Entry | None:
    """No longer name somebody: the host does, or they themselves. An offer goes without a line.

    None when there is nothing to drop. Raises `Refusal`.
    """
    now = lock_topic(topic.pk)
    if check_member(viewer) != person_id:
        policies.check_name_harvester(viewer, now)
    row = Harvester.objects.filter(topic=now, person_id=person_id).first()
    if row is None:
        return None
    Harvester.objects.filter(pk=row.pk).delete()
    if row.state == Harvester.State.OFFERED:
        return None
    return leave_line(viewer, Act.UNHARVESTER, now, person_id=person_id)
