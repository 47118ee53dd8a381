"""Who hosts a topic: naming co-hosts, handing it over, leaving it, finding somebody anew.

Each act locks the topic and leaves one line; already so leaves none. Rules: docs/fishbowl.md,
part 6.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import Refusal
from accounts.viewer import Viewer, viewer_of
from ledger.models import Act, Entry
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.running.tending import bowl_of, refresh
from threads.models import CoHost, HostOffer, Topic
from threads.models.hosts import MOST_COHOSTS
from threads.queries.hosts import reads_topic


@transaction.atomic
def name_cohost(viewer: Viewer, topic: Topic, person: User) -> Entry | None:
    """Let somebody host the topic as well. Raises `Refusal` past three, for somebody who cannot
    read it, and for the host."""
    now = lock_topic(topic.pk)
    policies.check_host(viewer, now)
    if person.pk in now.cohost_ids:  # type: ignore[attr-defined]
        return None
    if person.pk == now.host_id:
        raise Refusal(_("%(name)s holds this topic already.") % {"name": person.name})
    _check_may_host(person, now)
    if len(now.cohost_ids) >= MOST_COHOSTS:  # type: ignore[attr-defined]
        raise Refusal(_("Three beside the first are the most."))
    CoHost.objects.create(topic=now, person=person)
    HostOffer.objects.filter(topic=now, person=person).delete()
    return leave_line(viewer, Act.COHOST, now, person_id=person.pk, after=person.username)


@transaction.atomic
def drop_cohost(viewer: Viewer, topic: Topic, person: User) -> Entry | None:
    """Somebody no longer hosts the topic as well; a co-host leaves in the same way."""
    now = lock_topic(topic.pk)
    policies.check_host(viewer, now)
    if not CoHost.objects.filter(topic=now, person=person).delete()[0]:
        return None
    return leave_line(viewer, Act.UNCOHOST, now, person_id=person.pk, before=person.username)


@transaction.atomic
def hand_over(viewer: Viewer, topic: Topic, person: User) -> Entry | None:
    """Make somebody else the host; who hosted it before is a member like others then.

    Raises `Refusal` for a co-host who hands over, and for somebody who cannot read the topic.
    """
    now = lock_topic(topic.pk)
    if now.host_id == person.pk:
        return None
    policies.check_host_alone(viewer, now)
    _check_may_host(person, now)
    return _follow(viewer, now, person)


@transaction.atomic
def leave_hosting(viewer: Viewer, topic: Topic) -> Entry | None:
    """The host leaves; the earliest co-host is host at once, else nobody is."""
    now = lock_topic(topic.pk)
    if viewer.id is None or now.host_id != viewer.id:
        return None
    policies.check_host(viewer, now)
    return _leave(viewer, now)


@transaction.atomic
def offer_to_host(viewer: Viewer, topic: Topic, *, on: bool) -> bool:
    """Offer to host a topic that nobody hosts, or take that back; whether anything changed."""
    now = lock_topic(topic.pk)
    if not on:
        return bool(HostOffer.objects.filter(topic=now, person_id=viewer.id).delete()[0])
    policies.check_offer_to_host(viewer, now)
    _row, is_new = HostOffer.objects.get_or_create(topic=now, person_id=viewer.id)
    return is_new


@transaction.atomic
def confirm_host(viewer: Viewer, topic: Topic, person: User) -> Entry | None:
    """A moderator makes one of those who offered the host."""
    now = lock_topic(topic.pk)
    if now.host_id == person.pk:
        return None
    policies.check_confirm_host(viewer, now)
    if not HostOffer.objects.filter(topic=now, person=person).exists():
        raise Refusal(_("%(name)s has not offered to.") % {"name": person.name})
    _check_may_host(person, now)
    return _follow(viewer, now, person)


def pass_on_hosting(person: User) -> list[Entry]:
    """Somebody is gone: in each topic that they host the earliest co-host follows, and they co-host
    none. For the closing of an account; each topic in a transaction of its own."""
    viewer = viewer_of(person)
    CoHost.objects.filter(person=person).delete()
    lines = []
    for topic_id in Topic.objects.filter(host=person).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            now = lock_topic(topic_id)
            if now.host_id == person.pk:
                lines.append(_leave(viewer, now))
    return lines


def pass_on_lost_topics() -> None:
    """Pass on what people host whose accounts are closed: a clock job, safe late and twice."""
    hosted = Topic.objects.filter(host=OuterRef("pk"))
    for person in User.objects.filter(Exists(hosted), is_active=False):
        pass_on_hosting(person)


def _leave(viewer: Viewer, now: Topic) -> Entry:
    """The host of a locked topic goes; who follows is who has helped longest and may still host."""
    helpers = CoHost.objects.filter(topic=now).select_related("person").order_by("since", "id")
    for helper in helpers:
        if helper.person.is_active and reads_topic(helper.person, now):
            return _follow(viewer, now, helper.person)
    Topic.objects.filter(pk=now.pk).update(host=None)
    CoHost.objects.filter(topic=now).delete()
    return leave_line(viewer, Act.HOSTLESS, now)


def _follow(viewer: Viewer, now: Topic, person: User) -> Entry:
    CoHost.objects.filter(topic=now, person=person).delete()
    HostOffer.objects.filter(topic=now).delete()
    Topic.objects.filter(pk=now.pk).update(host=person)
    now.host_id = person.pk
    # The days on which its phases begin, which nobody kept while nobody hosted it.
    if bowl := bowl_of(now):
        refresh(bowl)
    return leave_line(viewer, Act.HAND_OVER, now, person_id=person.pk, after=person.username)


def _check_may_host(person: User, topic: Topic) -> None:
    if not person.is_active or person.is_suspended or person.is_silenced:
        raise Refusal(_("%(name)s cannot hold a topic at present.") % {"name": person.name})
    if not reads_topic(person, topic):
        raise Refusal(_("%(name)s cannot read this topic.") % {"name": person.name})
