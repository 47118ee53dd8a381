"""What becomes of an ask: answered, set aside, reopened, moot. The topic is locked before it.

Where an ask was put from a post, its words are not repeated in the ledger: they are about that
post, which not everybody who reads the topic may know.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import LostRace
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Ask, Panelist, Post, Topic
from threads.models.states import ASK, find_step

# So much of an ask stands in the line that sets it aside.
QUOTED = 200


@transaction.atomic
def answer_ask(viewer: Viewer, ask: Ask, post: Post | None) -> Entry | None:
    """Say in which post an ask is answered, by whom that is to say; `post` is one of its topic that
    the viewer may read, None where the asker says no more than that it is. None when it is
    answered already. Raises `Refusal`."""
    topic = lock_topic(ask.topic_id)
    now = _lock(topic, ask)
    if now.state == Ask.State.ANSWERED:
        return None
    _check(viewer, topic, now, Ask.State.ANSWERED)
    if post and not Post.objects.filter(pk=post.pk, topic=topic).exists():
        raise LostRace(_("Meanwhile this post was moved to another topic."))
    return _answered(viewer, topic, now, post)


def answer_by_post(viewer: Viewer, topic: Topic, ask_id: int, post: Post) -> bool:
    """Link a new post as the answer of an ask, in the transaction that made it; False when that
    one does not wait (any more), or is not the viewer's to answer: the post stands without it."""
    ask = Ask.objects.visible_to(viewer).select_for_update(no_key=True, of=("self",))
    now = ask.filter(pk=ask_id, topic_id=topic.pk).first()
    if now is None or find_step(ASK, now.state, Ask.State.ANSWERED) is None:
        return False
    panel = _panel_ids(now)
    if not policies.may(policies.check_settle, viewer, topic, now, Ask.State.ANSWERED, panel):
        return False
    _answered(viewer, topic, now, post)
    return True


@transaction.atomic
def set_ask_aside(viewer: Viewer, ask: Ask, words: str = "") -> Entry | None:
    """Leave an ask without an answer, with words about why or without. None when it is set aside
    already. Raises `Refusal`."""
    topic = lock_topic(ask.topic_id)
    now = _lock(topic, ask)
    if now.state == Ask.State.SET_ASIDE:
        return None
    _check(viewer, topic, now, Ask.State.SET_ASIDE)
    _settle(viewer, now, Ask.State.SET_ASIDE, words=words)
    before = now.text[:QUOTED] if now.post_id is None else ""
    return leave_line(
        viewer, Act.ASK_SET_ASIDE, topic, person_id=now.author_id, before=before, reason=words
    )


@transaction.atomic
def reopen_ask(viewer: Viewer, ask: Ask) -> Entry | None:
    """Let an answered ask wait again, once, because its asker says so. None when it waits already.
    Raises `Refusal`."""
    topic = lock_topic(ask.topic_id)
    now = _lock(topic, ask)
    if now.state == Ask.State.WAITING:
        return None
    _check(viewer, topic, now, Ask.State.WAITING)
    Ask.objects.filter(pk=now.pk).update(
        state=Ask.State.WAITING, was_reopened=True, answer=None, settled_by=None, settled_at=None
    )
    return leave_line(viewer, Act.ASK_REOPEN, topic, person_id=now.to_person_id)


def make_moot(person_id: int | None = None) -> int:
    """Let go of the asks that nobody is left to answer, and answer how many there were: those put
    to this person, whose account is closed; without one, whatever else waits for accounts that
    are gone. Safe late, twice and in parallel."""
    seated = Panelist.objects.filter(topic=OuterRef("topic"), person__is_active=True)
    gone = Q(to_panel=False) & (Q(to_person=None) | Q(to_person__is_active=False))
    gone |= Q(~Exists(seated), to_panel=True)
    if person_id:
        gone = Q(to_person_id=person_id)
    waiting = Ask.objects.filter(gone, state=Ask.State.WAITING).values("pk")
    return Ask.objects.filter(pk__in=waiting, state=Ask.State.WAITING).update(
        state=Ask.State.MOOT, settled_at=timezone.now()
    )


def moot_asks() -> None:
    """The clock's turn of `make_moot`."""
    make_moot()


def _lock(topic: Topic, ask: Ask) -> Ask:
    """The ask as it stands now, in a topic that is locked."""
    now = Ask.objects.select_for_update(no_key=True).get(pk=ask.pk)
    if now.topic_id != topic.pk:
        raise LostRace(_("Meanwhile this topic was merged into another; look at it again."))
    return now


def _panel_ids(ask: Ask) -> set[int]:
    """The people who are asked together; none, without a query, where one person is asked."""
    if not ask.to_panel:
        return set()
    seated = Panelist.objects.filter(topic_id=ask.topic_id, person__isnull=False)
    return set(seated.values_list("person_id", flat=True))


def _check(viewer: Viewer, topic: Topic, ask: Ask, after: str) -> None:
    policies.check_settle(viewer, topic, ask, after, _panel_ids(ask))


def _settle(viewer: Viewer, ask: Ask, state: str, **facts: object) -> None:
    Ask.objects.filter(pk=ask.pk).update(
        state=state, settled_by=viewer.id, settled_at=timezone.now(), **facts
    )


def _answered(viewer: Viewer, topic: Topic, ask: Ask, post: Post | None) -> Entry:
    _settle(viewer, ask, Ask.State.ANSWERED, answer=post, words="")
    announce("answered", ask.pk)
    return leave_line(viewer, Act.ASK_ANSWERED, topic, person_id=ask.author_id)
